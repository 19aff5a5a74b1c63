"""Highlights: what somebody notes about a day, as events of the type `annotation`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any, Final

from aw_core.models import Event
from aw_core.timestamps import from_us, parse_timestamp, to_us
from aw_server.api_receipts import OWN_CLIENT
from aw_server.compat.rescuetime.call import Call
from aw_server.compat.rescuetime.errors import BadPost
from aw_server.compat.rescuetime.posted import text_of

BUCKET_TYPE: Final = "annotation"
_UNIX: Final = re.compile(r"\d{9,11}")


def bucket_of(hostname: str) -> str:
    """Where the highlights of this computer stand."""
    return f"aw-highlights_{hostname}"


def feed(call: Call) -> list[dict[str, Any]]:
    """All highlights, those of the newest day first."""
    bucket = call.api.db.resolve(bucket_of(call.api.hostname))
    if bucket not in call.api.get_buckets():
        return []
    shown = [_shown(call, event) for event in call.api.get_events(bucket)]
    return sorted(shown, key=lambda one: (one["date"], one["created_at"], one["id"]), reverse=True)


def post(call: Call) -> dict[str, Any]:
    """Note something about a day. Raises BadPost."""
    day = _day(call, call.given.get("highlight_date", "").strip())
    data = {
        "description": text_of(call.given, "description", needed=True),
        "source": text_of(call.given, "source"),
        "date": day.isoformat(),
        "created": from_us(call.now_us).isoformat(),
    }
    bucket = call.api.db.resolve(bucket_of(call.api.hostname))
    call.api.create_bucket(bucket, BUCKET_TYPE, OWN_CLIENT, call.api.hostname)
    start = to_us(datetime.combine(day, time(), call.api.zones.of_day(day)).astimezone(UTC))
    [stored] = call.api.create_events(bucket, [Event.from_us(None, start, 0, data)])
    if stored.id is None:
        raise BadPost("nothing is recorded now: recording is paused, or a privacy rule drops this")
    return _shown(call, stored)


def _shown(call: Call, event: Event) -> dict[str, Any]:
    created = event.data.get("created")
    moment = to_us(parse_timestamp(created)) if isinstance(created, str) else event.start_us
    return {
        "id": event.id,
        "date": event.data.get("date", call.local(event.start_us)[:10]),
        "description": event.data.get("description", ""),
        "source": event.data.get("source", ""),
        "created_at": call.local(moment),
    }


def _day(call: Call, text: str) -> date:
    try:
        if _UNIX.fullmatch(text):
            return from_us(int(text) * 1_000_000).astimezone(call.api.zones.current()).date()
        day = date.fromisoformat(text[:10])
    except (ValueError, OverflowError):
        raise BadPost("highlight_date has to be a day, YYYY-MM-DD, or Unix time") from None
    if not 1970 <= day.year <= 9990:
        raise BadPost("highlight_date is out of range")
    return day
