"""Periods from text."""

from __future__ import annotations

import pytest

from aw_query.exceptions import QueryFunctionException
from aw_query.periods import parse_period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        (
            "2024-05-01T00:00:00+02:00/2024-05-02T00:00:00+02:00",
            "2024-05-01T00:00:00+02:00",
            "2024-05-02T00:00:00+02:00",
        ),
        ("2024-05-01T00:00:00Z/2024-05-02", "2024-05-01T00:00:00+00:00", "2024-05-02T00:00:00+00:00"),
        ("1970/2100", "1970-01-01T00:00:00+00:00", "2100-01-01T00:00:00+00:00"),
        ("2024-05-01T00:00:00 02:00/2024-06/x/y", "2024-04-30T22:00:00+00:00", "2024-06-01T00:00:00+00:00"),
        ("2024-05-02/2024-05-01", "2024-05-02T00:00:00+00:00", "2024-05-01T00:00:00+00:00"),
        (
            "20240501T10/2024-05-01T10:00:00.123456-11:30",
            "2024-05-01T10:00:00+00:00",
            "2024-05-01T10:00:00.123456-11:30",
        ),
    ],
)
def test_read_with_the_offset_as_written(text: str, start: str, end: str) -> None:
    assert tuple(moment.isoformat() for moment in parse_period(text)) == (start, end)


@pytest.mark.parametrize(
    "text", ["", "/", "2024", "2024-05-01", "2024-05-01/", "/2024", "a/b", "2024-13-01/2025", "2024-W01/2025", "9/1"]
)
def test_refused(text: str) -> None:
    with pytest.raises(QueryFunctionException):
        parse_period(text)
