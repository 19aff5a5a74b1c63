"""The desktop's part with a fake Manager: what is shown when, and what the end of a session does."""

import os
import signal
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PyQt5.QtCore import QTimer

from aw_core.lifeline import Stopper, install_signals
from aw_qt.snapshot import Failure, Notice, NoticeKind, Snapshot
from aw_qt.trayapp import TrayApp
from tests.support.wait import wait_until

SNAPSHOT = Snapshot(5600, "0.14.0", 1)
FAILED = replace(SNAPSHOT, failures=(Failure("aw-x", "died"),))


class FakeManager:
    def __init__(self):
        self.snapshot = SNAPSHOT
        self.ended = False
        self.stopped = []
        self.started = False

    def listen(self, on_change, on_notice):
        self.changed, self.noticed = on_change, on_notice

    def start(self):
        self.started = True

    def stop(self, reason):
        self.stopped.append(reason)
        return True

    def request_stop(self, reason):
        self.stopped.append(reason)
        self.ended = True
        self.changed(replace(SNAPSHOT, ending=True))

    def post(self, message):
        pass


@pytest.fixture
def made(qapp):
    manager, stopper = FakeManager(), Stopper()
    actions = SimpleNamespace(manager=manager, show_failures=None, starts_at_login=lambda: None)
    app = TrayApp(qapp, manager, actions, stopper)
    app.shown = []
    app._notifier.show = lambda subject, title, text: app.shown.append((subject, title))
    yield app, manager, stopper
    if app._window is not None:
        app._window.hide()


def test_the_end_of_the_session_returns_only_when_everything_was_stopped(made, qapp):
    app, manager, _ = made
    app._session_ends(None)
    assert manager.stopped == ["the session ends"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_event_loop_at_once(made, number):
    app, manager, stopper = made
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    install_signals(stopper)
    app._wait.start = lambda: os.kill(os.getpid(), number)
    # Qt's loop hears no time-out of the test runner's.
    QTimer.singleShot(10_000, app._app.quit)
    try:
        app.run()
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    assert manager.started
    assert manager.stopped == [signal.Signals(number).name]


def test_a_failure_opens_the_window_and_is_not_notified_twice(made, qapp):
    app, manager, _ = made
    manager.changed(FAILED)
    manager.noticed(Notice(NoticeKind.GAVE_UP, "A module does not run", "aw-x died.", "aw-x"))
    manager.noticed(Notice(NoticeKind.RESTARTING, "aw-y is being restarted", "It died.", "aw-y"))
    wait_until(lambda: qapp.processEvents() or app._window, 2, "the window")
    assert app._window.isVisible()
    assert app.shown == [("aw-y", "aw-y is being restarted")]


def test_nothing_pops_up_while_everything_is_being_stopped(made, qapp):
    app, manager, _ = made
    manager.snapshot = replace(FAILED, ending=True)
    app._changed(manager.snapshot)
    app._noticed(Notice(NoticeKind.RESTARTING, "aw-y is being restarted", "It died.", "aw-y"))
    app._tell_if_no_tray()
    assert app._window is None
    assert app.shown == []


def test_without_a_tray_the_person_is_told_once_where_the_dashboard_is(made):
    app, _, _ = made
    app._tell_if_no_tray()
    assert app.shown == [("tray", "ActivityWatch runs without a tray")]


def test_the_icon_comes_when_a_host_is_seen(made):
    app, _, _ = made
    assert app._tray is None
    app._wait._found("a test's")
    assert app._tray is not None
    app._tray.hide()
