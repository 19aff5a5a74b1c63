"""`/api/0/today`: where today went, in one answer."""

from __future__ import annotations

from flask import Response, request

from aw_server import jsonfmt
from aw_server.rest.request import Route, current_api


def get() -> Response:
    """The day in the zone `?timezone=` (IANA name; the server's own when absent)."""
    return jsonfmt.response(current_api().get_today(request.args.get("timezone")))


ROUTES: list[Route] = [("/today", ["GET"], get)]
