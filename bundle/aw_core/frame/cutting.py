"""Cut events to a period, and let the newest reach to the present: the fast form of `aw_transform.cut`."""

from __future__ import annotations

import numpy as np

from aw_core.timestamps import parse_timestamp, to_us

from .frame import EventFrame


def cut(frame: EventFrame, start: str, end: str) -> EventFrame:
    """What of the events lies from `start` up to `end`; see `aw_transform.cut`."""
    since, until = _moment_us(start), _moment_us(end)
    first = np.maximum(frame.start, since)
    last = np.minimum(frame.end, until)
    instant = (frame.duration <= 0) & (frame.start >= since) & (frame.start < until)
    rows = (first < last) | instant
    return frame.take(rows).with_times(first[rows], (last - first)[rows])


def prolong(frame: EventFrame, until: str, seconds: float) -> EventFrame:
    """The newest event lasting up to `until` if it ended at most `seconds` before; see `aw_transform.prolong`."""
    reach = _moment_us(until)
    if not len(frame):
        return frame
    latest = np.flatnonzero(frame.start == frame.start.max())
    newest = int(latest[np.argmax(frame.duration[latest])])
    end = int(frame.end[newest])
    if not end < reach <= end + round(seconds * 1e6):
        return frame
    duration = frame.duration.copy()
    duration[newest] = reach - int(frame.start[newest])
    return frame.with_times(frame.start, duration)


def _moment_us(text: str) -> int:
    try:
        return to_us(parse_timestamp(text))
    except OverflowError as error:
        raise ValueError(f"{text[:60]!r} is out of range") from error
