"""Hours, days, weeks, months and years of a local calendar, right where the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .timestamps import from_us, to_us

RESOLUTIONS: Final = ("minute", "hour", "day", "week", "month", "year")

_STEP: Final = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}


class LocalPeriod(NamedTuple):
    """Start and end (µs UTC) of a period, and its start as ISO text with the local offset."""

    start: int
    end: int
    label: str


class LocalPeriods:
    """Which local period a moment lies in. A day of 23 or 25 hours is one day; a repeated hour is two.

    `resolution` is one of RESOLUTIONS (weeks begin on Monday), `timezone` an IANA name; ValueError for others.
    """

    def __init__(self, resolution: str, timezone: str) -> None:
        if resolution not in RESOLUTIONS:
            raise ValueError(f"a resolution is one of {', '.join(RESOLUTIONS)}, not {resolution!r}")
        self._resolution = resolution
        self._zone = zone_named(timezone)

    def at(self, moment_us: int) -> LocalPeriod:
        """The period that holds the moment."""
        moment = from_us(moment_us)
        local = moment.astimezone(self._zone)
        step = _STEP.get(self._resolution)
        if step is not None:
            begin, finish = self._clock_period(moment, local, step)
        else:
            first = _first_day(local.date(), self._resolution)
            following = _next_first_day(first, self._resolution)
            begin, finish = self._midnight(first), self._midnight(following)
            if finish <= moment:
                # Clocks went back over midnight. The new day has begun; what the clock repeats is part of it.
                begin, finish = finish, self._midnight(_next_first_day(following, self._resolution))
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
