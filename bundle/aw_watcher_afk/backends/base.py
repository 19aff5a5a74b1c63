"""The contract of every source of idleness; tests/contract/backends_idle.py is its executable form."""

from __future__ import annotations

from abc import ABC, abstractmethod


class IdleBackend(ABC):
    """Knows for how long nobody has touched keyboard or pointer, and can wake the watcher at the two edges.

    Never learns what was typed. A candidate refuses to open with Unsupported(reason). Once open, any method may
    raise BackendLost.
    """

    name: str
    #: Microseconds between two looks for a source that cannot tell about edges; None for one that can.
    poll_us: int | None = None

    @abstractmethod
    def fileno(self) -> int | None:
        """Readable at an edge that was asked for; None for a source that must be polled."""

    @abstractmethod
    def idle_us(self) -> int | None:
        """Microseconds (of a clock that stands still in sleep) since the last input; None: cannot be told now."""

    @abstractmethod
    def watch_idle(self, after_us: int) -> None:
        """Wake when there has been no input for `after_us`; replaces the wish before."""

    @abstractmethod
    def watch_input(self) -> None:
        """Wake at the next input; replaces the wish before."""

    def read(self) -> None:
        """Take the news from the descriptor; never waits. The truth is `idle_us`, an edge is only a reason to ask."""
        return

    def pending(self) -> bool:
        """Whether news waits that the descriptor does not show any more."""
        return False

    @abstractmethod
    def close(self) -> None:
        """Let go of everything; also after BackendLost; twice is once."""
