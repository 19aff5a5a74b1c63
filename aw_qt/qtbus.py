"""Qt's D-Bus without blocking calls: notifications and the session's lock. Qt file.

Only messages are built here: Qt's interface objects introspect the other side synchronously first.
"""

from collections.abc import Callable

from PyQt5.QtCore import QMetaType, QObject, pyqtSlot
from PyQt5.QtDBus import QDBusArgument, QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusPendingReply

_NOTIFICATIONS = "org.freedesktop.Notifications"
_SCREEN_SAVERS = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
)
_SHOW_MS = 10_000


class Notifier(QObject):
    """Desktop notifications; one per subject, replaced by the next about the same subject.

    *unheard* gets (title, text) when nobody shows notifications, so that the caller can say it elsewhere.
    """

    def __init__(self, unheard: Callable[[str, str], None]) -> None:
        super().__init__()
        self._unheard = unheard
        self._ids: dict[str, int] = {}
        self._bus = QDBusConnection.sessionBus()
        self._pending: set[QDBusPendingCallWatcher] = set()

    def show(self, subject: str, title: str, text: str) -> None:
        """Show a notification; returns at once."""
        if not self._bus.isConnected():
            self._unheard(title, text)
            return
        call = QDBusMessage.createMethodCall(_NOTIFICATIONS, "/org/freedesktop/Notifications", _NOTIFICATIONS, "Notify")
        replaced = QDBusArgument()
        replaced.add(self._ids.get(subject, 0), QMetaType.UInt)
        actions = QDBusArgument([], QMetaType.QStringList)
        call.setArguments(["ActivityWatch", replaced, "activitywatch", title, text, actions, {}, _SHOW_MS])
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(call), self)
        self._pending.add(watcher)
        watcher.finished.connect(lambda done: self._shown(done, subject, title, text))

    def _shown(self, watcher: QDBusPendingCallWatcher, subject: str, title: str, text: str) -> None:
        reply = QDBusPendingReply(watcher)
        if reply.isError():
            self._unheard(title, text)
        else:
            self._ids[subject] = int(reply.argumentAt(0))
        self._pending.discard(watcher)
        watcher.deleteLater()


class LockWatch(QObject):
    """Tells when the session is locked or unlocked, where the desktop announces it."""

    def __init__(self, on_locked: Callable[[bool], None]) -> None:
        super().__init__()
        self._on_locked = on_locked
        bus = QDBusConnection.sessionBus()
        for path, interface in _SCREEN_SAVERS if bus.isConnected() else ():
            bus.connect("", path, interface, "ActiveChanged", self._changed)

    @pyqtSlot(bool)
    def _changed(self, locked: bool) -> None:
        self._on_locked(locked)
