"""Holds every answer that the REST tests provoke against the API's own description."""

from __future__ import annotations

import gzip

import msgspec
from flask import Response, request

from aw_server import jsonfmt
from aw_server.openapi.describe import JSON, Answer
from aw_server.openapi.document import Route, answers, described

_DESCRIBED = described()


class Witness:
    """An after-request function; `complaints` says what was answered and is not in the description."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def __call__(self, response: Response) -> Response:
        rule = request.url_rule
        # Other services' APIs are described by them.
        if rule is not None and rule.rule.startswith(("/api/", "/pages/")) and not rule.endpoint.startswith("compat."):
            method = "GET" if request.method == "HEAD" else request.method
            name = Route(method, rule.rule).name
            problem = None if method == "OPTIONS" else self._problem(name, response)
            if problem is not None:
                self.complaints.append(f"{name} answered {response.status_code}: {problem}")
        return response

    def _problem(self, name: str, response: Response) -> str | None:
        if name not in _DESCRIBED:
            return "the route is not described"
        # Tests break the server's inside on purpose.
        if response.status_code == 500:
            return None
        answer = answers(_DESCRIBED[name][1]).get(response.status_code)
        if answer is None:
            return "this status is not described"
        return _misfit(answer, response)


def _misfit(answer: Answer, response: Response) -> str | None:
    """What of the body is not as described, a key too many included."""
    if response.is_streamed or answer.media != JSON or not response.data:
        return None
    if answer.kind is None:
        return "a body is not described"
    packed = response.content_encoding == "gzip"
    value = jsonfmt.loads(gzip.decompress(response.data) if packed else response.data)
    try:
        known = msgspec.to_builtins(msgspec.convert(value, answer.kind))
    except msgspec.ValidationError as error:
        return str(error)
    return None if known == value else f"more than described: {value} instead of {known}"
