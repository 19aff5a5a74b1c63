"""Which local day a moment belongs to: days start at a time of day that the user chose, in a zone, right across DST."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from aw_core.timestamps import from_us, to_us
from aw_server.exceptions import BadRequest

DEFAULT_START = "04:00"
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?", re.ASCII)


class Day(NamedTuple):
    """A local day: its date, and where it starts and ends in µs UTC (23, 24 or 25 hours apart)."""

    date: date
    start: int
    end: int


def zone_named(name: str | None) -> ZoneInfo:
    """The zone of an IANA name; without one this computer's. Raises BadRequest for names that are none."""
    if not name:
        return ZoneInfo(_system_zone())
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise BadRequest("UnknownTimezone", f"There is no time zone named {name!r}; an IANA name is needed") from None


def start_of_day(setting: Any) -> time:
    """The user's setting `startOfDay` ("HH:MM") as a time; 04:00 for anything that is none."""
    found = _CLOCK.fullmatch(setting) if isinstance(setting, str) else None
    found = found or _CLOCK.fullmatch(DEFAULT_START)
    assert found is not None
    return time(int(found[1]), int(found[2]))


def day_of(now_us: int, zone: ZoneInfo, starts_at: time) -> Day:
    """The day that holds this moment."""
    local = from_us(now_us).astimezone(zone)
    # A day can start an hour later than the calendar says (DST), never a day: one of these two holds the moment.
    for candidate in (local.date(), local.date() - timedelta(days=1)):
        start = day_start(candidate, starts_at, zone)
        if start <= now_us:
            break
    return Day(candidate, start, day_start(candidate + timedelta(days=1), starts_at, zone))


def day_dated(text: str, zone: ZoneInfo, starts_at: time) -> Day:
    """The day of a date "YYYY-MM-DD". Raises BadRequest for what is none."""
    try:
        found = date.fromisoformat(text)
        return Day(found, day_start(found, starts_at, zone), day_start(found + timedelta(days=1), starts_at, zone))
    except (ValueError, OverflowError):
        raise BadRequest("InvalidDate", f"{text[:40]!r} is not a date such as 2024-05-01") from None


def local_iso(moment_us: int, zone: ZoneInfo) -> str:
    """ISO 8601 with the zone's offset at that moment."""
    return from_us(moment_us).astimezone(zone).isoformat()


def day_start(on: date, at: time, zone: ZoneInfo) -> int:
    """The moment (µs UTC) at which a local day begins."""
    # A time that does not exist that day (spring) is taken with the offset before the change, as zoneinfo does;
    # one that exists twice (autumn) is the first.
    return to_us(datetime.combine(on, at, zone).astimezone(UTC))


def _system_zone() -> str:
    """The IANA name in TZ or behind /etc/localtime, else UTC."""
    chosen = os.environ.get("TZ", "").removeprefix(":")
    if chosen:
        try:
            return ZoneInfo(chosen).key
        except (ValueError, OSError, KeyError):
            # A rule such as "CET-1CEST" or a file: not a name that can be kept.
            pass
    parts = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    name = parts[2].removeprefix("posix/")
    try:
        return ZoneInfo(name).key if name else "UTC"
    except (ValueError, OSError, KeyError):
        return "UTC"
