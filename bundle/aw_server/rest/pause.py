"""`/api/0/pause`: is recording paused, pause, resume."""

from __future__ import annotations

import msgspec
from flask import Response

from aw_server import jsonfmt
from aw_server.api_shapes import Decoder, Time, moment
from aw_server.exceptions import BadRequest
from aw_server.rest.request import Route, body, current_api


class PauseIn(msgspec.Struct):
    """Until a moment, for some seconds, or, with neither, until resumed by hand."""

    until: Time | None = None
    seconds: float | None = None


_decode = Decoder(PauseIn)
_LONGEST_SECONDS = 100 * 365 * 86400


def show() -> Response:
    """`{"paused", "since", "until"}`."""
    return jsonfmt.response(current_api().pause.snapshot())


def start() -> Response:
    """Pause, or give a running pause another end."""
    api = current_api()
    asked = _decode(body() or b"{}")
    return jsonfmt.response(api.pause.start(_end(asked, api.clock.wall_us())))


def end() -> Response:
    """Resume; without a pause nothing happens."""
    return jsonfmt.response(current_api().pause.end())


def _end(asked: PauseIn, now_us: int) -> int | None:
    """The asked end in µs UTC."""
    if asked.until is not None and asked.seconds is not None:
        raise BadRequest("InvalidPause", "Say until or seconds, not both")
    if asked.until is not None:
        return moment(asked.until, "until")
    if asked.seconds is None:
        return None
    if not 0 < asked.seconds <= _LONGEST_SECONDS:
        raise BadRequest("InvalidPause", "seconds has to be a positive number of at most a hundred years")
    return now_us - now_us % 1000 + round(asked.seconds * 1e6)


ROUTES: list[Route] = [("/pause", ["GET"], show), ("/pause", ["POST"], start), ("/pause", ["DELETE"], end)]
