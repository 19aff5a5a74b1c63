"""The private names that existing tests of the ecosystem import (contract 5.3)."""

from __future__ import annotations

import pytest

from aw_query.exceptions import QueryInterpretException, QueryParseException
from aw_query.query2 import (
    QDict,
    QFunction,
    QInteger,
    QList,
    QString,
    QVariable,
    _parse_token,
    _split_query_statements,
)


@pytest.mark.parametrize(
    ("kind", "text", "found", "rest"),
    [
        (QInteger, "123 abc", "123", " abc"),
        (QVariable, "a1 = 2", "a1", " = 2"),
        (QVariable, "a(", "a", "("),
        (QString, "'ab\\'c' d", "'ab\\'c'", " d"),
        (QFunction, "nop( ) x", "nop( )", " x"),
        (QFunction, "f(1, [2], g()), 3", "f(1, [2], g())", ", 3"),
        (QDict, "{'a': 1}, 2", "{'a': 1}", ", 2"),
        (QList, "[1, [2]] x", "[1, [2]]", " x"),
    ],
)
def test_check_finds_the_piece_and_what_follows(kind: type[QList], text: str, found: str, rest: str) -> None:
    assert kind.check(text) == (found, rest)


@pytest.mark.parametrize(
    ("kind", "text"),
    [(QInteger, "abc"), (QVariable, "1a"), (QString, "abc"), (QFunction, "nop"), (QDict, "a"), (QList, "{}")],
)
def test_check_finds_nothing_of_another_kind(kind: type[QList], text: str) -> None:
    found, rest = kind.check(text)
    assert not found
    assert rest == text


@pytest.mark.parametrize(
    ("kind", "text"), [(QString, "'ab"), (QList, "["), (QDict, "{"), (QFunction, "nop("), (QList, "[1 2]")]
)
def test_check_wants_an_end(kind: type[QList], text: str) -> None:
    with pytest.raises(QueryParseException):
        kind.check(text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (QInteger, "123", 123),
        (QVariable, "known", 5),
        (QString, "'ab\\'c'", "ab'c"),
        (QString, "''", ""),
        (QFunction, "nop()", 1),
        (QDict, "{'a': 1, 'b': {'c': known}}", {"a": 1, "b": {"c": 5}}),
        (QList, "[1, [2, known], []]", [1, [2, 5], []]),
    ],
)
def test_parse_and_interpret(kind: type[QList], text: str, value: object) -> None:
    namespace = {"known": 5}
    assert kind.parse(text, namespace).interpret(None, namespace) == value


def test_a_variable_is_looked_up_when_interpreted() -> None:
    variable = QVariable.parse("x", {})
    with pytest.raises(QueryInterpretException):
        variable.interpret(None, {})
    assert variable.interpret(None, {"x": 1}) == 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (QInteger, "a"),
        (QInteger, "1 2"),
        (QVariable, "f()"),
        (QDict, "{'test':1,}"),
        (QDict, "{:}"),
        (QDict, "{b: 1}"),
        (QDict, "{'test': }"),
        (QDict, "{'test'p 1}"),
        (QDict, "{'test': #}"),
        (QList, "[,]"),
        (QList, "[1,]"),
        (QList, "[,2]"),
        (QString, "'a"),
    ],
)
def test_parse_refuses(kind: type[QList], text: str) -> None:
    with pytest.raises(QueryParseException):
        kind.parse(text, {})


def test_parse_token() -> None:
    assert _parse_token("", {}) == ((None, ""), "")
    assert _parse_token(" 123", {}) == ((QInteger, "123"), "")
    assert _parse_token("'a' b", {}) == ((QString, "'a'"), " b")
    assert _parse_token("nop() x", {}) == ((QFunction, "nop()"), " x")
    assert _parse_token("{} x", {}) == ((QDict, "{}"), " x")
    assert _parse_token("[1] x", {}) == ((QList, "[1]"), " x")
    assert _parse_token("a=1", {}) == ((QVariable, "a"), "=1")


@pytest.mark.parametrize("text", ["#", "-1", ")", 1, None])
def test_parse_token_refuses(text: str) -> None:
    with pytest.raises(QueryParseException):
        _parse_token(text, {})


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("", []),
        ("a=1", ["a=1"]),
        ("a=1;b=2;", ["a=1", "b=2"]),
        ("a=1; \n b=2; ", ["a=1", " \n b=2"]),
        ('a=\';\';b="\\";"', ["a=';'", 'b="\\";"']),
        ("a='x;", ["a='x;"]),
        (";;", ["", ""]),
    ],
)
def test_split_statements(text: str, statements: list[str]) -> None:
    assert _split_query_statements(text) == statements
