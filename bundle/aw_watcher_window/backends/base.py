"""The contract of every source of the active window; tests/contract/backends_window.py is its executable form."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import NamedTuple

from aw_watcher.clock import Moment


@dataclass(frozen=True)
class Window:
    """The active window: the application's name and the window's title, as the system shows them.

    `key` tells two windows of one application apart while the backend is open; it is no part of what is recorded.
    """

    app: str
    title: str
    key: int = field(default=0, compare=False)


class Sighting(NamedTuple):
    """The active window (None: there is none) as it was first noticed at `at`."""

    at: Moment
    window: Window | None


class WindowBackend(ABC):
    """Knows which window is active and makes its descriptor readable when that may have changed.

    A candidate refuses to open with Unsupported(reason). Once open, any method may raise BackendLost.
    """

    name: str
    #: Microseconds between two looks for a source that cannot tell about changes; None for one that can.
    poll_us: int | None = None

    @abstractmethod
    def fileno(self) -> int | None:
        """Readable when there may be news; None for a source that must be polled."""

    @abstractmethod
    def current(self) -> Window | None:
        """The active window now; never "unknown": what cannot be read is None."""

    @abstractmethod
    def read(self, now: Moment) -> list[Sighting]:
        """What changed since the last look, oldest first; never waits. May repeat what is known."""

    def pending(self) -> bool:
        """Whether news waits that the descriptor does not show any more."""
        return False

    @abstractmethod
    def close(self) -> None:
        """Let go of everything; also after BackendLost; twice is once."""
