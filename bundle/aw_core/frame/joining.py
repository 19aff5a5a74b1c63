"""Two frames as one."""

from __future__ import annotations

import numpy as np

from .arrays import Int64s
from .choosing import concat, sort_by_timestamp
from .frame import EventFrame
from .periods import runs, spread


def union(first: EventFrame, second: EventFrame) -> EventFrame:
    """Both ordered by (timestamp, duration) and merged; an event that stands in both comes once.

    Equal means timestamp, duration and data. Of two different events with one timestamp the second's comes first.
    """
    both = concat(_ordered(first), _ordered(second))
    count = len(first)
    starts, durations = both.start.tolist(), both.duration.tolist()
    classes = both.pool.classes(both.code).tolist()
    rows: list[int] = []
    at1, at2 = 0, count
    while at1 < count and at2 < len(both):
        if starts[at1] == starts[at2] and durations[at1] == durations[at2] and classes[at1] == classes[at2]:
            rows.append(at1)
            at1, at2 = at1 + 1, at2 + 1
        elif starts[at1] < starts[at2]:
            rows.append(at1)
            at1 += 1
        else:
            rows.append(at2)
            at2 += 1
    return both.take(np.array([*rows, *range(at1, count), *range(at2, len(both))], np.int64))


def _ordered(frame: EventFrame) -> EventFrame:
    return frame.take(np.lexsort((frame.duration, frame.start)))


def union_no_overlap(first: EventFrame, second: EventFrame) -> EventFrame:
    """The first's events as they are and the second's cut around all of them, ordered by start.

    Right for any input: unordered, overlapping each other, without length. An event of the second without length stays
    if its instant is free.
    """
    if not len(first) and bool((second.duration >= 0).all()):
        # The very same, with what is known of its data.
        return sort_by_timestamp(second)
    lasting = sort_by_timestamp(first.take(first.duration > 0))
    _, taken_start, taken_end = runs(lasting.start, lasting.end)
    rows, start, end = _free_parts(second, taken_start, taken_end)
    return sort_by_timestamp(concat(first, second.take(rows).with_times(start, end - start)))


def _free_parts(frame: EventFrame, taken_start: Int64s, taken_end: Int64s) -> tuple[Int64s, Int64s, Int64s]:
    """Row, start and end of what lies outside the stretches, which ascend and are apart."""
    begin, finish = frame.start, frame.start + np.maximum(frame.duration, 0)
    # An event that meets stretches low … high - 1 has a part before each of them and one after the last.
    low = np.searchsorted(taken_end, begin, "right")
    high = np.maximum(np.searchsorted(taken_start, finish, "left"), low)
    rows, after = spread(low, high + 1)
    ends_before = np.append(taken_end, 0)
    starts_after = np.append(taken_start, 0)
    start = np.where(after == low[rows], begin[rows], ends_before[after - 1])
    end = np.where(after == high[rows], finish[rows], starts_after[after])
    instant = begin == finish
    inside = np.append(taken_start, 2**62)[low] <= begin
    kept = np.where(instant[rows], ~inside[rows], start < end)
    return rows[kept], start[kept], end[kept]
