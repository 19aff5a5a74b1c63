"""Many events in one request, without an object for each: from the text of a body to columns, and to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from aw_core.event_text import AFTER_SECOND, EventWriter
from aw_core.timestamps import utc_ms
from aw_datastore import Batch
from aw_datastore.encoding import encode
from aw_server.api_shapes import FIRST_US, LAST_US, Time, span
from aw_server.exceptions import BadRequest

_NO_DATA = msgspec.Raw(b"null")
_NOT_PLAIN = (msgspec.MsgspecError, UnicodeError, RecursionError)
_SECOND = 1_000_000
_TO_THE_SECOND = len("2024-05-01T10:00:00")


class NotPlain(ValueError):
    """Data that a slower and more patient reader has to judge."""


class _EventIn(msgspec.Struct, gc=False):
    """As `api_shapes.EventIn`, without an id; the data is left as text, because most of it is there many times."""

    timestamp: Time | None = None
    duration: float = 0.0
    data: msgspec.Raw = _NO_DATA
    id: None = None


class _EventOut(msgspec.Struct, gc=False):
    """An event as it is answered (contract 2.3)."""

    id: int | None
    timestamp: str
    duration: float
    data: msgspec.Raw


_events = msgspec.json.Decoder(list[_EventIn])
_data = msgspec.json.Decoder(dict[str, Any] | None)
_encoder = msgspec.json.Encoder()


class Sent(msgspec.Struct):
    """The events of a body as columns. `data` are the distinct ones, as they were sent and not looked into yet.

    `seconds` are the beginnings of the timestamps, up to the second; None where they are not all in UTC.
    """

    starts: list[int]
    durations: list[int]
    codes: list[int]
    data: list[bytes]
    seconds: list[str] | None

    def batch(self, texts: Sequence[str]) -> Batch:
        """The same with these texts in place of the data."""
        return Batch(self.starts, self.durations, self.codes, texts, [None] * len(self.starts))


def read(body: bytes, now_us: int) -> Sent | None:
    """The events of a body, a JSON list; None for all that is not plain, for a slower and more patient reader to judge.

    Not plain are mistakes, events that name an id, and what `jsonfmt.loads` puts right.
    """
    try:
        shapes = _events.decode(body)
        codes: dict[bytes, int] = {}
        at = [codes.setdefault(bytes(shape.data), len(codes)) for shape in shapes]
        seconds, starts, durations = _times(shapes, now_us)
    except (*_NOT_PLAIN, BadRequest, OverflowError):
        return None
    return Sent(starts, durations, at, list(codes), seconds)


def _times(shapes: list[_EventIn], now_us: int) -> tuple[list[str] | None, list[int], list[int]]:
    texts = [shape.timestamp for shape in shapes if shape.timestamp is not None]
    starts = utc_ms(texts) if len(texts) == len(shapes) else None
    if starts is not None:
        starts = [start * 1000 for start in starts]
        durations = [round(shape.duration * 1e6) for shape in shapes]
        # All of them together: what one by one is within bounds may fail here, and is looked at again.
        if min(starts) + min(durations) >= FIRST_US and max(starts) + max(durations) <= LAST_US:
            return [text[:_TO_THE_SECOND] for text in texts], starts, durations
    times = [span(shape.timestamp, shape.duration, now_us) for shape in shapes]
    return None, [start for start, _ in times], [length for _, length in times]


def data_of(sent: bytes) -> dict[str, Any]:
    """What was sent as the data of an event. Raises NotPlain."""
    try:
        return _data.decode(sent) or {}
    except _NOT_PLAIN as error:
        raise NotPlain from error


def unjudged(sent: Sent) -> Batch:
    """The events with their data as they came. Raises NotPlain."""
    return sent.batch([encode(data_of(one)) for one in sent.data])


def text(sent: Sent, batch: Batch) -> bytes:
    """What has become of the events that were sent, as a JSON array (contract 2.3)."""
    if sent.seconds is None:
        stamps = list(map(EventWriter().timestamp, batch.starts))
    else:
        stamps = [
            f"{second}{AFTER_SECOND[start % _SECOND]}" for second, start in zip(sent.seconds, batch.starts, strict=True)
        ]
    data = [msgspec.Raw(one.encode()) for one in batch.texts]
    rows = zip(batch.ids, stamps, batch.durations, batch.codes, strict=True)
    return _encoder.encode([_EventOut(number, at, length / 1_000_000, data[code]) for number, at, length, code in rows])
