"""Two lists as one, equal events once: a backup joined with the living bucket."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.models import Event


def union(events1: Iterable[Event], events2: Iterable[Event]) -> list[Event]:
    """Both lists ordered by (timestamp, duration) and merged; an event that stands in both comes once.

    Equal means timestamp, duration and data. Of two different events with one timestamp the second list's comes first.
    """
    first, second = (sorted(events, key=lambda e: (e.timestamp, e.duration)) for events in (events1, events2))
    merged: list[Event] = []
    at1 = at2 = 0
    while at1 < len(first) and at2 < len(second):
        one, two = first[at1], second[at2]
        if one == two:
            merged.append(one)
            at1, at2 = at1 + 1, at2 + 1
        elif one.timestamp < two.timestamp:
            merged.append(one)
            at1 += 1
        else:
            merged.append(two)
            at2 += 1
    return [*merged, *first[at1:], *second[at2:]]
