"""The Today page in a real browser against a real server: its figures, its strip, its buttons, its manners."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.programs import ROOT, LiveServer
from tests.support.wait import wait_until
from tests.webui.browsing import Visitor, chromium, event, insert, list_of, seconds_shown, seed_day
from tests.webui.page_checks import CONTRASTS, NAMELESS, SHOW, TWINS

# Exactly one update lies within this time of the page's clock.
_ONE_UPDATE = 21_000


Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser, with a profile of its own, and the page built from its sources."""
    built = subprocess.run(
        [sys.executable, str(ROOT / "bundle" / "aw-webui" / "build.py")], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    with chromium(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """`visit(color_scheme="dark", …)` opens another window; all are closed at the end."""
    visitors: list[Visitor] = []

    def opened(**options: Any) -> Visitor:
        visitors.append(Visitor(browser, live_server, **options))
        visitors[-1].open()
        return visitors[-1]

    yield opened
    for visitor in visitors:
        visitor.context.close()


def test_the_figures_are_the_servers(live_server: LiveServer, visit: Visit) -> None:
    seed_day(live_server)
    visitor = visit()
    page, today = visitor.page, visitor.today()
    assert today["active_seconds"] == 95 * 60
    assert seconds_shown(page, ".figure") == [95 * 60]
    expect(page.locator(".figure .aloud")).to_have_text("1\u00a0h 35\u00a0min")

    apps = list_of(page, "Applications")
    assert [(row["app"], row["seconds"]) for row in today["apps"]][:2] == [("Code", 3015), ("firefox", 2670)]
    assert [row["app"] for row in today["apps"]] == ["Code", "firefox", "unknown"]
    assert apps.locator(".label").all_inner_texts() == ["Code", "firefox", "(no name)"]
    assert seconds_shown(page, "[aria-label='Applications']") == [row["seconds"] for row in today["apps"]]
    assert apps.locator(".duration").all_inner_texts() == ["50\u00a0min", "45\u00a0min", "15\u00a0s"]
    assert apps.locator(".percent").all_inner_texts() == ["53\u00a0%", "47\u00a0%", "<\u00a01\u00a0%"]

    titles = list_of(page, "Window titles")
    assert titles.locator(".label").all_inner_texts() == [row["title"] or "(no title)" for row in today["titles"]]
    assert "A page <b>about</b> & nothing" in titles.locator(".label").all_inner_texts()
    assert seconds_shown(page, "[aria-label='Window titles']") == [row["seconds"] for row in today["titles"]]

    info = live_server.api("info").json
    expect(page.locator(".corner")).to_contain_text(info["hostname"])
    expect(page.locator(".corner")).to_contain_text(info["version"])
    assert visitor.complaints == []
    visitor.picture("light")


def test_the_strip_shows_every_stretch_and_says_what_it_was(live_server: LiveServer, visit: Visit) -> None:
    seed_day(live_server)
    visitor = visit()
    page = visitor.page
    expect(page.locator("[aria-busy=true]")).to_have_count(0)

    def states() -> list[str]:
        blocks = page.locator(".strip").get_by_role("option")
        return [str(state) for state in blocks.evaluate_all("all => all.map(one => one.dataset.state)")]

    # By what the page was told: the server's own first second is a stretch of its own only once it is over.
    wait_until(lambda: states() == [piece["state"] for piece in visitor.told()["strip"]], what="the strip")
    assert states()[:5] == ["no-data", "active", "afk", "active", "asleep"]

    boxes = page.evaluate(
        """() => [".block.active", ".block.afk"].map(name => {
            const { x, width } = document.querySelector(name).getBoundingClientRect();
            return { x, width };
        })"""
    )
    active, away = boxes
    assert active["width"] > 10
    assert away["x"] == pytest.approx(active["x"] + active["width"], abs=0.6)
    assert away["width"] == pytest.approx(active["width"], rel=0.02)

    page.locator(".block.afk").first.hover()
    expect(page.locator("p.detail")).to_contain_text("Away from keyboard")
    expect(page.locator("p.detail")).to_contain_text("1\u00a0h 00\u00a0min")
    page.get_by_text("Show as a list").click()
    wait_until(lambda: page.locator("tbody tr").count() == len(states()) > 5, what="a row for each stretch")
    expect(page.locator("tbody tr").first).to_contain_text("No data: ")
    visitor.picture("strip")


def test_the_strip_is_usable_by_keyboard(live_server: LiveServer, visit: Visit) -> None:
    seed_day(live_server)
    page = visit().page
    strip = page.get_by_role("listbox", name="Stretches of the day")
    strip.focus()
    page.keyboard.press("Home")
    expect(page.locator(".strip").get_by_role("option", selected=True)).to_have_attribute("data-state", "no-data")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    chosen = page.locator(".strip").get_by_role("option", selected=True)
    expect(chosen).to_have_attribute("data-state", "afk")
    expect(strip).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    page.keyboard.press("Escape")
    expect(page.locator(".strip").get_by_role("option", selected=True)).to_have_count(0)


def test_pause_really_pauses_and_resume_resumes(live_server: LiveServer, visit: Visit) -> None:
    seed_day(live_server)
    bucket = insert(live_server, "aw-watcher-web-firefox", "web.tab.current", [])
    page = visit().page

    def beat() -> int:
        body = event(datetime.now(UTC), 0, url="http://example.test/", title="t")
        assert live_server.api(f"buckets/{bucket}/heartbeat?pulsetime=1", "POST", body).status == 200
        return len(live_server.api(f"buckets/{bucket}/events").json)

    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="15 minutes").click()
    expect(page.get_by_text("Paused until")).to_be_visible()
    pause = live_server.api("pause").json
    assert pause["paused"] is True
    left = datetime.fromisoformat(pause["until"]) - datetime.now(UTC)
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    assert beat() == 0

    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_text("Paused until")).to_have_count(0)
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    assert live_server.api("pause").json["paused"] is False
    assert beat() == 1


