"""Names by which existing programs and tests look inside the language: thin faces over the real parser (contract 5.3).

`check` finds a piece of one kind at the beginning of a text and gives it and the rest; `parse` makes an object of it;
`interpret` gives its value.
"""

from __future__ import annotations

from typing import Any, ClassVar

from aw_query.exceptions import QueryParseException
from aw_query.interpreter import Interpreter
from aw_query.lexer import END, NAME, NUMBER, STRING, statement_ends, tokens
from aw_query.parser import Call, Constant, DictOf, Expression, ListOf, Variable, parse_expression


class QToken:
    """A piece of a query: an expression that can be interpreted."""

    _opening: ClassVar[str]
    """The kind of token that it begins with."""
    _nothing: ClassVar[str | None] = None
    """What `check` gives when the text begins otherwise."""

    def __init__(self, node: Expression) -> None:
        self._node = node

    @classmethod
    def check(cls, string: str) -> tuple[str | None, str]:
        """The piece that the text begins with, and what follows it. Raises QueryParseException if it has no end."""
        if not cls._begins(string):
            return cls._nothing, string
        _, end = parse_expression(string)
        return string[:end], string[end:]

    @classmethod
    def parse(cls, string: str, namespace: dict[str, Any] | None = None) -> Any:
        """The whole text as one piece of this kind. Raises QueryParseException."""
        found, rest = cls.check(string)
        if not found or rest.strip():
            raise QueryParseException(f"{string[:60]!r} is not one {cls.__name__}")
        return cls(parse_expression(found)[0])

    def interpret(self, datastore: Any, namespace: dict[str, Any]) -> Any:
        """The value under these variables."""
        return Interpreter(namespace, datastore).value(self._node)

    @classmethod
    def _begins(cls, string: str) -> bool:
        try:
            return next(tokens(string)).kind == cls._opening
        except QueryParseException:
            # A string without an end begins like one all the same.
            return cls._opening == STRING and string.lstrip()[:1] in ("'", '"')


class QInteger(QToken):
    """A whole number."""

    _opening = NUMBER
    _nothing = ""
    _node: Constant

    @property
    def value(self) -> Any:
        return self._node.value


class QString(QToken):
    """A text in quotes."""

    _opening = STRING
    _nothing = ""
    _node: Constant

    @property
    def value(self) -> Any:
        return self._node.value


class QVariable(QToken):
    """A name."""

    _opening = NAME
    _nothing = ""
    _node: Variable

    @classmethod
    def check(cls, string: str) -> tuple[str | None, str]:
        if not cls._begins(string):
            return "", string
        name = next(tokens(string))
        return string[: name.end], string[name.end :]

    @property
    def name(self) -> str:
        return self._node.name


class QFunction(QToken):
    """A call."""

    _opening = NAME
    _node: Call

    @classmethod
    def _begins(cls, string: str) -> bool:
        if not super()._begins(string):
            return False
        following = tokens(string)
        next(following)
        try:
            return next(following).kind == "("
        except QueryParseException:
            return False

    @property
    def name(self) -> str:
        return self._node.name


class QDict(QToken):
    """A dictionary."""

    _opening = "{"
    _node: DictOf


class QList(QToken):
    """A list."""

    _opening = "["
    _node: ListOf


_KINDS: tuple[type[QToken], ...] = (QString, QInteger, QFunction, QDict, QList, QVariable)


def _parse_token(string: str, namespace: dict[str, Any]) -> tuple[tuple[type[QToken] | None, str], str]:
    """The first piece of a text as (kind, text), and what follows; (None, "") for an empty text.

    Raises QueryParseException for what is no piece, and for what is no text.
    """
    if not isinstance(string, str):
        raise QueryParseException("A query has to be a text")
    text = string.strip()
    if next(tokens(text)).kind == END:
        return (None, ""), ""
    for kind in _KINDS:
        token, rest = kind.check(text)
        if token:
            return (kind, token), rest
    raise QueryParseException("A value is missing here", 0)


def _split_query_statements(query: str) -> list[str]:
    """The statements of a text, as written; nothing for the end behind the last semicolon."""
    statements = []
    start = 0
    for end in statement_ends(query):
        statements.append(query[start:end])
        start = end + 1
    return [*statements, query[start:]] if query[start:].strip() else statements
