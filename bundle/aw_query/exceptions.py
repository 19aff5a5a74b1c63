"""What can be wrong with a query; every error knows its sentence and, where there is one, its place in the text."""

from __future__ import annotations


class QueryException(Exception):
    """Base of all. `message` is one sentence; `line` and `column` count from 1, None when no place is to blame."""

    def __init__(self, message: str, at: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        # Offset in the text; whoever has the text makes line and column of it.
        self.at = at
        self.line: int | None = None
        self.column: int | None = None

    def __str__(self) -> str:
        return self.message if self.line is None else f"{self.message} (line {self.line}, column {self.column})"


class QueryParseException(QueryException):
    """The text is not a query, or it never says what to return."""


class QueryInterpretException(QueryException):
    """A name that stands for nothing, or a call with the wrong number of arguments."""


class QueryFunctionException(QueryException):
    """A function cannot do what it was asked: wrong argument, unknown bucket, bad period; or a limit was reached."""
