"""Named ranges of local days, and the days' edges in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aw_core.timestamps import from_us, to_us
from aw_server.compat.wakatime.errors import Invalid, NoSuchThing
from aw_server.compat.wakatime.format import long_day_text

ONE = timedelta(days=1)
# Longer ones are refused: a day is a few kilobytes of answer.
MOST_DAYS = 3660
_FORMS = ("%Y-%m-%d", "%m/%d/%Y")
_YEAR = re.compile(r"(\d{4})(?:-(\d{2}))?", re.ASCII)


class Days(NamedTuple):
    """Local days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def number(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    def each(self) -> Iterable[date]:
        """One after the other."""
        return (self.first + ONE * number for number in range(self.number))


class Calendar:
    """The local days of one time zone: midnight to midnight, 23 to 25 hours apart."""

    def __init__(self, zone: ZoneInfo, now_us: int) -> None:
        self.zone = zone
        self.now_us = now_us
        self.today = self.day_of(now_us)

    @property
    def name(self) -> str:
        """The zone's IANA name."""
        return self.zone.key

    def day_of(self, us: int) -> date:
        """The local date of a moment."""
        return from_us(us).astimezone(self.zone).date()

    def midnight(self, day: date) -> int:
        """Where a local day begins, in microseconds UTC."""
        return to_us(datetime.combine(day, time(), self.zone).astimezone(UTC))

    def edges(self, days: Days) -> list[int]:
        """Where each of the days begins, and where the last one ends."""
        return [self.midnight(day) for day in (*days.each(), days.last + ONE)]

    def span(self, days: Days) -> tuple[int, int]:
        """Start of the first day and end of the last, in microseconds UTC."""
        return self.midnight(days.first), self.midnight(days.last + ONE)


class StatsRange(NamedTuple):
    """A range of stats: its name, its days, its name for people."""

    name: str
    days: Days
    text: str


def parse_day(value: str, today: date, what: str) -> date:
    """A local day: `YYYY-MM-DD`, `MM/DD/YYYY`, an ISO date and time, `today`, `yesterday`. Raises Invalid."""
    word = value.strip().lower()
    if word in ("today", "yesterday"):
        return today if word == "today" else today - ONE
    day = _any_day(value, what)
    # Beyond, zones and calendars end; nothing can have been recorded there.
    if not 1900 <= day.year <= 9990:
        raise Invalid(f"{what} is out of range: {value[:40]}")
    return day


def _any_day(value: str, what: str) -> date:
    word = value.strip()
    for form in _FORMS:
        try:
            return datetime.strptime(word, form).date()
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(value.strip().replace(" ", "+")).date()
    except ValueError:
        raise Invalid(f"{what} is not a date like 2024-03-31: {value[:40]}") from None


def days_between(start: str | None, end: str | None, today: date) -> Days:
    """The days of `start` and `end`, both included. Raises Invalid."""
    if not start or not end:
        raise Invalid("start and end are required, or range")
    days = Days(parse_day(start, today, "start"), parse_day(end, today, "end"))
    if days.number < 1:
        raise Invalid("end is before start")
    if days.number > MOST_DAYS:
        raise Invalid(f"the range is longer than {MOST_DAYS} days")
    return days


def days_named(name: str, today: date, weekday_start: int) -> Days:
    """The days of a range of summaries, in any case; weeks begin on `weekday_start` (0: Monday). Raises Invalid."""
    word = " ".join(re.split(r"[\s_+-]+", name.strip().lower()))
    back = {"today": 0, "last 7 days": 6, "last 14 days": 13, "last 30 days": 29}.get(word)
    if back is not None:
        return Days(today - ONE * back, today)
    if word in ("yesterday", "last 7 days from yesterday"):
        return Days(today - ONE * (1 if word == "yesterday" else 7), today - ONE)
    week = today - ONE * ((today.weekday() - weekday_start) % 7)
    month = today.replace(day=1)
    found = {
        "this week": Days(week, today),
        "last week": Days(week - ONE * 7, week - ONE),
        "this month": Days(month, today),
        "last month": Days((month - ONE).replace(day=1), month - ONE),
    }.get(word)
    if found is None:
        raise Invalid(f"unknown range: {name[:60]}")
    return found


def stats_range(name: str, today: date, first: date) -> StatsRange:
    """The days of a range of stats. `first` is the first day with data.

    Whole days that end yesterday, but for `all_time`, `today` and calendar years and months, which reach to today.
    Raises NoSuchThing for one that lies in the future, Invalid for one that is none.
    """
    word = name.strip().lower().replace(" ", "_")
    yesterday = today - ONE
    if word in ("all_time", "any"):
        begin = min(first, today)
        return StatsRange("all_time", Days(begin, today), f"since {long_day_text(begin)}")
    if word == "today":
        return StatsRange(word, Days(today, today), "today")
    rolling = {"7_days": "last_7_days", "30_days": "last_30_days", "6_months": "last_6_months", "year": "last_year"}
    word = rolling.get(word, word)
    found = {
        "last_7_days": StatsRange(word, Days(today - ONE * 7, yesterday), "last week"),
        "last_30_days": StatsRange(word, Days(today - ONE * 30, yesterday), "last month"),
        "last_6_months": StatsRange(word, Days(_months_back(today, 6), yesterday), "last 6 months"),
        "last_year": StatsRange(word, Days(_months_back(today, 12), yesterday), "last year"),
    }.get(word)
    return found or _calendar_range(word, today)


def _calendar_range(word: str, today: date) -> StatsRange:
    found = _YEAR.fullmatch(word)
    year, month = (int(found[1]), int(found[2] or 0)) if found else (0, 0)
    if found is None or year < 1 or year > 9998 or (found[2] and not 1 <= month <= 12):
        raise Invalid(f"unknown range: {word[:60]}")
    first = date(year, month or 1, 1)
    following = date(year + 1, 1, 1) if not month or month == 12 else date(year, month + 1, 1)
    if first > today:
        raise NoSuchThing(f"{word} has not begun")
    text = f"in {first:%b} {year}" if month else f"in {year}"
    return StatsRange(word, Days(first, min(following - ONE, today)), text)


def _months_back(day: date, months: int) -> date:
    """The same day of the month so many months before; the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)
