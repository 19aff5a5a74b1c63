"""The time that any of two lists of events covers."""

from __future__ import annotations

from aw_core.models import Event

from .sort_by import sort_by_timestamp


def period_union(events1: list[Event], events2: list[Event]) -> list[Event]:
    """Events without data and without overlaps that cover what either list covers; touching ones become one.

    Each keeps the id of the first event of its run. The inputs are not changed.
    """
    union: list[Event] = []
    for event in sort_by_timestamp([*events1, *events2]):
        last = union[-1] if union else None
        if last is not None and event.timestamp <= last.end:
            last.duration = max(last.duration, event.end - last.timestamp)
        else:
            union.append(_bare(event))
    return union


def _bare(event: Event) -> Event:
    return Event(id=event.id, timestamp=event.timestamp, duration=event.duration)
