"""The errors an API caller can get, and the one place that turns any error into a status and a JSON body.

No Flask at import time: `ServerAPI` raises these without knowing about HTTP frameworks.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from aw_core.errors import AwError, StorageError
from aw_datastore.errors import DatabaseDamaged, DatabaseLocked

if TYPE_CHECKING:
    from flask import Flask, Response

logger = logging.getLogger(__name__)


class ApiError(Exception):
    """A request that gets an error answer: `status`, a machine-readable `type`, a sentence in `message`.

    The body is `{"message": …}`, with `"type"` when there is one and whatever `extra` holds.
    """

    status = 500

    def __init__(
        self,
        type: str = "",
        message: str = "",
        *,
        extra: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.type = type
        self.message = message or HTTPStatus(self.status).phrase
        self.extra = extra or {}
        self.headers = headers or {}


class BadRequest(ApiError):
    """400: the request is understood and wrong."""

    status = 400


class Unauthorized(ApiError):
    """401: not without permission (deleting a bucket without `force=1`)."""

    status = 401


class Forbidden(ApiError):
    """403: not for this asker."""

    status = 403


class NotFound(ApiError):
    """404: no such thing."""

    status = 404


class Conflict(ApiError):
    """409: right request, wrong moment (no tray to steer a module)."""

    status = 409


class UnsupportedMediaType(ApiError):
    """415: the body is not JSON, or does not say that it is."""

    status = 415


class ServiceUnavailable(ApiError):
    """503: try again; `headers={"Retry-After": "1"}` says when."""

    status = 503


_PLAIN = {404: "There is nothing at this address.", 405: "This address does not know that method."}


class Answer(NamedTuple):
    """What goes back to the caller: an HTTP status, a JSON-able body and extra headers."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]


def answer_for(error: BaseException) -> Answer:
    """The answer for any error at all. Unknown ones are 500 and tell the caller nothing about the inside."""
    if isinstance(error, ApiError):
        kind = {"type": error.type} if error.type else {}
        return Answer(error.status, {**kind, "message": error.message, **error.extra}, error.headers)
    if isinstance(error, StorageError):
        # Not the caller's fault and perhaps over soon (full disk, locked file): a 5xx keeps clients' queues.
        return Answer(503, {"type": type(error).__name__, "message": str(error)}, {})
    if isinstance(error, AwError):
        return Answer(500, {"type": type(error).__name__, "message": str(error)}, {})
    return _http_answer(error) or Answer(500, {"message": "Internal Server Error"}, {})


def _http_answer(error: BaseException) -> Answer | None:
    """The framework's own errors: unknown path, wrong method (with Allow), too large, unreadable body."""
    from werkzeug.exceptions import HTTPException

    if not isinstance(error, HTTPException) or error.code is None:
        return None
    dropped = ("content-type", "content-length")
    headers = {name: value for name, value in error.get_headers() if name.lower() not in dropped}
    message = _PLAIN.get(error.code) or error.description or HTTPStatus(error.code).phrase
    return Answer(error.code, {"message": message}, headers)


def failed(error: Exception, suspect: Callable[[], None]) -> Answer:
    """The answer for an error of a request, logged where it is ours.

    `suspect` is called when a damaged database would explain it.
    """
    answer = answer_for(error)
    if answer.status >= 500:
        log_failure(error, answer)
        if isinstance(error, DatabaseDamaged | DatabaseLocked | ValueError | TypeError | LookupError | ArithmeticError):
            # What has changed on the disk may still look like a row until somebody tries to read it.
            suspect()
    return answer


def install(app: Flask, failed: Callable[[Exception], Answer]) -> None:
    """Make every error of `app` come back as the answer that `failed` gives, never as an HTML page or a debugger."""
    from aw_server import jsonfmt

    def handle(error: Exception) -> Response:
        answer = failed(error)
        reply = jsonfmt.response(answer.body, answer.status)
        reply.headers.update(answer.headers)
        return reply

    app.register_error_handler(Exception, handle)


def log_failure(error: BaseException, answer: Answer) -> None:
    """Say where the server failed. The error's own text may quote a title or a URL: only at DEBUG."""
    if isinstance(error, ApiError | AwError):
        logger.error("Answered %d: %s", answer.status, answer.body["message"])
        return
    places = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    logger.error("Unexpected %s, at %s", type(error).__name__, " < ".join(reversed(places[-8:])))
    logger.debug("The same with its text", exc_info=error)
