"""Time that frames cover or share (contract 4)."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from .arrays import Int64s, NDArray
from .choosing import concat, sort_by_timestamp
from .frame import EventFrame
from .pool import DataPool

_MANY: Final = 4


def period_union(first: EventFrame, second: EventFrame) -> EventFrame:
    """The time covered by either, as events without data that neither overlap nor touch, ordered by start.

    Each keeps the id of the first event of its run.
    """
    frame = sort_by_timestamp(concat(first, second))
    heads, starts, ends = runs(frame.start, frame.end)
    return EventFrame(starts, ends - starts, np.zeros(len(heads), np.int32), frame.ids_of(heads), DataPool.of([{}]))


def runs(starts: Int64s, ends: Int64s) -> tuple[Int64s, Int64s, Int64s]:
    """Where runs of stretches that touch or overlap begin, and the runs' starts and ends; `starts` ascend."""
    reach = np.maximum.accumulate(ends)
    heads = np.flatnonzero(np.concatenate([np.ones(min(1, len(starts)), np.bool_), starts[1:] > reach[:-1]]))
    if not len(heads):
        return heads, starts, ends
    return heads, starts[heads], np.maximum.reduceat(ends, heads)


def filter_period_intersect(frame: EventFrame, filterframe: EventFrame) -> EventFrame:
    """The parts of `frame` that lie within `filterframe`, with id and data, ordered by start.

    Touching is not sharing; an event without length inside a filter period (ends included) stays. Filter periods that
    overlap each other yield their common time twice.
    """
    frame, other = sort_by_timestamp(frame), sort_by_timestamp(filterframe)
    if _apart(frame) and _apart(other) and bool((other.duration > 0).all()):
        rows, others = _pairs(frame, other)
    else:
        rows, others = _swept(frame, other)
    start = np.maximum(frame.start[rows], other.start[others])
    end = np.minimum(frame.end[rows], other.end[others])
    return frame.take(rows).with_times(start, end - start)


def _apart(frame: EventFrame) -> bool:
    """Whether no event overlaps the next (in ascending order), and none has negative length."""
    return bool((frame.duration >= 0).all() and (frame.end[:-1] <= frame.start[1:]).all())


def _pairs(frame: EventFrame, other: EventFrame) -> tuple[Int64s, Int64s]:
    """Rows of both that share time, by looking up where each event begins and ends among the other's."""
    ends = other.end
    low = placed(ends, frame.start, "right")
    high = placed(other.start, frame.end, "left")
    instant = frame.duration == 0
    if bool(instant.any()):
        # An instant belongs to the first period that holds it, ends included.
        first = placed(ends, frame.start, "left")
        held = (first < len(other)) & (np.append(other.start, 0)[first] <= frame.start)
        low = np.where(instant, first, low)
        high = np.where(instant, first + held, high)
    return spread(low, high)


def placed(edges: Int64s, moments: Int64s, side: Literal["left", "right"]) -> Int64s:
    """`numpy.searchsorted(edges, moments, side)`: among few edges many moments in order are placed all at once."""
    if len(moments) < _MANY * len(edges) or not bool((moments[1:] >= moments[:-1]).all()):
        return np.searchsorted(edges, moments, side)
    # From where on the moments lie behind each edge.
    behind = np.searchsorted(moments, edges, "left" if side == "right" else "right")
    return np.cumsum(np.bincount(behind, minlength=len(moments) + 1)[: len(moments)])


def spread(low: NDArray[np.int64], high: NDArray[np.int64]) -> tuple[Int64s, Int64s]:
    """Every (row, number) with low[row] <= number < high[row], as two columns."""
    counts = np.maximum(high - low, 0)
    rows = np.repeat(np.arange(len(low)), counts)
    begins = np.cumsum(counts) - counts
    return rows, np.arange(len(rows)) - begins[rows] + low[rows]


def _swept(frame: EventFrame, other: EventFrame) -> tuple[Int64s, Int64s]:
    """The contract's sweep with a finger in each list, for lists that overlap themselves."""
    starts1, ends1, lengths1 = frame.start.tolist(), frame.end.tolist(), frame.duration.tolist()
    starts2, ends2, lengths2 = other.start.tolist(), other.end.tolist(), other.duration.tolist()
    rows: list[int] = []
    others: list[int] = []
    at1 = at2 = 0
    while at1 < len(starts1) and at2 < len(starts2):
        start = max(starts1[at1], starts2[at2])
        end = min(ends1[at1], ends2[at2])
        if start < end or (start == end and not (lengths1[at1] and lengths2[at2])):
            rows.append(at1)
            others.append(at2)
        if ends1[at1] <= ends2[at2]:
            at1 += 1
        else:
            at2 += 1
    return np.array(rows, np.int64), np.array(others, np.int64)
