"""News of a wall clock that was set, or of a machine that woke up, without asking again and again (Linux only).

Linux cancels a real-time timer armed with TFD_TIMER_CANCEL_ON_SET when the clock is set or the machine resumes;
its descriptor then becomes readable. So a sleep is seen when it ends, not at the next tick up to 20 s later.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import time

_CLOCK_REALTIME = 0
_CLOEXEC_NONBLOCK = os.O_CLOEXEC | os.O_NONBLOCK if sys.platform == "linux" else 0
_ABSTIME_CANCEL_ON_SET = 1 | 2
_FAR = 50 * 365 * 86400


class _Timespec(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


class _Timer(ctypes.Structure):
    _fields_ = [("interval", _Timespec), ("value", _Timespec)]


class ClockWatch:
    """A descriptor that becomes readable when the wall clock jumps. Raises OSError where there is no such thing."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._fd: int = self._libc.timerfd_create(_CLOCK_REALTIME, _CLOEXEC_NONBLOCK)
        if self._fd < 0:
            raise OSError(ctypes.get_errno(), "timerfd_create")
        try:
            self._arm()
        except OSError:
            self.close()
            raise

    def fileno(self) -> int:
        return self._fd

    def clear(self) -> None:
        """Take the news away and wait for the next; the caller compares the clocks itself."""
        with contextlib.suppress(OSError):  # ECANCELED is the news itself
            os.read(self._fd, 8)
        with contextlib.suppress(OSError):  # armed anew by the read of some kernels; losing it only costs promptness
            self._arm()

    def close(self) -> None:
        os.close(self._fd)

    def _arm(self) -> None:
        timer = _Timer(_Timespec(0, 0), _Timespec(int(time.time()) + _FAR, 0))
        if self._libc.timerfd_settime(self._fd, _ABSTIME_CANCEL_ON_SET, ctypes.byref(timer), None) != 0:
            raise OSError(ctypes.get_errno(), "timerfd_settime")


def open_clock_watch() -> ClockWatch | None:
    """The watch, or None where the system has none: then a jump is noticed at the next tick."""
    if sys.platform != "linux":
        return None
    try:
        return ClockWatch()
    except (OSError, AttributeError):
        return None
