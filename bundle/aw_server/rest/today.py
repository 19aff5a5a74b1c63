"""`/api/0/today`: where a day went, in one answer."""

from __future__ import annotations

from flask import Response, request

from aw_server import jsonfmt
from aw_server.rest.request import Route, current_api, yes


def get() -> Response:
    """The day `?date=` (the present one when absent) in the zone `?timezone=` (IANA name; the server's own).

    With `?offline=false` without what was done away from any computer.
    """
    zone, date = request.args.get("timezone"), request.args.get("date")
    return jsonfmt.response(current_api().get_today(zone, date, yes("offline", True)))


ROUTES: list[Route] = [("/today", ["GET"], get)]
