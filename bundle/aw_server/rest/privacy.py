"""`/api/0/privacy`: the rules by which events are dropped, redacted or renamed, and their switch."""

from __future__ import annotations

import msgspec
from flask import Response

from aw_server import jsonfmt
from aw_server.api_shapes import Decoder
from aw_server.rest.request import Route, body, current_api


class SwitchIn(msgspec.Struct):
    """Whether rules apply at all."""

    enabled: bool


_decode = Decoder(SwitchIn)


def show() -> Response:
    """All rules, built-in ones first, and whether they apply."""
    return jsonfmt.response(current_api().privacy.snapshot())


def switch() -> Response:
    """Turn all rules on or off; answers like `show`."""
    api = current_api()
    api.privacy.switch(_decode(body()).enabled)
    return jsonfmt.response(api.privacy.snapshot())


def in_force() -> Response:
    """The rules that apply now, for watchers."""
    return jsonfmt.response(current_api().privacy.in_force())


ROUTES: list[Route] = [
    ("/privacy", ["GET"], show),
    ("/privacy", ["POST"], switch),
    ("/privacy/rules", ["GET"], in_force),
]
