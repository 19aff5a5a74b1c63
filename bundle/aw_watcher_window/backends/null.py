"""A source that never sees a window: for `--backend null`, and the smallest thing that keeps the contract."""

from __future__ import annotations

from aw_watcher.clock import Moment
from aw_watcher_window.backends.base import Sighting, Window, WindowBackend


class NullWindowBackend(WindowBackend):
    """No window, no news, no descriptor."""

    name = "null"

    def fileno(self) -> int | None:
        return None

    def current(self) -> Window | None:
        return None

    def read(self, now: Moment) -> list[Sighting]:
        return []

    def close(self) -> None:
        """Nothing was opened."""
