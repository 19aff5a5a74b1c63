"""Time that any of two lists of events covers (contract 4)."""

from __future__ import annotations

from aw_core.models import Event

from .sort_by import sort_by_timestamp


def period_union(events1: list[Event], events2: list[Event]) -> list[Event]:
    """The time covered by either list, as events without data that neither overlap nor touch, ordered by start.

    Each keeps the id of the first event of its run.
    """
    union: list[Event] = []
    for event in sort_by_timestamp(events1 + events2):
        if union and event.timestamp <= union[-1].end:
            union[-1]["duration"] = max(union[-1].end, event.end) - union[-1].timestamp
        else:
            union.append(Event.from_us(event.id, event.start_us, event.duration_us, {}))
    return union
