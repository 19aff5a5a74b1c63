"""`/api/0/buckets/<id>/heartbeat`: the way in for watchers. What they usually send takes a shorter one (`lane`)."""

from __future__ import annotations

from flask import Response

from aw_core.models import Event
from aw_server import jsonfmt
from aw_server.api_shapes import Decoder, HeartbeatIn, heartbeat
from aw_server.privacy import VERSION_HEADER
from aw_server.rest.request import Route, body, current_api, number

_decode = Decoder(HeartbeatIn)
_FOREVER = 1e12


def decode(text: bytes) -> Event:
    """The heartbeat in a body. Raises BadRequest."""
    return heartbeat(_decode(text))


def create(bucket_id: str) -> Response:
    """The stored event, merged or new. The body is checked first, then `pulsetime`, then the bucket (contract 1.9)."""
    event = decode(body())
    api = current_api()
    # More than all the years that a datetime holds is for ever; in microseconds it would be no number at all.
    pulsetime = max(-_FOREVER, min(number("pulsetime"), _FOREVER))
    reply = jsonfmt.response(api.heartbeat(bucket_id, event, pulsetime))
    reply.headers[VERSION_HEADER] = api.privacy.version
    return reply


ROUTES: list[Route] = [("/buckets/<bucket_id>/heartbeat", ["POST"], create)]
