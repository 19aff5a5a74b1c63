"""Reads what is posted to be kept. Raises BadPost with a sentence for whoever sent it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from aw_core.timestamps import to_us
from aw_server.compat.rescuetime.errors import BadPost

LONGEST_TEXT: Final = 255
_UNIX: Final = re.compile(r"\d{9,11}")
_NUMBER: Final = re.compile(r"-?\d{1,6}")


def text_of(given: Mapping[str, str], name: str, *, needed: bool = False) -> str:
    """A text of at most 255 characters."""
    text = given.get(name, "").strip()
    if needed and not text:
        raise BadPost(f"{name} is missing")
    if len(text) > LONGEST_TEXT:
        raise BadPost(f"{name} can have at most {LONGEST_TEXT} characters")
    return text


def number_of(given: Mapping[str, str], name: str) -> int:
    """A whole number."""
    text = given.get(name, "").strip()
    if not _NUMBER.fullmatch(text):
        raise BadPost(f"{name} has to be a whole number of minutes")
    return int(text)


def moment_of(given: Mapping[str, str], name: str, zone_of: Callable[[date], ZoneInfo]) -> int:
    """A moment in µs UTC: `YYYY-MM-DD HH:MM:SS` in the zone of that day, or Unix time."""
    text = given.get(name, "").strip()
    if _UNIX.fullmatch(text):
        return int(text) * 1_000_000
    try:
        moment = datetime.fromisoformat(text)
        if not 1970 <= moment.year <= 9990:
            raise ValueError
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone_of(moment.date()))
        return to_us(aware.astimezone(UTC))
    except (ValueError, OverflowError):
        raise BadPost(f"{name} has to be YYYY-MM-DD HH:MM:SS or Unix time") from None
