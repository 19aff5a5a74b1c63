"""`/api/0/about`: where this installation keeps everything, and whether it starts at login."""

from __future__ import annotations

from flask import Response

from aw_server import jsonfmt
from aw_server.about import StartAtLoginIn
from aw_server.api_shapes import Decoder
from aw_server.rest.request import Route, body, current_api

_decode_start_at_login = Decoder(StartAtLoginIn)


def get() -> Response:
    """The directories and the switch."""
    return jsonfmt.response(current_api().get_about())


def start_at_login() -> Response:
    """A person's wish to the tray, which owns the switch; 409 without one."""
    current_api().modules.set_start_at_login(_decode_start_at_login(body()).enabled)
    return jsonfmt.response({})


ROUTES: list[Route] = [("/about", ["GET"], get), ("/start-at-login", ["POST"], start_at_login)]
