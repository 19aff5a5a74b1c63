"""Cut one list of events by the time another list covers."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import datetime, timedelta

from aw_core.models import Event


class Slot:
    """A half-open period of time."""

    __slots__ = ("end", "start")

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start = start
        self.end = end

    @property
    def duration(self) -> timedelta:
        return self.end - self.start


def _overlap(one: Event, two: Event) -> Slot | None:
    """What both cover; a point within the other counts, touching at an edge only does not."""
    start, end = max(one.timestamp, two.timestamp), min(one.end, two.end)
    if start < end:
        return Slot(start, end)
    if start == end and (_point_within(one, two) or _point_within(two, one)):
        return Slot(start, end)
    return None


def _point_within(point: Event, period: Event) -> bool:
    return not point.duration and period.timestamp <= point.timestamp < period.end


def _intersecting_eventpairs(events1: list[Event], events2: list[Event]) -> Iterator[tuple[Event, Event, Slot]]:
    """Each pair that overlaps, with the common period; sorts both lists in place by timestamp.

    Events of the second list that overlap each other give a pair each. Where events of the first list overlap each
    other, each is still met with everything it overlaps.
    """
    events1.sort(key=lambda event: event.timestamp)
    events2.sort(key=lambda event: event.timestamp)
    # Nothing of events2 before `first` reaches any event from here on.
    first = 0
    reach = _running_maximum_of_ends(events2)
    for one in events1:
        while first < len(events2) and reach[first] < one.timestamp:
            first += 1
        for index in range(first, len(events2)):
            two = events2[index]
            if two.timestamp > one.end:
                break
            slot = _overlap(one, two)
            if slot is not None:
                yield one, two, slot


def _running_maximum_of_ends(events: list[Event]) -> list[datetime]:
    reach: list[datetime] = []
    for event in events:
        reach.append(max(reach[-1], event.end) if reach else event.end)
    return reach


def filter_period_intersect(events: list[Event], filterevents: list[Event]) -> list[Event]:
    """The parts of `events` that lie within `filterevents`, as copies with their id and data, ordered by start.

    An event met by several filter events gives several pieces. The inputs are not changed.
    """
    pieces = []
    for event, _, slot in _intersecting_eventpairs(list(events), list(filterevents)):
        piece = copy.deepcopy(event)
        piece["timestamp"], piece["duration"] = slot.start, slot.duration
        pieces.append(piece)
    pieces.sort(key=lambda event: event.timestamp)
    return pieces