def test_pause_until_tomorrow_lasts_to_the_start_of_the_next_day(live_server: LiveServer, visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    page.get_by_role("button", name="Pause").press("Enter")
    expect(page.get_by_role("button", name="15 minutes")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="15 minutes")).to_have_count(0)
    expect(page.get_by_role("button", name="Pause")).to_be_focused()

    page.get_by_role("button", name="Pause").press("Enter")
    page.get_by_role("button", name="Until tomorrow").press("Enter")
    expect(page.get_by_text("Paused until")).to_be_visible()
    until = datetime.fromisoformat(live_server.api("pause").json["until"])
    assert until == datetime.fromisoformat(visitor.today()["end"])
    visitor.picture("paused")


def test_a_pause_made_elsewhere_and_its_end_are_seen(live_server: LiveServer, visit: Visit) -> None:
    page = visit().page
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert live_server.api("pause", "POST", {"until": None}).status == 200
    page.clock.fast_forward(_ONE_UPDATE)
    expect(page.get_by_text("Paused until you resume")).to_be_visible()
    assert live_server.api("pause", "DELETE").status == 200
    page.clock.fast_forward(_ONE_UPDATE)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_it_follows_the_day_with_one_query_an_update(live_server: LiveServer, visit: Visit) -> None:
    seed_day(live_server)
    visitor = visit()
    page = visitor.page
    before = len(visitor.requests)
    now = datetime.now(UTC)
    insert(live_server, "aw-watcher-afk", "afkstatus", [event(now - timedelta(minutes=9), 8, status="not-afk")])
    beat = event(now - timedelta(minutes=8), 7, app="Fresh editor", title="just now")
    bucket = insert(live_server, "aw-watcher-window", "currentwindow", [])
    assert live_server.api(f"buckets/{bucket}/heartbeat?pulsetime=0", "POST", beat).status == 200

    expect(page.get_by_text("Fresh editor", exact=True)).to_have_count(0)
    page.clock.fast_forward(_ONE_UPDATE)
    expect(list_of(page, "Applications").get_by_text("Fresh editor", exact=True)).to_be_visible()
    asked = [request.url.split("/api/0/")[1].split("?")[0] for request in visitor.requests[before:]]
    # Where all this took longer than an update, there was a second one.
    assert asked[:3] == ["buckets/", "today", "query/"]
    assert set(asked) == set(asked[:3]) and asked.count("query/") <= asked.count("today")


def test_a_hidden_page_asks_nothing_and_a_seen_one_at_once(live_server: LiveServer, visit: Visit) -> None:
    visitor = visit()
    page = visitor.page

    page.evaluate(SHOW, False)
    before = visitor.asked("/today")
    page.clock.fast_forward(10 * 60_000)
    page.evaluate("() => new Promise(done => requestAnimationFrame(done))")
    assert visitor.asked("/today") == before, "asked while hidden"
    with page.expect_response("**/api/0/today*"):
        page.evaluate(SHOW, True)
    assert visitor.asked("/today") == before + 1


def test_nothing_leaves_the_machine(live_server: LiveServer, visit: Visit) -> None:
    seed_day(live_server)
    visitor = visit()
    visitor.page.clock.fast_forward(_ONE_UPDATE)
    visitor.page.reload()
    expect(visitor.page.locator(".figure")).to_be_visible()
    assert len(visitor.requests) > 8
    foreign = [request.url for request in visitor.requests if not request.url.startswith(live_server.url + "/")]
    assert foreign == []


