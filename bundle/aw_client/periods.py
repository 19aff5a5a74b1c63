"""The two ways to ask a query, and what they mean as time periods. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from aw_core.timestamps import parse_timestamp

Moment = datetime | str
Period = tuple[Moment, Moment]


def iso(moment: Moment) -> str:
    """A point in time as the REST API takes it; text and naive datetimes are UTC."""
    return parse_timestamp(moment).isoformat()


def written_period(period: Period) -> str:
    """A period of a query as "start/end" with the offsets as given.

    Text without a zone is UTC; a naive datetime is refused with ValueError, it could mean local time just as well.
    """
    start, end = period
    return f"{_written(start)}/{_written(end)}"


def _written(moment: Moment) -> str:
    if isinstance(moment, str):
        return iso(moment)
    if moment.tzinfo is None:
        raise ValueError("The times of a query must carry a time zone; datetime.now(timezone.utc) does.")
    return moment.isoformat()


def call_shape(
    timeperiods: Any, more: tuple[Any, ...], name: str | None, cache: bool | None, end: Moment | None
) -> tuple[list[Period], str | None, bool, bool]:
    """Sort out `query(text, [(start, end), …], name, cache)` and the older `query(text, start, end, name, cache)`.

    Returns periods, name, cache, and whether a single result is expected (contract 10.3 item 1).
    """
    rest = list(more)
    single = isinstance(timeperiods, str | datetime)
    if single:
        if end is None:
            if not rest:
                raise TypeError("query() needs an end, or a list of (start, end) pairs")
            end = rest.pop(0)
        periods: list[Period] = [(timeperiods, end)]
    else:
        periods = _pairs(timeperiods)
    if rest:
        name = rest.pop(0)
    if rest:
        cache = bool(rest.pop(0))
    if rest:
        raise TypeError("query() got too many arguments")
    return periods, name, bool(cache), single


def _pairs(timeperiods: Iterable[Period]) -> list[Period]:
    return [(start, end) for start, end in timeperiods]
