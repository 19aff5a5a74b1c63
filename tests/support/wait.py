"""Waiting for a condition with a deadline, the only kind of waiting a test may do."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_MOST_PATIENT = 16.0
# A wait ends when what it waits for has come, so being patient costs nothing but where a test fails anyway. The load
# of a machine is known only after it was there for a while.
_WAITS_AT_LEAST = 4.0


def patience() -> float:
    """How much longer than on a quiet machine things may take now: 1 there, more the more others want its processors.

    A limit that says how quick we are is multiplied by it, so that it says the same on a machine that is busy.
    """
    return min(_MOST_PATIENT, max(1.0, 1.5 * _load() / (os.cpu_count() or 1)))


def _load() -> float:
    """How many wanted a processor in the last minute, or want one at this moment if those are more."""
    try:
        minute, _, _, counts, _ = Path("/proc/loadavg").read_text().split()
    except OSError:
        return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    # One of those that run now is who asks.
    return max(float(minute), int(counts.partition("/")[0]) - 1)


def wait_until(condition: Callable[[], T], timeout: float = 10.0, what: str = "the condition") -> T:
    """Return the first truthy answer of `condition`; AssertionError long after `timeout` seconds: after four times as
    many, later on a busy machine. A test of how quick something is measures it, and multiplies by `patience()`.

    The condition is asked every few milliseconds. An AssertionError raised by it counts as "not yet".
    """
    begun = time.monotonic()
    pause = 0.005
    last: object = None
    while True:
        try:
            answer = condition()
            if answer:
                return answer
            last = answer
        except AssertionError as error:
            last = error
        waited = time.monotonic() - begun
        if waited > timeout * max(_WAITS_AT_LEAST, patience()):
            raise AssertionError(f"waited {waited:.0f} s for {what}; last seen: {last!r}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)


def stays(condition: Callable[[], object], seconds: float, what: str = "the condition") -> None:
    """Hold that `condition` stays truthy for `seconds`; AssertionError at the first moment it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not condition():
            raise AssertionError(f"{what} did not hold for {seconds} s")
        time.sleep(0.02)
