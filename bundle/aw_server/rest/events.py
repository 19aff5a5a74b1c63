"""`/api/0/buckets/<id>/events`: read, insert, show one, delete one, count."""

from __future__ import annotations

from contextlib import suppress

from flask import Response

from aw_server import batches, jsonfmt
from aw_server.api_shapes import Decoder, EventIn, inserted
from aw_server.exceptions import BadRequest, Forbidden
from aw_server.rest.permission import current_asker
from aw_server.rest.request import Route, body, current_api, moment, whole

_decode_one = Decoder(EventIn)
_decode_list = Decoder(list[EventIn])


def listing(bucket_id: str) -> Response:
    """Newest first, clipped to `start` and `end`, at most `limit`."""
    text = current_api().get_events_text(bucket_id, whole("limit", -1), moment("start"), moment("end"))
    return jsonfmt.body_response(text)


def create(bucket_id: str) -> Response:
    """One event in, one event out; a list in, a list out."""
    text = body()
    first = text.lstrip()[:1]
    if first not in (b"{", b"["):
        raise BadRequest("InvalidBody", "The body has to be an event or a list of events")
    sent = batches.read(text, current_api().clock.wall_us()) if first == b"[" else None
    if sent is not None:
        with suppress(batches.NotPlain):
            return jsonfmt.body_response(batches.text(sent, current_api().create_batch(bucket_id, sent)))
    shapes = _decode_list(text) if first == b"[" else [_decode_one(text)]
    if any(shape.id is not None for shape in shapes) and not current_asker().rights.admin:
        raise Forbidden("NotAllowed", "This key may add events, not replace them: leave out their ids.")
    api = current_api()
    now = api.clock.wall_us()
    stored = api.create_events(bucket_id, [inserted(shape, now) for shape in shapes])
    return jsonfmt.response(stored if first == b"[" else stored[0])


def count(bucket_id: str) -> Response:
    """A bare number."""
    return jsonfmt.response(current_api().get_eventcount(bucket_id, moment("start"), moment("end")))


def show(bucket_id: str, event_id: int) -> Response:
    """One event."""
    return jsonfmt.response(current_api().get_event(bucket_id, event_id))


def delete(bucket_id: str, event_id: int) -> Response:
    """`success` is false when there was no such event."""
    return jsonfmt.response({"success": current_api().delete_event(bucket_id, event_id)})


ROUTES: list[Route] = [
    ("/buckets/<bucket_id>/events", ["GET"], listing),
    ("/buckets/<bucket_id>/events", ["POST"], create),
    ("/buckets/<bucket_id>/events/count", ["GET"], count),
    ("/buckets/<bucket_id>/events/<int:event_id>", ["GET"], show),
    ("/buckets/<bucket_id>/events/<int:event_id>", ["DELETE"], delete),
]
