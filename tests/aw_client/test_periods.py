"""The two call shapes of a query, and how times are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from aw_client.periods import call_shape, iso, written_period

T0 = datetime(2024, 5, 1, 9, tzinfo=UTC)
PAIRS = [(T0, T0)]


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("1970", "1970-01-01T00:00:00+00:00"),
        ("2024-05-01T09:00:00+02:00", "2024-05-01T07:00:00+00:00"),
        (datetime(2024, 5, 1), "2024-05-01T00:00:00+00:00"),
        (datetime(2024, 5, 1, tzinfo=timezone(timedelta(hours=-1))), "2024-05-01T01:00:00+00:00"),
    ],
)
def test_times_for_the_api_are_utc(given: Any, written: str) -> None:
    assert iso(given) == written


def test_a_query_keeps_the_offset_it_was_asked_with() -> None:
    plus2 = T0.astimezone(timezone(timedelta(hours=2)))
    assert written_period((plus2, "2025")) == "2024-05-01T11:00:00+02:00/2025-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((PAIRS, (), None, None, None), (PAIRS, None, False, False)),
        ((PAIRS, ("n", True), None, None, None), (PAIRS, "n", True, False)),
        ((iter(PAIRS), (), "n", True, None), (PAIRS, "n", True, False)),
        (([], (), None, None, None), ([], None, False, False)),
        (("a", ("b",), None, None, None), ([("a", "b")], None, False, True)),
        (("a", ("b", "n", True), None, None, None), ([("a", "b")], "n", True, True)),
        ((T0, (), "n", None, T0), ([(T0, T0)], "n", False, True)),
    ],
)
def test_call_shapes(arguments: Any, expected: Any) -> None:
    assert call_shape(*arguments) == expected
