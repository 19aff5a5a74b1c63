"""`/api/0/focus`: does somebody mean to work undisturbed, and until when."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response

from aw_core.timestamps import isoformat_us
from aw_server import jsonfmt
from aw_server.api_shapes import Decoder
from aw_server.exceptions import BadRequest
from aw_server.rest.request import Route, body, current_api

_LONGEST_MINUTES = 24 * 60
_MINUTE_US = 60 * 1_000_000


class FocusIn(msgspec.Struct):
    """For some minutes; without, for the rest of the day."""

    minutes: int | None = None


_decode = Decoder(FocusIn)


def show() -> Response:
    """`{"on", "since", "until"}`."""
    return jsonfmt.response(_state())


def start() -> Response:
    """Begin a session; answers as GET."""
    api = current_api()
    minutes = _decode(body() or b"{}").minutes
    if minutes is None:
        api.focus.start_day()
    elif not 0 < minutes <= _LONGEST_MINUTES:
        raise BadRequest("InvalidFocus", f"minutes has to be between 1 and {_LONGEST_MINUTES}")
    else:
        api.focus.start(api.clock.wall_us() + minutes * _MINUTE_US, minutes)
    return jsonfmt.response(_state())


def end() -> Response:
    """End the session that is on; without one nothing happens. Answers as GET."""
    api = current_api()
    if api.focus.current() is not None:
        api.focus.end()
    return jsonfmt.response(_state())


def _state() -> dict[str, Any]:
    session = current_api().focus.current()
    if session is None:
        return {"on": False, "since": None, "until": None}
    return {"on": True, "since": isoformat_us(session.start), "until": isoformat_us(session.until)}


ROUTES: list[Route] = [("/focus", ["GET"], show), ("/focus", ["POST"], start), ("/focus", ["DELETE"], end)]
