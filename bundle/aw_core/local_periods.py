"""Hours, days, weeks, months and years of a local calendar, right where the clocks change."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .timestamps import from_us, to_us

RESOLUTIONS: Final = ("minute", "hour", "day", "week", "month", "year")

# The weekday (Monday is 0) that a week may begin on.
WEEK_STARTS: Final = {"Monday": 0, "Saturday": 5, "Sunday": 6}

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_STEP: Final = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}


class LocalPeriod(NamedTuple):
    """Start and end (µs UTC) of a period, and its start as ISO text with the local offset."""

    start: int
    end: int
    label: str


class LocalPeriods:
    """Which local period a moment lies in. A day of 23 or 25 hours is one day; a repeated hour is two.

    `resolution` is one of RESOLUTIONS, `timezone` an IANA name. Days, and what is made of them, begin at the time
    `day_start` ("04:00" leaves a late evening with its day), weeks on `week_start`: Monday, Saturday or Sunday.
    ValueError for others.
    """

    def __init__(self, resolution: str, timezone: str, day_start: str = "00:00", week_start: str = "Monday") -> None:
        if resolution not in RESOLUTIONS:
            raise ValueError(f"a resolution is one of {', '.join(RESOLUTIONS)}, not {resolution!r}")
        if week_start not in WEEK_STARTS:
            raise ValueError(f"a week starts on one of {', '.join(WEEK_STARTS)}, not {week_start!r}")
        self._resolution = resolution
        self._zone = zone_named(timezone)
        self._day_start = _clock_time(day_start)
        self._weekday = WEEK_STARTS[week_start]

    def at(self, moment_us: int) -> LocalPeriod:
        """The period that holds the moment."""
        moment = from_us(moment_us)
        local = moment.astimezone(self._zone)
        step = _STEP.get(self._resolution)
        if step is not None:
            begin, finish = self._clock_period(moment, local, step)
        else:
            day = local.date() - timedelta(days=local.time() < self._day_start)
            first = self._first_day(day)
            begin, finish = self._edge(first), self._edge(self._next_first_day(first))
            if finish <= moment:
                # Clocks went back over the edge. The new day has begun; what the clock repeats is part of it.
                begin, finish = finish, self._edge(self._next_first_day(self._next_first_day(first)))
            elif begin > moment:
                # Clocks went forward over the edge, which comes later than its name says.
                begin, finish = self._edge(self._first_day(first - timedelta(days=1))), begin
        return LocalPeriod(to_us(begin), to_us(finish), begin.astimezone(self._zone).isoformat())

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

    def _edge(self, day: date) -> datetime:
        return datetime.combine(day, self._day_start, self._zone).astimezone(UTC)

    def _first_day(self, day: date) -> date:
        if self._resolution == "week":
            return day - timedelta(days=(day.weekday() - self._weekday) % 7)
        if self._resolution == "month":
            return day.replace(day=1)
        if self._resolution == "year":
            return day.replace(month=1, day=1)
        return day

    def _next_first_day(self, first: date) -> date:
        if self._resolution == "month":
            return (first + timedelta(days=31)).replace(day=1)
        if self._resolution == "year":
            return first.replace(year=first.year + 1)
        return first + timedelta(days=7 if self._resolution == "week" else 1)


def zone_named(timezone: str) -> ZoneInfo:
    """The zone. Raises ValueError for a name that is none."""
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no time zone is called {timezone!r}") from error


def _clock_time(text: str) -> time:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(f"a day starts at a time such as '04:00', not {text!r}")
    return time(int(found[1]), int(found[2]))
