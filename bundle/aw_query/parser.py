"""Tokens to a program: assignments of expressions, each node with its place (contract 5.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from aw_query.exceptions import QueryParseException
from aw_query.lexer import END, NAME, NUMBER, STRING, Token, tokens
from aw_query.limits import DEFAULT, Limits

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or a text as written."""

    value: int | str
    at: int


@dataclass(frozen=True, slots=True)
class Variable:
    """The value of a name."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function applied to arguments."""

    name: str
    args: tuple[Expression, ...]
    at: int


@dataclass(frozen=True, slots=True)
class ListOf:
    """`[a, b]`."""

    items: tuple[Expression, ...]
    at: int


@dataclass(frozen=True, slots=True)
class DictOf:
    """`{"key": value}`; of equal keys the last counts."""

    items: tuple[tuple[str, Expression], ...]
    at: int


Expression: TypeAlias = Constant | Variable | Call | ListOf | DictOf


@dataclass(frozen=True, slots=True)
class Assignment:
    """`name = value`."""

    name: str
    value: Expression
    at: int


def parse(text: str, limits: Limits = DEFAULT) -> list[Assignment]:
    """The statements of a query, empty ones left out. Raises QueryParseException."""
    source = _Parser(text, limits.depth)
    program: list[Assignment] = []
    while source.next.kind != END:
        if source.next.kind == ";":
            source.take()
            continue
        if len(program) == limits.statements:
            raise QueryParseException(f"A query may have at most {limits.statements} statements", source.next.at)
        program.append(source.assignment())
    return program


def last_uses(program: Sequence[Assignment], kept: Set[str]) -> list[list[str]]:
    """For each statement the variables that nothing behind it reads, whose values can go; never one of `kept`."""
    needed = set(kept)
    ends: list[list[str]] = []
    for statement in reversed(program):
        read = set(_names(statement.value))
        ends.append(sorted((read | {statement.name}) - needed))
        if statement.name not in kept:
            needed.discard(statement.name)
        needed |= read
    return ends[::-1]


def _names(expression: Expression) -> Iterator[str]:
    """Every variable that the expression reads."""
    waiting = [expression]
    while waiting:
        match waiting.pop():
            case Variable(name=name):
                yield name
            case Call(args=items) | ListOf(items=items):
                waiting.extend(items)
            case DictOf(items=pairs):
                waiting.extend(value for _, value in pairs)


def parse_expression(text: str, start: int = 0) -> tuple[Expression, int]:
    """The expression that begins at `start` and the offset behind it; what follows is not looked at.

    Raises QueryParseException.
    """
    source = _Parser(text, DEFAULT.depth, start)
    return source.expression(), source.end


class _Parser:
    """One token of foresight over a text; tokens are read only as they are needed."""

    def __init__(self, text: str, most_depth: int, start: int = 0) -> None:
        self._tokens = tokens(text, start)
        self._most_depth = most_depth
        self._next: Token | None = None
        self._depth = 0
        # Behind the last token taken.
        self.end = start

    @property
    def next(self) -> Token:
        if self._next is None:
            self._next = next(self._tokens)
        return self._next

    def take(self) -> Token:
        token = self.next
        self.end = token.end
        if token.kind != END:
            self._next = None
        return token

    def assignment(self) -> Assignment:
        target = self.take()
        if target.kind != NAME:
            raise QueryParseException("A statement has to begin with the name of a variable", target.at)
        self._expect("=", f"Behind {target.text} a '=' is missing")
        value = self.expression()
        if self.next.kind not in (";", END):
            raise QueryParseException("The statement should end here; is a ';' missing?", self.next.at)
        return Assignment(target.text, value, target.at)

    def expression(self) -> Expression:
        token = self.take()
        if token.kind == NUMBER:
            return Constant(int(token.text), token.at)
        if token.kind == STRING:
            return Constant(token.text, token.at)
        if token.kind == NAME:
            if self.next.kind != "(":
                return Variable(token.text, token.at)
            self.take()
            return Call(token.text, self._items(")", self.expression, token), token.at)
        if token.kind == "[":
            return ListOf(self._items("]", self.expression, token), token.at)
        if token.kind == "{":
            return DictOf(self._items("}", self._pair, token), token.at)
        raise QueryParseException("A value is missing here", token.at)

    def _items(self, closing: str, item: Callable[[], T], opened: Token) -> tuple[T, ...]:
        """Items between commas up to `closing`; no comma before the first or behind the last."""
        self._depth += 1
        if self._depth > self._most_depth:
            raise QueryParseException(f"Nested deeper than {self._most_depth} levels", opened.at)
        found: list[T] = []
        if self.next.kind != closing:
            found.append(item())
            while self.next.kind == ",":
                self.take()
                found.append(item())
        end = self.take()
        if end.kind == END:
            raise QueryParseException(f"What begins here has no '{closing}'", opened.at)
        if end.kind != closing:
            raise QueryParseException(f"A ',' or a '{closing}' is missing here", end.at)
        self._depth -= 1
        return tuple(found)

    def _pair(self) -> tuple[str, Expression]:
        key = self.take()
        if key.kind != STRING:
            raise QueryParseException("A key of a dictionary has to be a text in quotes", key.at)
        self._expect(":", "Behind the key a ':' is missing")
        return key.text, self.expression()

    def _expect(self, kind: str, message: str) -> None:
        token = self.take()
        if token.kind != kind:
            raise QueryParseException(message, token.at)
