"""Picking events by a value in their data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from aw_core.models import Event


def filter_keyvals(events: Iterable[Event], key: str, vals: list[Any], exclude: bool = False) -> list[Event]:
    """The events whose data has `key` with a value equal to one of `vals`; with `exclude`, all the others."""
    return [event for event in events if (key in event.data and event.data[key] in vals) != exclude]


def filter_keyvals_regex(events: Iterable[Event], key: str, regex: str) -> list[Event]:
    """The events whose text under `key` has a match anywhere; case counts. Raises `re.error` for a wrong pattern."""
    pattern = re.compile(regex)
    return [event for event in events if isinstance(text := event.data.get(key), str) and pattern.search(text)]


def filter_keys_regex(events: Iterable[Event], keys: Sequence[str], regex: str) -> list[Event]:
    """The events with a match anywhere in a text under one of the keys; without keys in any of their texts.

    Case counts. Raises `re.error` for a wrong pattern.
    """
    search = re.compile(regex).search
    return [
        event
        for event in events
        if any(
            isinstance(text, str) and search(text)
            for text in (map(event.data.get, keys) if keys else event.data.values())
        )
    ]
