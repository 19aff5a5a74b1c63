"""The door of this guest: a request comes in, a table or a list goes out, every error leaves in the guest's words."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from flask import Response, request

from aw_server.api import ServerAPI
from aw_server.compat.rescuetime import alerts, daily, focus, highlights, offline, render, reports
from aw_server.compat.rescuetime.call import Call, call_of
from aw_server.compat.rescuetime.errors import NoSuchPlace, Refusal, UnknownKey
from aw_server.compat.rescuetime.options import options_of
from aw_server.exceptions import BadRequest, answer_for, log_failure

logger = logging.getLogger(__name__)

_FEEDS: Final[Mapping[str, Callable[[Call], list[dict[str, Any]]]]] = {
    "/daily_summary_feed": daily.feed,
    "/alerts_feed": alerts.feed,
    "/highlights_feed": highlights.feed,
    "/focustime_started_feed": focus.started,
    "/focustime_ended_feed": focus.ended,
}
_POSTS: Final[Mapping[str, Callable[[Call], dict[str, Any]]]] = {
    "/highlights_post": highlights.post,
    "/offline_time_post": offline.post,
    "/start_focustime": focus.start,
    "/end_focustime": focus.end,
}
_TABLES: Final[Mapping[str, str]] = {
    "/data": "",
    "/overview_data": "overview",
    "/category_data": "category",
    "/productivity_data": "productivity",
}
"""Addresses of tables, and the only kind that some of them have."""


_FILES: Final[Mapping[str, str]] = {
    "/embed/chart.js": "chart.js",
    "/files/rescuetime.mjs": "rescuetime.mjs",
    "/files/rescuetime.rb": "rescuetime.rb",
}
"""The chart of embeds and the wrappers: files that say nothing about anybody."""
_TYPES: Final = {".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8"}


class Rescuetime:
    """Answers requests below `/anapi` and `/api/oauth`."""

    def __init__(self, api: ServerAPI) -> None:
        self._api = api

    def answer(self, path: str) -> Response:
        """The answer to the current request; `path` is what follows the mount."""
        options = options_of(self._api.settings)
        try:
            return self._answer(path, call_of(self._api, options, request))
        except Refusal as error:
            return _reply(error.body.encode(), render.JSON_TYPE, error.status or options.error_status)
        except Exception as error:
            known = answer_for(error)
            if known.status >= 500:
                log_failure(error, known)
            body = json.dumps({"error": "# server error", "messages": known.body["message"]}).encode()
            return _reply(body, render.JSON_TYPE, known.status)

    def _answer(self, path: str, call: Call) -> Response:
        if path in _TABLES:
            body, form = reports.data(call, _TABLES[path])
            return _reply(body, render.CSV_TYPE if form == "csv" else render.JSON_TYPE)
        if path == "/embed/data":
            return _private(_reply(reports.chart(call), render.JSON_TYPE))
        if path in _FILES:
            return _file(path)
        if path in _FEEDS:
            call.reader()
            return _reply(render.json_text(_FEEDS[path](call)), render.JSON_TYPE)
        if path in _POSTS and request.method == "POST":
            call.writer()
            return self._post(_POSTS[path], call)
        if path == "/has_key":
            return _has_key(call)
        raise NoSuchPlace

    def _post(self, handle: Callable[[Call], dict[str, Any]], call: Call) -> Response:
        try:
            return _reply(render.json_text(handle(call)), render.JSON_TYPE)
        except BadRequest as error:
            body = {"error": "# bad request", "messages": error.message}
            return _reply(render.json_text(body), render.JSON_TYPE, 400)


def _has_key(call: Call) -> Response:
    """What the service's own Python client asks first: an envelope, `c[0]` 0 for yes."""
    try:
        call.key()
    except UnknownKey:
        return _reply(b'{"c":[1],"e":["key not found"],"d":{}}', render.JSON_TYPE)
    return _reply(b'{"c":[0],"d":{"has_key":1}}', render.JSON_TYPE)


def _file(path: str) -> Response:
    place = Path(__file__).with_name("files") / _FILES[path]
    answer = _reply(place.read_bytes(), _TYPES.get(place.suffix, "text/plain; charset=utf-8"))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _reply(body: bytes, content_type: str, status: int = 200) -> Response:
    return Response(body, status, content_type=content_type)
