"""The sources of idleness in the order in which they are tried."""

from __future__ import annotations

from aw_watcher.backend import Candidate, Unsupported
from aw_watcher.session import Session, x11_display
from aw_watcher_afk.backends.base import IdleBackend


def candidates(session: Session, poll_us: int, null: bool = False) -> list[Candidate[IdleBackend]]:
    """Backends for `session`, best first; the null backend only when it was asked for by name.

    `poll_us`: time between two looks for sources that cannot tell about edges.
    """
    found = [
        Candidate[IdleBackend]("x11-sync", lambda: _x11_sync(session)),
        Candidate[IdleBackend]("x11-screensaver", lambda: _x11_screensaver(session, poll_us)),
    ]
    return [*found, Candidate[IdleBackend]("null", _null)] if null else found


def _x11_sync(session: Session) -> IdleBackend:
    display = x11_display(session)
    try:
        from aw_watcher_afk.backends.x11_sync import X11SyncIdleBackend
    except ImportError as missing:
        raise Unsupported(f"python-xlib is not installed ({missing})") from missing
    return X11SyncIdleBackend(display)


def _x11_screensaver(session: Session, poll_us: int) -> IdleBackend:
    display = x11_display(session)
    try:
        from aw_watcher_afk.backends.x11_screensaver import X11ScreensaverIdleBackend
    except ImportError as missing:
        raise Unsupported(f"python-xlib is not installed ({missing})") from missing
    return X11ScreensaverIdleBackend(display, poll_us)


def _null() -> IdleBackend:
    from aw_watcher_afk.backends.null import NullIdleBackend

    return NullIdleBackend()
