"""What somebody wants who opens the pages for the first time, without a document: nothing takes more than four clicks.

Each walk begins on the first page. A click is a press of the mouse, wherever it lands; typing is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.programs import LiveServer
from tests.webui.pages.conftest import OpenTour
from tests.webui.pages.test_activity import panel
from tests.webui.tour import NARROW, Tour

MOST = 4
_COUNT = """() => {
    window.presses = 0;
    document.addEventListener("pointerdown", event => { if (event.isTrusted) window.presses += 1; }, true);
}"""

Walk = Callable[[LiveServer], "Newcomer"]


class Newcomer:
    """A person at the mouse: what is pressed is counted by the page itself."""

    def __init__(self, tour: Tour) -> None:
        self.tour = tour
        self.server = tour.server
        self.page: Page = tour.open("")
        self.page.evaluate(f"({_COUNT})()")

    @property
    def clicks(self) -> int:
        return int(self.page.evaluate("window.presses"))

    def press(self, what: Locator) -> None:
        what.click()
        self.tour.settle()

    def menu(self, name: str) -> None:
        self.press(self.page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True))


@pytest.fixture
def walk(open_tour: OpenTour) -> Walk:
    return lambda server: Newcomer(open_tour(server))


def yesterday(zone: str) -> date:
    return datetime.now(ZoneInfo(zone)).date() - timedelta(days=1)


def test_how_long_today_so_far(walk: Walk, demo_server: LiveServer, zone: str) -> None:
    """There without a click."""
    person = walk(demo_server)
    told = demo_server.api(f"today?timezone={quote(zone, safe='')}").json["active_seconds"]
    shown = person.page.locator(".figure time").get_attribute("datetime") or ""
    assert abs(int(shown[2:-1]) - told) <= 60 and told > 600
    assert person.clicks == 0


def test_the_site_of_yesterday(walk: Walk, demo_server: LiveServer, zone: str) -> None:
    """Earlier; the panel Domains says it."""
    person = walk(demo_server)
    person.press(person.page.get_by_role("link", name="Earlier", exact=True))
    expect(person.page.get_by_role("heading", level=1)).to_contain_text("Yesterday")
    first = person.page.locator(f"{panel('Domains')} .label").first
    assert first.inner_text() == _top_site(demo_server, zone)
    assert person.clicks == 1


def _top_site(server: LiveServer, zone: str) -> str:
    """Asked of the events."""
    host = server.api("info").json["hostname"]
    statements = [
        f'w = filter_keyvals(query_bucket("aw-watcher-window_{host}"), "app", ["firefox"]);',
        f'p = filter_period_intersect(query_bucket("aw-watcher-web-firefox_{host}"), w);',
        f'there = filter_keyvals(query_bucket("aw-watcher-afk_{host}"), "status", ["not-afk"]);',
        'p = filter_period_intersect(p, period_union(there, filter_keyvals(p, "audible", [true])));',
        'RETURN = sort_by_duration(merge_events_by_keys(split_url_events(p), ["$domain"]));',
    ]
    start, end = (
        datetime.combine(yesterday(zone) + timedelta(days=days), datetime.min.time(), ZoneInfo(zone))
        + timedelta(hours=4)
        for days in (0, 1)
    )
    body = {"query": statements, "timeperiods": [f"{start.isoformat()}/{end.isoformat()}"]}
    return str(server.api("query/", "POST", body).json[0][0]["data"]["$domain"])


def test_when_work_began_on_tuesday(walk: Walk, demo_server: LiveServer, zone: str) -> None:
    """Work hours; and the week before, where Tuesday has not been yet."""
    person = walk(demo_server)
    today = datetime.now(ZoneInfo(zone)).date()
    tuesday = today - timedelta(days=(today.weekday() - 1) % 7 or 7)
    person.menu("Work hours")
    if tuesday < today - timedelta(days=today.weekday()):
        person.press(person.page.get_by_role("button", name="The period before"))
    cells = person.page.get_by_role("region", name="Days").locator("tbody tr", has_text="Tue").locator("td, th")
    told = demo_server.api(f"today?date={tuesday}&timezone={quote(zone, safe='')}").json
    began = next(piece["start"] for piece in told["strip"] if piece["state"] == "active")
    assert cells.nth(2).inner_text() == began[11:16]
    assert person.clicks <= 2


def test_pausing_and_going_on(walk: Walk, changing_server: LiveServer) -> None:
    """Pause, for how long; the same button goes on."""
    person = walk(changing_server)
    person.press(person.page.get_by_role("button", name="Pause"))
    person.press(person.page.get_by_role("button", name="15 minutes"))
    expect(person.page.get_by_role("button", name="Resume")).to_be_visible()
    assert changing_server.api("pause").json["paused"] is True
    assert person.clicks == 2
    person.press(person.page.get_by_role("button", name="Resume"))
    expect(person.page.get_by_role("button", name="Pause")).to_be_visible()
    assert changing_server.api("pause").json["paused"] is False


@pytest.mark.parametrize(("name", "choice"), [("Window titles", "Hide this title"), ("Applications", "Record nothing")])
def test_hiding_what_is_on_the_page(walk: Walk, changing_server: LiveServer, name: str, choice: str) -> None:
    """The button of its bar, hide it, save."""
    person = walk(changing_server)
    row = person.page.locator(f"{panel(name)} li").first
    text = row.locator(".label").inner_text()
    person.press(row.get_by_role("button", name=re.compile("Put into a category")))
    person.press(person.page.get_by_role("link", name=re.compile(choice)))
    person.press(person.page.get_by_role("dialog").get_by_role("button", name="Save the rule"))
    expect(person.page.get_by_text("The rule is saved. It holds from now on.")).to_be_visible()
    expect(person.page.get_by_role("dialog")).to_have_count(0)
    assert person.clicks == 3
    host = changing_server.api("info").json["hostname"]
    key = "title" if name == "Window titles" else "app"
    events = f"buckets/aw-watcher-window_{host}/events?start=2024-05-01T00:00:00Z&end=2024-05-02T00:00:00Z"
    for at, said in enumerate((text, f"{text} and more")):
        beat = {"timestamp": f"2024-05-01T09:00:0{at}Z", "data": {"app": "x", "title": "y", key: said}}
        path = f"buckets/aw-watcher-window_{host}/heartbeat?pulsetime=0"
        assert changing_server.api(path, "POST", beat).status == 200
    stored = [event["data"][key] for event in changing_server.api(events).json]
    assert text not in stored and f"{text} and more" in stored


def test_an_application_into_a_category(walk: Walk, changing_server: LiveServer) -> None:
    """The button of its bar, the category."""
    person = walk(changing_server)
    row = person.page.locator(f"{panel('Applications')} li").first
    name = row.locator(".label").inner_text()
    person.press(row.get_by_role("button", name=f"Put into a category: {name}", exact=True))
    person.press(person.page.get_by_role("button", name="Social Networking", exact=True))
    expect(row).to_contain_text("Social Networking")
    assert person.clicks == 2


# --- On a phone, before anything was recorded: the longest ways -------------------------------------------------------


def test_hiding_what_was_never_seen(walk: Walk, live_server: LiveServer) -> None:
    """What is never recorded, a rule, save."""
    person = walk(live_server)
    person.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    person.press(person.page.get_by_role("link", name="Choose what is never recorded"))
    person.press(person.page.get_by_role("button", name="Add a rule"))
    dialog = person.page.get_by_role("dialog")
    dialog.get_by_role("textbox").first.fill("secret")
    person.press(dialog.get_by_role("button", name="Save the rule"))
    expect(person.page.get_by_text("The rule is saved. It holds from now on.")).to_be_visible()
    assert person.clicks == 3
    person.tour.quiet()


def test_a_category_for_what_was_never_seen(walk: Walk, live_server: LiveServer) -> None:
    """The menu, Categories, the application's name, put it into, the category."""
    person = walk(live_server)
    person.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    person.press(person.page.get_by_role("button", name="Menu", exact=True))
    person.menu("Categories")
    why = person.page.get_by_role("region", name="Which category, and why?")
    why.get_by_label("Application").fill("Lagerverwaltung")
    person.press(why.get_by_role("button", name="Put into a category: Lagerverwaltung"))
    person.press(person.page.get_by_role("button", name="Business", exact=True))
    expect(why.locator("strong")).to_have_text("Business")
    assert person.clicks == MOST
    person.tour.quiet()


