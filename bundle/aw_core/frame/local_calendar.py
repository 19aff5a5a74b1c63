"""Cut time at local hours, days, weeks, months: the one function behind every bar of a chart."""

from __future__ import annotations

import numpy as np

from aw_core.local_periods import LocalPeriod, LocalPeriods

from .arrays import Codes, Int64s
from .choosing import sort_by_timestamp
from .frame import EventFrame
from .labelled import LabelledPool
from .periods import placed, runs, spread
from .pool import DataPool, renumbered


def split_by_period(
    frame: EventFrame, resolution: str, timezone: str, day_start: str = "00:00", week_start: str = "Monday"
) -> EventFrame:
    """The events cut where a local period ends, each with `$period`: the period's start, ISO with offset.

    `resolution` is minute, hour, day, week, month or year; `timezone` an IANA name. A day, and what is made of days,
    begins at `day_start`, a week on `week_start` (Monday, Saturday or Sunday). A day of 23 or 25 hours is one day; a
    repeated hour is two, told apart by the offset. Raises ValueError for what is none of these.
    """
    calendar = LocalPeriods(resolution, timezone, day_start, week_start)
    if not len(frame):
        return frame
    periods = _met(frame, calendar)
    starts = np.array([period.start for period in periods], np.int64)
    ends = np.array([period.end for period in periods], np.int64)
    first = placed(starts, frame.start, "right") - 1
    last = np.maximum(placed(starts, frame.end, "left"), first + 1)
    rows, numbers = spread(first, last)
    start = np.maximum(frame.start[rows], starts[numbers])
    # The last part ends with the event, also where that has no length or a negative one.
    end = np.where(numbers == last[rows] - 1, frame.end[rows], ends[numbers])
    code, pool = _labelled(frame, rows, numbers, [period.label for period in periods])
    return EventFrame(start, end - start, code, frame.ids_of(rows), pool)


def _met(frame: EventFrame, calendar: LocalPeriods) -> list[LocalPeriod]:
    """The periods that hold any of the events' time, ascending."""
    ordered = sort_by_timestamp(frame)
    _, starts, ends = runs(ordered.start, np.maximum(ordered.end, ordered.start))
    periods: list[LocalPeriod] = []
    known = None
    for begin, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if known is None or begin >= known.end:
            known = calendar.at(begin)
            periods.append(known)
        while known.end < end:
            known = calendar.at(known.end)
            periods.append(known)
    return periods


def _labelled(frame: EventFrame, rows: Int64s, numbers: Int64s, labels: list[str]) -> tuple[Codes, DataPool]:
    """A code for each pair of data and period, and the pool behind it."""
    count = len(labels)
    pairs, code = renumbered(frame.code[rows].astype(np.int64) * count + numbers, len(frame.pool) * count)
    base, label = np.divmod(pairs, count)
    return code, LabelledPool(frame.pool, base.astype(np.int32), "$period", labels, label)
