"""What to do after a module ended by itself: pure, times in, decision out. No clock and no process here."""

from collections.abc import Sequence
from dataclasses import dataclass

WINDOW = 600.0
"""Seconds that an exit counts for; also how long a run must last to be called healthy."""
DELAYS = (0.5, 1.0, 2.0)
"""Seconds before the first, second and third restart within the window. Its length is the limit.

Short, because every second without a watcher is a second without a record; growing, because a
program that dies at once should not spin.
"""


@dataclass(frozen=True)
class RestartAt:
    """Start the module again at this monotonic time (seconds); *attempt* counts from 1."""

    time: float
    attempt: int


@dataclass(frozen=True)
class GiveUp:
    """It ended *count* times within the window: leave it to a person."""

    count: int


Decision = RestartAt | GiveUp


def recent(exits: Sequence[float], now: float) -> list[float]:
    """The exits that still count at *now* (monotonic seconds)."""
    return [exit_time for exit_time in exits if now - exit_time < WINDOW]


def decide(exits: Sequence[float], now: float) -> Decision:
    """Judge the exits (monotonic seconds, the newest included): restart with a delay, or give up."""
    count = max(1, len(recent(exits, now)))
    if count > len(DELAYS):
        return GiveUp(count)
    return RestartAt(now + DELAYS[count - 1], count)


def healthy_at(running_since: float) -> float:
    """When a module that runs since *running_since* may have its history forgotten (monotonic seconds)."""
    return running_since + WINDOW
