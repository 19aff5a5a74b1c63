"""The sources of the active window in the order in which they are tried."""

from __future__ import annotations

from aw_watcher.backend import Candidate, Unsupported
from aw_watcher.session import Session, x11_display
from aw_watcher_window.backends.base import WindowBackend


def candidates(session: Session, poll_us: int, null: bool = False) -> list[Candidate[WindowBackend]]:
    """Backends for `session`, best first; the null backend only when it was asked for by name.

    `poll_us`: time between two looks for sources that cannot tell about changes.
    """
    found = [Candidate[WindowBackend]("x11", lambda: _x11(session, poll_us))]
    return [*found, Candidate[WindowBackend]("null", _null)] if null else found


def _x11(session: Session, poll_us: int) -> WindowBackend:
    display = x11_display(session)
    try:
        from aw_watcher_window.backends.x11 import X11WindowBackend
    except ImportError as missing:
        raise Unsupported(f"python-xlib is not installed ({missing})") from missing
    return X11WindowBackend(display, poll_us)


def _null() -> WindowBackend:
    from aw_watcher_window.backends.null import NullWindowBackend

    return NullWindowBackend()
