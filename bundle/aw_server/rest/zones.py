"""`/api/0/zones`: in which time zone each day was lived."""

from __future__ import annotations

from flask import Response

from aw_server import jsonfmt
from aw_server.rest.request import Route, current_api


def listing() -> Response:
    """The zone of now, and since which day which zone was noted."""
    return jsonfmt.response(current_api().zones.shown())


ROUTES: list[Route] = [("/zones", ["GET"], listing)]
