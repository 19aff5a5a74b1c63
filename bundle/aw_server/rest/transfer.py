"""`/api/0/export` and `/api/0/import`: everything out as a file, back in as JSON or as uploaded files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, current_app, request

from aw_server import jsonfmt
from aw_server.api_shapes import Export
from aw_server.exceptions import BadRequest
from aw_server.rest.request import Route, body, current_api, yes
from aw_server.transfer import decode_export


def export_all() -> Response:
    """Every bucket with its events, streamed."""
    return _attachment(current_api().export_all(), "aw-buckets-export.json")


def export_bucket(bucket_id: str) -> Response:
    """The same wrapper around one bucket."""
    return _attachment(current_api().export_bucket(bucket_id), f"aw-bucket-export_{bucket_id}.json")


def import_all() -> Response:
    """A JSON body, or a form with one or several files under any field name. All are checked before one is taken in.

    `?dry_run=true` only says what would be new.
    """
    dry_run = yes("dry_run")
    documents = _uploaded() if request.mimetype == "multipart/form-data" else [decode_export(body())]
    transfer = current_api().transfer
    take = transfer.preview_documents if dry_run else transfer.import_documents
    return jsonfmt.response({"buckets": take(documents)})


def _uploaded() -> list[Export]:
    files = [upload for name in request.files for upload in request.files.getlist(name)]
    if not files:
        raise BadRequest("MissingFile", "The form holds no file")
    return [decode_export(upload.read()) for upload in files]


def _attachment(pieces: Iterator[bytes], filename: str) -> Response:
    response = current_app.response_class(pieces, mimetype="application/json")
    # A header holds Latin letters only; any other name goes beside it in the form of RFC 8187.
    plain = re.sub(r"[^ -~]", "_", filename)
    names = {"filename": plain} | ({} if plain == filename else {"filename*": f"UTF-8''{quote(filename, safe='')}"})
    response.headers.set("Content-Disposition", "attachment", **names)
    return response


ROUTES: list[Route] = [
    ("/export", ["GET"], export_all),
    ("/buckets/<bucket_id>/export", ["GET"], export_bucket),
    ("/import", ["POST"], import_all),
]
