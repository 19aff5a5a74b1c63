"""Time that two lists of events share (contract 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from aw_core.models import Event, copy_data
from aw_core.timestamps import to_us

from .sort_by import sort_by_timestamp

_US = timedelta(microseconds=1)


class Timeslot(NamedTuple):
    """A stretch of time; both ends aware UTC."""

    start: datetime
    end: datetime

    @property
    def duration(self) -> timedelta:
        return self.end - self.start


def filter_period_intersect(events: Iterable[Event], filterevents: Iterable[Event]) -> list[Event]:
    """The parts of `events` that lie within `filterevents`, as new events that keep id and data, ordered by start.

    Touching is not sharing; an event without length inside a filter period (ends included) stays. Filter periods that
    overlap each other yield their common time twice: pass them through `period_union` first.
    """
    pairs = _intersecting_eventpairs(sort_by_timestamp(events), sort_by_timestamp(filterevents))
    return [
        Event.from_us(event.id, to_us(slot.start), slot.duration // _US, copy_data(event.data))
        for event, _, slot in pairs
    ]


def _intersecting_eventpairs(events1: list[Event], events2: list[Event]) -> Iterator[tuple[Event, Event, Timeslot]]:
    """Each pair that shares time, with that time. Sorts both lists in place.

    One sweep with a finger in each list; the finger on the event that ends first moves on, on a tie the first list's.
    """
    events1.sort(key=lambda event: event.timestamp)
    events2.sort(key=lambda event: event.timestamp)
    at1 = at2 = 0
    while at1 < len(events1) and at2 < len(events2):
        event1, event2 = events1[at1], events2[at2]
        end1, end2 = event1.end, event2.end
        slot = Timeslot(max(event1.timestamp, event2.timestamp), min(end1, end2))
        # An instant within the other event, ends included, is shared; ends that merely touch are not.
        if slot.start < slot.end or (slot.start == slot.end and not (event1.duration and event2.duration)):
            yield event1, event2, slot
        if end1 <= end2:
            at1 += 1
        else:
            at2 += 1
