"""Choosing and ordering events."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from .arrays import NDArray
from .frame import EventFrame
from .pool import MISSING, joined
from .values import FLAT


def limit_events(frame: EventFrame, count: int) -> EventFrame:
    """The first `count` events; a negative count drops that many from the end."""
    return frame.slice(count)


def sort_by_timestamp(frame: EventFrame) -> EventFrame:
    """Earliest start first; stable."""
    if bool((frame.start[1:] >= frame.start[:-1]).all()):
        return frame
    return frame.take(np.argsort(frame.start, kind="stable"))


def sort_by_duration(frame: EventFrame) -> EventFrame:
    """Longest first; stable."""
    return frame.take(np.argsort(-frame.duration, kind="stable"))


def sum_durations(frame: EventFrame) -> int:
    """Microseconds of all events together."""
    return frame.sum_durations()


def concat(*frames: EventFrame) -> EventFrame:
    """All events of the first, then of the second, and so on."""
    filled = [frame for frame in frames if len(frame)]
    if len(filled) < 2:
        return filled[0] if filled else EventFrame.empty()
    pool, begins = joined([frame.pool for frame in filled])
    return EventFrame(
        np.concatenate([frame.start for frame in filled]),
        np.concatenate([frame.duration for frame in filled]),
        np.concatenate([frame.code + np.int32(begin) for frame, begin in zip(filled, begins, strict=True)]),
        np.concatenate([frame.id for frame in filled]),
        pool,
    )


def filter_keyvals(frame: EventFrame, key: str, vals: list[Any], exclude: bool = False) -> EventFrame:
    """The events whose data has `key` with a value equal to one of `vals`; with `exclude`, all the others."""
    # Other than JSON may be spelled alike and yet differ.
    name = ("equal", key, repr(vals) if all(map(_is_plain, vals)) else object())
    return frame.take(_wanted(frame, name, key, lambda value: value is not MISSING and value in vals) != exclude)


def filter_keyvals_regex(frame: EventFrame, key: str, regex: str, most: int = sys.maxsize) -> EventFrame:
    """The events whose text under `key` has a match anywhere in its first `most` characters; case counts.

    Raises `re.error` for a wrong pattern.
    """
    search = re.compile(regex).search
    name = ("match", key, regex, most)
    return frame.take(
        _wanted(frame, name, key, lambda value: isinstance(value, str) and search(value[:most]) is not None)
    )


def filter_keys_regex(frame: EventFrame, keys: Sequence[str], regex: str) -> EventFrame:
    """The events with a match anywhere in a text under one of the keys; without keys in any of their texts."""
    search = re.compile(regex).search
    codes = frame.used()
    chosen = np.zeros(len(frame.pool), np.bool_)
    chosen[codes] = [
        any(isinstance(text, str) and search(text) for text in (map(data.get, keys) if keys else data.values()))
        for data in frame.pool.some(codes)
    ]
    return frame.take(chosen[frame.code])


def _is_plain(value: Any) -> bool:
    return type(value) in FLAT or (type(value) is list and all(type(item) in FLAT for item in value))


def _wanted(frame: EventFrame, name: Hashable, key: str, wanted: Callable[[Any], bool]) -> NDArray[np.bool_]:
    """For each row whether what its data has under `key` is wanted; asked once per distinct text, kept by `name`."""
    found, unknown = frame.pool.numbers(name, frame.code)
    if unknown:
        values = frame.pool.column(key, unknown)
        # Texts alone: of other values, equal ones need not be alike.
        answers = {text: wanted(text) for text in {value for value in values if type(value) is str}}
        found[unknown] = [answers[value] if type(value) is str else wanted(value) for value in values]
    return found[frame.code] > 0
