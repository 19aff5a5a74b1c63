"""Cut time at local hours, days, weeks, months: the one function behind every bar of a chart (DST-right)."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.local_periods import LocalPeriod, LocalPeriods
from aw_core.models import Event, copy_data


def split_by_period(
    events: Iterable[Event], resolution: str, timezone: str, day_start: str = "00:00", week_start: str = "Monday"
) -> list[Event]:
    """Copies of the events cut where a local period ends, each with `$period`: the period's start, ISO with offset.

    `resolution` is minute, hour, day, week, month or year; `timezone` an IANA name. A day, and what is made of days,
    begins at `day_start`, a week on `week_start` (Monday, Saturday or Sunday). A day of 23 or 25 hours is one day; a
    repeated hour is two, told apart by the offset. Raises ValueError for what is none of these.
    """
    periods = LocalPeriods(resolution, timezone, day_start, week_start)
    period = LocalPeriod(0, 0, "")
    parts = []
    for event in events:
        start, end = event.start_us, event.start_us + event.duration_us
        while True:
            # Neighbours mostly lie in one period.
            if not period.start <= start < period.end:
                period = periods.at(start)
            parts.append(_part(event, start, min(end, period.end), period.label))
            if period.end >= end:
                break
            start = period.end
    return parts


def _part(event: Event, start: int, end: int, label: str) -> Event:
    data = copy_data(event.data)
    data["$period"] = label
    return Event.from_us(event.id, start, end - start, data)
