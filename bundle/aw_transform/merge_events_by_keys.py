"""Adding up time by what events say under chosen keys (contract 4)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from aw_core.models import Event


def merge_events_by_keys(events: list[Event], keys: list[str]) -> list[Event]:
    """One new event per distinct combination of values under `keys`, in the order of first appearance.

    It starts where the group's first event starts, lasts as long as all of them together, and its data holds those of
    the keys that the group has; its id is None. Without keys the list itself is returned. Lists count as values;
    TypeError if a value is a dict.
    """
    if not keys:
        return events
    merged: dict[Hashable, Event] = {}
    for event in events:
        data = {key: event.data[key] for key in keys if key in event.data}
        group = tuple((key, _hashable(value)) for key, value in data.items())
        found = merged.get(group)
        if found is None:
            merged[group] = Event.from_us(None, event.start_us, event.duration_us, data)
        else:
            found["duration"] = found.duration + event.duration
    return list(merged.values())


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value
