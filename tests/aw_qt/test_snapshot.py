"""Health, and the JSON that the server gets."""

from dataclasses import replace
from datetime import UTC, datetime

from aw_qt.snapshot import Failure, Health, ModuleView, PauseView, Snapshot
from aw_qt.supervision.states import State

SINCE = datetime(2024, 5, 1, tzinfo=UTC)
RUNNING = ModuleView("aw-server", State.RUNNING, True, "bundled", 7, SINCE)
SNAPSHOT = Snapshot(5600, "0.14.0", 99, modules=(RUNNING,), wishes_version=3)


def test_the_json_of_the_modules():
    assert SNAPSHOT.to_json() == {
        "supervisor": {"pid": 99, "version": "0.14.0"},
        "modules": [
            {
                "name": "aw-server",
                "state": "running",
                "wanted": True,
                "location": "bundled",
                "pid": 7,
                "since": "2024-05-01T00:00:00+00:00",
                "reason": None,
                "restarts": 0,
            }
        ],
        "wishes_version": 3,
        "start_at_login": None,
    }


def with_module(state, wanted=True, silent=False):
    return replace(SNAPSHOT, modules=(ModuleView("aw-x", state, wanted, "bundled", silent=silent),))


def test_a_wanted_module_that_failed_or_is_missing_or_silent_is_trouble():
    assert with_module(State.FAILED).health is Health.TROUBLE
    assert with_module(State.MISSING).health is Health.TROUBLE
    assert with_module(State.RUNNING, silent=True).health is Health.TROUBLE


def test_unwanted_or_passing_states_are_no_trouble():
    for state in (State.STOPPED, State.STARTING, State.WAITING, State.BACKING_OFF, State.STOPPING):
        assert with_module(state).health is Health.OK
    assert with_module(State.STOPPED, wanted=False).health is Health.OK


def test_trouble_outranks_a_pause():
    paused = replace(SNAPSHOT, pause=PauseView(True))
    assert paused.health is Health.PAUSED
    assert replace(paused, failures=(Failure("a", "b"),)).health is Health.TROUBLE


def test_a_server_that_is_running_or_adopted_is_up():
    assert SNAPSHOT.server_up
    assert replace(SNAPSHOT, modules=(replace(RUNNING, state=State.EXTERNAL),)).server_up
    assert not replace(SNAPSHOT, modules=(replace(RUNNING, state=State.STARTING),)).server_up
    assert not replace(SNAPSHOT, modules=()).server_up


def test_a_failure_as_text_for_the_clipboard():
    text = Failure("aw-x", "was killed (SIGKILL)", ("one", "two")).as_text()
    assert text == "aw-x was killed (SIGKILL).\n\none\ntwo"
    assert "(it wrote nothing)" in Failure("aw-x", "was killed").as_text()


def test_a_reason_that_is_a_sentence_stays_one():
    failure = Failure("aw-server", "Port 5600 is already used by x.")
    assert failure.sentence == "aw-server does not run. Port 5600 is already used by x."
