"""What is new of a source, decided by comparing; pure.

A source and ours hold the same event when start, duration and data are equal, each counted as often as it stands
there. An event that is in ours only, and has the start and data of one that is in the source only, is an earlier or a
later state of it: a heartbeat that grew meanwhile takes the place of the earlier state, and a later state stays. So
importing again adds nothing, importing an older copy adds nothing, and no event of the source is ever missing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from aw_core.models import Event
from aw_datastore.encoding import canonical


class Incoming(NamedTuple):
    """An event of the source; a `known` one was there at the last reading, so when it is gone from ours it stays so."""

    event: Event
    known: bool = False


@dataclass
class Plan:
    """What to do; durations in µs.

    `grown` has our event's id and the state that takes its place; `known_grown_us` is by how much known events grew.
    `stored_us` is how long the source's events are in
    ours, grown and new ones included, once this is done.
    """

    new: list[Event] = field(default_factory=list)
    grown: list[tuple[int, Event]] = field(default_factory=list)
    known_grown_us: int = 0
    present: int = 0
    longer: int = 0
    gone: int = 0
    stored_us: int = 0

    @property
    def stored(self) -> int:
        """How many of the source's events are in ours once this is done."""
        return len(self.new) + len(self.grown) + self.present + self.longer


Mark = tuple[int, str]


def plan(incoming: Sequence[Incoming], ours: Iterable[Event]) -> Plan:
    """Compare all events of a source that have certain starts with all of ours that have these starts."""
    starts = {one.event.start_us for one in incoming}
    stored: dict[Mark, list[Event]] = defaultdict(list)
    for event in ours:
        if event.start_us in starts:
            stored[event.start_us, canonical(event.data)].append(event)
    made = Plan()
    left: dict[Mark, list[Incoming]] = defaultdict(list)
    occupied = {start for start, _ in stored}
    for one in incoming:
        if one.event.start_us not in occupied:
            _add(made, one)
            continue
        mark = one.event.start_us, canonical(one.event.data)
        same = next((event for event in stored[mark] if event.duration_us == one.event.duration_us), None)
        if same is None:
            left[mark].append(one)
        else:
            stored[mark].remove(same)
            made.present += 1
            made.stored_us += same.duration_us
    for mark, rest in left.items():
        _match_states(made, rest, stored[mark])
    return made


COMPARED_AT_ONCE: Final = 2000
"""How many events of an import are compared in one look at ours."""


def count_new(events: Iterable[Event], starting: Callable[[int, int], Iterable[Event]]) -> int:
    """How many of these are not there by start, duration and data, each counted as often as it stands there.

    `starting` gives ours whose start lies within two moments (µs UTC), both included.
    """
    ordered = sorted(events, key=_start)
    new = begin = 0
    while begin < len(ordered):
        last_us = ordered[min(begin + COMPARED_AT_ONCE, len(ordered)) - 1].start_us
        # All events of one start are compared in the same look.
        end = bisect_right(ordered, last_us, begin, key=_start)
        ours = starting(ordered[begin].start_us, last_us)
        new += (Counter(map(_whole_mark, ordered[begin:end])) - Counter(map(_whole_mark, ours))).total()
        begin = end
    return new


def united(lists: Iterable[Iterable[Event]]) -> list[Event]:
    """What stands in these lists, each event as often as in the one that has it most often."""
    most: Counter[tuple[int, int, str]] = Counter()
    found = []
    for events in lists:
        here: Counter[tuple[int, int, str]] = Counter()
        for event in events:
            mark = _whole_mark(event)
            here[mark] += 1
            if here[mark] > most[mark]:
                most[mark] += 1
                found.append(event)
    return found


def _whole_mark(event: Event) -> tuple[int, int, str]:
    return event.start_us, event.duration_us, canonical(event.data)


def _start(event: Event) -> int:
    return event.start_us


def _match_states(made: Plan, rest: list[Incoming], ours: list[Event]) -> None:
    """Pair what has no equal: the longest of the source first, each with the longest of ours that is shorter."""
    by_length = sorted(ours, key=_length, reverse=True)
    for one in sorted(rest, key=lambda one: one.event.duration_us, reverse=True):
        length = one.event.duration_us
        shorter = next((event for event in by_length if event.duration_us < length), None)
        state = shorter or (by_length[-1] if by_length else None)
        if state is None:
            _add(made, one)
            continue
        # By identity: events are equal whatever their ids.
        by_length = [event for event in by_length if event is not state]
        if shorter is None:
            made.longer += 1
            made.stored_us += state.duration_us
        else:
            made.grown.append((_id(state), one.event))
            if one.known:
                made.known_grown_us += length - state.duration_us
            made.stored_us += length


def _add(made: Plan, one: Incoming) -> None:
    if one.known:
        made.gone += 1
    else:
        made.new.append(one.event)
        made.stored_us += one.event.duration_us


def _length(event: Event) -> int:
    return event.duration_us


def _id(event: Event) -> int:
    if not isinstance(event.id, int):
        raise TypeError(f"a stored event has the id {event.id!r}")
    return event.id
