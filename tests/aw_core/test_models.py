"""Event: conversion, identity, equality, order, JSON (contract 2.1, 2.3)."""

from __future__ import annotations

import copy
import json
import logging
import operator
import pickle
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.models import Event, copy_data

T0 = datetime(2024, 5, 1, 10, tzinfo=UTC)


def event(**changes: Any) -> Event:
    return Event(**{"id": 1, "timestamp": T0, "duration": 5, "data": {"a": 1}} | changes)


def test_is_a_dict_with_four_keys_in_order() -> None:
    assert list(event()) == ["id", "timestamp", "duration", "data"]
    assert isinstance(event(), dict)
    assert event()["timestamp"] == event().timestamp == T0
    assert event()["duration"] == event().duration == timedelta(seconds=5)


def test_unknown_keyword_is_refused() -> None:
    with pytest.raises(TypeError):
        Event(timestamp=T0, colour="red")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "text", ["2024-05-01T10:00:00Z", "2024-05-01 10:00", "20240501T100000Z", "2024-05-01T12+02:00"]
)
def test_timestamp_from_text(text: str) -> None:
    found = Event(timestamp=text).timestamp
    assert found == T0
    assert found.tzinfo is UTC


def test_timestamp_is_cut_to_milliseconds_at_every_assignment() -> None:
    made = event(timestamp=T0.replace(microsecond=999_900))
    assert made.timestamp.microsecond == 999_000
    made.timestamp = "2024-05-01T10:00:00.1239Z"  # type: ignore[assignment]
    assert made.timestamp.microsecond == 123_000


def test_timestamp_of_another_zone_becomes_utc() -> None:
    made = event(timestamp=T0.astimezone(timezone(timedelta(hours=-7))))
    assert made.timestamp.isoformat() == "2024-05-01T10:00:00+00:00"


def test_naive_and_missing_timestamps_warn(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert Event(timestamp=datetime(2024, 5, 1, 10)).timestamp == T0
        before = datetime.now(UTC) - timedelta(milliseconds=1)
        assert before <= Event().timestamp <= datetime.now(UTC)
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


def test_from_us_neither_cuts_nor_warns(caplog: pytest.LogCaptureFixture) -> None:
    data = {"a": 1}
    made = Event.from_us(7, 1_714_557_600_000_001, 2_500_001, data)
    assert (made.id, made.start_us, made.duration_us) == (7, 1_714_557_600_000_001, 2_500_001)
    assert made.timestamp == T0 + timedelta(microseconds=1)
    assert made.data is data
    assert list(made) == ["id", "timestamp", "duration", "data"]
    assert caplog.records == []


@pytest.mark.parametrize("wrong", [5, 5.0, [], object()])
def test_timestamp_of_another_type_raises(wrong: Any) -> None:
    with pytest.raises((TypeError, AttributeError)):
        Event(timestamp=wrong)


@pytest.mark.parametrize(
    ("given_value", "seconds"),
    [(timedelta(seconds=2), 2), (2, 2), (2.5, 2.5), (True, 1), (Fraction(1, 2), 0.5), (-3, -3), (0.000001, 0.000001)],
)
def test_duration_in(given_value: Any, seconds: float) -> None:
    assert event(duration=given_value).duration == timedelta(seconds=seconds)


@pytest.mark.parametrize("wrong", ["5", None, [], Decimal(5), 1j])
def test_duration_of_another_type_is_a_type_error(wrong: Any) -> None:
    with pytest.raises(TypeError):
        event(duration=wrong)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -float("inf"), 1e20, 10**400])
def test_duration_out_of_range_is_a_value_error(wrong: float) -> None:
    with pytest.raises(ValueError):
        event(duration=wrong)


def test_data_is_the_same_object_unless_falsy() -> None:
    data = {"a": 1}
    assert event(data=data).data is data
    first, second = event(data=None), event(data={})
    first.data["x"] = 1
    assert second.data == {}


