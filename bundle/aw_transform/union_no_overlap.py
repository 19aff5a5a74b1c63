"""Two lists as one where the first has priority: the second fills only the time the first leaves free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from aw_core.models import Event, copy_data


def union_no_overlap(events1: Iterable[Event], events2: Iterable[Event]) -> list[Event]:
    """New events ordered by start: the first list's as they are, the second's cut around all of them.

    Right for any input: unordered, overlapping each other, without length. An event of the second list without length
    stays if its instant is free.
    """
    first = [_copy(event, event.start_us, event.start_us + event.duration_us) for event in events1]
    taken = _covered(first)
    pieces = [_copy(event, start, end) for event in events2 for start, end in _free_parts(event, taken)]
    # Python's sort is stable: at one instant the first list's events stand before the second's.
    return sorted([*first, *pieces], key=lambda event: event.timestamp)


def _covered(events: list[Event]) -> list[tuple[int, int]]:
    """The time that the events cover, in µs: ascending, neither touching nor overlapping."""
    covered: list[tuple[int, int]] = []
    for start, end in sorted((e.start_us, e.start_us + e.duration_us) for e in events if e.duration_us > 0):
        if covered and start <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], end))
        else:
            covered.append((start, end))
    return covered


def _free_parts(event: Event, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of the event's time lies outside `taken`."""
    start, end = event.start_us, event.start_us + max(0, event.duration_us)
    if start == end:
        return [] if any(a <= start < b for a, b in taken) else [(start, end)]
    parts = []
    for taken_start, taken_end in taken:
        if taken_end <= start:
            continue
        if taken_start >= end:
            break
        if taken_start > start:
            parts.append((start, taken_start))
        start = taken_end
    if start < end:
        parts.append((start, end))
    return parts


def _copy(event: Event, start_us: int, end_us: int) -> Event:
    return Event.from_us(event.id, start_us, end_us - start_us, copy_data(event.data))


def _split_event(event: Event, moment: datetime) -> tuple[Event, Event | None]:
    """The event before and after `moment`; None for the second part if the moment is not inside."""
    if not event.timestamp < moment < event.end:
        return event, None
    before = Event(event.id, event.timestamp, moment - event.timestamp, copy_data(event.data))
    after = Event(event.id, moment, event.end - moment, copy_data(event.data))
    return before, after
