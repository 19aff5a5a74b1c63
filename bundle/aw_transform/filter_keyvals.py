"""Keep or drop events by the value of a key."""

from __future__ import annotations

from typing import Any

from aw_core.models import Event


def filter_keyvals(events: list[Event], key: str, vals: list[Any], exclude: bool = False) -> list[Event]:
    """Events that have `key` with a value in `vals` (compared by ==); with `exclude`, all the others."""

    def matches(event: Event) -> bool:
        return key in event.data and event.data[key] in vals

    return [event for event in events if matches(event) != exclude]
