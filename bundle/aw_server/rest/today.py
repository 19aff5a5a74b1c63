"""`/api/0/today`: where a day went, in one answer."""

from __future__ import annotations

from flask import Response, request

from aw_server import jsonfmt
from aw_server.rest.request import Route, current_api


def get() -> Response:
    """The day `?date=` (the present one when absent) in the zone `?timezone=` (IANA name; the server's own)."""
    return jsonfmt.response(current_api().get_today(request.args.get("timezone"), request.args.get("date")))


ROUTES: list[Route] = [("/today", ["GET"], get)]
