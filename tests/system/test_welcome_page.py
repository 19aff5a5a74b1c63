"""The first start as a person meets it: the page comes by itself, tells the truth, its switch works, the day fills."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page, expect

from aw_core.dirs import get_config_dir, get_data_dir, get_log_dir
from tests.aw_qt.realtray import OUTPUT, RealTray
from tests.support.desktop import Desktop
from tests.support.programs import ROOT, LiveServer
from tests.support.wait import patience, stays, wait_until
from tests.webui.browsing import Visitor, chromium, event, insert, seed_day
from tests.webui.page_checks import CONTRASTS, NAMELESS, TWINS


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser, with a profile of its own, and the pages built from their sources."""
    built = subprocess.run(
        [sys.executable, str(ROOT / "bundle" / "aw-webui" / "build.py")], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    with chromium(tmp_path_factory.mktemp("chromium")) as running:
        yield running


def visit(browser: Browser, url: str, **options: Any) -> Visitor:
    """A window on the page of welcome."""
    visitor = Visitor(browser, cast(LiveServer, SimpleNamespace(url=url)), **options)
    visitor.page.goto(f"{url}/#/welcome")
    expect(visitor.page.locator("code").first).to_be_visible()
    return visitor


def picture(page: Page, name: str) -> None:
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / f"welcome-{name}.png").write_bytes(page.screenshot(full_page=True))


# -- with the tray ---------------------------------------------------------------------------------


@pytest.fixture
def clicks(home: Path) -> Iterator[list[str]]:
    """A PATH whose `xdg-open` writes down what it shall open; the list of its environment's PATH."""
    folder = home / "bin"
    folder.mkdir()
    opener = folder / "xdg-open"
    opener.write_text('#!/bin/sh\necho "$1" >> "$HOME/opened"\n')
    opener.chmod(0o755)
    yield [str(folder), os.environ["PATH"]]


def opened(home: Path) -> list[str]:
    file = home / "opened"
    return file.read_text().splitlines() if file.exists() else []


def test_the_first_start_from_nothing_to_a_day_within_a_minute(
    home: Path, clicks: list[str], desktop: Desktop, browser: Browser
) -> None:
    begun = time.monotonic()
    desktop.window("a first window")
    env = {**desktop.env, "PATH": os.pathsep.join(clicks)}
    with RealTray(env=env, first=True) as tray:
        wait_until(lambda: opened(home), 20, "the page to be opened")
        url = f"http://127.0.0.1:{tray.port}"
        assert opened(home) == [f"{url}/#/welcome"]
        visitor = visit(browser, url)
        page = visitor.page
        expect(page.get_by_role("heading", level=1)).to_have_text("ActivityWatch is recording")
        places = [get_data_dir("aw-server") + "/activitywatch.db", get_config_dir(), get_log_dir()]
        expect(page.locator("code")).to_have_text(places)
        assert Path(places[0]).exists()
        the_switch_works(home, page)

        page.get_by_role("link", name="See my day").click()
        expect(page.get_by_role("region", name="Applications").get_by_text("XTerm")).to_be_visible()
        assert time.monotonic() - begun < 60 * patience()
        assert visitor.complaints == []
        visitor.context.close()
        tray.end()
        tray.start().wait_running()
        stays(lambda: len(opened(home)) == 1, 1, "no second welcome")


def the_switch_works(home: Path, page: Page) -> None:
    """On and off again, each time as the system's own file has it, and as somebody else changed it."""
    entry = home / ".config/autostart/aw-qt.desktop"
    switch = page.get_by_role("switch", name="Start at login")
    expect(switch).to_have_attribute("aria-checked", "false")
    assert not entry.exists()
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    assert "aw_qt" in entry.read_text() or "aw-qt" in entry.read_text()
    picture(page, "switched-on")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    assert not entry.exists()


# -- with a server alone ---------------------------------------------------------------------------


def test_without_a_tray_the_page_says_what_to_do(live_server: LiveServer, browser: Browser) -> None:
    visitor = visit(browser, live_server.url)
    page = visitor.page
    expect(page.get_by_role("region", name="Start at login")).to_contain_text("it is not running")
    expect(page.get_by_role("switch")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("ActivityWatch is starting")
    page.clock.fast_forward(25_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Not everything is being recorded")
    expect(page.get_by_role("region", name="Watchers")).to_contain_text("aw-watcher-afk")
    assert visitor.complaints == []
    visitor.context.close()


def test_pause_is_one_click_away_and_shows(live_server: LiveServer, browser: Browser) -> None:
    seed_day(live_server)
    visitor = visit(browser, live_server.url)
    page = visitor.page
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="15 minutes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recording is paused")
    assert live_server.api("pause").json["paused"] is True
    visitor.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_readable_and_everything_has_a_name(live_server: LiveServer, browser: Browser, scheme: str) -> None:
    seed_day(live_server)
    for client, kind, data in (
        ("aw-watcher-afk", "afkstatus", {"status": "not-afk"}),
        ("aw-watcher-window", "currentwindow", {"app": "Code", "title": "t"}),
    ):
        bucket = insert(live_server, client, kind, [])
        beat = event(datetime.now(UTC), 0, **data)
        assert live_server.api(f"buckets/{bucket}/heartbeat?pulsetime=60", "POST", beat).status == 200
    module = {"name": "aw-watcher-afk", "state": "running", "wanted": True}
    snapshot = {"supervisor": {"pid": 1}, "modules": [module], "start_at_login": scheme == "dark"}
    assert live_server.api("modules", "POST", snapshot).status == 200
    visitor = visit(browser, live_server.url, color_scheme=scheme)
    page = visitor.page
    expect(page.get_by_role("heading", level=1)).to_have_text("ActivityWatch is recording")
    measured = page.evaluate(CONTRASTS)
    assert len(measured) > 20
    assert [words for words in measured if words["ratio"] < 4.5] == []
    expect(page.get_by_role("main")).to_have_count(1)
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(TWINS) == 0
    assert page.title() == "Welcome - ActivityWatch"
    picture(page, scheme)
    page.get_by_role("link", name="See my day").click()
    expect(page).to_have_title("Activity - ActivityWatch")
    page.get_by_role("link", name="How this works").click()
    expect(page.get_by_role("heading", name="What is recorded")).to_be_visible()
    visitor.context.close()


@pytest.mark.parametrize("width", [360, 768, 1600])
def test_it_fits_every_width(live_server: LiveServer, browser: Browser, width: int) -> None:
    visitor = visit(browser, live_server.url, viewport={"width": width, "height": 800})
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == width
    picture(visitor.page, f"{width}")
    visitor.context.close()
