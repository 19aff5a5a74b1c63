"""Answers in JSON where there is no web framework around: from the guards, and on the short way of heartbeats."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from aw_server import jsonfmt
from aw_server.exceptions import Answer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_REASONS: dict[int, str] = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


def send_error(
    answer: Answer, environ: WSGIEnvironment, start_response: StartResponse, *, pretty: bool = False
) -> list[bytes]:
    """What goes back to the caller for an error."""
    body = jsonfmt.dumps(answer.body)
    return send(answer.status, body, answer.headers.items(), environ, start_response, pretty=pretty)


def send(
    status: int,
    body: bytes,
    headers: Iterable[tuple[str, str]],
    environ: WSGIEnvironment,
    start_response: StartResponse,
    *,
    pretty: bool = False,
) -> list[bytes]:
    """An answer whose body is this JSON text; `pretty` as in testing mode."""
    text = (msgspec.json.format(body, indent=4) if pretty else body) + b"\n"
    start_response(
        _REASONS[status], [("Content-Type", "application/json"), ("Content-Length", str(len(text))), *headers]
    )
    return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [text]
