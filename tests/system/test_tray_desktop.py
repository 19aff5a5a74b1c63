"""The tray on a real X desktop: clicks on an XEmbed icon, a StatusNotifier menu over D-Bus, late hosts, windows."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.aw_qt.realtray import AFK, OUTPUT, SERVER, WINDOW, RealTray, StatusNotifierMenu
from tests.support.desktop import Desktop
from tests.support.wait import patience, stays, wait_until

FAILURES = "Modules that stopped"
# From the opened menu past the dashboard and the API browser to the last of the modules.
TO_WINDOW = ("Down", "Down", "Down", "Right", "Down", "Down")
Start = Callable[..., tuple[Desktop, RealTray]]


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """A desktop with notifications and the tray on it."""
    with ExitStack() as stack:

        def make(host: str | None) -> tuple[Desktop, RealTray]:
            os.environ["AW_BASE_DIR"] = str(home / "aw")
            desktop = stack.enter_context(Desktop(tray=host, notifications=True))  # type: ignore[arg-type]
            folder = home / "bin"
            folder.mkdir()
            opener = folder / "xdg-open"
            opener.write_text('#!/bin/sh\necho "$1" >> "$HOME/opened"\n')
            opener.chmod(0o755)
            env = {**desktop.env, "PATH": os.pathsep.join([str(folder), os.environ["PATH"]])}
            return desktop, stack.enter_context(RealTray("--verbose", env=env)).wait_running()

        yield make


def opened(home: Path) -> list[str]:
    file = home / "opened"
    return file.read_text().splitlines() if file.exists() else []


def notifications(desktop: Desktop) -> list[str]:
    """The summaries of all notifications so far, shown and gone."""
    shown = []
    for closed in (False, True):
        if closed:
            desktop.output(["dunstctl", "close-all"])
        history = json.loads(desktop.output(["dunstctl", "history"]))
        shown = [entry["summary"]["data"] for entry in history["data"][0]]
    return shown


def wait_notified(desktop: Desktop, *summaries: str) -> None:
    """Until exactly these notifications were shown."""
    wait_until(lambda: sorted(notifications(desktop)) == sorted(summaries), 10, f"notifications {summaries}")


# -- XEmbed ----------------------------------------------------------------------------------------


def icon_place(desktop: Desktop) -> tuple[int, int]:
    """The middle of the tray's only icon, from the host's window tree."""
    tree = desktop.output(["xwininfo", "-root", "-tree"])
    # `0x800006 "ActivityWatch": ("aw-qt" "aw-qt")  22x30+0+0  +1257+769`; closed menus stay and are larger
    found = re.findall(r'"aw-qt"\)\s+(\d+)x(\d+)\+\S+\s+\+(\d+)\+(\d+)$', tree, re.MULTILINE)
    icons = [tuple(map(int, one)) for one in found if 16 <= int(one[0]) <= 48]
    assert icons
    width, height, left, top = icons[0]
    return left + width // 2, top + height // 2


def menu_window(desktop: Desktop) -> bool:
    """Whether a pop-up menu of the tray is on the screen."""
    ids = desktop.xdotool("search", "--onlyvisible", "--class", "aw-qt").split()
    return any("MENU" in desktop.output(["xprop", "-id", one, "_NET_WM_WINDOW_TYPE"]) for one in ids)


def resting_place(desktop: Desktop) -> tuple[int, int]:
    """Where the icon stays: the host makes room for it after it has come."""
    place = icon_place(desktop)
    stays(lambda: icon_place(desktop) == place, 0.3, "the icon's place")
    return place


def open_menu(desktop: Desktop) -> None:
    x, y = wait_until(lambda: resting_place(desktop), 15, "the icon in the tray")
    desktop.xdotool("mousemove", x, y, "click", 3)
    wait_until(lambda: menu_window(desktop), 5, "the menu")
    # What is typed before the menu has taken the keyboard is heard by nobody; no program can see that moment.
    time.sleep(0.2 * patience())


def choose(desktop: Desktop, *keys: str) -> None:
    for key in keys:
        desktop.xdotool("key", key)
        time.sleep(0.1 * patience())  # a person does not press faster, and Qt opens submenus with a delay


def test_a_module_is_unticked_and_ticked_by_clicks_on_an_xembed_icon(start: Start, home: Path) -> None:
    desktop, tray = start("trayer")
    open_menu(desktop)
    desktop.screenshot(OUTPUT / "tray-xembed-menu.png")
    choose(desktop, *TO_WINDOW)
    desktop.screenshot(OUTPUT / "tray-xembed-modules.png")
    choose(desktop, "Return")
    tray.wait_for(WINDOW, "stopped", 5)
    open_menu(desktop)
    choose(desktop, *TO_WINDOW)
    desktop.screenshot(OUTPUT / "tray-xembed-unticked.png")
    choose(desktop, "Return")
    tray.wait_for(WINDOW, "running", 5)


def test_the_dashboard_opens_from_the_menu_and_from_a_second_start(start: Start, home: Path) -> None:
    desktop, tray = start("trayer")
    open_menu(desktop)
    choose(desktop, "Down", "Return")
    wait_until(lambda: opened(home) == [f"http://127.0.0.1:{tray.port}/"], 5, "the dashboard")
    assert tray.run().returncode == 0
    wait_until(lambda: len(opened(home)) == 2, 5, "the dashboard again")


# -- StatusNotifier --------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["lxqt", "xfce4"])
def test_the_menu_as_a_statusnotifier_host_sees_it(start: Start, home: Path, host: str) -> None:
    desktop, tray = start(host)
    menu = StatusNotifierMenu(desktop, tray.pid).wait()
    wait_until(lambda: f"{AFK} — running" in menu.layout(), 10, "the modules in the menu")
    lines = menu.layout()
    assert lines[f"{SERVER} — running"]["under"] == ("Modules",)
    assert lines[f"{WINDOW} — running"]["ticked"] is True
    assert lines["Start at login"]["ticked"] is False
    assert not lines["bundled"]["enabled"]
    wait_until(lambda: "Open API Browser" in menu.layout(), 5, "the link to the API browser")
    menu.click("Open API Browser")
    wait_until(lambda: opened(home) == [f"http://127.0.0.1:{tray.port}/api/"], 5, "the API browser")

    menu.click(f"{WINDOW} — running")
    tray.wait_for(WINDOW, "stopped", 5)
    wait_until(lambda: menu.layout().get(f"{WINDOW} — stopped", {}).get("ticked") is False, 5, "the tick")
    menu.click(f"{WINDOW} — stopped")
    wait_until(lambda: menu.layout().get(f"{WINDOW} — running", {}).get("ticked") is True, 5, "the tick again")

    menu.click("15 minutes")
    wait_until(lambda: tray.api("pause").json["paused"], 5, "the pause")
    wait_until(lambda: any(line.startswith("Paused until") for line in menu.layout()), 5, "the menu to say so")
    wait_until(lambda: menu.layout()["Resume"]["enabled"], 5, "Resume")
    desktop.screenshot(OUTPUT / f"tray-{host}-paused.png")
    menu.click("Resume")
    wait_until(lambda: "Pause" in menu.layout(), 5, "the end of the pause")
    assert not tray.api("pause").json["paused"]

    menu.click("Start at login")
    entry = home / ".config/autostart/aw-qt.desktop"
    wait_until(entry.exists, 5, "the autostart entry")
    wait_until(lambda: menu.layout()["Start at login"]["ticked"], 5, "the tick of start at login")
    desktop.screenshot(OUTPUT / f"tray-{host}.png")

    menu.click("Quit ActivityWatch")
    assert tray.process is not None
    assert tray.process.wait(12 * patience()) == 0


@pytest.mark.parametrize("host", ["lxqt", "xfce4", "trayer"])
def test_a_host_that_comes_late_gets_the_icon_and_the_person_was_told_once(start: Start, host: str) -> None:
    desktop, tray = start(None)
    wait_until(lambda: "runs without a tray" in tray.log_text() or "No system tray" in tray.log_text(), 15, "the word")
    wait_notified(desktop, "ActivityWatch runs without a tray")
    desktop.start_tray(host)  # type: ignore[arg-type]
    if host == "trayer":
        wait_until(lambda: icon_place(desktop), 10, "the icon")
    else:
        StatusNotifierMenu(desktop, tray.pid).wait(10)
    time.sleep(1)  # for the picture only
    desktop.screenshot(OUTPUT / f"tray-late-{host}.png")
    tray.wait_healthy()


def test_a_host_that_is_restarted_gets_the_icon_again(start: Start) -> None:
    desktop, tray = start(None)
    first = desktop.start_tray("lxqt")
    menu = StatusNotifierMenu(desktop, tray.pid).wait(15)
    first.terminate()
    first.wait(30)
    desktop.start_tray("lxqt")
    menu.wait(15)


def test_the_lock_of_the_session_is_heard(start: Start) -> None:
    desktop, tray = start(None)
    signal = "dbus-send --session --type=signal /org/freedesktop/ScreenSaver org.freedesktop.ScreenSaver.ActiveChanged"
    for word, value in (("locked", "true"), ("unlocked", "false")):
        desktop.output([*signal.split(), f"boolean:{value}"])
        wait_until(lambda word=word: f"The session is {word}" in tray.log_text(), 5, "the news of the lock")


# -- crashes ---------------------------------------------------------------------------------------


def window_id(desktop: Desktop, title: str) -> str:
    return desktop.xdotool("search", "--onlyvisible", "--name", title).split("\n")[0]


def test_one_kill_is_one_notification_and_four_open_the_window_whose_restart_works(start: Start) -> None:
    desktop, tray = start("trayer")
    tray.kill_module(AFK)
    wait_until(lambda: tray.module(AFK)["restarts"] == 1, 5, "the restart")
    tray.wait_for(AFK, "running", 5)
    wait_notified(desktop, f"{AFK} is being restarted")
    assert not window_id(desktop, FAILURES)
    for _ in range(3):
        tray.wait_for(AFK, "running", 6)
        tray.kill_module(AFK)
        wait_until(lambda: tray.module(AFK)["state"] != "running", 5, "the kill to be seen")
    window = wait_until(lambda: window_id(desktop, FAILURES), 10, "the window")
    time.sleep(1)  # for the picture only
    desktop.screenshot(OUTPUT / "tray-failure.png")
    desktop.xdotool("windowactivate", "--sync", window)
    desktop.xdotool("key", "--window", window, "alt+r")
    tray.wait_for(AFK, "running", 5)
    wait_until(lambda: not window_id(desktop, FAILURES), 5, "the window to go")
    tray.wait_healthy()


def test_several_failures_share_one_window(start: Start) -> None:
    desktop, tray = start("trayer")
    for name in (AFK, WINDOW):
        for _ in range(4):
            tray.wait_for(name, "running", 6)
            tray.kill_module(name)
            wait_until(lambda name=name: tray.module(name)["state"] != "running", 5, "the kill to be seen")
    wait_until(lambda: tray.module(WINDOW)["state"] == "failed", 5, "the second failure")
    wait_until(lambda: window_id(desktop, FAILURES), 10, "the window")
    time.sleep(1)  # a second one would be there by then
    desktop.screenshot(OUTPUT / "tray-failures.png")
    assert len(desktop.xdotool("search", "--onlyvisible", "--name", FAILURES).split()) == 1


def test_the_end_of_the_display_leaves_no_module_behind(start: Start) -> None:
    _, tray = start("trayer")
    assert tray.process is not None
    for name in (SERVER, AFK, WINDOW):
        tray.module(name)
    next(child for child in psutil.Process().children() if child.name() == "Xvfb").kill()
    tray.process.wait(12 * patience())
    wait_until(lambda: not tray.survivors(), 6, "the modules' end")
