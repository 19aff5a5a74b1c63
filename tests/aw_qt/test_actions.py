"""Each verb of the menu reaches the right part."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from aw_core.errors import AwError
from aw_qt.actions import Actions
from aw_qt.menu import Verb, tomorrow
from aw_qt.snapshot import Failure, Snapshot
from aw_qt.supervision import messages as msg


class Recorder:
    """Writes down every call made on it."""

    def __init__(self, calls, name):
        self._calls, self._name = calls, name

    def __getattr__(self, method):
        def call(*args, **kwargs):
            self._calls.append((self._name, method, *args, *kwargs.values()))

        return call


@pytest.fixture
def made(tmp_path):
    calls = []
    manager = Recorder(calls, "manager")
    manager.snapshot = Snapshot(5601, "0.14.0", 1)
    autostart = SimpleNamespace(is_enabled=lambda: True, set_enabled=lambda on: calls.append(("login", on)))
    actions = Actions(
        manager,
        Recorder(calls, "link"),
        Recorder(calls, "opener"),
        autostart,
        tmp_path / "log",
        tmp_path / "config",
        lambda reason: calls.append(("quit", reason)),
    )
    return actions, calls, tmp_path


def test_every_verb_does_something(made):
    actions, calls, folder = made
    actions.show_failures = lambda: calls.append("failures")
    before_midnight = tomorrow(datetime.now().astimezone())
    for verb in Verb:
        before = len(calls)
        actions.perform(verb, 900, ticked=True)
        assert len(calls) > before, verb
    assert ("opener", "open", "http://127.0.0.1:5601/") in calls
    assert ("opener", "open", "http://127.0.0.1:5601/api/") in calls
    assert ("opener", "open", folder / "log") in calls
    assert ("opener", "open", folder / "config") in calls
    assert ("link", "pause", 900.0) in calls
    mornings = {before_midnight, tomorrow(datetime.now().astimezone())}
    assert mornings & {call[2] for call in calls if call[:2] == ("link", "pause")}
    assert ("link", "resume") in calls
    assert ("link", "filter", True) in calls
    assert ("login", True) in calls


def test_a_tick_is_a_wish(made):
    actions, calls, _ = made
    actions.perform(Verb.TOGGLE, "aw-x", ticked=False)
    assert calls == [("manager", "set_wanted", "aw-x", False)]


def test_start_at_login_that_does_not_stick_is_told(made):
    actions, calls, _ = made

    def refuse(on):
        raise AwError("Start at login", "the system did not keep the change")

    actions.autostart.set_enabled = refuse
    actions.perform(Verb.START_AT_LOGIN, ticked=True)
    (_, method, told), (_, _, after) = calls
    assert after == msg.StartAtLogin(True)
    assert method == "post" and isinstance(told, msg.Tell)
    assert told.notice.text == "the system did not keep the change"


def test_a_switch_of_start_at_login_is_told_as_the_system_has_it(made):
    actions, calls, _ = made
    actions.set_start_at_login(False)
    # This system kept it on all the same.
    assert calls == [("login", False), ("manager", "post", msg.StartAtLogin(True))]


def test_the_first_page(made):
    actions, calls, _ = made
    actions.open_welcome()
    assert calls == [("opener", "open", "http://127.0.0.1:5601/#/welcome")]


def test_the_output_of_a_failed_module_or_the_log_folder_when_there_is_none(made):
    actions, calls, folder = made
    file = folder / "aw-x.log"
    file.touch()
    actions.open_output(Failure("aw-x", "died", output=file))
    actions.open_output(Failure("aw-x", "died", output=folder / "missing"))
    assert [call[2] for call in calls] == [file, folder / "log"]


def test_a_system_without_start_at_login(made):
    actions, calls, _ = made
    actions.autostart = None
    assert actions.starts_at_login() is None
    actions.perform(Verb.START_AT_LOGIN, ticked=True)
    assert calls == []
