"""Waiting for a condition with a deadline, the only kind of waiting a test may do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(condition: Callable[[], T], timeout: float = 10.0, what: str = "the condition") -> T:
    """Return the first truthy answer of `condition`; AssertionError after `timeout` seconds.

    The condition is asked every few milliseconds. An AssertionError raised by it counts as "not yet".
    """
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
            raise AssertionError(f"waited {timeout} s for {what}; last seen: {last!r}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)


def stays(condition: Callable[[], object], seconds: float, what: str = "the condition") -> None:
    """Hold that `condition` stays truthy for `seconds`; AssertionError at the first moment it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not condition():
            raise AssertionError(f"{what} did not hold for {seconds} s")
        time.sleep(0.02)
