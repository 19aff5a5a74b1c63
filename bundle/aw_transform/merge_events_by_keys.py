"""Add up events that agree on some keys."""

from __future__ import annotations

from typing import Any

from aw_core.models import Event


def merge_events_by_keys(events: list[Event], keys: list[str]) -> list[Event]:
    """One event per distinct combination of the keys' values, in the order first seen (contract 4, A.5).

    A key that an event lacks is left out of its combination. The result has no id, the timestamp of the first event,
    the sum of durations, and only the keys as data. Without keys the list itself comes back. Raises TypeError where a
    value cannot be compared by hash (a dict).
    """
    if not keys:
        return events
    merged: dict[tuple[Any, ...], Event] = {}
    for event in events:
        data = {key: event.data[key] for key in keys if key in event.data}
        combination = tuple((key, _hashable(value)) for key, value in data.items())
        known = merged.get(combination)
        if known is None:
            fresh = Event(timestamp=event.timestamp, duration=event.duration, data=data)
            fresh["timestamp"] = event.timestamp
            merged[combination] = fresh
        else:
            known["duration"] = known.duration + event.duration
    return list(merged.values())


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
