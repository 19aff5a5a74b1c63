"""Offline time: what somebody did away from any computer, entered by hand.

It is recorded as the windows of a device of its own, called `offline`, which nobody watches: so it counts on every page
and in every table like time at a computer, once where both are, and is told apart by that device and by `manual`.
"""

from __future__ import annotations

from typing import Any, Final

from aw_core.models import Event
from aw_server.api_receipts import OWN_CLIENT
from aw_server.canonical import OFFLINE
from aw_server.compat.rescuetime.call import Call
from aw_server.compat.rescuetime.errors import BadPost
from aw_server.compat.rescuetime.posted import moment_of, number_of, text_of

BUCKET: Final = "aw-manual_offline"
BUCKET_TYPE: Final = "currentwindow"
_MINUTE_US: Final = 60 * 1_000_000
_LONGEST_US: Final = 4 * 60 * _MINUTE_US


def post(call: Call) -> dict[str, Any]:
    """Record a stretch of at most four hours that has passed; the same sent again changes nothing. Raises BadPost."""
    event = _event(call)
    call.api.create_bucket(BUCKET, BUCKET_TYPE, OWN_CLIENT, OFFLINE)
    [stored] = call.api.create_unmarked_events(BUCKET, [event], _mark)
    if stored.id is None:
        raise BadPost("nothing is recorded now: recording is paused, or a privacy rule drops this")
    return {
        "id": stored.id,
        "start_time": call.local(stored.start_us),
        "end_time": call.local(stored.start_us + stored.duration_us),
        "activity_name": stored.data["app"],
        "activity_details": stored.data["title"],
    }


def _event(call: Call) -> Event:
    given = call.given
    name = text_of(given, "activity_name", needed=True)
    details = text_of(given, "activity_details")
    start = moment_of(given, "start_time", call.api.zones.of_day)
    if given.get("end_time", "").strip():
        end = moment_of(given, "end_time", call.api.zones.of_day)
    else:
        end = start + number_of(given, "duration") * _MINUTE_US
    if end <= start:
        raise BadPost("the end has to lie after the start")
    if end - start > _LONGEST_US:
        raise BadPost("at most 4 hours can be entered at once")
    if end > call.now_us:
        raise BadPost("the time has to have passed")
    return Event.from_us(None, start, end - start, {"app": name, "title": details, "manual": True})


def _mark(event: Event) -> tuple[int, Any, Any]:
    return event.duration_us, event.data.get("app"), event.data.get("title")
