"""The search in a real browser: finds, their time, jumping to the timeline, changing, deleting many, taking it back."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.support.programs import LiveServer
from tests.webui.browsing import seconds_shown
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import Tour


def look_for(page: Page, text: str) -> None:
    page.get_by_label("What to look for").fill(text)
    page.get_by_role("button", name="Search", exact=True).click()


def stored(server: LiveServer, bucket: str) -> list[dict[str, Any]]:
    return list(server.api(f"buckets/{bucket}/events?limit=-1").json)


def without_ids(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: one[key] for key in ("timestamp", "duration", "data")} for one in events]


def test_finds_with_their_time(tour: Tour) -> None:
    page = tour.open("#/search")
    expect(page.get_by_text("Type a part of a title")).to_be_visible()
    look_for(page, "aurora")
    expect(page).to_have_url(re.compile("q=aurora"))
    expect(page.locator(".sum .total")).to_be_visible()
    tour.settle()
    (active,) = seconds_shown(page, ".sum")
    assert active > 3600
    page.get_by_role("button", name=re.compile("Show the events")).first.click()
    expect(page.locator(".find").first).to_be_visible()
    tour.check("search-demo")


def test_an_address_from_another_page_is_followed(tour: Tour) -> None:
    page = tour.open("#/search?q=%5Easync%7CHacker&regex=1")
    expect(page.get_by_label("Regular expression")).to_be_checked()
    expect(page.locator(".stretch").first).to_contain_text("Hacker News")
    page.get_by_role("link", name="On the timeline").first.click()
    expect(page).to_have_url(re.compile("#/timeline\\?from="))
    expect(page.locator(".drawing canvas")).to_be_visible()
    tour.settle()
    tour.quiet()


def test_nothing_found_and_nothing_there(tour: Tour, empty_tour: Tour) -> None:
    page = tour.open("#/search?q=zzz-not-there")
    expect(page.get_by_text("Nothing was found")).to_be_visible()
    tour.check("search-nothing")
    page = empty_tour.open("#/search?q=x")
    expect(page.get_by_text("Nothing has recorded this yet")).to_be_visible()
    empty_tour.check("search-empty")


def test_many_are_deleted_and_taken_back(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    host = changing_server.api("info").json["hostname"]
    bucket = f"aw-watcher-window_{host}"
    before = stored(changing_server, bucket)
    hits = [one for one in before if "Slack" in one["data"]["title"]]
    assert len(hits) > 3
    page = tour.open("#/search?q=Slack")
    page.get_by_role("button", name="Choose all shown").click()
    page.get_by_role("button", name=re.compile(r"^Delete \d+")).click()
    expect(page.get_by_text(f"{len(hits)} events were deleted.")).to_be_visible()
    expect(page.get_by_text("Nothing was found")).to_be_visible()
    assert without_ids(stored(changing_server, bucket)) == without_ids([one for one in before if one not in hits])
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert without_ids(stored(changing_server, bucket)) == without_ids(before)
    expect(page.locator(".stretch").first).to_be_visible()
    tour.settle()

    page.get_by_role("button", name=re.compile("Show the events")).first.click()
    page.get_by_role("button", name=re.compile("^Edit the event of")).first.click()
    page.get_by_label("Value of title").fill("Slack, renamed")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The event was changed.")).to_be_visible()
    assert sum(one["data"]["title"] == "Slack, renamed" for one in stored(changing_server, bucket)) == 1
    tour.quiet()
