"""Cut time at local hours, days, weeks, months: the one function behind every bar of a chart (DST-right)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aw_core.models import Event, copy_data
from aw_core.timestamps import from_us, to_us

RESOLUTIONS = ("minute", "hour", "day", "week", "month", "year")
_STEP = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}


def split_by_period(events: Iterable[Event], resolution: str, timezone: str) -> list[Event]:
    """Copies of the events cut where a local period ends, each with `$period`: the period's start, ISO with offset.

    `resolution` is minute, hour, day, week (from Monday), month or year; `timezone` an IANA name. A day of 23 or 25
    hours is one day; a repeated hour is two, told apart by the offset. Raises ValueError for an unknown resolution or
    zone.
    """
    edges = PeriodEdges(resolution, timezone)
    parts = []
    for event in events:
        start, end = event.start_us, event.start_us + event.duration_us
        while True:
            label, until = edges.at(start)
            parts.append(_part(event, start, min(end, until), label))
            if until >= end:
                break
            start = until
    return parts


def _part(event: Event, start: int, end: int, label: str) -> Event:
    data = copy_data(event.data)
    data["$period"] = label
    return Event.from_us(event.id, start, end - start, data)


class PeriodEdges:
    """Which local period a moment lies in. Remembers the last one, as events come in order."""

    def __init__(self, resolution: str, timezone: str) -> None:
        if resolution not in RESOLUTIONS:
            raise ValueError(f"a resolution is one of {', '.join(RESOLUTIONS)}, not {resolution!r}")
        self._resolution = resolution
        self._zone = zone_named(timezone)
        self._known: tuple[int, int, str] = (0, 0, "")

    def at(self, moment_us: int) -> tuple[str, int]:
        """The period's label and its end (µs), which is the next one's start."""
        start, end, label = self._known
        if not start <= moment_us < end:
            begin, finish = self._around(from_us(moment_us))
            start, end, label = to_us(begin), to_us(finish), begin.astimezone(self._zone).isoformat()
            self._known = (start, end, label)
        return label, end

    def _around(self, moment: datetime) -> tuple[datetime, datetime]:
        local = moment.astimezone(self._zone)
        step = _STEP.get(self._resolution)
        if step is not None:
            return self._clock_period(moment, local, step)
        first = _first_day(local.date(), self._resolution)
        return self._midnight(first), self._midnight(_next_first_day(first, self._resolution))

    def _clock_period(self, moment: datetime, local: datetime, step: timedelta) -> tuple[datetime, datetime]:
        """An hour or minute of the local clock; one torn by a change of the offset ends (or begins) at the change."""
        past = timedelta(minutes=local.minute if step.seconds == 3600 else 0, seconds=local.second)
        begin = moment - past - timedelta(microseconds=local.microsecond)
        finish = begin + step
        if begin.astimezone(self._zone).utcoffset() != local.utcoffset():
            begin = self._change_between(begin, moment)
        if finish.astimezone(self._zone).utcoffset() != local.utcoffset():
            finish = self._change_between(moment, finish)
        return begin, finish

    def _change_between(self, before: datetime, after: datetime) -> datetime:
        """The second at which the offset of `after` begins to hold."""
        offset = after.astimezone(self._zone).utcoffset()
        low, high = int(before.timestamp()), int(after.timestamp()) + 1
        while high - low > 1:
            middle = (low + high) // 2
            if datetime.fromtimestamp(middle, UTC).astimezone(self._zone).utcoffset() == offset:
                high = middle
            else:
                low = middle
        return datetime.fromtimestamp(high, UTC)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(UTC)


def zone_named(timezone: str) -> ZoneInfo:
    """The zone. Raises ValueError for a name that is none."""
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no time zone is called {timezone!r}") from error


def _first_day(day: date, resolution: str) -> date:
    if resolution == "week":
        return day - timedelta(days=day.weekday())
    if resolution == "month":
        return day.replace(day=1)
    if resolution == "year":
        return day.replace(month=1, day=1)
    return day


def _next_first_day(first: date, resolution: str) -> date:
    if resolution == "month":
        return (first + timedelta(days=31)).replace(day=1)
    if resolution == "year":
        return first.replace(year=first.year + 1)
    return first + timedelta(days=7 if resolution == "week" else 1)
