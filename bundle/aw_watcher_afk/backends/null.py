"""A source that knows nothing of input: for `--backend null`, and the smallest thing that keeps the contract."""

from __future__ import annotations

from aw_watcher_afk.backends.base import IdleBackend


class NullIdleBackend(IdleBackend):
    """Never an answer, never an edge, no descriptor."""

    name = "null"

    def fileno(self) -> int | None:
        return None

    def idle_us(self) -> int | None:
        return None

    def watch_idle(self, after_us: int) -> None:
        """There will be no news."""

    def watch_input(self) -> None:
        """There will be no news."""

    def close(self) -> None:
        """Nothing was opened."""
