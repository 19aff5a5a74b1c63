"""Judging what is stored again: the same words for every storage, and for copies of a database file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

Mark = Hashable
"""Whatever the judge wants to count by; None: the event stays as it is."""


class Verdict(NamedTuple):
    """What becomes of an event with certain data: `data` None, it is deleted; `mark` None, it stays as it is."""

    data: dict[str, Any] | None
    mark: Mark


Judge = Callable[[dict[str, Any]], Verdict]
"""Looks at the data of one event, which it must not change."""


class Tally(NamedTuple):
    """How many events, how long in all (µs), and from when to when they lie (µs since the epoch UTC)."""

    events: int = 0
    duration_us: int = 0
    first_us: int = 2**62
    last_us: int = -(2**62)

    def with_event(self, start_us: int, duration_us: int) -> Tally:
        """With one more."""
        return Tally(
            self.events + 1,
            self.duration_us + max(0, duration_us),
            min(self.first_us, start_us),
            max(self.last_us, start_us + duration_us),
        )

    def __add__(self, other: object) -> Tally:
        if not isinstance(other, Tally):
            return NotImplemented
        return Tally(
            self.events + other.events,
            self.duration_us + other.duration_us,
            min(self.first_us, other.first_us),
            max(self.last_us, other.last_us),
        )


Tallies = dict[Mark, Tally]


class Rewritten(NamedTuple):
    """What a step found, and the mark to go on from; None when it was the last."""

    tallies: Tallies
    after: int | None


def empty_tallies() -> defaultdict[Mark, Tally]:
    """To count in."""
    return defaultdict(Tally)


def add_tallies(one: Tallies, other: Tallies) -> None:
    """Add the second to the first, in place."""
    for mark, tally in other.items():
        one[mark] = one.get(mark, Tally()) + tally
