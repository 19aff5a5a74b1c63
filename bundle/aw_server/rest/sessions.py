"""`/api/0/sessions`: how a person's browser gets a key where keys are needed."""

from __future__ import annotations

import msgspec
from flask import Response, current_app

from aw_server import jsonfmt
from aw_server.api_shapes import Decoder
from aw_server.rest.request import Route, body, current_api


class CodeIn(msgspec.Struct):
    """The code from the address that was opened."""

    code: str


_decode = Decoder(CodeIn)


def invite() -> Response:
    """The address of the web UI for a browser on its way; with a code where a key is needed."""
    path = "/"
    if current_app.config["AW_REQUIRE_KEY"]:
        # Behind the #: a browser never sends that part to a server, so it is in no log and no Referer.
        path = f"/#open={current_api().sessions.invite()}"
    return jsonfmt.response({"path": path})


def accept() -> Response:
    """The key, for a code that is fresh."""
    return jsonfmt.response({"key": current_api().sessions.accept(_decode(body()).code)})


ROUTES: list[Route] = [("/sessions", ["POST"], invite), ("/sessions/open", ["POST"], accept)]
