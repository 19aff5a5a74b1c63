"""The periods of a request, from text."""

from __future__ import annotations

from datetime import datetime

from aw_core.timestamps import parse_timestamp
from aw_query.exceptions import QueryFunctionException


def parse_period(text: str) -> tuple[datetime, datetime]:
    """Start and end of `start/end`, aware, each with the offset it was written with; what follows is not looked at.

    Raises QueryFunctionException.
    """
    parts = text.split("/")
    if len(parts) < 2:
        raise QueryFunctionException(f"The period {text[:80]!r} has to be 'start/end'")
    return _moment(parts[0]), _moment(parts[1])


def _moment(text: str) -> datetime:
    try:
        moment = parse_timestamp(text)
    except (ValueError, OverflowError):
        raise QueryFunctionException(f"The period's {text[:60]!r} is not a date and time in ISO 8601 form") from None
    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        return moment
    # Only where the standard library reads the same moment: its idea of ISO 8601 is another one.
    return written if written.tzinfo is not None and written == moment else moment
