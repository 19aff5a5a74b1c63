"""The activity page: every period, panel, filter and view of it, on demo data and on nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.demo_data import seed_demo
from tests.support.programs import LiveServer
from tests.webui.browsing import event, insert
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import STILL, Tour


def seconds(page: Page, selector: str) -> list[int]:
    """The exact durations behind the words, from `<time datetime="PT…S">`."""
    return [int((one.get_attribute("datetime") or "")[2:-1]) for one in page.locator(f"{selector} time").all()]


def panel(name: str) -> str:
    return f".panels [aria-label='{name}']"


def show_all(page: Page, name: str) -> None:
    button = page.locator(panel(name)).get_by_role("button", name="Show all")
    if button.count():
        button.click()


def today(zone: str) -> date:
    """The local day of now; in the zone of the tests it is the afternoon."""
    return datetime.now(ZoneInfo(zone)).date()


# --- Looks ----------------------------------------------------------------------------------------------------------


def test_today(tour: Tour) -> None:
    tour.open("")
    tour.check("activity-today")


def test_today_of_an_empty_server(empty_tour: Tour) -> None:
    empty_tour.open("")
    empty_tour.check("activity-empty")


@pytest.mark.parametrize("address", ["week", "month", "year", "last30d"])
def test_longer_times(tour: Tour, address: str) -> None:
    page = tour.open(f"#/activity/{tour.server.api('info').json['hostname']}/{address}")
    expect(page.locator(".figure")).to_contain_text("h")
    tour.check(f"activity-{address}")


@pytest.mark.parametrize(
    ("word", "view"), [("day", "rhythm"), ("month", "rhythm"), ("day", "browser"), ("day", "editor")]
)
def test_views(tour: Tour, zone: str, word: str, view: str) -> None:
    host = tour.server.api("info").json["hostname"]
    tour.open(f"#/activity/{host}/{word}/{today(zone) - timedelta(days=1)}/view/{view}")
    tour.check(f"activity-{word}-{view}")


def test_a_day_without_data_and_one_that_lies_ahead(tour: Tour, zone: str) -> None:
    host = tour.server.api("info").json["hostname"]
    page = tour.open(f"#/activity/{host}/day/2020-01-01")
    expect(page.get_by_text("Nothing was recorded in this period.")).to_be_visible()
    tour.check("activity-nothing")
    page = tour.open(f"#/activity/{host}/day/{today(zone) + timedelta(days=3)}")
    expect(page.get_by_text("The period has not begun yet.")).to_be_visible()
    page = tour.open(f"#/activity/elsewhere/day/{today(zone)}")
    expect(page.get_by_text("Recorded under another computer's name")).to_be_visible()


# --- Numbers --------------------------------------------------------------------------------------------------------


def test_every_figure_of_a_day_agrees(open_tour: OpenTour, changing_server: LiveServer, zone: str) -> None:
    """Headline, panels, the day's own answer and a query of one's own: equal to the second, overlaps or not."""
    host = changing_server.api("info").json["hostname"]
    dice = random.Random(5)
    begin = datetime.now(UTC) - timedelta(days=6)
    overlapping = [
        event(
            begin + timedelta(minutes=dice.uniform(0, 8000)),
            dice.uniform(0.01, 90),
            app=dice.choice("ABC"),
            title="over",
        )
        for _ in range(300)
    ]
    insert(changing_server, "aw-watcher-window-second", "currentwindow", overlapping)
    insert(changing_server, "aw-watcher-window", "currentwindow", overlapping[:40])
    tour = open_tour(changing_server)
    for back in range(1, 6):
        day = today(zone) - timedelta(days=back)
        page = tour.open(f"#/activity/{host}/day/{day}")
        [headline] = seconds(page, ".figure")
        told = changing_server.api(f"today?timezone={quote(zone, safe='')}&date={day}").json
        assert headline == told["active_seconds"] > 3600
        for name in ("Applications", "Categories"):
            show_all(page, name)
            assert sum(seconds(page, panel(name))) == headline, name
        assert sum(seconds(page, panel("Productivity"))) == headline
        rows = dict(
            zip(
                page.locator(f"{panel('Applications')} .label").all_inner_texts(),
                seconds(page, panel("Applications")),
                strict=True,
            )
        )
        assert {row["app"]: row["seconds"] for row in told["apps"]} == rows
        top = page.locator(f"{panel('Category tree')} .line[style*='--depth: 0'] time").all()
        assert sum(int((one.get_attribute("datetime") or "")[2:-1]) for one in top) == headline
        hours = page.locator(".bars [role=option]").all()
        assert len(hours) == 24
        assert own_sum(changing_server, told) == headline


def own_sum(server: LiveServer, told: dict[str, Any]) -> int:
    """Active time by a query written here, not by the page."""
    host = told["hostname"]
    windows = f'concat(query_bucket("aw-watcher-window_{host}"), query_bucket("aw-watcher-window-second_{host}"))'
    statements = [
        f"w = flood(resolve_overlaps({windows}));",
        f'p = filter_keyvals(flood(resolve_overlaps(query_bucket("aw-watcher-afk_{host}"))), "status", ["not-afk"]);',
        f'pages = flood(query_bucket("aw-watcher-web-firefox_{host}"));',
        'sound = filter_period_intersect(pages, filter_keyvals_regex(w, "app", "(?i)firefox"));',
        'p = period_union(p, filter_keyvals(resolve_overlaps(sound), "audible", [true]));',
        "RETURN = sum_durations(filter_period_intersect(w, p));",
    ]
    body = {"query": statements, "timeperiods": [f"{told['start']}/{told['end']}"]}
    return round(server.api("query/", "POST", body).json[0])


def test_no_hour_has_more_than_sixty_minutes(open_tour: OpenTour, live_server: LiveServer, zone: str) -> None:
    """An hour of a window and a stopwatch of 48 minutes in it: 3,600 seconds, whether it counts or not."""
    hour = datetime.combine(today(zone) - timedelta(days=1), datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=10)
    host = live_server.api("info").json["hostname"]
    insert(live_server, "aw-watcher-window", "currentwindow", [event(hour, 60, app="Code", title="x")])
    insert(live_server, "aw-watcher-afk", "afkstatus", [event(hour, 60, status="not-afk")])
    body = {"client": "aw-webui", "type": "general.stopwatch", "hostname": "unknown"}
    assert live_server.api("buckets/aw-stopwatch", "POST", body).status == 200
    measured = [event(hour + timedelta(minutes=6), 48, label="Client", running=False)]
    assert live_server.api("buckets/aw-stopwatch/events", "POST", measured).status == 200
    tour = open_tour(live_server)
    for query in ("", "?stopwatch=1"):
        page = tour.open(f"#/activity/{host}/day/{hour.date()}{query}")
        assert seconds(page, ".figure") == [3600]
        names = page.locator(f"{panel('Applications')} .label").all_inner_texts()
        assert names == (["Client", "Code"] if query else ["Code"])


def test_several_devices_count_the_same_time_once(open_tour: OpenTour, changing_server: LiveServer, zone: str) -> None:
    host = changing_server.api("info").json["hostname"]
    seed_demo(changing_server, 3, datetime.now(UTC), ZoneInfo(zone), hostname="laptop")
    tour = open_tour(changing_server)
    day = today(zone) - timedelta(days=1)
    one, other, both = (
        seconds(tour.open(f"#/activity/{hosts}/day/{day}"), ".figure")[0]
        for hosts in (host, "laptop", f"{host},laptop")
    )
    assert max(one, other) <= both < one + other
    expect(tour.page.get_by_text("on 2 devices")).to_be_visible()
    tour.page.get_by_label("Device").select_option("laptop")
    expect(tour.page).to_have_url(f"{changing_server.url}/#/activity/laptop/day/{day}")


def test_offline_time_counts_by_itself_once(
    open_tour: OpenTour, server_in: Callable[[str], LiveServer], zone: str
) -> None:
    server = server_in(zone)
    host, day = server.api("info").json["hostname"], today(zone) - timedelta(days=1)
    # Days of the pages begin when those of the tables do.
    assert server.api("settings/startOfDay", "POST", "00:00").status == 200
    at = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    noon = at + timedelta(hours=12)
    insert(server, "aw-watcher-window", "currentwindow", [event(noon, 60, app="Code", title="a.py")])
    insert(server, "aw-watcher-afk", "afkstatus", [event(noon, 60, status="not-afk")])
    about = {"client": "tests", "type": "currentwindow", "hostname": "offline"}
    assert server.api("buckets/aw-manual_offline", "POST", about).status == 200
    starts = [at + timedelta(hours=4), noon + timedelta(minutes=30)]
    walks = [event(start, 120, app="Walk", title="", manual=True) for start in starts]
    assert server.api("buckets/aw-manual_offline/events", "POST", walks).status == 200
    expected = int((2 + 2.5) * 3600)
    assert server.api(f"productivity?first={day}&last={day}").json["seconds"] == expected

    tour = open_tour(server)
    assert seconds(tour.open(f"#/activity/{host}/day/{day}"), ".figure") == [3600]
    page = tour.open("#/activity")
    page.get_by_role("link", name="Earlier", exact=True).click()
    expect(page).to_have_url(f"{server.url}/#/activity/{host},offline/day/{day}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{host}, with offline time")
    tour.settle()
    assert seconds(page, ".figure") == [expected]
    # The head tells of all that it counts: the day began with a walk, and how much was entered.
    facts = dict(
        zip(page.locator(".facts dt").all_inner_texts(), page.locator(".facts dd").all_inner_texts(), strict=True)
    )
    assert (facts["First activity"], facts["Last activity"]) == ("04:00", "14:30"), facts
    assert facts["Entered by hand"] == "4\N{NO-BREAK SPACE}h 00\N{NO-BREAK SPACE}min"
    strip = page.get_by_role("region", name="The day")
    expect(strip).to_be_visible()
    expect(strip.get_by_role("option", name="Active: entered by hand").first).to_be_attached()
    page = tour.open(f"#/timeline?from={day}&to={day}", ready="#timeline-sum")
    assert seconds(page, "#timeline-sum")[0] == expected
    lanes = page.locator(".board .name").all_inner_texts()
    assert f"Presence: {host}" in lanes and "Presence: offline" not in lanes
    tour.quiet()


@pytest.mark.parametrize("word", ["day", "week", "year"])
def test_a_view_is_one_query(tour: Tour, word: str) -> None:
    tour.context.add_init_script(STILL)
    tour.open(f"#/activity/{tour.server.api('info').json['hostname']}/{word}")
    assert tour.asked("/query/") == 1


# --- Ways -----------------------------------------------------------------------------------------------------------


def test_from_a_week_to_a_day_to_an_application_and_back_by_keyboard(tour: Tour, zone: str) -> None:
    host = tour.server.api("info").json["hostname"]
    page = tour.open(f"#/activity/{host}/last7d/{today(zone) - timedelta(days=6)}")
    bars = page.get_by_role("listbox", name="Active time in each part")
    bars.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    day = today(zone) - timedelta(days=5)
    expect(page).to_have_url(f"{tour.server.url}/#/activity/{host}/day/{day}")
    tour.settle()
    name = page.locator(f"{panel('Applications')} .label").first.inner_text()
    page.locator(f"{panel('Applications')} .label").first.click()
    expect(page.get_by_role("link", name=f"Only {name}")).to_be_visible()
    tour.settle()
    assert page.locator(f"{panel('Applications')} .label").all_inner_texts() == [name]
    page.go_back()
    expect(page.get_by_role("link", name=f"Only {name}")).to_have_count(0)


def test_a_category_filters_everything(tour: Tour, zone: str) -> None:
    host = tour.server.api("info").json["hostname"]
    page = tour.open(f"#/activity/{host}/day/{today(zone) - timedelta(days=1)}")
    line = page.locator(f"{panel('Category tree')} .line").first
    expected = int((line.locator("time").get_attribute("datetime") or "")[2:-1])
    line.get_by_role("link").click()
    expect(page.get_by_role("link", name="Only ")).to_be_visible()
    tour.settle()
    expect(page.locator(".figure time")).to_have_attribute("datetime", f"PT{expected}S")
    assert sum(seconds(page, panel("Productivity"))) == expected


def put_into(page: Page, panel_name: str, name: str, category: str) -> int:
    """Put a bar of a panel into a new category; how many clicks that took."""
    page.locator(panel(panel_name)).get_by_role("button", name=f"Put into a category: {name}", exact=True).click()
    page.get_by_placeholder("Find a category").fill(category)
    page.get_by_role("button", name=f"New category “{category}”").click()
    return 2


def test_a_bar_is_put_into_a_category_and_the_page_follows(
    open_tour: OpenTour, live_server: LiveServer, zone: str
) -> None:
    """Application, title and site, from their bars; what has a category already goes into the other one, and back."""
    hour = datetime.combine(today(zone) - timedelta(days=1), datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=10)
    host = live_server.api("info").json["hostname"]
    later = hour + timedelta(minutes=60)
    windows = [
        event(hour, 40, app="Zorblax (beta)", title="plan + notes"),
        event(hour + timedelta(minutes=40), 20, app="Zorblax (beta)", title="ledger"),
        event(later, 30, app="Firefox", title="Video"),
    ]
    insert(live_server, "aw-watcher-window", "currentwindow", windows)
    insert(live_server, "aw-watcher-afk", "afkstatus", [event(hour, 90, status="not-afk")])
    pages = [event(later, 30, url="https://www.youtube.com/watch", title="Video")]
    insert(live_server, "aw-watcher-web-firefox", "web.tab.current", pages)
    tour = open_tour(live_server)
    page = tour.open(f"#/activity/{host}/day/{hour.date()}")
    row = page.locator(f"{panel('Applications')} li", has_text="Zorblax (beta)")
    expect(row).to_contain_text("Uncategorized")

    def of(name: str) -> Locator:
        return page.locator(f"{panel('Categories')} li", has_text=name).locator("time")

    assert put_into(page, "Applications", "Zorblax (beta)", "Building") <= 4
    expect(row).to_contain_text("Building")
    expect(of("Building")).to_have_attribute("datetime", "PT3600S")
    put_into(page, "Window titles", "ledger", "Money")
    expect(of("Money")).to_have_attribute("datetime", "PT1200S")
    expect(of("Building")).to_have_attribute("datetime", "PT2400S")
    page.get_by_role("button", name="Undo", exact=True).last.click()
    expect(of("Building")).to_have_attribute("datetime", "PT3600S")
    expect(page.get_by_text("Undone.")).to_have_count(1)

    page.goto(f"{live_server.url}/#/activity/{host}/day/{hour.date()}/view/browser")
    tour.settle()
    opener = page.locator(panel("Domains")).get_by_role("button", name="Put into a category: youtube.com")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_placeholder("Find a category")).to_be_focused()
    page.keyboard.type("Building")
    tour.check("activity-categorize")
    page.get_by_role("button", name="Building", exact=True).press("Enter")
    expect(page.get_by_text("is now in Building").last).to_be_visible()
    page.goto(f"{live_server.url}/#/activity/{host}/day/{hour.date()}")
    expect(of("Building")).to_have_attribute("datetime", "PT5400S")
    tour.settle()
    tour.quiet()


def test_earlier_later_and_a_date(tour: Tour, zone: str) -> None:
    host = tour.server.api("info").json["hostname"]
    page = tour.open("")
    page.get_by_role("link", name="Earlier", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Yesterday")
    page.get_by_role("link", name="Later").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    expect(page.get_by_role("link", name="Later")).to_have_count(0)
    day = today(zone) - timedelta(days=4)
    page.get_by_label("Choose a date").fill(str(day))
    expect(page).to_have_url(f"{tour.server.url}/#/activity/{host}/day/{day}")
    page.get_by_role("radio", name="Month").check(force=True)
    expect(page).to_have_url(f"{tour.server.url}/#/activity/{host}/month/{day.replace(day=1)}")
    page.get_by_role("button", name="Last days").click()
    page.get_by_label("How many days").fill("10")
    page.get_by_role("button", name="Show", exact=True).first.click()
    expect(page).to_have_url(f"{tour.server.url}/#/activity/{host}/last10d/{today(zone) - timedelta(days=9)}")
    tour.settle()
    tour.quiet()


def test_views_are_edited_saved_and_taken_back(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("")
    page.get_by_role("button", name="Edit views").click()
    page.get_by_role("button", name="Add a view").click()
    page.get_by_label("Name of the view").fill("Mine")
    page.get_by_label("What the panel shows").last.select_option("calendar")
    page.get_by_role("button", name="Add a panel").click()
    page.get_by_label("What the panel shows").last.select_option("top_apps")
    page.get_by_role("button", name="Add a panel").click()
    page.get_by_role("button", name="Move forward: Applications").click()
    page.get_by_role("button", name="Wider: Applications").click()
    assert tour.violations() == []
    tour.picture("activity-edit")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Mine")).to_be_visible()
    stored = changing_server.api("settings/views").json
    assert stored[-1]["name"] == "Mine"
    assert stored[-1]["elements"] == [{"type": "top_apps", "width": 6}, {"type": "calendar", "width": 4}]

    page.get_by_role("link", name="Mine").click()
    tour.settle()
    expect(page.locator(panel("Applications"))).to_be_visible()
    page.reload()
    expect(page.locator(panel("Applications"))).to_be_visible()
    page.get_by_role("button", name="Edit views").click()
    page.get_by_role("button", name="Delete this view").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Mine")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Mine")).to_be_visible()


def test_other_programs_views_are_shown_as_far_as_they_can(open_tour: OpenTour, home: Path, zone: str) -> None:
    """A page that the server serves is drawn, the others say what they are, and saving loses nothing of any."""
    folder = home / "clock"
    folder.mkdir()
    (folder / "index.html").write_text(
        "<!doctype html><title>Clock</title><p>Theirs: <b id=said></b></p><script src=s.js></script>"
    )
    (folder / "s.js").write_text("said.textContent = new URLSearchParams(location.search).get('hostname')")
    drawn = {"type": "custom_vis", "size": 3, "props": {"visname": "clock", "title": "Their clock", "more": [1]}}
    missing = {"type": "custom_vis", "props": {"visname": "nowhere"}}
    views = [
        {
            "id": "summary",
            "name": "Theirs",
            "elements": [{"type": "top_apps", "size": 3}, drawn, missing, {"type": "new_vis"}],
        },
        {"name": "without an id", "elements": [], "kept": True},
    ]
    with LiveServer("--custom-static", f"clock={folder}") as server:
        seed_demo(server, 2, datetime.now(UTC), ZoneInfo(zone))
        assert server.api("settings/views", "POST", views).status == 200
        tour = open_tour(server)
        page = tour.open("")
        expect(page.get_by_role("link", name="Theirs")).to_be_visible()
        expect(page.locator(panel("Applications"))).to_be_visible()
        host = server.api("info").json["hostname"]
        expect(page.frame_locator("[title='Their clock']").locator("#said")).to_have_text(host)
        expect(page.locator(panel("nowhere"))).to_contain_text("This server does not serve the page “nowhere”")
        expect(page.locator(panel("new_vis"))).to_contain_text("It stays in the view as it is")
        tour.check("activity-foreign")
        page.get_by_role("button", name="Edit views").click()
        page.get_by_role("button", name="Wider: Applications").click()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Views saved.")).to_be_visible()
        stored = server.api("settings/views").json
    assert stored[0]["elements"][1:] == views[0]["elements"][1:]
    assert stored[1] == views[1]


def test_a_mistake_is_told_with_a_way_to_try_again(open_tour: OpenTour, changing_server: LiveServer) -> None:
    """A category rule that cannot be used stops the query: said where the figures would be, and mended by a retry."""
    broken = [{"name": ["Bad"], "rule": {"type": "regex", "regex": "(a+)+"}}]
    assert changing_server.api("settings/classes", "POST", broken).status == 200
    page = open_tour(changing_server).open("", ready=".panels [role=alert]")
    alert = page.locator(".panels [role=alert]").first
    expect(alert).to_contain_text("Rule 1")
    assert changing_server.api("settings/classes", "DELETE").status == 200
    alert.get_by_role("button", name="Try again").click()
    expect(page.locator(".figure")).to_be_visible()
    expect(page.locator(".panels [role=alert]")).to_have_count(0)
