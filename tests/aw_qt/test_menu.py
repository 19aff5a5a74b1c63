"""The menu by equality."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from aw_qt import menu
from aw_qt.menu import Entry, Verb
from aw_qt.snapshot import Failure, ModuleView, PauseView, ServerNotice, Snapshot
from aw_qt.supervision.states import State

NOW = datetime(2024, 5, 1, 15, 30, tzinfo=timezone(timedelta(hours=2)))
SNAPSHOT = Snapshot(
    port=5600,
    version="0.14.0",
    pid=1,
    linked=True,
    modules=(
        ModuleView("aw-server", State.RUNNING, True, "bundled"),
        ModuleView("aw-watcher-afk", State.BACKING_OFF, True, "bundled", reason="was killed (SIGKILL)"),
        ModuleView("aw-notify", State.STOPPED, False, "system"),
    ),
)


def keys(entries):
    return [entry.key for entry in entries]


def find(entries, key):
    for entry in entries:
        if entry.key == key:
            return entry
        if entry.children and (found := find(entry.children, key)):
            return found
    return None


def test_the_whole_menu():
    assert menu.build(SNAPSHOT, at_login=True, local_now=NOW) == (
        Entry("dashboard", "Open Dashboard", Verb.OPEN_DASHBOARD, bold=True),
        Entry(
            "modules",
            "Modules",
            children=(
                Entry("heading-bundled", "bundled", enabled=False),
                Entry("module-aw-server", "aw-server — running", Verb.TOGGLE, "aw-server", ticked=True),
                Entry(
                    "module-aw-watcher-afk",
                    "aw-watcher-afk — restarting (was killed (SIGKILL))",
                    Verb.TOGGLE,
                    "aw-watcher-afk",
                    ticked=True,
                ),
                Entry("heading-system", "system", enabled=False),
                Entry("module-aw-notify", "aw-notify — stopped", Verb.TOGGLE, "aw-notify", ticked=False),
            ),
        ),
        Entry(
            "pause",
            "Pause",
            children=(
                Entry("pause-15", "15 minutes", Verb.PAUSE, 900),
                Entry("pause-60", "1 hour", Verb.PAUSE, 3600),
                Entry("pause-tomorrow", "Until tomorrow", Verb.PAUSE_TOMORROW),
                Entry("resume", "Resume", Verb.RESUME, enabled=False),
            ),
        ),
        Entry("line-1"),
        Entry("login", "Start at login", Verb.START_AT_LOGIN, ticked=True),
        Entry("logs", "Open log folder", Verb.OPEN_LOGS),
        Entry("config", "Open config folder", Verb.OPEN_CONFIG),
        Entry("line-2"),
        Entry("version", "ActivityWatch 0.14.0", enabled=False),
        Entry("quit", "Quit ActivityWatch", Verb.QUIT),
    )


def test_the_api_browser_shows_once_the_server_has_one():
    assert "api" not in keys(menu.build(SNAPSHOT, None, NOW))
    assert "api" in keys(menu.build(replace(SNAPSHOT, api_browser=True), None, NOW))


def test_testing_is_said_on_top():
    assert menu.build(replace(SNAPSHOT, testing=True), None, NOW)[0].label == "Running in testing mode"


def test_without_start_at_login_there_is_no_such_line():
    assert "login" not in keys(menu.build(SNAPSHOT, None, NOW))


def test_without_a_server_nothing_can_be_paused():
    entries = menu.build(replace(SNAPSHOT, linked=False), None, NOW)
    assert not any(entry.enabled for entry in find(entries, "pause").children)


def test_while_paused_the_line_says_until_when_in_local_time_and_offers_resume():
    until = datetime(2024, 5, 1, 14, 0, tzinfo=UTC)
    entries = menu.build(replace(SNAPSHOT, pause=PauseView(True, until)), None, NOW)
    assert find(entries, "pause").label == "Paused until 16:00"
    assert find(entries, "resume").enabled
    tomorrow = replace(SNAPSHOT, pause=PauseView(True, until + timedelta(hours=14)))
    assert menu.pause_label(tomorrow, NOW) == "Paused until Thu 06:00"
    assert menu.pause_label(replace(SNAPSHOT, pause=PauseView(True)), NOW) == "Paused"


def test_what_the_server_wants_known_is_a_line_that_does_nothing():
    shown = replace(SNAPSHOT, server_notices=(ServerNotice("disk", "The disk is nearly full", "Make room."),))
    entry = find(menu.build(shown, None, NOW), "notice-disk")
    assert entry == Entry("notice-disk", "The disk is nearly full", enabled=False)


def test_failures_have_a_line_of_their_own():
    one = (Failure("aw-watcher-afk", "was killed"),)
    assert find(menu.build(replace(SNAPSHOT, failures=one), None, NOW), "failures").label == "aw-watcher-afk failed…"
    two = (*one, Failure("aw-notify", "was killed"))
    assert menu.failures_label(replace(SNAPSHOT, failures=two)) == "2 modules failed…"


def test_every_state_has_words():
    for state in State:
        label = menu.module_label(ModuleView("aw-x", state, True, "bundled"))
        assert label.startswith("aw-x — ") and len(label) > len("aw-x — ")
    silent = ModuleView("aw-x", State.RUNNING, True, "bundled", silent=True)
    assert menu.module_label(silent) == "aw-x — no data"
    assert menu.module_label(replace(silent, name="aw-server")) == "aw-server — does not answer"


def test_no_modules_at_all():
    entries = menu.build(replace(SNAPSHOT, modules=()), None, NOW)
    assert keys(find(entries, "modules").children) == ["no-modules"]


def test_the_tooltip_names_what_needs_attention():
    assert menu.tooltip(SNAPSHOT, NOW) == "ActivityWatch"
    assert menu.tooltip(replace(SNAPSHOT, testing=True), NOW) == "ActivityWatch (testing)"
    failed = ModuleView("aw-watcher-afk", State.FAILED, True, "bundled")
    assert "aw-watcher-afk" in menu.tooltip(replace(SNAPSHOT, modules=(failed,)), NOW)
    paused = replace(SNAPSHOT, pause=PauseView(True, datetime(2024, 5, 1, 14, 0, tzinfo=UTC)))
    assert menu.tooltip(paused, NOW) == "ActivityWatch\npaused until 16:00"


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (datetime(2024, 5, 1, 15, 30), datetime(2024, 5, 2, 4)),
        (datetime(2024, 5, 2, 1, 30), datetime(2024, 5, 2, 4)),
        (datetime(2024, 5, 2, 4, 0), datetime(2024, 5, 3, 4)),
        (datetime(2024, 12, 31, 23, 0), datetime(2025, 1, 1, 4)),
    ],
)
def test_until_tomorrow_ends_when_the_next_day_starts(now, end):
    assert menu.tomorrow(now.astimezone()) == end.astimezone()


def test_until_tomorrow_over_a_change_of_the_clocks(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        saturday = datetime(2024, 3, 30, 22, 0).astimezone()
        assert menu.tomorrow(saturday) - saturday == timedelta(hours=5)
        assert menu.tomorrow(saturday).utcoffset() == timedelta(hours=2)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_privacy_rules_have_a_tick_once_the_server_told_of_them():
    assert all(entry.key != "filter" for entry in menu.build(SNAPSHOT, None, NOW))
    on = find(menu.build(replace(SNAPSHOT, filtering=True), None, NOW), "filter")
    assert on == Entry("filter", "Apply privacy rules", Verb.FILTER, ticked=True)
    off = replace(SNAPSHOT, filtering=False)
    assert find(menu.build(off, None, NOW), "filter").ticked is False
    assert menu.tooltip(off, NOW) == "ActivityWatch\nprivacy rules are off"
    assert not find(menu.build(replace(off, linked=False), None, NOW), "filter").enabled
