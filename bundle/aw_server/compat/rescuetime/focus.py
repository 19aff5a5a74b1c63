"""FocusTime: focus sessions of the server, started and ended by posts, told in two feeds."""

from __future__ import annotations

from typing import Any, Final

from aw_server.compat.rescuetime.call import Call
from aw_server.compat.rescuetime.errors import BadPost
from aw_server.compat.rescuetime.posted import number_of
from aw_server.focus import REST_OF_DAY

_MINUTE_US: Final = 60 * 1_000_000
_STEP: Final = 5


def start(call: Call) -> dict[str, Any]:
    """Begin a session of a multiple of five minutes, or with -1 until the day ends. Raises BadPost and BadRequest."""
    minutes = number_of(call.given, "duration")
    if minutes == REST_OF_DAY:
        session = call.api.focus.start_day()
    elif minutes > 0 and minutes % _STEP == 0 and minutes <= 24 * 60:
        session = call.api.focus.start(call.now_us + minutes * _MINUTE_US, minutes)
    else:
        raise BadPost("duration has to be a multiple of 5 minutes, or -1 for the rest of the day")
    return {"duration": minutes, "created_at": call.local(session.start), "ends_at": call.local(session.until)}


def end(call: Call) -> dict[str, Any]:
    """End the session that is on. Raises BadRequest if none is."""
    call.api.focus.end()
    return {"created_at": call.local(call.now_us)}


def started(call: Call) -> list[dict[str, Any]]:
    """Every session's begin, newest first."""
    return [
        {
            "id": session.start // 1_000_000,
            "duration": session.minutes,
            "created_at": call.local(session.start),
        }
        for session in call.api.focus.all()
    ]


def ended(call: Call) -> list[dict[str, Any]]:
    """Every session's end, newest first."""
    ends = [session.end for session in call.api.focus.all() if session.end is not None]
    return [{"id": at // 1_000_000, "created_at": call.local(at)} for at in ends]
