"""Timestamps: text, aware datetimes and int64 microseconds since 1970, always UTC inside."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# The forms nearly every client sends. fromisoformat knows more (week dates, hour 24 in later Pythons), and those
# extra forms are not part of the contract, so only these skip the careful parser.
_USUAL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)\Z", re.ASCII)
_LOST_PLUS = re.compile(r"(\d) (\d\d:?\d\d)\Z", re.ASCII)


def parse_timestamp(value: str | datetime) -> datetime:
    """An aware UTC datetime from ISO 8601 text (contract 2.2) or a datetime; without a zone it is UTC.

    A space where a "+" of the zone was lost in a URL counts as the "+". Raises `iso8601.ParseError` (a ValueError).
    """
    if isinstance(value, str):
        value = _from_text(value)
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _from_text(text: str) -> datetime:
    if _USUAL.match(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # let the careful parser say what is wrong
    import iso8601

    if "T" in text or text.count(" ") > 1:
        text = _LOST_PLUS.sub(r"\1+\2", text)
    try:
        return iso8601.parse_date(text)
    except (OverflowError, TypeError) as error:
        raise iso8601.ParseError(f"not a timestamp: {text!r}") from error


def to_us(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC; a naive datetime is UTC. Exact, unlike going through floats."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - EPOCH) // _MICROSECOND


def from_us(microseconds: int) -> datetime:
    """The aware UTC datetime of microseconds since 1970. Raises OverflowError outside the years 1 to 9999."""
    return EPOCH + timedelta(microseconds=microseconds)


def isoformat_us(microseconds: int) -> str:
    """ISO 8601 in UTC with +00:00; a fraction of six digits only when it is not zero (contract 2.3)."""
    return from_us(microseconds).isoformat()
