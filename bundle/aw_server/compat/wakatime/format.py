"""How times are written for people and for clients that parse what was meant for people.

Seconds are cut to whole minutes, never rounded up: `decimal` is made of the cut minutes too.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from aw_core.timestamps import from_us

Fields = dict[str, Any]


def text(seconds: float) -> str:
    """`2 hrs 17 mins`, `1 min`, `7 secs`: seconds only below a minute."""
    hours, minutes, rest = clock(seconds)
    if not hours and not minutes:
        return _counted(rest, "sec")
    return " ".join(_counted(n, unit) for n, unit in ((hours, "hr"), (minutes, "min")) if n)


def text_with_seconds(seconds: float) -> str:
    """`2 hrs 17 mins 36 secs`: every part that is not zero; `0 secs` for nothing."""
    parts = [_counted(n, unit) for n, unit in zip(clock(seconds), ("hr", "min", "sec"), strict=True) if n]
    return " ".join(parts) or "0 secs"


def short(seconds: float) -> str:
    """`2h 42m`, `19m`; `0m` below a minute."""
    hours, minutes, _ = clock(seconds)
    return f"{hours}h {minutes}m" if hours else f"{minutes}m"


def decimal(seconds: float) -> str:
    """Hours with two digits, of whole minutes: `2.28`."""
    hours, minutes, _ = clock(seconds)
    return f"{hours + minutes / 60:.2f}"


def digital(seconds: float) -> str:
    """`2:17`, as totals are written."""
    hours, minutes, _ = clock(seconds)
    return f"{hours}:{minutes:02}"


def digital_item(seconds: float) -> str:
    """`2:17:36`, as items of lists are written."""
    hours, minutes, rest = clock(seconds)
    return f"{hours}:{minutes:02}:{rest:02}"


def clock(seconds: float) -> tuple[int, int, int]:
    """Whole hours, minutes and seconds, the fraction cut off."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return hours, minutes, rest


def total(seconds: float) -> Fields:
    """A grand total in all its spellings."""
    hours, minutes, _ = clock(seconds)
    return {
        "decimal": decimal(seconds),
        "digital": digital(seconds),
        "hours": hours,
        "minutes": minutes,
        "text": text(seconds),
        "total_seconds": seconds,
    }


def item(name: str, seconds: float, percent: float) -> Fields:
    """One row of a list."""
    hours, minutes, rest = clock(seconds)
    return {
        "name": name,
        "total_seconds": seconds,
        "percent": percent,
        "decimal": decimal(seconds),
        "digital": digital_item(seconds),
        "text": text(seconds),
        "hours": hours,
        "minutes": minutes,
        "seconds": rest,
    }


def iso(us: int) -> str:
    """`2024-03-04T09:00:00Z` of microseconds UTC; the fraction is cut off."""
    return from_us(us).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_last_second(us: int) -> str:
    """The last second before a moment: how the end of a period is written."""
    return iso(us - 1_000_000)


def day_text(day: date, today: date) -> str:
    """`Today`, `Yesterday`, else `Sun Jan 29th 2023`."""
    if day == today:
        return "Today"
    if (today - day).days == 1:
        return "Yesterday"
    return f"{day:%a %b} {day.day}{_ordinal(day.day)} {day.year}"


def short_day_text(day: date) -> str:
    """`Wed Oct 26`."""
    return f"{day:%a %b} {day.day}"


def long_day_text(day: date) -> str:
    """`Oct 26 2022`."""
    return f"{day:%b} {day.day} {day.year}"


def since(us: int, now_us: int) -> str:
    """How long ago, in words: `3 minutes ago`."""
    seconds = max(0, (now_us - us) // 1_000_000)
    for size, unit in ((31_536_000, "year"), (2_592_000, "month"), (86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def moment(seconds: float) -> datetime:
    """The aware UTC datetime of a UNIX time."""
    return datetime.fromtimestamp(seconds, UTC)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _ordinal(number: int) -> str:
    if number in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
