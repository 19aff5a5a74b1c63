"""The language itself: the contract's vectors (A.7, 5.1 to 5.3), and the place of every error."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from aw_query import query
from aw_query.exceptions import (
    QueryException,
    QueryFunctionException,
    QueryInterpretException,
    QueryParseException,
)
from aw_query.limits import Limits, Meter
from aw_query.query2 import answers
from aw_query.source import Source

START = datetime(2024, 5, 1, tzinfo=timezone(timedelta(hours=2)))
END = START + timedelta(days=1)


class _Nowhere:
    """A datastore without buckets."""

    def buckets(self) -> dict[str, Any]:
        return {}


NOWHERE: Any = _Nowhere()


def run(text: str) -> Any:
    return query("a name", text, START, END, NOWHERE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("RETURN = 007", 7),
        ("RETURN=1;;;;", 1),
        ("\n\t RETURN\n=\n1\n", 1),
        ('RETURN = "a=b"', "a=b"),
        ('RETURN = "a;b"', "a;b"),
        ("RETURN = 'it\\'s \"q\"'", 'it\'s "q"'),
        ('RETURN = "two\nlines"', "two\nlines"),
        ("RETURN = ''", ""),
        ("é=2;RETURN=é", 2),
        ("_a1=2;RETURN=_a1", 2),
        ("NAME=3;RETURN=NAME", 3),
        ("RETURN=NAME", "a name"),
        ("RETURN=STARTTIME", "2024-05-01T00:00:00+02:00"),
        ("RETURN=ENDTIME", "2024-05-02T00:00:00+02:00"),
        ("RETURN=TIMEINTERVAL", "2024-05-01T00:00:00+02:00/2024-05-02T00:00:00+02:00"),
        ("RETURN = [True, true, False, false]", [True, True, False, False]),
        ("true = 5; RETURN = true", 5),
        ("RETURN = limit_events([], true)", []),
        ("RETURN = limit_events([1, 2, 3], 2)", [1, 2]),
        ("RETURN = nop()", 1),
        ("RETURN = nop( )", 1),
        ("RETURN = [ ]", []),
        ("RETURN = { }", {}),
        ("RETURN = [1, [2, [nop()]], {'a': [nop( )]}]", [1, [2, [1]], {"a": [1]}]),
        ("RETURN = {'a': 1, \"b\": {'c': []}}", {"a": 1, "b": {"c": []}}),
        ("RETURN = {'a': 1, 'a': 2}", {"a": 2}),
        ("RETURN = {'it\\'s': 1}", {"it's": 1}),
        ("a = [1]; b = a; a = [2]; RETURN = b", [1]),
        ("RETURN = concat([1], [2])", [1, 2]),
        ("RETURN = concat(concat([1], [2]), [3], concat([4], [5]))", [1, 2, 3, 4, 5]),
        ("RETURN = contains(concat([1], [2]), 2)", True),
        ("RETURN = contains({'a': 1}, 'b')", False),
        ("RETURN = 1; x = 2", 1),
        ("RETURN = " + "9" * 1000, int("9" * 1000)),
    ],
)
def test_values(text: str, value: object) -> None:
    assert run(text) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (r'"\w+\.\d"', r"\w+\.\d"),
        (r'"\n"', r"\n"),
        (r'"a\"b"', 'a"b'),
        (r'"a\\"b"', r"a\"b"),
        (r'"a\\\"b"', r'a\\"b'),
        (r'"a\\"', r"a\\"),
        (r'["a\\", "b"]', [r"a\\", "b"]),
        (r'{"a\\": "b\\"}', {r"a\\": r"b\\"}),
        (r"'\''", "'"),
        (r"'\"'", r"\""),
        (r"'a\\'", r"a\\"),
    ],
)
def test_only_the_own_quote_is_unescaped(written: str, value: object) -> None:
    assert run(f"RETURN = {written}; x = 1") == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        ";",
        "x = 1",
        "RETURN = 1.5",
        "RETURN = -1",
        "RETURN = nop() + 1",
        "RETURN = 1 - 1",
        "x[0]=1; RETURN = 1",
        "# c",
        "RETURN = 1; # c",
        "return 1;",
        "nop(); RETURN = 1",
        "RETURN = [,]",
        "RETURN = [1,]",
        "RETURN = [,2]",
        "RETURN = [1 2]",
        "RETURN = [1]x",
        "RETURN = [1",
        "RETURN = {'test':1,}",
        "RETURN = {:}",
        "RETURN = {b: 1}",
        "RETURN = {1: 1}",
        "RETURN = {'test': }",
        "RETURN = {'test'}",
        "RETURN = {'test'p 1}",
        "RETURN = {'test': #}",
        "RETURN = {'test': 1",
        "RETURN = nop(1,)",
        "RETURN = nop(",
        "RETURN = nop(1",
        "RETURN = nop(]",
        "RETURN = nop())",
        "RETURN = (1)",
        "RETURN = 'a",
        'RETURN = "a\\"',
        "a=",
        "=1",
        "1 = 2",
        "'a' = 2",
        "asd nop() = 2",
        "asd = asd1 asd2",
        "a = b = c",
        "RETURN = 1a",
        "RETURN == 1",
        "RETURN = @",
        "RETURN = \0",
        "RETURN = " + "9" * 1001,
        "RETURN = " + "[" * 101 + "]" * 101,
    ],
)
def test_what_is_no_query(text: str) -> None:
    with pytest.raises(QueryParseException):
        run(text)


@pytest.mark.parametrize(
    "text",
    [
        "RETURN=None",
        "RETURN = nop(badarg)",
        "RETURN = nop(nop())",
        "RETURN = nop",
        "RETURN = foo()",
        "RETURN = limit_events([])",
        "RETURN = limit_events()",
        "RETURN = concat([1])",
        "RETURN = query_bucket('b', 1)",
    ],
)
def test_names_and_numbers_of_arguments(text: str) -> None:
    with pytest.raises(QueryInterpretException):
        run(text)


@pytest.mark.parametrize(
    "text",
    [
        "RETURN = limit_events(1, 1)",
        "RETURN = limit_events([], 'a')",
        "RETURN = filter_keyvals([], 1, [])",
        "RETURN = filter_keyvals([], 'a', 'b')",
        "RETURN = sort_by_timestamp([1])",
        "RETURN = sum_durations([{'duration': 1}])",
        "RETURN = merge_events_by_keys([], 1)",
        "RETURN = merge_events_by_keys([], ['a', 1])",
        "RETURN = merge_events_by_keys([], 'a', 1)",
        "RETURN = contains(1, 1)",
        "RETURN = contains({}, [])",
        "RETURN = find_bucket(1)",
        "RETURN = filter_keyvals_regex([], 'a', '(')",
        "RETURN = filter_keyvals_regex([], 'a', '(a+)+')",
        "RETURN = filter_keys_regex([], ['a'], '(a+)+')",
        "RETURN = filter_keys_regex([], [1], 'a')",
        "RETURN = categorize([], [1])",
        "RETURN = categorize([], [[['A'], 'b']])",
        "RETURN = categorize([], [[['A'], {'regex': 1}]])",
        "RETURN = categorize([], [[['A'], {'regex': '['}]])",
        "RETURN = tag([], [['A', {'regex': 'a', 'select_keys': 'b'}]])",
        "RETURN = split_by_period([], 'second', 'UTC')",
    ],
)
def test_what_functions_cannot_do(text: str) -> None:
    with pytest.raises(QueryFunctionException):
        run(text)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("x = 1;\nRETURN = [1,\n  2 3];", 3, 5),
        ("x = 1;\n  RETURN = y;", 2, 12),
        ("\n\nRETURN = concat([1],\n nop(2));", 4, 2),
        ("RETURN = 'a", 1, 10),
        ("RETURN = [1, [2", 1, 14),
        ("RETURN = limit_events([],\n'a')", 1, 10),
        ("é = 'é'; RETURN = #", 1, 19),
    ],
)
def test_errors_say_where(text: str, line: int, column: int) -> None:
    with pytest.raises(QueryException) as caught:
        run(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"(line {line}, column {column})" in str(caught.value)


def test_an_error_without_a_place_has_none() -> None:
    with pytest.raises(QueryParseException) as caught:
        run("x = 1")
    assert (caught.value.line, caught.value.column) == (None, None)
    assert str(caught.value) == caught.value.message


@pytest.mark.parametrize(
    ("pieces", "line", "column"),
    [
        (["x = 1;", "RETURN = y;"], 2, 10),
        (["x = 1;", "", "RETURN =", " y;"], 4, 2),
        (["x = 1;", "\nRETURN = y;"], 2, 10),
        (["RETURN = ", "'a;"], 2, 1),
        (["RETURN = ["], 1, 11),
    ],
)
def test_places_in_a_text_of_pieces(pieces: list[str], line: int, column: int) -> None:
    with pytest.raises(QueryException) as caught:
        list(answers("", Source(pieces), [(START, END)], NOWHERE))
    assert (caught.value.line, caught.value.column) == (line, column)


def test_pieces_are_put_together_with_nothing_in_between() -> None:
    assert next(answers("", Source(["RET", "URN", " = 'a", "b", "'", ";"]), [(START, END)], NOWHERE)) == "ab"


def test_naive_times_are_utc() -> None:
    at = datetime(2024, 5, 1)
    assert query("", "RETURN = query_bucket_names()", at, at, NOWHERE) == []


def test_periods_are_answered_one_after_another() -> None:
    spans = [(START, END), (END, END + timedelta(days=1))]
    values = answers("", Source(["RETURN = STARTTIME;"]), spans, NOWHERE)
    assert list(values) == ["2024-05-01T00:00:00+02:00", "2024-05-02T00:00:00+02:00"]
    assert list(answers("", Source(["RETURN = 1;"]), [], NOWHERE)) == []


def limited(text: str, /, count: int = 1, **limits: Any) -> Any:
    meter = Meter(Limits(**limits))
    return list(answers("", Source([text]), [(START, END)] * count, NOWHERE, meter))


def test_limits_on_text_statements_and_periods() -> None:
    assert limited("RETURN = 1;", text=11, statements=1) == [1]
    with pytest.raises(QueryParseException):
        limited("RETURN = 1; ", text=11)
    with pytest.raises(QueryParseException):
        limited("RETURN = 1; RETURN = 2", statements=1)
    with pytest.raises(QueryFunctionException):
        limited("RETURN = 1", count=3, periods=2)


def test_a_value_that_doubles_is_stopped() -> None:
    with pytest.raises(QueryFunctionException, match="entries"):
        limited("x = [1, 1];" + "x = [x, x];" * 60 + "RETURN = x")
    with pytest.raises(QueryFunctionException, match="entries"):
        limited("x = [1, 1];" + "x = concat(x, x);" * 60 + "RETURN = x")
    with pytest.raises(QueryFunctionException, match="deep"):
        limited("x = [];" + "x = [x];" * 200 + "RETURN = x")


def test_time_is_up_between_two_statements() -> None:
    ticks = iter(range(100))
    meter = Meter(Limits(seconds=5), clock=lambda: next(ticks))
    with pytest.raises(QueryFunctionException, match="longer than 5 seconds"):
        list(answers("", Source(["x = 1;" * 50 + "RETURN = 1"]), [(START, END)], NOWHERE, meter))
