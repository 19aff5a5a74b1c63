"""What can be wrong with a question. The bodies are exact: clients compare them as text."""

from __future__ import annotations

from typing import Final

KEY_NOT_FOUND: Final = '{"error":"# key not found","messages":"key not found"}'
QUERY_ERROR: Final = '{"error": "# query error","messages": "Error: Likely a badly formatted or missing parameter"}'


class Refusal(Exception):
    """A question that gets no table; `body` is what the asker reads."""

    body = QUERY_ERROR


class QueryError(Refusal):
    """A parameter is missing, badly formatted or not allowed."""


class UnknownKey(Refusal):
    """No key, or none that opens this."""

    body = KEY_NOT_FOUND
