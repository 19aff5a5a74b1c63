"""The profile for WakaTime's programs: what is changed on the page changes what they are told."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.support.programs import LiveServer, request
from tests.support.wait import wait_until
from tests.webui.pages.conftest import OpenTour

DAY = "2024-05-01"
MORNING = 1714554000  # that day, 09:00 UTC
UA = "wakatime/v1.105.0 (linux-6.11.9-x86_64) go1.23.3 vscode/1.95.3 vscode-wakatime/24.8.0"


class Editor:
    """A plug-in with the owner's key."""

    def __init__(self, server: LiveServer) -> None:
        self._base = f"{server.url}/api/v1/users/current"
        self._key = server.api("keys/own/wakatime").json["key"]

    def types(self, *minutes: int) -> None:
        """A heartbeat at each of these minutes of that morning."""
        for minute in minutes:
            beat = {"entity": "/p/alpha/a.py", "type": "file", "project": "alpha", "time": MORNING + 60 * minute}
            sent = {**beat, "language": "Python", "user_agent": UA}
            assert request(f"{self._base}/heartbeats?api_key={self._key}", "POST", sent).status == 202

    def get(self, path: str) -> Any:
        return request(f"{self._base}{path}{'&' if '?' in path else '?'}api_key={self._key}").json

    def seconds(self) -> float:
        """What a dashboard is told of that day."""
        day = self.get(f"/summaries?start={DAY}&end={DAY}&timezone=UTC")["data"][0]
        return float(day["grand_total"]["total_seconds"])


def test_the_time_out_changes_the_summaries(open_tour: OpenTour, live_server: LiveServer) -> None:
    editor = Editor(live_server)
    editor.types(0, 10, 30, 35)
    assert editor.seconds() == 15 * 60
    tour = open_tour(live_server)
    page = tour.open("#/settings/wakatime")
    field = page.get_by_label("Time-out in minutes")
    field.fill("2000")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="A whole number from 1 to 1440.")).to_be_visible()
    assert editor.seconds() == 15 * 60
    field.fill("20")
    field.press("Enter")
    wait_until(lambda: editor.seconds() == 35 * 60)
    assert editor.get("")["data"]["timeout"] == 20
    # Or the way back of this change is taken for that of the next, which the page offers a moment after it holds.
    page.get_by_role("button", name="Dismiss").click()
    page.get_by_role("checkbox", name="Only files that were saved count").check()
    wait_until(lambda: editor.seconds() == 0)
    page.get_by_role("button", name="Undo").click()
    wait_until(lambda: editor.seconds() == 35 * 60)
    expect(page.get_by_role("checkbox", name="Only files that were saved count")).not_to_be_checked()
    tour.quiet()


def test_who_one_is_and_what_is_said_of_a_project(open_tour: OpenTour, live_server: LiveServer) -> None:
    editor = Editor(live_server)
    editor.types(0, 10)
    tour = open_tour(live_server)
    page = tour.open("#/settings/wakatime")
    tour.check("settings-wakatime-empty")
    page.get_by_label("Full name").fill("Ada Lovelace")
    page.get_by_label("Full name").press("Enter")
    page.get_by_label("City", exact=True).fill("London")
    page.get_by_label("City", exact=True).press("Enter")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_label("Time zone").press("Enter")
    page.get_by_label("“This week” begins on").select_option("Sunday")
    page.get_by_role("checkbox", name="How much time").check()
    wait_until(lambda: editor.get("")["data"]["logged_time_public"])
    told = editor.get("")["data"]
    assert (told["full_name"], told["city"]["title"], told["timezone"], told["weekday_start"]) == (
        "Ada Lovelace",
        "London",
        "Europe/Berlin",
        6,
    )
    page.get_by_role("button", name="Describe a project").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Project", exact=True).fill("alpha")
    dialog.get_by_role("checkbox", name="Colour").check()
    dialog.get_by_label("Clients").fill("Northwind")
    dialog.get_by_label("Clients").press("Enter")
    tour.check("settings-wakatime-project")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    [project] = editor.get("/projects")["data"]
    assert (project["color"], project["clients"]) == ("#2971c6", ["Northwind"])
    page.get_by_label("Names", exact=True).fill("Home")
    page.get_by_label("Names", exact=True).press("Enter")
    wait_until(lambda: [board["name"] for board in editor.get("/leaderboards")["data"]] == ["Home"])
    tour.check("settings-wakatime-full")
    page.get_by_role("button", name="Say nothing about alpha").click()
    wait_until(lambda: editor.get("/projects")["data"][0]["color"] is None)
    german = open_tour(live_server, locale="de-DE")
    german.open("#/settings/wakatime")
    expect(german.page.get_by_label("Voller Name")).to_have_value("Ada Lovelace")
    german.check("settings-wakatime-german")
