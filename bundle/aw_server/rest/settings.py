"""`/api/0/settings`: the user's settings, any JSON value under any key."""

from __future__ import annotations

from flask import Response

from aw_server import jsonfmt
from aw_server.api_shapes import load
from aw_server.rest.request import Route, body, current_api


def get(key: str = "") -> Response:
    """One value, null when it is not set; all of them without a key."""
    return jsonfmt.response(current_api().get_setting(key))


def store(key: str = "") -> Response:
    """Store the body; answers with it."""
    return jsonfmt.response(current_api().set_setting(key, load(body())))


def delete(key: str) -> Response:
    """Forget a value; 200 also when there was none."""
    current_api().settings.delete(key)
    return jsonfmt.response({})


ROUTES: list[Route] = [
    ("/settings", ["GET"], get),
    ("/settings", ["POST"], store),
    ("/settings/<key>", ["GET"], get),
    ("/settings/<key>", ["POST"], store),
    ("/settings/<key>", ["DELETE"], delete),
]
