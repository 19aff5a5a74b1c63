"""The stopwatch: started, stopped, mended, added by hand, and never counted beside what the windows say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.programs import LiveServer
from tests.webui.browsing import event, insert
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import Tour


def entries(server: LiveServer) -> list[dict[str, Any]]:
    """Newest first."""
    answer = server.api("buckets/aw-stopwatch/events")
    return list(answer.json) if answer.status == 200 else []


def test_with_past_entries(tour: Tour) -> None:
    page = tour.open("#/stopwatch")
    past = page.get_by_role("region", name="Past entries")
    expect(past.get_by_text("Client: Northwind").first).to_be_visible()
    tour.check("stopwatch-demo")


def test_nothing_was_measured(empty_tour: Tour) -> None:
    page = empty_tour.open("#/stopwatch")
    expect(page.get_by_text("Nothing was measured in this time")).to_be_visible()
    empty_tour.check("stopwatch-empty")


def test_several_run_and_are_stopped(open_tour: OpenTour, changing_server: LiveServer) -> None:
    server = changing_server
    server.api("buckets/aw-stopwatch?force=1", "DELETE")
    tour = open_tour(server)
    page = tour.open("#/stopwatch")
    for label in ("Call with Ada", "Reading"):
        page.get_by_label("What are you doing?").fill(label)
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.get_by_role("button", name=f"Stop {label}")).to_be_visible()
    bucket = server.api("buckets/aw-stopwatch").json
    assert (bucket["type"], bucket["hostname"]) == ("general.stopwatch", "unknown")
    assert [one["data"] for one in entries(server)] == [
        {"running": True, "label": "Reading"},
        {"running": True, "label": "Call with Ada"},
    ]
    clock = page.get_by_role("timer").first
    begun = clock.inner_text()
    expect(clock).not_to_have_text(begun)
    tour.check("stopwatch-running")

    page.get_by_role("button", name="Stop Reading").click()
    expect(page.get_by_role("button", name="Stop Reading")).to_have_count(0)
    stopped = entries(server)[0]
    assert stopped["data"] == {"running": False, "label": "Reading"}
    assert stopped["duration"] > 0
    page.get_by_role("button", name="Start Reading again").click()
    expect(page.get_by_role("button", name="Stop Reading")).to_be_visible()
    assert len(entries(server)) == 3
    page.get_by_role("button", name="Delete Call with Ada").click()
    expect(page.get_by_role("button", name="Stop Call with Ada")).to_have_count(0)
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_role("button", name="Stop Call with Ada")).to_be_visible()
    tour.quiet()


def test_a_past_entry_is_added_edited_and_brought_back(open_tour: OpenTour, changing_server: LiveServer) -> None:
    server = changing_server
    tour = open_tour(server)
    page = tour.open("#/stopwatch")
    before = len(entries(server))
    page.get_by_role("button", name="Add a past entry").click()
    dialog = page.get_by_role("dialog", name="Add a past entry")
    dialog.get_by_label("What it was").fill("Workshop")
    dialog.get_by_label("Project").fill("garden")
    dialog.get_by_label("Start", exact=True).fill("2026-01-02T10:00:00")
    dialog.get_by_label("End", exact=True).fill("2026-01-02T09:00:00")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("The end lies before the start.")
    tour.check("stopwatch-dialog")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%d")
    dialog.get_by_label("Start", exact=True).fill(f"{yesterday}T10:00:00")
    dialog.get_by_label("End", exact=True).fill(f"{yesterday}T11:30:00")
    dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("listitem").filter(has_text="Workshop")
    expect(row).to_contain_text("garden")
    expect(row).to_contain_text("1\xa0h 30\xa0min")

    row.get_by_role("button", name="Edit Workshop").click()
    edit = page.get_by_role("dialog", name="Edit entry")
    edit.get_by_label("What it was").fill("Seminar")
    edit.get_by_role("button", name="Save").click()
    row = page.get_by_role("listitem").filter(has_text="Seminar")
    expect(row).to_be_visible()
    found = next(one for one in entries(server) if one["data"]["label"] == "Seminar")
    assert (found["data"]["project"], found["duration"]) == ("garden", 5400)

    row.get_by_role("button", name="Delete Seminar").click()
    expect(row).to_have_count(0)
    assert len(entries(server)) == before
    page.get_by_role("button", name="Undo").last.click()
    expect(row).to_be_visible()
    tour.quiet()


def test_while_recording_is_paused(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("#/stopwatch")
    changing_server.api("pause", "POST", {"seconds": 600})
    page.get_by_label("What are you doing?").fill("Call")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("Recording is paused, so nothing is stored.")).to_be_visible()


def hours(tour: Tour, start: datetime, end: datetime) -> list[float]:
    """Seconds of each hour by the page's own question, with the stopwatch counted in."""
    asked = [
        request.post_data_json["query"]
        for request in tour.requests
        if request.url.endswith("/query/") and "union_no_overlap" in (request.post_data or "")
    ]
    statements = [
        *asked[-1][:-1],
        'RETURN = merge_events_by_keys(split_by_period(events, "hour", "UTC"), ["$period"]);',
    ]
    body = {"query": statements, "timeperiods": [f"{start.isoformat()}/{end.isoformat()}"]}
    return [one["duration"] for one in tour.server.api("query/", "POST", body).json[0]]


@pytest.mark.parametrize("offset", [0, 300])
def test_an_hour_with_the_stopwatch_has_sixty_minutes(open_tour: OpenTour, home: Path, offset: int) -> None:
    """3600 s of windows and 2880 s of the stopwatch in the same hour are 3600 s."""
    with LiveServer() as server:
        start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
        windows = [event(start + timedelta(minutes=at), 1, app=f"app{at % 7}", title=str(at)) for at in range(60)]
        insert(server, "aw-watcher-window", "currentwindow", windows)
        insert(server, "aw-watcher-afk", "afkstatus", [event(start, 60, status="not-afk")])
        stopwatch = {"client": "aw-webui", "type": "general.stopwatch", "hostname": "unknown"}
        server.api("buckets/aw-stopwatch", "POST", stopwatch)
        measured = event(start + timedelta(seconds=offset), 48, label="Client", running=False)
        server.api("buckets/aw-stopwatch/events", "POST", measured)

        tour = open_tour(server)
        page = tour.open("#/stopwatch")
        figures = page.get_by_role("region", name="Today", exact=True).locator("dd time")
        expect(figures.nth(0)).to_have_attribute("datetime", "PT2880S")
        expect(figures.nth(1)).to_have_attribute("datetime", "PT3600S")
        assert hours(tour, start - timedelta(hours=2), start + timedelta(hours=2)) == [3600]


def test_no_hour_of_weeks_has_more_than_sixty_minutes(tour: Tour) -> None:
    tour.open("#/stopwatch")
    found = hours(tour, datetime.now(UTC) - timedelta(days=30), datetime.now(UTC) + timedelta(days=1))
    assert len(found) > 50
    assert max(found) <= 3600
