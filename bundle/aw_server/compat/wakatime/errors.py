"""What goes wrong, in this guest's words: `{"error": …}` or `{"errors": {field: […]}}` with a status."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A request that gets an error answer."""

    status = 400

    def __init__(self, message: str, fields: dict[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields

    @property
    def body(self) -> dict[str, Any]:
        """The answer's body."""
        return {"errors": self.fields} if self.fields else {"error": self.message}


class Invalid(Refusal):
    """400: a value that cannot be meant."""


class NotAllowed(Refusal):
    """401: no key, or one that is not ours."""

    status = 401


class OutOfScope(Refusal):
    """403: the token was not given for this."""

    status = 403


class NoSuchThing(Refusal):
    """404."""

    status = 404


class TooMany(Refusal):
    """429: later, or less."""

    status = 429
