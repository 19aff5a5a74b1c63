"""Cut events to a period, and let the newest reach to the present: what a question about "now" needs."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.models import Event, copy_data
from aw_core.timestamps import parse_timestamp, to_us


def cut(events: Iterable[Event], start: str, end: str) -> list[Event]:
    """Copies of what of the events lies from `start` up to `end` (ISO 8601), in the order given.

    An event without length stays if it lies within, at `end` not. ValueError for a text that is no time.
    """
    since, until = moment_us(start), moment_us(end)
    found = []
    for event in events:
        first = max(event.start_us, since)
        last = min(event.start_us + event.duration_us, until)
        if first < last or (event.duration_us <= 0 and since <= event.start_us < until):
            found.append(Event.from_us(event.id, first, last - first, copy_data(event.data)))
    return found


def prolong(events: Iterable[Event], until: str, seconds: float) -> list[Event]:
    """Copies of the events, the newest one lasting up to `until` (ISO 8601) if it ended at most `seconds` before.

    The newest is the one that starts last, of those the longest. What ends later, or ended too long ago, stays as it
    is. ValueError for a text that is no time.
    """
    reach = moment_us(until)
    copies = [Event.from_us(event.id, event.start_us, event.duration_us, copy_data(event.data)) for event in events]
    if copies:
        at = max(range(len(copies)), key=lambda place: (copies[place].start_us, copies[place].duration_us))
        newest = copies[at]
        end = newest.start_us + newest.duration_us
        if end < reach <= end + round(seconds * 1e6):
            copies[at] = Event.from_us(newest.id, newest.start_us, reach - newest.start_us, newest.data)
    return copies


def moment_us(text: str) -> int:
    """A time in ISO 8601 as µs UTC. Raises ValueError."""
    try:
        return to_us(parse_timestamp(text))
    except OverflowError as error:
        raise ValueError(f"{text[:60]!r} is out of range") from error
