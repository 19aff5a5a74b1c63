"""Many events in one request, without an object for each: from the text of a body to columns, and to the answer."""

from __future__ import annotations

from typing import Any

import msgspec

from aw_core.event_text import EventWriter
from aw_datastore import Batch
from aw_server import jsonfmt
from aw_server.api_shapes import Time, span
from aw_server.exceptions import BadRequest

_NO_DATA = msgspec.Raw(b"null")


class _EventIn(msgspec.Struct):
    """As `api_shapes.EventIn`; the data is left as text, because most of it is there many times."""

    timestamp: Time | None = None
    duration: float = 0.0
    data: msgspec.Raw = _NO_DATA
    id: int | None = None


_events = msgspec.json.Decoder(list[_EventIn])
_data = msgspec.json.Decoder(dict[str, Any] | None)


def read(body: bytes, now_us: int) -> Batch | None:
    """The events of a body, a JSON list; None for all that is not plain, for a slower and more patient reader to judge.

    Not plain are mistakes, events that name an id, and what `jsonfmt.loads` puts right.
    """
    try:
        shapes = _events.decode(body)
        codes: dict[bytes, int] = {}
        at = [codes.setdefault(bytes(shape.data), len(codes)) for shape in shapes]
        data = [_data.decode(text) or {} for text in codes]
        times = [span(shape.timestamp, shape.duration, now_us) for shape in shapes if shape.id is None]
    except (msgspec.MsgspecError, UnicodeError, RecursionError, BadRequest):
        return None
    if len(times) < len(shapes):
        return None
    return Batch([start for start, _ in times], [length for _, length in times], at, data, [None] * len(at))


def text(batch: Batch) -> bytes:
    """The events as a JSON array (contract 2.3)."""
    data = [jsonfmt.dumps_plain(one).decode() for one in batch.data]
    written = (
        ("null" if number is None else number, start, duration, data[code])
        for number, start, duration, code in zip(batch.ids, batch.starts, batch.durations, batch.codes, strict=True)
    )
    return f"[{','.join(EventWriter().all(written))}]".encode()
