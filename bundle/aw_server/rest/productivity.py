"""`/api/0/productivity`: what share of some days was worth it."""

from __future__ import annotations

from datetime import date, time

from flask import Response, request

from aw_server.api_day import day_of
from aw_server.exceptions import BadRequest
from aw_server.rest.request import Route, current_api

_MOST_DAYS = 3660


def get() -> Response:
    """Figures of the local days `first` to `last`, both included, for the Productivity page; today if absent."""
    first = _day("first", request.args.get("first"))
    last = _day("last", request.args.get("last"))
    if not 0 <= (last - first).days <= _MOST_DAYS:
        raise BadRequest("InvalidPeriod", f"The last day has to be the first or one of the {_MOST_DAYS} after it")
    return Response(current_api().get_productivity(first, last), content_type="application/json")


def _day(name: str, text: str | None) -> date:
    if text is None:
        api = current_api()
        return day_of(api.clock.wall_us(), api.zones.current(), time()).date
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadRequest("InvalidPeriod", f"`{name}` has to be a day, YYYY-MM-DD, not {text[:40]!r}") from None
    if not 1970 <= day.year <= 9990:
        raise BadRequest("InvalidPeriod", f"`{name}` is out of range")
    return day


ROUTES: list[Route] = [("/productivity", ["GET"], get)]
