"""Values go when nothing will read them: a query over a year must not hold every step of its way."""

from __future__ import annotations

import pytest

from aw_query.parser import last_uses, parse


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("a = 1; RETURN = a", [[], ["a"]]),
        ("a = 1; b = a; RETURN = [a, b]", [[], [], ["a", "b"]]),
        ("a = 1; a = f(a); RETURN = a", [[], [], ["a"]]),
        ("a = 1; a = 2; RETURN = 3", [["a"], ["a"], []]),
        ("a = 1; b = {'k': [f(a)]}; a = 2; RETURN = b; c = a", [[], ["a"], [], ["b"], ["a", "c"]]),
        ("STARTTIME = 1; RETURN = 2; ENDTIME = 3", [[], [], []]),
        ("RETURN = true", [["true"]]),
        ("RETURN = 1; a = RETURN", [[], ["a"]]),
    ],
)
def test_which_values_go_when(text: str, ends: list[list[str]]) -> None:
    assert last_uses(parse(text), {"RETURN", "STARTTIME", "ENDTIME"}) == ends
