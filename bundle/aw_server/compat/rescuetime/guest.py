"""The door of this guest: a request comes in, a table goes out, every error leaves in the guest's words."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import time
from typing import Final

from flask import Response, request

from aw_server.answers import Seen
from aw_server.api import ServerAPI
from aw_server.api_day import day_of
from aw_server.compat.rescuetime import render
from aw_server.compat.rescuetime.activities import Activities
from aw_server.compat.rescuetime.errors import QueryError, Refusal, UnknownKey
from aw_server.compat.rescuetime.options import Options, options_of
from aw_server.compat.rescuetime.parameters import Question, read_question
from aw_server.compat.rescuetime.tables import make_table
from aw_server.exceptions import answer_for, log_failure
from aw_server.keys import RESCUETIME, Key

logger = logging.getLogger(__name__)

_MIDNIGHT: Final = time()
_KEY_NAMES: Final = ("key", "rtapi_key", "access_token")


class Rescuetime:
    """Answers requests below `/anapi`."""

    def __init__(self, api: ServerAPI) -> None:
        self._api = api

    def answer(self, path: str) -> Response:
        """The answer to the current request; `path` is what follows the mount."""
        options = options_of(self._api.settings)
        try:
            if path == "/data":
                return self._data(options)
            if path == "/has_key":
                return self._has_key()
            return _reply(b'{"error":"# not found","messages":"there is no such address"}', render.JSON_TYPE, 404)
        except Refusal as error:
            return _reply(error.body.encode(), render.JSON_TYPE, options.error_status)
        except Exception as error:
            known = answer_for(error)
            if known.status >= 500:
                log_failure(error, known)
            body = json.dumps({"error": "# server error", "messages": known.body["message"]}).encode()
            return _reply(body, render.JSON_TYPE, known.status)

    def _data(self, options: Options) -> Response:
        given = _given()
        self._key(given)
        today = day_of(self._api.clock.wall_us(), self._api.zones.current(), _MIDNIGHT).date
        question = read_question(given, today, options.end_mode)
        body = self._table(question, options)
        return _reply(body, render.CSV_TYPE if question.format == "csv" else render.JSON_TYPE)

    def _table(self, question: Question, options: Options) -> bytes:
        kind = "activity" if question.thing and question.kind in ("overview", "category") else question.kind
        if question.thing and question.kind == "activity":
            kind = "documents"
        choices = repr((options, self._api.settings.get("always_active_pattern"), self._api.zones.shown()))
        question_of = ("rescuetime", question, choices)

        def make() -> tuple[bytes, list[Seen]]:
            activities = Activities(self._api, options)
            table = make_table(activities.stretches(question), question.perspective, kind, options.person)
            return render.written(table, question.format), activities.seen

        try:
            return self._api.queries.remembered(question_of, make)
        except ValueError:
            # A name that the query language cannot write, because it ends with a backslash: nothing has it.
            raise QueryError from None

    def _key(self, given: Mapping[str, str]) -> Key:
        """The key that was shown, however it was. Raises UnknownKey."""
        shown = [given.get(name, "") for name in _KEY_NAMES]
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            shown.append(token.strip())
        for secret in shown:
            key = self._api.keys.check(secret, RESCUETIME) if secret else None
            if key is not None:
                return key
        raise UnknownKey

    def _has_key(self) -> Response:
        """What the service's own Python client asks first: an envelope, `c[0]` 0 for yes."""
        try:
            self._key(_given())
        except UnknownKey:
            return _reply(b'{"c":[1],"e":["key not found"],"d":{}}', render.JSON_TYPE)
        return _reply(b'{"c":[0],"d":{"has_key":1}}', render.JSON_TYPE)


def _given() -> Mapping[str, str]:
    """Query string and form, merged; the query string counts first."""
    form = request.form.to_dict() if request.method == "POST" else {}
    return {**form, **request.args.to_dict()}


def _reply(body: bytes, content_type: str, status: int = 200) -> Response:
    return Response(body, status, content_type=content_type)
