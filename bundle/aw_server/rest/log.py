"""`/api/0/log`: the newest lines of the server's log."""

from __future__ import annotations

from flask import Response

from aw_server import jsonfmt
from aw_server.rest.request import Route, current_api


def get() -> Response:
    """Oldest first."""
    return jsonfmt.response(current_api().get_log())


ROUTES: list[Route] = [("/log", ["GET"], get)]
