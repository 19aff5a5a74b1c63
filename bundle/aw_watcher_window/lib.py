"""The function that other programs import to ask once which window is active."""

from __future__ import annotations

from aw_watcher.backend import first_supported
from aw_watcher.program import this_session
from aw_watcher_window.backends.select import candidates


def get_current_window() -> dict[str, str] | None:
    """`{"app": …, "title": …}` of the active window, or None if there is none.

    Opens and closes a connection each time. Raises aw_watcher.backend.NoBackend where no window can be seen.
    """
    backend = first_supported(candidates(this_session(), poll_us=1_000_000))
    try:
        window = backend.current()
    finally:
        backend.close()
    return None if window is None else {"app": window.app, "title": window.title}
