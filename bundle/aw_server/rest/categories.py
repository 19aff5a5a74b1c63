"""`/api/0/categories`: the category rules in effect, the default catalogue's where none are stored."""

from __future__ import annotations

from flask import Response

from aw_server import jsonfmt
from aw_server.rest.request import Route, current_api


def listing() -> Response:
    """All classes with colour and productivity, and whether they are the default ones."""
    return jsonfmt.response(current_api().get_categories())


ROUTES: list[Route] = [("/categories", ["GET"], listing)]
