"""Goals: made, changed and deleted on the page, with the figures that programs are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.programs import LiveServer
from tests.support.wait import wait_until
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import Tour

GOALS: list[dict[str, Any]] = [
    {"seconds": 4 * 3600, "counts": "everything", "ignore_days": ["saturday", "sunday"]},
    {"seconds": 1200, "counts": "everything", "categories": ["Communicating"], "is_inverse": True},
    {
        "seconds": 4 * 3600,
        "delta": "week",
        "counts": "everything",
        "languages": ["Python", "TypeScript"],
        "custom_title": "Aurora moves on",
    },
    {"seconds": 3600, "languages": ["Python"], "is_enabled": False, "improve_by_percent": 10},
]


def field(dialog: Locator, name: str) -> Locator:
    return dialog.get_by_label(name, exact=True)


def test_goals(open_tour: OpenTour, changing_server: LiveServer) -> None:
    for goal in GOALS:
        assert changing_server.api("goals", "POST", goal).status == 200
    tour = open_tour(changing_server)
    page = tour.open("#/goals")
    cards = page.get_by_role("article")
    expect(cards).to_have_count(len(GOALS))
    expect(page.get_by_role("article", name="Aurora moves on").get_by_role("listitem")).to_have_count(7)
    tour.check("goals-demo")
    page.get_by_role("button", name="Change: Aurora moves on").click()
    page.get_by_role("dialog").get_by_text("More").click()
    tour.check("goals-form")
    page.keyboard.press("Escape")
    german = open_tour(changing_server, locale="de-DE")
    german.open("#/goals")
    expect(german.page.get_by_text("Mindestens 4 h 00 min am Tag")).to_be_visible()
    german.check("goals-german")


def test_days_of_another_zone_are_named(server_in: Callable[[str], LiveServer], open_tour: OpenTour) -> None:
    server = server_in("Asia/Tokyo")
    assert server.api("goals", "POST", {"seconds": 60}).status == 200
    here = open_tour(server, zone="Asia/Seoul")
    here.open("#/goals")
    expect(here.page.get_by_role("article")).to_be_visible()
    assert here.page.get_by_text("Days as in").count() == 0
    tour = open_tour(server, zone="America/New_York", locale="de-DE")
    page = tour.open("#/productivity")
    expect(page.get_by_text("Tage wie in Asia/Tokyo.")).to_be_visible()
    tour.picture("productivity-zone")
    page = tour.open("#/goals")
    expect(page.get_by_text("Tage wie in Asia/Tokyo.")).to_be_visible()
    tour.check("goals-zone")
    page.get_by_role("link", name="Zeitzone ändern").click()
    expect(page.get_by_label("Zeitzone", exact=True)).to_be_visible()
    expect(page.get_by_text("Leer: die dieses Rechners, Asia/Tokyo.")).to_be_visible()
    tour.quiet()


def test_with_none(empty_tour: Tour) -> None:
    page = empty_tour.open("#/goals")
    expect(page.get_by_text("No goals yet")).to_be_visible()
    empty_tour.check("goals-empty")


def make(page: Page) -> None:
    """A goal of half an hour of Python, by hand."""
    page.get_by_role("button", name="New goal").first.click()
    dialog = page.get_by_role("dialog")
    field(dialog, "Hours").fill("0")
    field(dialog, "Minutes").fill("0")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("at least a minute")
    field(dialog, "Minutes").fill("30")
    field(dialog, "Languages").fill("Python")
    field(dialog, "Languages").press("Enter")
    dialog.get_by_text("Sun", exact=True).click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def test_a_goal_is_made_changed_deleted_and_comes_back(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("#/goals")
    make(page)
    card = page.get_by_role("article", name="At least 30 min a day")
    expect(card).to_contain_text("Languages: Python")
    [goal] = changing_server.api("goals").json
    assert (goal["seconds"], goal["languages"], goal["ignore_days"]) == (1800, ["Python"], ["sunday"])
    [told] = changing_server.api("goals/progress").json["goals"]
    assert told["periods"][-2]["seconds"] > 0 or told["periods"][-3]["seconds"] > 0

    page.get_by_role("button", name="Change: At least 30 min a day").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("At most", exact=True).click()
    dialog.get_by_role("button", name="Take out Python").click()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("article", name="At most 30 min a day")).to_be_visible()
    wait_until(lambda: changing_server.api("goals").json[0]["languages"] == [])

    page.get_by_role("button", name="Delete: At most 30 min a day").click()
    expect(page.get_by_text("No goals yet")).to_be_visible()
    assert changing_server.api("goals").json == []
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_role("article", name="At most 30 min a day")).to_be_visible()
    assert changing_server.api("goals").json[0]["id"] == goal["id"]
    tour.quiet()