def test_no_data_yet_says_who_is_missing_and_what_to_do(live_server: LiveServer, visit: Visit) -> None:
    visitor = visit()
    page, watchers = visitor.page, visitor.today()["watchers"]
    expect(page.get_by_role("heading", name="Nothing recorded yet today")).to_be_visible()
    assert {watcher["name"] for watcher in watchers} == {"aw-watcher-afk", "aw-watcher-window"}
    for watcher in watchers:
        row = page.locator(".watcher", has_text=watcher["name"])
        expect(row).to_have_attribute("data-state", watcher["state"])
        expect(row).to_contain_text(watcher["reason"][1:])
        expect(row).to_contain_text("in the tray menu")
    visitor.picture("empty")


def test_a_watcher_that_is_switched_off_is_named_above_the_figures(live_server: LiveServer, visit: Visit) -> None:
    seed_day(live_server)
    module = {"name": "aw-watcher-window", "state": "stopped", "wanted": False, "location": "bundled"}
    module |= {"pid": None, "since": None, "reason": None, "restarts": 0}
    snapshot = {"supervisor": {"pid": 1, "version": "0.14.0"}, "modules": [module], "wishes_version": 0}
    assert live_server.api("modules", "POST", snapshot).status == 200
    page = visit().page
    notice = page.locator(".notice").filter(has_text="Part of the day is not being recorded")
    expect(notice.locator(".watcher")).to_have_count(1)
    expect(notice.locator(".watcher")).to_contain_text("aw-watcher-window")
    expect(notice.locator(".watcher")).to_contain_text("Switched off")
    expect(page.locator(".figure")).to_be_visible()


def test_a_server_that_is_away_is_said_and_recovered_from(live_server: LiveServer, visit: Visit) -> None:
    seed_day(live_server)
    visitor = visit()
    page = visitor.page
    live_server.kill9()
    page.clock.fast_forward(_ONE_UPDATE)
    notice = page.locator(".notice").filter(has_text="The server does not answer")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text(re.compile("What you see is from 1[56]:"))
    assert seconds_shown(page, ".figure") == [95 * 60]
    visitor.picture("unreachable")

    live_server.start()
    page.clock.fast_forward(_ONE_UPDATE)
    expect(notice).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_readable_in_both_themes(live_server: LiveServer, visit: Visit, scheme: str) -> None:
    seed_day(live_server)
    visitor = visit(color_scheme=scheme)
    page = visitor.page
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Show as a list").click()
    expect(page.locator("tbody tr").first).to_be_visible()
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == {"light": "rgb(244, 246, 248)", "dark": "rgb(16, 21, 27)"}[scheme]
    measured = page.evaluate(CONTRASTS)
    assert len(measured) > 40
    assert [words for words in measured if words["ratio"] < 4.5] == []
    visitor.picture(scheme)


def test_a_chosen_theme_is_remembered_until_the_system_is_chosen_again(live_server: LiveServer, visit: Visit) -> None:
    page = visit(color_scheme="light").page

    def dark() -> bool:
        return bool(page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(16, 21, 27)")

    assert not dark()
    page.get_by_role("radio", name="Dark theme").check(force=True)
    wait_until(dark, what="the dark theme")
    page.reload()
    wait_until(dark, what="the dark theme again")
    expect(page.get_by_role("radio", name="Dark theme")).to_be_checked()
    page.get_by_role("radio", name="Theme of the system").check(force=True)
    wait_until(lambda: not dark(), what="the system's theme")
    page.reload()
    expect(page.get_by_role("radio", name="Theme of the system")).to_be_checked()
    assert not dark()


@pytest.mark.parametrize("width", [360, 768, 1600])
def test_it_fits_every_width(live_server: LiveServer, visit: Visit, width: int) -> None:
    seed_day(live_server)
    long = "an endless title without a single break ".replace(" ", "_") * 8
    insert(
        live_server,
        "aw-watcher-window",
        "currentwindow",
        [event(datetime.now(UTC) - timedelta(hours=5), 5, app=long, title=long)],
    )
    visitor = visit(viewport={"width": width, "height": 800})
    page = visitor.page
    expect(list_of(page, "Applications").get_by_text(long)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("button", name="Pause").click()
    panel = page.get_by_role("group", name="Pause recording for").bounding_box()
    assert panel and panel["x"] >= 0 and panel["x"] + panel["width"] <= width
    visitor.picture(f"{width}")


def test_everything_has_a_name_and_a_place(live_server: LiveServer, visit: Visit) -> None:
    seed_day(live_server)
    page = visit().page
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(TWINS) == 0


def test_the_bare_address_leads_to_today(live_server: LiveServer, visit: Visit) -> None:
    assert visit().page.url.endswith("/#/activity")


def test_the_title_never_ticks(live_server: LiveServer, visit: Visit) -> None:
    """Window watchers record titles; one with figures in it would make an event of every minute."""
    seed_day(live_server)
    page: Page = visit().page
    assert page.title() == "Activity - ActivityWatch"
    page.clock.fast_forward(_ONE_UPDATE)
    assert page.title() == "Activity - ActivityWatch"
