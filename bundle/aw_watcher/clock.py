"""Two clocks read as one moment, because only both together show that the machine has slept."""

from __future__ import annotations

import time
from typing import NamedTuple, Protocol

# A wall clock that gets this far away from the monotonic one between two looks was not merely corrected:
# the machine slept (or somebody set the clock), and nothing may be merged across it.
JUMP_US = 5_000_000


class Moment(NamedTuple):
    """One instant on both clocks.

    `wall_us`: microseconds since the epoch, UTC, on whole milliseconds (what an event can hold).
    `mono_us`: microseconds of a clock that never goes back and stands still while the machine sleeps.
    """

    wall_us: int
    mono_us: int

    def back(self, us: int) -> Moment:
        """The moment `us` microseconds earlier, on both clocks."""
        return Moment(self.wall_us - us, self.mono_us - us)


class Clock(Protocol):
    """Where moments come from; tests pass one they can set."""

    def now(self) -> Moment: ...


class SystemClock:
    """The clocks of this machine."""

    def now(self) -> Moment:
        return Moment(time.time_ns() // 1_000_000 * 1000, time.monotonic_ns() // 1_000_000 * 1000)


def jump_us(before: Moment, after: Moment) -> int:
    """How much further the wall clock went than the monotonic one: > 0 slept, < 0 the clock was set back."""
    return (after.wall_us - before.wall_us) - (after.mono_us - before.mono_us)


def jumped(before: Moment, after: Moment) -> bool:
    """Whether the clocks parted between two looks by more than a correction would explain."""
    return abs(jump_us(before, after)) > JUMP_US


def next_beat_us(mono_us: int, every_us: int, after_us: int = 0) -> int:
    """The next full multiple of `every_us` on the monotonic clock, plus `after_us`; strictly after `mono_us`.

    The monotonic clock is the machine's, so all watchers with the same interval wake at the same moments: the machine
    wakes once for all of them, and the server writes to the disk once. A few milliseconds of `after_us` let one
    watcher's request be answered before the next one comes; at the very same time they would wait for each other.
    """
    return ((mono_us - after_us) // every_us + 1) * every_us + after_us
