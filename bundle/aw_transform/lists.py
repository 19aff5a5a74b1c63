"""The plainest things one does with lists of events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from aw_core.models import Event


def concat(events1: list[Event], events2: list[Event]) -> list[Event]:
    """A new list: the first, then the second."""
    return events1 + events2


def limit_events(events: list[Event], count: int) -> list[Event]:
    """The first `count` events; a negative count drops that many from the end."""
    return events[:count]


def sum_durations(events: Iterable[Event]) -> timedelta:
    """All lengths added up, exact to the microsecond; zero for none."""
    return sum((event.duration for event in events), timedelta(0))
