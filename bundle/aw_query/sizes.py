"""What a function would make and do, told before it does: for those that can make much of little."""

from __future__ import annotations

from typing import Any

from aw_query.exceptions import QueryFunctionException
from aw_query.frames import to_frame
from aw_query.limits import DEFAULT

# About ten seconds.
_MOST_LOOKS = 200_000_000
_HOUR = 3_600_000_000
_SHORTEST = {
    "minute": _HOUR // 60,
    "hour": _HOUR,
    "day": 23 * _HOUR,
    "week": 167 * _HOUR,
    "month": 671 * _HOUR,
    "year": 8759 * _HOUR,
}


def check_cut_by_period(events: Any, resolution: str) -> None:
    """Raises QueryFunctionException when cutting at every edge of `resolution` would make too many pieces."""
    shortest = _SHORTEST.get(resolution)
    if shortest is None:
        raise QueryFunctionException(f"split_by_period: resolution has to be one of {', '.join(_SHORTEST)}")
    if len(events):
        frame = to_frame(events)
        _check(len(frame) + int(frame.duration.sum()) // shortest)


def _apart(frame: Any) -> bool:
    order = frame.start.argsort(kind="stable")
    start, duration = frame.start[order], frame.duration[order]
    return bool((duration > 0).all() and (start[:-1] + duration[:-1] <= start[1:]).all())


def check_cut_by_others(events: Any, others: Any) -> None:
    """Raises QueryFunctionException when cutting `events` at every edge of `others` would take too long.

    The edges within an event count squared: for each part all that lie over it are looked at. Others that do not
    overlap cut all at once.
    """
    if not len(events) or not len(others):
        return
    frame, cutting = to_frame(events), to_frame(others)
    if _apart(cutting):
        return
    ends = frame.start + frame.duration
    within = frame.start * 0
    for edges in (cutting.start.copy(), cutting.start + cutting.duration):
        edges.sort()
        within += edges.searchsorted(ends) - edges.searchsorted(frame.start)
    if int((within * within).sum()) > _MOST_LOOKS:
        raise QueryFunctionException("Too many events lie over one another to be cut at each other's edges")


def _check(pieces: int) -> None:
    if pieces > DEFAULT.rows:
        raise QueryFunctionException(f"This would make more than {DEFAULT.rows} events")
