"""The short way of a heartbeat: around the web framework, which would take longer than all that a heartbeat is about.

It takes what watchers send all day and hands everything else to the framework, where `heartbeats.create` is the
same thing at length: bodies of unusual size, other parameters, names that are not plain, askers who may not add to the
bucket. Whatever way a heartbeat goes, the answer is the same (tests/aw_server/rest/test_lane.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from aw_server import jsonfmt
from aw_server.api import ServerAPI
from aw_server.exceptions import Answer
from aw_server.guards.keys import ASKER
from aw_server.plain_answers import send, send_error
from aw_server.privacy import VERSION_HEADER
from aw_server.rest.heartbeats import decode

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PATH = re.compile(r"/api/0/buckets/([!-.0-~]+)/heartbeat/?")
_PULSETIME = re.compile(r"pulsetime=([0-9]{1,9}(?:\.[0-9]{1,9})?)")
_LENGTH = re.compile(r"[0-9]{1,4}")


class HeartbeatLane:
    """A WSGI layer between the guards and the application. `failed` turns any error into its answer and logs it."""

    def __init__(
        self, app: WSGIApplication, api: ServerAPI, failed: Callable[[Exception], Answer], *, pretty: bool
    ) -> None:
        self._app = app
        self._api = api
        self._failed = failed
        self._pretty = pretty

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = _PATH.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "POST" else None
        if path is not None:
            pulsetime = _PULSETIME.fullmatch(environ.get("QUERY_STRING", ""))
            length = _LENGTH.fullmatch(environ.get("CONTENT_LENGTH", ""))
            if pulsetime and length and environ[ASKER].rights.may_append(path[1]):
                return self._take(path[1], int(length[0]), float(pulsetime[1]), environ, start_response)
        return self._app(environ, start_response)

    def _take(
        self, bucket_id: str, length: int, pulsetime: float, environ: WSGIEnvironment, start_response: StartResponse
    ) -> list[bytes]:
        try:
            heartbeat = decode(environ["wsgi.input"].read(length))
            body = jsonfmt.dumps(self._api.heartbeat(bucket_id, heartbeat, pulsetime))
            headers = [(VERSION_HEADER, self._api.privacy.version)]
        except Exception as error:
            return send_error(self._failed(error), environ, start_response, pretty=self._pretty)
        return send(200, body, headers, environ, start_response, pretty=self._pretty)
