"""A moment that one thread waits for and others set, without waking it before that moment where the system can do so.

With a condition variable, setting the moment wakes the sleeper so that it goes to sleep anew, until the moment:
twice the wake-ups, and a contest for the interpreter each time. Linux' timers are set from outside.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from typing import Protocol

_CLOCK_MONOTONIC = 1
_TFD_CLOEXEC = getattr(os, "O_CLOEXEC", 0)


class Alarm(Protocol):
    """`set` and `ring` may be called by any thread, `wait` by one."""

    def set(self, seconds: float) -> None:
        """Let `wait` return in `seconds`; replaces what was set before. 0 or less: now."""

    def wait(self) -> None:
        """Sleep until the moment that was or will be set; it is over then."""

    def close(self) -> None:
        """Give back what the system lent; when nobody waits any more."""


class _Timespec(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


class _Timer(ctypes.Structure):
    _fields_ = [("interval", _Timespec), ("value", _Timespec)]


class TimerAlarm:
    """On a timer of Linux. Raises OSError or AttributeError where there is none."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._fd: int = self._libc.timerfd_create(_CLOCK_MONOTONIC, _TFD_CLOEXEC)
        if self._fd < 0:
            raise OSError(ctypes.get_errno(), "timerfd_create")

    def set(self, seconds: float) -> None:
        """See `Alarm`."""
        # All zeros would switch the timer off.
        whole, nanoseconds = divmod(max(1, round(seconds * 1e9)), 1_000_000_000)
        timer = _Timer(_Timespec(0, 0), _Timespec(whole, nanoseconds))
        if self._libc.timerfd_settime(self._fd, 0, ctypes.byref(timer), None) != 0:
            raise OSError(ctypes.get_errno(), "timerfd_settime")

    def wait(self) -> None:
        """See `Alarm`."""
        os.read(self._fd, 8)

    def close(self) -> None:
        """See `Alarm`."""
        os.close(self._fd)


class ConditionAlarm:
    """Anywhere, at the price of one more wake-up each time."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._due: float | None = None

    def set(self, seconds: float) -> None:
        """See `Alarm`."""
        with self._condition:
            self._due = time.monotonic() + seconds
            self._condition.notify()

    def wait(self) -> None:
        """See `Alarm`."""
        with self._condition:
            while self._due is None or self._due > time.monotonic():
                self._condition.wait(None if self._due is None else self._due - time.monotonic())
            self._due = None

    def close(self) -> None:
        """See `Alarm`."""


def open_alarm() -> Alarm:
    """The best there is."""
    if sys.platform == "linux":
        try:
            return TimerAlarm()
        except (OSError, AttributeError):
            pass
    return ConditionAlarm()