def test_getters_stand_in_for_nothing() -> None:
    made = event(id=None)
    made["duration"] = None
    made["data"] = None
    assert (made.id, made.duration, made.data) == (None, timedelta(0), {})
    assert made.duration_us == 0


def test_equality_ignores_the_id_and_agrees_with_itself() -> None:
    assert event(id=1) == event(id=2)
    assert not operator.ne(event(id=1), event(id=2))
    for other in (event(timestamp=T0 + timedelta(seconds=1)), event(duration=6), event(data={"a": 2})):
        assert event() != other
        assert not operator.eq(event(), other)


def test_comparing_with_something_else_is_false_and_no_error() -> None:
    assert event() != 5
    assert event() != None  # noqa: E711
    assert not operator.eq(event(), "event")
    assert event() not in [1, "x", None]
    assert event() != {"a": 1}
    assert [None, event()].index(event(id=9)) == 1


def test_order_is_by_timestamp_only() -> None:
    late, early = event(timestamp=T0 + timedelta(hours=1)), event(duration=99)
    assert early < late
    assert late > early
    assert sorted([late, early]) == [early, late]
    with pytest.raises(TypeError):
        assert early <= late  # type: ignore[operator]
    with pytest.raises(TypeError):
        assert early < 5


def test_is_not_hashable() -> None:
    with pytest.raises(TypeError):
        hash(event())


def test_copies() -> None:
    made = event(data={"list": [1], "flat": "x"})
    assert type(made.copy()) is dict
    for twin in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert type(twin) is Event
        assert dict(twin) == dict(made)
        twin.data["list"].append(2)
        assert made.data["list"] == [1]
    flat = event()
    twin = copy.deepcopy(flat)
    twin.data["a"] = 2
    assert flat.data == {"a": 1}


def test_deepcopy_keeps_foreign_keys_and_loops() -> None:
    made = event()
    made["subevents"] = [made]
    twin = copy.deepcopy(made)
    assert twin["subevents"][0] is twin


def test_copy_data_is_independent() -> None:
    for data in ({"a": 1}, {"a": [1, {"b": 2}]}):
        twin = copy_data(data)
        assert twin == data
        assert twin is not data
        if isinstance(data["a"], list):
            assert twin["a"] is not data["a"]


def test_end() -> None:
    assert event(duration=2.5).end == T0 + timedelta(seconds=2.5)


def test_json() -> None:
    made = event(timestamp="2024-05-01T12:00:00.5+02:00", duration=1.5)
    expected = {"id": 1, "timestamp": "2024-05-01T10:00:00.500000+00:00", "duration": 1.5, "data": {"a": 1}}
    assert made.to_json_dict() == expected
    assert list(made.to_json_dict()) == list(expected)
    assert type(made.to_json_dict()) is dict
    assert json.loads(made.to_json_str()) == expected
    assert event(id=None).to_json_dict()["id"] is None
    assert event().to_json_dict()["timestamp"] == "2024-05-01T10:00:00+00:00"
    assert type(event().to_json_dict()["duration"]) is float


def test_json_of_a_raw_item() -> None:
    made = event()
    made["timestamp"] = T0.astimezone(timezone(timedelta(hours=2)))
    assert made.to_json_dict()["timestamp"] == "2024-05-01T10:00:00+00:00"


@given(
    moment=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
    span=st.timedeltas(timedelta(days=-1000), timedelta(days=1000)),
    data=st.dictionaries(st.text(), st.integers() | st.text() | st.none() | st.lists(st.booleans())),
)
def test_json_round_trips(moment: datetime, span: timedelta, data: dict[str, Any]) -> None:
    made = Event(timestamp=moment, duration=span, data=data)
    again = Event(**json.loads(made.to_json_str()))
    # Float seconds hold a thousand days to the microsecond.
    assert again == made
    assert Event.from_us(None, made.start_us, made.duration_us, made.data) == made
