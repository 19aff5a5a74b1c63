"""Modules: what runs and how it is, wishes on their way to the tray, the pause, the log."""

from __future__ import annotations

import os
from typing import Any

from playwright.sync_api import expect

from tests.support.programs import LiveServer
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import Tour


def module(name: str, state: str = "running", **more: Any) -> dict[str, Any]:
    described = {"name": name, "state": state, "wanted": True, "location": "bundled", "restarts": 0}
    return described | {"pid": 4711, "since": "2026-11-20T09:00:00+00:00", "reason": None} | more


def report(server: LiveServer, *modules: dict[str, Any], knows: int = 0) -> None:
    """What a tray posts."""
    snapshot = {
        "supervisor": {"pid": os.getpid(), "version": "0.14.0"},
        "modules": list(modules),
        "wishes_version": knows,
    }
    assert server.api("modules", "POST", snapshot).status == 200


def wishes(server: LiveServer) -> dict[str, Any]:
    return dict(server.api("modules/wishes?after=-1&timeout=0").json)


def test_without_a_tray(empty_tour: Tour) -> None:
    page = empty_tour.open("#/modules")
    expect(page.get_by_text("The ActivityWatch icon is not running")).to_be_visible()
    expect(page.get_by_text("Nobody has sent anything yet")).to_be_visible()
    empty_tour.check("modules-empty")


def test_what_runs_and_what_does_not(open_tour: OpenTour, changing_server: LiveServer) -> None:
    server = changing_server
    report(
        server,
        module("aw-server"),
        module("aw-watcher-afk"),
        module("aw-watcher-window", "backing-off", reason="ended with exit code 1", restarts=2, pid=None),
        module("aw-watcher-input", "stopped", wanted=False, location="system", pid=None, since=None),
    )
    host = server.api("info").json["hostname"]
    beat = {"timestamp": "2026-11-27T10:00:00Z", "data": {"status": "not-afk"}}
    assert server.api(f"buckets/aw-watcher-afk_{host}/heartbeat?pulsetime=5", "POST", beat).status == 200
    tour = open_tour(server)
    page = tour.open("#/modules")
    programs = page.get_by_role("region", name="Programs of ActivityWatch").get_by_role("listitem")
    expect(programs).to_have_count(4)
    expect(programs.nth(1)).to_contain_text("Running")
    expect(programs.nth(1)).to_contain_text("last sent something")
    expect(programs.nth(2)).to_contain_text("Ended, will be started again")
    expect(programs.nth(2)).to_contain_text("Ended with exit code 1.")
    expect(programs.nth(2)).to_contain_text("restarted 2\xa0times")
    expect(page.get_by_role("checkbox", name="aw-watcher-input should run")).not_to_be_checked()
    page.get_by_role("button", name="Show the last lines").click()
    expect(page.get_by_role("region", name="Lines of the log").get_by_role("listitem").first).to_be_visible()
    tour.check("modules-demo")


def test_wishes_reach_the_tray(open_tour: OpenTour, changing_server: LiveServer) -> None:
    server = changing_server
    report(server, module("aw-watcher-afk"), module("aw-watcher-window"))
    tour = open_tour(server)
    page = tour.open("#/modules")
    tick = page.get_by_role("checkbox", name="aw-watcher-afk should run")
    tick.uncheck()
    expect(page.get_by_text("aw-watcher-afk will be stopped.")).to_be_visible()
    assert wishes(server)["wishes"]["aw-watcher-afk"] is False
    page.get_by_role("button", name="Restart aw-watcher-window").click()
    expect(page.get_by_text("aw-watcher-window will be restarted.")).to_be_visible()
    found = wishes(server)
    assert found["restarts"] == ["aw-watcher-window"]

    # The tray does it and says so; the page shows it by itself.
    report(
        server, module("aw-watcher-afk", "stopped", wanted=False), module("aw-watcher-window"), knows=found["version"]
    )
    expect(page.get_by_role("listitem").filter(has_text="aw-watcher-afk").first).to_contain_text("Stopped")
    tour.quiet()


def test_a_watchers_settings_are_stored_and_it_starts_again(open_tour: OpenTour, changing_server: LiveServer) -> None:
    server = changing_server
    server.api("settings/watchers.aw-watcher-afk", "POST", {"timeout": 60, "theirs": "x"})
    report(server, module("aw-server"), module("aw-watcher-afk"))
    tour = open_tour(server)
    page = tour.open("#/modules")
    page.get_by_role("button", name="Settings of aw-watcher-afk").click()
    dialog = page.get_by_role("dialog")
    timeout = dialog.get_by_label("Seconds without input")
    expect(timeout).to_have_value("60")
    timeout.fill("0")
    dialog.get_by_role("button", name="Save and restart").click()
    expect(dialog.get_by_role("alert")).to_have_text("Enter a number of seconds above 0.")
    tour.check("modules-settings")
    timeout.fill("240")
    dialog.get_by_role("button", name="Save and restart").click()
    expect(dialog).to_have_count(0)
    assert server.api("settings/watchers.aw-watcher-afk").json == {"timeout": 240, "theirs": "x"}
    assert wishes(server)["restarts"] == ["aw-watcher-afk"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert server.api("settings/watchers.aw-watcher-afk").json == {"timeout": 60, "theirs": "x"}
    tour.quiet()


def test_pause_and_resume(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("#/modules")
    recording = page.get_by_role("region", name="Recording", exact=True)
    expect(recording).to_contain_text("Recording is on.")
    recording.get_by_role("button", name="Pause").click()
    recording.get_by_role("group").get_by_role("button").first.click()
    expect(recording).to_contain_text("Recording is paused until")
    assert changing_server.api("pause").json["paused"]
    assert tour.violations() == []
    recording.get_by_role("button", name="Resume").click()
    expect(recording).to_contain_text("Recording is on.")
    tour.quiet()
