"""Order, cut, join and add up lists of events."""

from __future__ import annotations

from datetime import timedelta

from aw_core.models import Event


def sort_by_timestamp(events: list[Event]) -> list[Event]:
    """A new list, earliest first; equal timestamps keep their order."""
    return sorted(events, key=lambda event: event.timestamp)


def sort_by_duration(events: list[Event]) -> list[Event]:
    """A new list, longest first; equal durations keep their order."""
    return sorted(events, key=lambda event: event.duration, reverse=True)


def limit_events(events: list[Event], count: int) -> list[Event]:
    """The first `count` events; a negative count drops that many from the end."""
    return events[:count]


def concat(events1: list[Event], events2: list[Event]) -> list[Event]:
    """A new list: the first, then the second."""
    return [*events1, *events2]


def sum_durations(events: list[Event]) -> timedelta:
    """All durations together; exact to the microsecond; no events are timedelta(0)."""
    return sum((event.duration for event in events), timedelta(0))
