"""Points in time: from text, to text, and as int64 microseconds since the epoch in UTC.

iso8601 costs 8 ms to import and is needed only for unusual forms and for the error class, so it is imported late.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iso8601 import ParseError

__all__ = ["EPOCH", "ParseError", "from_us", "isoformat_us", "parse_timestamp", "to_us", "usual_us", "utc_ms"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_SECOND = 1_000_000

_USUAL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
# A list of texts as most programs write them, each with a line's end.
_UTC_LINES = re.compile(r"(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|\+00:00)\n)*+", re.ASCII)
_MILLISECOND = timedelta(milliseconds=1)
# Only after a full time: in "2024-05-01 02:00" the space separates date and time.
_LOST_PLUS = re.compile(
    r"(\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?) (\d\d(?::?\d\d)?)",
    re.ASCII,
)


def parse_timestamp(value: str | datetime) -> datetime:
    """The moment that `value` names, aware and in UTC, to the microsecond.

    Text follows ISO 8601 as in contract 2.2; a missing zone means UTC, and a space before a zone ("... 02:00") counts
    as the "+" that a URL lost. A naive datetime means UTC. Raises `iso8601.ParseError` (a ValueError) for anything
    that is not a moment between the years 1 and 9999, and TypeError for other types.
    """
    if isinstance(value, str):
        found = _parse_usual(value)
        if found is None:
            found = _parse_any(value)
    elif isinstance(value, datetime):
        found = value
    else:
        raise TypeError(f"a timestamp is text or a datetime, not {type(value).__name__}")
    zone = found.tzinfo
    if zone is UTC:
        return found
    if zone is None:
        return found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise _parse_error(f"{value} is outside the years 1 to 9999 in UTC") from None


def usual_us(text: str) -> int | None:
    """Microseconds of a text in the forms nearly everybody sends, some times as fast; None for anything else."""
    found = _parse_usual(text)
    if found is None:
        return None
    since = (found if found.tzinfo else found.replace(tzinfo=UTC)) - EPOCH
    return (since.days * 86_400 + since.seconds) * _SECOND + since.microseconds


def utc_ms(texts: Sequence[str]) -> list[int] | None:
    """Milliseconds (rounded down) of texts that name their moments in UTC as most programs do, up to the second alike.

    "2024-05-01T10:00:00" begins each, a fraction may follow, "Z" or "+00:00" ends it. None if one of them is different.
    """
    if not _UTC_LINES.fullmatch("\n".join(texts) + "\n"):
        return None
    try:
        return [(moment - EPOCH) // _MILLISECOND for moment in map(datetime.fromisoformat, texts)]
    except ValueError:
        return None


def to_us(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC; a naive datetime means UTC. Exact, negative before 1970."""
    if moment.tzinfo is not UTC:
        moment = parse_timestamp(moment)
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * _SECOND + since.microseconds


def from_us(us: int) -> datetime:
    """The aware UTC datetime of `us` microseconds since the epoch; OverflowError outside the years 1 to 9999."""
    return EPOCH + timedelta(microseconds=us)


def isoformat_us(us: int) -> str:
    """`us` as the API writes it (contract 2.3): "2024-05-01T10:00:00+00:00", six digits of fraction unless zero."""
    return from_us(us).isoformat()


def _parse_usual(text: str) -> datetime | None:
    """The forms nearly everybody sends, by the standard library, 20 times as fast; None for anything else.

    The pattern comes first because `fromisoformat` also takes what the contract does not: week dates, any separator,
    seconds in a zone.
    """
    if not _USUAL.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _parse_any(text: str) -> datetime:
    import iso8601

    zoned = _LOST_PLUS.fullmatch(text)
    return iso8601.parse_date(f"{zoned[1]}+{zoned[2]}" if zoned else text)


def _parse_error(message: str) -> ValueError:
    import iso8601

    return iso8601.ParseError(message)


def __getattr__(name: str) -> Any:
    if name == "ParseError":
        import iso8601

        return iso8601.ParseError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
