"""Sorting, cutting, joining, adding up, picking; merging by keys (vector A.5)."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from aw_core.models import Event
from aw_transform import (
    concat,
    filter_keyvals,
    limit_events,
    merge_events_by_keys,
    sort_by_duration,
    sort_by_timestamp,
    sum_durations,
)

from .periods import A, B, ev, event_lists, evs, plain


def test_sorts_are_stable_and_new() -> None:
    events = [ev(2, 1, id=1), ev(0, 3, id=2), ev(2, 3, id=3), ev(0, 1, id=4)]
    assert [event.id for event in sort_by_timestamp(events)] == [2, 4, 1, 3]
    assert [event.id for event in sort_by_duration(events)] == [2, 3, 1, 4]
    assert [event.id for event in events] == [1, 2, 3, 4]


def test_limit_and_concat() -> None:
    events = evs((0, 1), (1, 1), (2, 1))
    assert limit_events(events, 2) == events[:2]
    assert limit_events(events, 0) == []
    assert limit_events(events, -1) == events[:2]
    assert limit_events(events, 99) == events
    joined = concat(events, events[:1])
    assert joined == [*events, events[0]]
    assert joined[0] is events[0]
    assert len(events) == 3


def test_sum_is_exact() -> None:
    assert sum_durations([]) == timedelta(0)
    assert sum_durations([ev(0, 0.1) for _ in range(10)]) == timedelta(seconds=1)


def test_filter_keyvals() -> None:
    events = [ev(0, 1, A), ev(1, 1, B), ev(2, 1, {"x": 1}), ev(3, 1, {"app": None})]
    assert filter_keyvals(events, "app", ["A", "C"]) == [events[0]]
    assert filter_keyvals(events, "app", ["A"], exclude=True) == events[1:]
    assert filter_keyvals(events, "app", [None]) == [events[3]]
    assert filter_keyvals(events, "app", []) == []
    assert filter_keyvals(events, "x", [True]) == [events[2]]
    assert filter_keyvals(events, "app", ["A"])[0] is events[0]


@pytest.mark.parametrize(
    ("events", "keys", "result"),
    [
        (
            [(0, 1, {"a": 1}), (5, 1, {"a": 1, "b": 2}), (6, 1, {})],
            ["a", "b"],
            [(0, 1, {"a": 1}), (5, 1, {"a": 1, "b": 2}), (6, 1, {})],
        ),
        ([(5, 1, A | {"t": 1}), (0, 2, A | {"t": 2}), (9, 4, B)], ["app"], [(5, 3, A), (9, 4, B)]),
        ([(0, 1, {"a": [1, 2]}), (1, 1, {"a": [1, 2]})], ["a"], [(0, 2, {"a": [1, 2]})]),
        # The value of one key is not the value of another.
        ([(0, 1, {"a": 1}), (1, 1, {"b": 1})], ["a", "b"], [(0, 1, {"a": 1}), (1, 1, {"b": 1})]),
        ([], ["a"], []),
    ],
)
def test_merge_by_keys(events: Any, keys: list[str], result: Any) -> None:
    given_events = evs(*events)
    before = copy.deepcopy(given_events)
    merged = merge_events_by_keys(given_events, keys)
    assert plain(merged) == result
    assert [event.id for event in merged] == [None] * len(result)
    assert given_events == before


def test_merge_without_keys_is_the_list_itself() -> None:
    events = evs((0, 1, A))
    assert merge_events_by_keys(events, []) is events


def test_merge_of_a_dict_value() -> None:
    with pytest.raises(TypeError):
        merge_events_by_keys([ev(0, 1, {"a": {"b": 1}})], ["a"])


@given(event_lists)
def test_merging_moves_time_and_loses_none(events: list[Event]) -> None:
    merged = merge_events_by_keys(events, ["app"])
    assert sum_durations(merged) == sum_durations(events)
    values = [event.data["app"] for event in merged]
    assert values == list(dict.fromkeys(event.data["app"] for event in events))
