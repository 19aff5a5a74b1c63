"""Orders of events; both stable, both new lists."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.models import Event


def sort_by_timestamp(events: Iterable[Event]) -> list[Event]:
    """Earliest start first."""
    return sorted(events, key=lambda event: event.timestamp)


def sort_by_duration(events: Iterable[Event]) -> list[Event]:
    """Longest first."""
    return sorted(events, key=lambda event: event.duration, reverse=True)
