"""The two clocks of the server and the one way to be called later, as one argument that tests replace."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Wall time, monotonic time and a timer."""

    def wall_us(self) -> int:
        """Microseconds since the epoch, UTC. May jump."""

    def monotonic(self) -> float:
        """Seconds from some fixed moment. Never jumps."""

    def call_later(self, seconds: float, action: Callable[[], None]) -> Callable[[], None]:
        """Run `action` once, on a thread of its own, after `seconds`; the answer cancels that."""


class SystemClock:
    """The machine's clocks."""

    def wall_us(self) -> int:
        """See `Clock`."""
        return time.time_ns() // 1000

    def monotonic(self) -> float:
        """See `Clock`."""
        return time.monotonic()

    def call_later(self, seconds: float, action: Callable[[], None]) -> Callable[[], None]:
        """See `Clock`. The thread is a daemon: a pending timer never keeps the server alive."""
        timer = threading.Timer(min(seconds, threading.TIMEOUT_MAX), action)
        timer.daemon = True
        timer.name = "timer"
        timer.start()
        return timer.cancel
