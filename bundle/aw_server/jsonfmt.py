"""JSON at the edge of the server: fast, and never failing on what real data contains.

Lone surrogates (real window titles hold them) become U+FFFD, NaN and infinities null, big integers stay exact.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from aw_core.event_text import EventWriter
from aw_core.models import Event
from aw_core.timestamps import isoformat_us

if TYPE_CHECKING:
    from flask import Response

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()
_ATOMS = frozenset((str, int, float, bool, type(None), bytes, msgspec.Raw))
_REPLACEMENT = "\ufffd"


def dumps(obj: Any) -> bytes:
    """Compact UTF-8 JSON of `obj`.

    Events become `{"id", "timestamp", "duration", "data"}` (REST API v0 contract, 2.3), datetimes ISO text
    with offset, timedeltas seconds. A `msgspec.Raw` is put in as it is. Raises TypeError for what has no JSON form.
    """
    return dumps_plain(_plain(obj))


def dumps_plain(obj: Any) -> bytes:
    """As `dumps` for what holds only dicts with text keys, lists, text, numbers, booleans, None and `msgspec.Raw`."""
    try:
        return _encoder.encode(obj)
    except (UnicodeEncodeError, TypeError):
        return _encoder.encode(_tidy(obj))


def loads(text: bytes | str) -> Any:
    """The value of a JSON text.

    Raises ValueError for anything else: malformed, empty, too deep. Accepts NaN and Infinity, which Python clients
    send, and takes them and numbers beyond a float as null.
    """
    try:
        return _decoder.decode(text)
    except (msgspec.MsgspecError, UnicodeError):
        return _loads_slowly(text)
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None


def event_json(event: Event) -> dict[str, Any]:
    """One event as the API shows it; the data object is shared, not copied."""
    return {
        "id": event.id,
        "timestamp": isoformat_us(event.start_us),
        "duration": event.duration_us / 1_000_000,
        "data": event.data,
    }


def response(obj: Any, status: int = 200) -> Response:
    """A JSON response of the current app: compact, pretty when the server runs in testing mode.

    304 and 204 have no body, whatever `obj` is.
    """
    if status in (204, 304):
        return body_response(b"", status)
    return body_response(dumps(obj), status)


def body_response(body: bytes, status: int = 200) -> Response:
    """A JSON response of the current app from ready bytes."""
    from flask import current_app

    if body and current_app.config.get("AW_PRETTY"):
        body = msgspec.json.format(body, indent=4)
    reply = current_app.response_class(body + b"\n" if body else b"", status, mimetype="application/json")
    if status in (204, 304):
        del reply.headers["Content-Type"]
    return reply


def _plain(value: Any) -> Any:
    """`value` with events, times and durations in their JSON form."""
    if type(value) in _ATOMS:
        return value
    if isinstance(value, Event):
        return event_json(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        if value and all(type(item) is Event for item in value):
            return _events(value)
        return [_plain(item) for item in value]
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).isoformat()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    return value


def _events(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Many events: the texts of their times have most in common."""
    at = EventWriter().timestamp
    return [
        {"id": event.id, "timestamp": at(event.start_us), "duration": event.duration_us / 1_000_000, "data": event.data}
        for event in events
    ]


def _tidy(value: Any) -> Any:
    """A copy that can be encoded: text without lone surrogates, keys as text. The slow way, for the odd value."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_key(key): _tidy(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(item) for item in value]
    return value


def _key(key: Any) -> str:
    """A dictionary key as JSON text, the way the standard library writes it."""
    if isinstance(key, str):
        text: str = _tidy(key)
        return text
    return json.dumps(key) if key is None or isinstance(key, bool | int | float) else str(key)


def _loads_slowly(text: bytes | str) -> Any:
    """What the fast decoder refuses and the standard library takes: lone surrogates, NaN, 1e999."""
    try:
        value = json.loads(text, parse_constant=lambda _: None, parse_float=_finite)
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    return _tidy(value)


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None
