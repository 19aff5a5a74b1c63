"""Waiting for a condition with a deadline, the only kind of waiting a test may do."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_MOST_PATIENT = 8.0


def patience() -> float:
    """How much longer than on a quiet machine things may take now: 1 there, more the more others want its processors.

    A limit that says how quick we are is multiplied by it, so that it says the same on a machine that is busy.
    """
    if not hasattr(os, "getloadavg"):
        return 1.0
    return min(_MOST_PATIENT, max(1.0, 1.5 * os.getloadavg()[0] / (os.cpu_count() or 1)))


def wait_until(condition: Callable[[], T], timeout: float = 10.0, what: str = "the condition") -> T:
    """Return the first truthy answer of `condition`; AssertionError after `timeout` seconds, more on a busy machine.

    The condition is asked every few milliseconds. An AssertionError raised by it counts as "not yet".
    """
    timeout *= patience()
    deadline = time.monotonic() + timeout
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
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout:.0f} s for {what}; last seen: {last!r}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)


def stays(condition: Callable[[], object], seconds: float, what: str = "the condition") -> None:
    """Hold that `condition` stays truthy for `seconds`; AssertionError at the first moment it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not condition():
            raise AssertionError(f"{what} did not hold for {seconds} s")
        time.sleep(0.02)
