"""What can be wrong with a question. The bodies are exact: clients compare them as text."""

from __future__ import annotations

import json
from typing import Final

KEY_NOT_FOUND: Final = '{"error":"# key not found","messages":"key not found"}'
QUERY_ERROR: Final = '{"error": "# query error","messages": "Error: Likely a badly formatted or missing parameter"}'


class Refusal(Exception):
    """A request that gets nothing; `body` is what the asker reads, `status` None means as the owner chose."""

    body = QUERY_ERROR
    status: int | None = None


class QueryError(Refusal):
    """A parameter is missing, badly formatted or not allowed."""


class UnknownKey(Refusal):
    """No key, or none that opens this."""

    body = KEY_NOT_FOUND


class NotAllowed(Refusal):
    """A key that opens something, but not this."""

    status = 403

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.body = json.dumps({"error": "# not allowed", "messages": message})


class BadPost(Refusal):
    """Something that was sent to be kept and cannot be."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.body = json.dumps({"error": "# bad request", "messages": message})


class NoSuchPlace(Refusal):
    """An address at which nothing is, or not by this method."""

    body = '{"error":"# not found","messages":"there is no such address"}'
    status = 404
