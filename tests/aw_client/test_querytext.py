"""Writing values into query texts, read back the way the simplest parser of the ecosystem reads them."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_client.querytext import regex_literal, split_statements, text_literal, value_literal


def read_string(literal: str) -> str:
    """The contents of a string: a backslash before the string's own quote belongs to it, any other is a character."""
    quote, at, text = literal[0], 1, ""
    while literal[at] != quote or literal[at - 1] == "\\":
        if not (literal[at] == "\\" and literal[at + 1] == quote):
            text += literal[at]
        at += 1
    assert at == len(literal) - 1, f"{literal} ends early"
    return text


@pytest.mark.parametrize("text", ["", "plain", r"\w+\.\d", 'say "hi"', "it's", "both ' and \"", "a=b; c", "ünï"])
def test_texts_are_read_back(text: str) -> None:
    assert read_string(text_literal(text)) == text


@pytest.mark.parametrize(
    "regex",
    [r"\bfoo\b", r"a\\", r"a\\b", r"\"x\"", r"\'x\'", r"""["']""", r"\\\"", "\\\\\"'", r"x\\$", r"(a|b)\\"],
)
def test_regular_expressions_keep_their_meaning(regex: str) -> None:
    read = read_string(regex_literal(regex))
    for sample in ["foo", "a foo b", "a\\", "a\\b", '"x"', "'x'", '\\"', "\\\"'", "x\\", "b\\", "", "'", '"']:
        assert bool(re.search(read, sample)) == bool(re.search(regex, sample)), sample


@given(st.text(alphabet="ab\\\"'.*", max_size=8), st.text(alphabet="ab\\\"'", max_size=5))
def test_any_regular_expression_keeps_its_meaning(regex: str, sample: str) -> None:
    try:
        meant = re.compile(regex)
    except re.error:
        return
    assert bool(re.search(read_string(regex_literal(regex)), sample)) == bool(meant.search(sample))


def test_values() -> None:
    value = [["Work", "Code"], {"type": "regex", "regex": r"\w", "ignore_case": True, "priority": 3, "x": None}]
    assert value_literal(value) == (
        r'[["Work", "Code"], {"type": "regex", "regex": "\w", "ignore_case": true, "priority": 3}]'
    )
    assert value_literal(()) == "[]"
    assert value_literal({}) == "{}"
    assert value_literal([False, 1.5]) == "[false, 1.5]"


@pytest.mark.parametrize("value", [None, object(), {1, 2}, [b"x"]])
def test_values_that_no_query_holds(value: Any) -> None:
    with pytest.raises(TypeError):
        value_literal(value)


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("", []),
        (" ; ;\n;", []),
        ("a=1;b=2;", ["a=1;", "b=2;"]),
        ("a=1;\n\nRETURN = a", ["a=1;", "RETURN = a;"]),
        ('a=\'x;y\'; b="z;\\";";', ["a='x;y';", 'b="z;\\";";']),
        ('a = "it\'s; fine"; b = 2', ['a = "it\'s; fine";', "b = 2;"]),
    ],
)
def test_statements(text: str, statements: list[str]) -> None:
    assert split_statements(text) == statements


def test_the_reader_of_these_tests_reads_pythons_strings_too() -> None:
    for text in ["a", "b c", "x'y"]:
        assert read_string(text_literal(text)) == ast.literal_eval(text_literal(text))
