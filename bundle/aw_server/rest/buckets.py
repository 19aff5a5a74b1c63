"""`/api/0/buckets`: list, show, create, change, delete."""

from __future__ import annotations

from flask import Response, request

from aw_server import jsonfmt
from aw_server.api_shapes import BucketChange, BucketIn, Decoder, when
from aw_server.exceptions import Unauthorized
from aw_server.rest.request import Route, body, current_api

_decode_bucket = Decoder(BucketIn)
_decode_change = Decoder(BucketChange)


def listing() -> Response:
    """Every bucket by id."""
    return jsonfmt.response(current_api().get_buckets())


def show(bucket_id: str) -> Response:
    """One bucket."""
    return jsonfmt.response(current_api().get_bucket_metadata(bucket_id))


def create(bucket_id: str) -> Response:
    """200 when it was created, 304 when it was there."""
    shape = _decode_bucket(body())
    new = current_api().create_bucket(
        bucket_id,
        shape.type,
        shape.client,
        shape.hostname,
        created=when(shape.created, "created"),
        data=shape.data,
        name=shape.name,
    )
    return jsonfmt.response({}, 200 if new else 304)


def change(bucket_id: str) -> Response:
    """Change what the body names."""
    current_api().update_bucket(bucket_id, **_decode_change(body()).changes())
    return jsonfmt.response({})


def delete(bucket_id: str) -> Response:
    """Outside testing mode only with `force=1`; that is asked before whether the bucket exists."""
    api = current_api()
    if not api.testing and request.args.get("force") != "1":
        message = "Deleting a bucket deletes all its events: add ?force=1 if you mean it"
        raise Unauthorized("DeleteBucketUnauthorized", message)
    api.delete_bucket(bucket_id)
    return jsonfmt.response({})


ROUTES: list[Route] = [
    ("/buckets/", ["GET"], listing),
    ("/buckets/<bucket_id>", ["GET"], show),
    ("/buckets/<bucket_id>", ["POST"], create),
    ("/buckets/<bucket_id>", ["PUT"], change),
    ("/buckets/<bucket_id>", ["DELETE"], delete),
]
