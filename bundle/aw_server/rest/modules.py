"""`/api/0/modules`: the tray reports and listens, people look and wish."""

from __future__ import annotations

from flask import Response

from aw_server import jsonfmt
from aw_server.api_shapes import Decoder
from aw_server.modules import MAX_POLL_SECONDS, SnapshotIn, WishIn
from aw_server.rest.request import Route, body, current_api, number, whole

_decode_snapshot = Decoder(SnapshotIn)
_decode_wish = Decoder(WishIn)


def listing() -> Response:
    """What runs, as far as the tray has told, and when each client last sent something."""
    return jsonfmt.response(current_api().modules.listing())


def report() -> Response:
    """The tray's snapshot."""
    current_api().modules.report(_decode_snapshot(body()))
    return jsonfmt.response({})


def wish(name: str) -> Response:
    """A person's wish; 409 without a tray, 404 for a module it does not know."""
    _decode_wish(body()).apply(current_api().modules, name)
    return jsonfmt.response({})


def wishes() -> Response:
    """The tray's long poll."""
    api = current_api()
    after, timeout = whole("after", -1), number("timeout", MAX_POLL_SECONDS)
    answer = api.modules.await_wishes(after, timeout, api.pause.snapshot, lambda: api.privacy.enabled)
    return jsonfmt.response({**answer, "notices": api.notices.all()})


ROUTES: list[Route] = [
    ("/modules", ["GET"], listing),
    ("/modules", ["POST"], report),
    ("/modules/wishes", ["GET"], wishes),
    ("/modules/<name>", ["POST"], wish),
]
