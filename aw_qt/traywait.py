"""Wait, without a time limit, until a tray host exists. Qt file.

QSystemTrayIcon and isSystemTrayAvailable must not be touched before: asked too early, Qt remembers for the
life of the process that there is no StatusNotifier host and never sees one that comes later.
"""

import logging
import os
import sys

from PyQt5.QtCore import QAbstractNativeEventFilter, QCoreApplication, QObject, QTimer, pyqtSignal, pyqtSlot
from PyQt5.QtDBus import QDBusConnection, QDBusMessage, QDBusServiceWatcher
from PyQt5.sip import voidptr

from aw_qt import x11selection

logger = logging.getLogger(__name__)

WATCHER = "org.kde.StatusNotifierWatcher"
_PATH = "/StatusNotifierWatcher"
_SETTLE_MS = 500
"""A desktop that offers both kinds brings them up within this time; StatusNotifier is then preferred by Qt."""
_XCB_CLIENT_MESSAGE = 33


class TrayWait(QObject):
    """Emits `host_seen` once, when a tray host can show our icon."""

    host_seen = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen = False
        self._bus = QDBusConnection.sessionBus()
        self._services: QDBusServiceWatcher | None = None
        self._filter: _ManagerMessages | None = None

    def start(self) -> None:
        """Look now, then listen."""
        if sys.platform in {"win32", "darwin"}:
            self._found("the system's own")
            return
        if self._bus.isConnected():
            self._listen_on_bus()
        if os.environ.get("DISPLAY") and QCoreApplication.instance() is not None:
            self._filter = _ManagerMessages(self._look_for_xembed)
            _application().installNativeEventFilter(self._filter)
        self._ask_watcher()
        self._look_for_xembed()

    @property
    def seen(self) -> bool:
        """Whether a host was found."""
        return self._seen

    def _listen_on_bus(self) -> None:
        self._services = QDBusServiceWatcher(WATCHER, self._bus, QDBusServiceWatcher.WatchForRegistration, self)
        self._services.serviceRegistered.connect(self._ask_watcher)
        self._bus.connect(WATCHER, _PATH, WATCHER, "StatusNotifierHostRegistered", self._host_registered)

    @pyqtSlot()
    def _host_registered(self) -> None:
        self._found("StatusNotifier")

    def _ask_watcher(self, _service: str = "") -> None:
        """Ask the watcher on the bus, if there is one, whether a host is registered; the answer comes later."""
        if self._seen or not self._bus.isConnected():
            return
        call = QDBusMessage.createMethodCall(WATCHER, _PATH, "org.freedesktop.DBus.Properties", "Get")
        call.setArguments([WATCHER, "IsStatusNotifierHostRegistered"])
        call.setAutoStartService(False)
        self._bus.callWithCallback(call, self._answered, self._refused)

    @pyqtSlot(QDBusMessage)
    def _answered(self, message: QDBusMessage) -> None:
        if message.arguments() and message.arguments()[0] is True:
            self._found("StatusNotifier")

    @pyqtSlot()
    def _refused(self) -> None:
        logger.debug("No StatusNotifier watcher yet")

    def _look_for_xembed(self) -> None:
        if not self._seen and x11selection.tray_is_owned():
            self._seen = True
            QTimer.singleShot(_SETTLE_MS, lambda: self._announce("XEmbed"))

    def _found(self, kind: str) -> None:
        if not self._seen:
            self._seen = True
            self._announce(kind)

    def _announce(self, kind: str) -> None:
        logger.info("A tray is there (%s)", kind)
        if self._filter is not None:
            _application().removeNativeEventFilter(self._filter)
            self._filter = None
        if self._services is not None:
            self._services.deleteLater()
            self._services = None
        self.host_seen.emit()


class _ManagerMessages(QAbstractNativeEventFilter):
    """Calls back on X client messages: a new tray owner announces itself with one (MANAGER) to the root window.

    Qt has asked for them on its own connection; they are rare, so each is simply a reason to look again.
    """

    def __init__(self, on_message: object) -> None:
        super().__init__()
        self._on_message = on_message

    def nativeEventFilter(self, kind: object, message: voidptr) -> tuple[bool, int]:
        """Look at the first byte of the event; never swallow it."""
        if bytes(kind) == b"xcb_generic_event_t":  # type: ignore[call-overload]
            code = bytes(message.asarray(1))[0] & 0x7F
            if code == _XCB_CLIENT_MESSAGE and callable(self._on_message):
                QTimer.singleShot(0, self._on_message)
        return False, 0


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    assert application is not None
    return application
