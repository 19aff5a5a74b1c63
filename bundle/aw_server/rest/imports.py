"""`/api/0/imports`: what was taken from other servers' databases, and taking in a file of this computer."""

from __future__ import annotations

from flask import Response

from aw_server import jsonfmt
from aw_server.api_shapes import Decoder, ImportIn
from aw_server.rest.request import Route, body, current_api

_decode = Decoder(ImportIn)


def listing() -> Response:
    """Every source with its state and counts."""
    return jsonfmt.response(current_api().imports.all())


def begin() -> Response:
    """202: the import of the file runs in the background; `GET` shows how far it is."""
    return jsonfmt.response(current_api().imports.request(_decode(body()).path), 202)


ROUTES: list[Route] = [("/imports", ["GET"], listing), ("/imports", ["POST"], begin)]