def _scored(server: LiveServer, zone: str) -> float:
    """The share of the week's time that is in a category, which gives it a score."""
    today = yesterday(zone) + timedelta(days=1)
    told = server.api(f"productivity?first={today - timedelta(days=8)}&last={today + timedelta(days=1)}").json
    return float(told["scored_seconds"] / told["seconds"])


def test_all_that_has_no_category_is_sorted_with_a_few_clicks(
    walk: Walk, changing_server: LiveServer, zone: str
) -> None:
    """Categories, and two clicks for whatever is offered there: all time has a score then."""
    before = _scored(changing_server, zone)
    person = walk(changing_server)
    person.menu("Categories")
    offered = person.page.get_by_role("region", name="Not in a category yet")
    expect(offered.get_by_role("listitem").first).to_be_visible()
    sorted_ = 0
    while offered.get_by_role("listitem").count():
        name = offered.locator(".text").first.inner_text()
        person.press(offered.get_by_role("listitem").first.get_by_role("button"))
        person.press(person.page.locator(".menu-panel").get_by_role("button", name="Business", exact=True))
        expect(person.page.get_by_text(f"{name} is now in Business.").last).to_be_visible()
        sorted_ += 1
        expect(offered.locator(".text", has_text=re.compile(f"^{re.escape(name)}$"))).to_have_count(0)
    assert person.clicks == 1 + 2 * sorted_ <= 11
    after = _scored(changing_server, zone)
    print(f"\n{person.clicks} clicks: {before:.1%} of the time had a score before, {after:.1%} has one now")
    assert before < after == 1
