"""The whole Today answer: loaded from real buckets, watchers in words, through pauses and restarts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aw_server.api import ServerAPI
from aw_server.exceptions import BadRequest
from aw_server.modules import ModuleIn, SnapshotIn, SupervisorIn
from tests.aw_server.fakes import HOST, FakeClock, bucket, event, file_api, memory_api

WINDOW = f"aw-watcher-window_{HOST}"
AFK = f"aw-watcher-afk_{HOST}"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def api(clock: FakeClock) -> Iterator[ServerAPI]:
    with memory_api(clock) as api:
        yield api


def watchers(api: ServerAPI) -> None:
    bucket(api, WINDOW, "currentwindow", "aw-watcher-window")
    bucket(api, AFK, "afkstatus", "aw-watcher-afk")


def work(api: ServerAPI, clock: FakeClock, start: int, end: int) -> None:
    """Both watchers send every 20 s from `start` to `end` (seconds after T0)."""
    for second in range(start, end + 1, 20):
        clock.pass_time(second - (clock.mono - 1000))
        api.heartbeat(WINDOW, event(second, app="editor", title="x"), 30)
        api.heartbeat(AFK, event(second, status="not-afk"), 200)


def by_name(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {watcher["name"]: watcher for watcher in answer["watchers"]}


def states(answer: dict[str, Any]) -> list[str]:
    return [piece["state"] for piece in answer["strip"]]


def test_a_morning(api: ServerAPI, clock: FakeClock) -> None:
    watchers(api)
    work(api, clock, 0, 600)
    clock.pass_time(10)
    answer = api.get_today("Europe/Berlin")
    assert answer | {"strip": [], "watchers": []} == {
        "date": "2024-05-01",
        "timezone": "Europe/Berlin",
        "start": "2024-05-01T04:00:00+02:00",
        "end": "2024-05-02T04:00:00+02:00",
        "now": "2024-05-01T11:10:10+02:00",
        "hostname": HOST,
        "active_seconds": 610,
        "apps": [{"app": "editor", "seconds": 610}],
        "titles": [{"app": "editor", "title": "x", "seconds": 610}],
        "strip": [],
        "reach": {
            "window": {"until": "2024-05-01T11:10:10+02:00", "seconds": 90},
            "afk": {"until": "2024-05-01T11:10:10+02:00", "seconds": 210},
        },
        "watchers": [],
        "pause": {"paused": False, "since": None, "until": None},
        "notices": [],
    }
    assert answer["strip"] == [
        {
            "start": "2024-05-01T04:00:00+02:00",
            "end": "2024-05-01T11:00:00+02:00",
            "state": "no-data",
            "label": "server not running",
        },
        {
            "start": "2024-05-01T11:00:00+02:00",
            "end": "2024-05-01T11:10:10+02:00",
            "state": "active",
            "label": "active",
        },
    ]
    assert answer["watchers"][0] == {
        "name": "aw-watcher-window",
        "bucket": WINDOW,
        "state": "ok",
        "last_seen": "2024-05-01T11:10:00+02:00",
        "reason": "sending",
    }


def test_the_day_starts_when_the_user_says(api: ServerAPI) -> None:
    api.set_setting("startOfDay", "09:30")
    assert api.get_today("UTC")["date"] == "2024-04-30"
    assert api.get_today("UTC")["start"] == "2024-04-30T09:30:00+00:00"


def test_an_unknown_zone(api: ServerAPI) -> None:
    with pytest.raises(BadRequest):
        api.get_today("Mars/Phobos")


def test_before_anything_was_sent(api: ServerAPI) -> None:
    answer = api.get_today("UTC")
    for name in ("aw-watcher-window", "aw-watcher-afk"):
        assert by_name(answer)[name] == {
            "name": name,
            "bucket": None,
            "state": "never",
            "last_seen": None,
            "reason": "has never sent anything from this computer",
        }
    assert answer["strip"][-1]["label"] in ("no watcher has sent anything yet", "server not running")


def test_buckets_of_other_computers_are_not_this_one(api: ServerAPI) -> None:
    api.create_bucket("aw-watcher-window_far", "currentwindow", "aw-watcher-window", "far")
    api.create_events("aw-watcher-window_far", [event(-600, 600, app="a", title="t")])
    answer = api.get_today("UTC")
    assert answer["active_seconds"] == 0
    assert by_name(answer)["aw-watcher-window"]["state"] == "never"


def test_without_the_afk_watcher_the_windows_count_and_it_is_named(api: ServerAPI, clock: FakeClock) -> None:
    bucket(api, WINDOW, "currentwindow", "aw-watcher-window")
    api.heartbeat(WINDOW, event(0, app="a", title="t"), 30)
    clock.pass_time(25)
    answer = api.get_today("UTC")
    assert answer["active_seconds"] == 25
    assert by_name(answer)["aw-watcher-afk"]["state"] == "never"


def test_a_watcher_that_falls_silent(api: ServerAPI, clock: FakeClock) -> None:
    watchers(api)
    work(api, clock, 0, 60)
    clock.pass_time(89)
    assert by_name(api.get_today("UTC"))["aw-watcher-afk"]["state"] == "ok"
    clock.pass_time(60)
    answer = api.get_today("UTC")
    assert by_name(answer)["aw-watcher-afk"] == {
        "name": "aw-watcher-afk",
        "bucket": AFK,
        "state": "silent",
        "last_seen": "2024-05-01T09:01:00+00:00",
        "reason": "nothing received for 2 minutes",
    }
    assert answer["active_seconds"] == 60
    assert answer["strip"][-1]["label"] == "watchers not running"


def test_what_the_tray_knows_is_the_reason(api: ServerAPI, clock: FakeClock) -> None:
    watchers(api)
    work(api, clock, 0, 20)
    clock.pass_time(200)
    failed = ModuleIn("aw-watcher-afk", "failed", True, reason="ended by SIGSEGV")
    unticked = ModuleIn("aw-watcher-window", "stopped", False)
    api.modules.report(SnapshotIn(SupervisorIn(7), [failed, unticked]))
    answer = by_name(api.get_today("UTC"))
    assert (answer["aw-watcher-afk"]["state"], answer["aw-watcher-afk"]["reason"]) == (
        "silent",
        "failed: ended by SIGSEGV",
    )
    assert (answer["aw-watcher-window"]["state"], answer["aw-watcher-window"]["reason"]) == (
        "stopped",
        "switched off in Modules",
    )


def test_a_pause(api: ServerAPI, clock: FakeClock) -> None:
    watchers(api)
    work(api, clock, 0, 60)
    api.pause.start(None)
    work(api, clock, 80, 180)
    answer = api.get_today("UTC")
    assert answer["pause"]["paused"] is True
    assert states(answer)[-2:] == ["active", "paused"]
    assert by_name(answer)["aw-watcher-window"]["state"] == "paused"
    api.pause.end()
    work(api, clock, 200, 300)
    answer = api.get_today("UTC")
    # 180 to 200: recording again, and nothing sent yet.
    assert states(answer)[-4:] == ["active", "paused", "no-data", "active"]
    assert answer["active_seconds"] == 160


def test_after_a_restart_the_hole_is_the_servers(tmp_path: Path, clock: FakeClock) -> None:
    with file_api(tmp_path / "db", clock) as api:
        watchers(api)
        work(api, clock, 0, 60)
    clock.pass_time(60)
    with file_api(tmp_path / "db", clock) as api:
        assert api.get_today("UTC")["active_seconds"] == 60
    clock.pass_time(480)
    with file_api(tmp_path / "db", clock) as api:
        answer = api.get_today("UTC")
        assert by_name(answer)["aw-watcher-afk"]["reason"] == "the server has just started and waits for it"
        assert answer["active_seconds"] == 60
        work(api, clock, 600, 660)
        assert [(piece["state"], piece["label"]) for piece in api.get_today("UTC")["strip"][1:]] == [
            ("active", "active"),
            ("no-data", "server not running"),
            ("active", "active"),
        ]


@pytest.mark.parametrize("setting", [{"timeout": 600}, {"timeout": "x"}, {"timeout": -1}, 7, None])
def test_the_afk_timeout_may_be_a_setting(api: ServerAPI, clock: FakeClock, setting: Any) -> None:
    api.set_setting("watchers.aw-watcher-afk", setting)
    watchers(api)
    for second in range(0, 401, 20):
        clock.pass_time(20 if second else 0)
        api.heartbeat(WINDOW, event(second, app="editor", title="x"), 30)
        api.heartbeat(AFK, event(0, status="not-afk"), 200)
    expected = 400 if setting == {"timeout": 600} else 0
    assert api.get_today("UTC")["active_seconds"] == expected


def test_a_day_that_is_over_is_whole_and_nothing_reaches_out_of_it(api: ServerAPI, clock: FakeClock) -> None:
    watchers(api)
    work(api, clock, 0, 600)
    same = api.get_today("Europe/Berlin")
    assert api.get_today("Europe/Berlin", "2024-05-01") == same

    clock.pass_time(2 * 86400)
    over = api.get_today("Europe/Berlin", "2024-05-01")
    assert (over["date"], over["active_seconds"], over["reach"]) == ("2024-05-01", 600, {"window": None, "afk": None})
    assert over["strip"][0]["start"] == over["start"] and over["strip"][-1]["end"] == over["end"]
    assert over["strip"][0]["label"] == "no data"
    assert api.get_today("Europe/Berlin", "2024-04-01")["strip"][0]["state"] == "no-data"
    assert api.get_today("Europe/Berlin", "2030-01-01")["strip"] == []
    with pytest.raises(BadRequest):
        api.get_today("UTC", "yesterday")


def test_sound_from_the_page_in_front_and_named_windows_count_as_being_there(api: ServerAPI, clock: FakeClock) -> None:
    watchers(api)
    pages = f"aw-watcher-web-firefox_{HOST}"
    api.create_bucket(pages, "web.tab.current", "aw-client-web", HOST)
    clock.pass_time(4000)
    api.create_events(WINDOW, [event(0, 300, app="firefox", title="film"), event(300, 300, app="zoom", title="call")])
    api.create_events(AFK, [event(0, 60, status="not-afk"), event(60, 1000, status="afk")])
    assert api.get_today("UTC")["active_seconds"] == 60
    api.create_events(
        pages, [event(100, 100, url="http://x/", audible=True), event(250, 500, url="http://y/", audible=True)]
    )
    assert api.get_today("UTC")["active_seconds"] == 60 + 100 + 50
    api.set_setting("always_active_pattern", "^zoom$")
    assert api.get_today("UTC")["active_seconds"] == 60 + 100 + 50 + 300
    api.set_setting("always_active_pattern", "(a+)+$")
    assert api.get_today("UTC")["active_seconds"] == 60 + 100 + 50


def test_what_was_entered_by_hand_counts_once_and_says_so(api: ServerAPI, clock: FakeClock) -> None:
    watchers(api)
    clock.pass_time(8000)
    api.create_events(WINDOW, [event(0, 600, app="editor", title="x")])
    api.create_events(AFK, [event(0, 600, status="not-afk"), event(600, 5000, status="afk")])
    bucket(api, "aw-stopwatch", "general.stopwatch", "aw-webui")
    bucket(api, f"aw-manual_{HOST}", "general.stopwatch", "aw-webui")
    api.create_bucket("aw-manual_offline", "currentwindow", "aw-webui", "offline")
    api.create_events("aw-stopwatch", [event(500, 1500, label="measured", running=False)])
    assert api.get_today("UTC")["active_seconds"] == 600

    api.create_events("aw-manual_offline", [event(500, 300, app="Walk", title="", manual=True)])
    api.create_events(f"aw-manual_{HOST}", [event(1000, 200, label="Call", running=False, entered="by hand")])
    answer = api.get_today("UTC")
    assert answer["active_seconds"] == 600 + 200 + 200
    assert sum(row["seconds"] for row in answer["apps"]) == 1000
    assert {row["app"] for row in answer["apps"]} == {"editor", "Walk", "Call"}
    active = [(piece["start"][11:19], piece["label"]) for piece in answer["strip"] if piece["state"] == "active"]
    assert active == [("09:00:00", "active"), ("09:10:00", "entered by hand"), ("09:16:40", "entered by hand")]
    alone = api.get_today("UTC", offline=False)
    assert alone["active_seconds"] == 600 + 200


def test_the_strip_holds_no_more_than_was_seen_and_entered(api: ServerAPI, clock: FakeClock) -> None:
    watchers(api)
    clock.pass_time(4000)
    api.create_events(WINDOW, [event(0, 600, app="editor", title="x")])
    api.create_events(AFK, [event(0, 600, status="not-afk")])
    bucket(api, f"aw-manual_{HOST}", "general.stopwatch", "aw-webui")
    api.create_events(f"aw-manual_{HOST}", [event(600.7, 60, label="Call", entered="by hand")])
    found = api.get_today("UTC")
    spans = [
        datetime.fromisoformat(piece["end"]) - datetime.fromisoformat(piece["start"])
        for piece in found["strip"]
        if piece["state"] == "active"
    ]
    assert sum(spans, timedelta()).total_seconds() == found["active_seconds"] == 660


def test_what_was_entered_for_another_computer_is_not_this_ones(api: ServerAPI, clock: FakeClock) -> None:
    watchers(api)
    clock.pass_time(4000)
    api.create_bucket("aw-manual_far", "general.stopwatch", "aw-webui", "far")
    api.create_events("aw-manual_far", [event(0, 200, label="Call", entered="by hand")])
    assert api.get_today("UTC")["active_seconds"] == 0
