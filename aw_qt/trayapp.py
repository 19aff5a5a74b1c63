"""The desktop's part of the program: Qt application, tray, windows, notifications, end of session. Qt file."""

import logging
import signal
import socket

from PyQt5.QtCore import QObject, QSocketNotifier, QTimer, pyqtSignal
from PyQt5.QtGui import QSessionManager
from PyQt5.QtWidgets import QApplication

from aw_core.lifeline import Stopper
from aw_qt.actions import Actions
from aw_qt.dialogs import FailureWindow
from aw_qt.manager import Manager
from aw_qt.qtbus import LockWatch, Notifier
from aw_qt.snapshot import Notice, NoticeKind, Snapshot
from aw_qt.supervision import messages as msg
from aw_qt.trayicon import TrayIcon, render_icon
from aw_qt.traywait import TrayWait

logger = logging.getLogger(__name__)

_NO_TRAY_MS = 6000
"""How long a desktop may take to bring up its tray before the person is told, once, that there is none."""


class Bridge(QObject):
    """Carries the Manager's calls from its thread into Qt's."""

    changed = pyqtSignal(object)
    noticed = pyqtSignal(object)


def application() -> QApplication:
    """The Qt application of this process, which lives on without any window."""
    app = QApplication(["aw-qt"])
    app.setApplicationName("aw-qt")
    app.setApplicationDisplayName("ActivityWatch")
    app.setDesktopFileName("aw-qt")
    app.setQuitOnLastWindowClosed(False)
    return app


class TrayApp:
    """Everything a person sees. Build it on the main thread, then `run`."""

    def __init__(self, app: QApplication, manager: Manager, actions: Actions, stopper: Stopper) -> None:
        self._app = app
        self._manager = manager
        self._actions = actions
        self._stopper = stopper
        self._tray: TrayIcon | None = None
        self._window: FailureWindow | None = None
        self._notifier = Notifier(lambda title, text: logger.info("Unseen notification: %s. %s", title, text))
        self._lock = LockWatch(lambda locked: manager.post(msg.Locked(locked)))
        self._bridge = Bridge()
        self._bridge.changed.connect(self._changed)
        self._bridge.noticed.connect(self._noticed)
        manager.listen(self._bridge.changed.emit, self._bridge.noticed.emit)
        actions.show_failures = self._show_failures
        self._app.commitDataRequest.connect(self._session_ends)
        self._wait = TrayWait()
        self._wait.host_seen.connect(self._host_seen)

    def run(self) -> None:
        """Until everything was stopped."""
        wakeup, inner = socket.socketpair()
        with wakeup, inner:
            wakeup.setblocking(False)
            inner.setblocking(False)
            # Python runs its signal handlers only between its own instructions; the byte wakes Qt for that.
            previous = signal.set_wakeup_fd(inner.fileno(), warn_on_full_buffer=False)
            wakes = _notifier(wakeup.fileno())
            wakes.activated.connect(lambda *_: _drain(wakeup))
            stops = _notifier(self._stopper.fileno())
            stops.activated.connect(lambda *_: self._stop_asked(stops))
            QTimer.singleShot(0, self._wait.start)
            QTimer.singleShot(_NO_TRAY_MS, self._tell_if_no_tray)
            self._manager.start()
            self._app.exec_()
            wakes.setEnabled(False)
            stops.setEnabled(False)
            signal.set_wakeup_fd(previous)

    def _stop_asked(self, notifier: QSocketNotifier) -> None:
        notifier.setEnabled(False)
        self._manager.request_stop(self._stopper.reason or "asked to stop")

    def _session_ends(self, _session: QSessionManager) -> None:
        # The session goes on as soon as this returns, so it returns when everything is stopped.
        self._manager.stop("the session ends")

    def _changed(self, snapshot: Snapshot) -> None:
        if self._manager.ended:
            self._close()
            return
        if self._tray is not None:
            self._tray.show(snapshot)
        if snapshot.failures and self._window is None and not snapshot.ending:
            self._window = FailureWindow(self._actions, render_icon(lambda size: "activitywatch.svg"))
        if self._window is not None and not snapshot.ending:
            self._window.update_from(snapshot)

    def _close(self) -> None:
        if self._window is not None:
            self._window.hide()
        if self._tray is not None:
            self._tray.hide()
        self._app.quit()

    def _noticed(self, notice: Notice) -> None:
        # Giving up opens the window; a notification beside it would say the same twice.
        if notice.kind is not NoticeKind.GAVE_UP and not self._manager.snapshot.ending:
            self._notifier.show(notice.module or notice.kind.value, notice.title, notice.text)

    def _show_failures(self) -> None:
        if self._window is not None:
            self._window.come_up()

    def _host_seen(self) -> None:
        if self._tray is None and not self._manager.ended:
            self._tray = TrayIcon(self._actions, self._manager.snapshot)

    def _tell_if_no_tray(self) -> None:
        if self._wait.seen or self._manager.snapshot.ending:
            return
        text = f"It records without an icon, which comes as soon as there is a tray. {self._manager.snapshot.url}"
        logger.warning("No system tray was found. %s", text)
        self._notifier.show("tray", "ActivityWatch runs without a tray", text)


def _notifier(fileno: int) -> QSocketNotifier:
    # The stubs know only the form for Windows' handles.
    return QSocketNotifier(fileno, QSocketNotifier.Type.Read)  # type: ignore[arg-type]


def _drain(end: socket.socket) -> None:
    try:
        end.recv(4096)
    except BlockingIOError:
        return
