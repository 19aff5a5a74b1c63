"""Intersection and union of periods: the vectors A.4 and set arithmetic."""

from __future__ import annotations

import copy
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given

from aw_core.models import Event
from aw_transform import filter_period_intersect, period_union
from aw_transform.filter_period_intersect import _intersecting_eventpairs

from .periods import NONE, T0, A, B, covered, ev, event_lists, evs, plain, span


@pytest.mark.parametrize(
    ("events", "filters", "result"),
    [
        ([(5, 0, A)], [(0, 10)], [(5, 0, A)]),
        ([(0, 10, A)], [(0, 10), (0, 10)], [(0, 10, A)]),
        ([(0, 10, A), (2, 3, B)], [(0, 10)], [(0, 10, A), (2, 3, B)]),
        ([(0, 10, A)], [(10, 5)], []),
        ([(0, 10, A)], [(0, 6), (4, 6)], [(0, 6, A), (4, 6, A)]),
        ([(0, 10, A)], [(2, 1), (5, 1)], [(2, 1, A), (5, 1, A)]),
        ([(4, 2, A)], [(0, 5)], [(4, 1, A)]),
        ([(4, 2, A)], [(5, 5)], [(5, 1, A)]),
        ([(4, 2, B), (0, 2, A)], [(5, 5), (1, 1)], [(1, 1, A), (5, 1, B)]),
        ([(5, 0, A)], [(0, 5), (5, 5)], [(5, 0, A)]),
        ([(5, 0, A)], [(6, 1)], []),
        ([(0, 1, A)], [], []),
        ([], [(0, 1)], []),
    ],
)
def test_intersect(events: Any, filters: Any, result: Any) -> None:
    assert plain(filter_period_intersect(evs(*events), evs(*filters))) == result


def test_intersect_keeps_the_id_and_leaves_its_inputs_alone() -> None:
    events, filters = [ev(5, 5, {"list": [1]}, id=3), ev(0, 2, A, id=4)], evs((6, 1), (0, 1))
    before = copy.deepcopy((events, filters))
    found = filter_period_intersect(events, filters)
    assert [event.id for event in found] == [4, 3]
    found[1].data["list"].append(2)
    assert (events, filters) == before
    assert [event.id for event in events] == [3, 4]


def test_intersect_cuts_between_milliseconds() -> None:
    (piece,) = filter_period_intersect([ev(0.000_001, 2, A)], [ev(0.000_003, 1)])
    assert span(piece) == (ev(0.000_003, 0).start_us, ev(1.000_003, 0).start_us)


def test_pairs() -> None:
    ones, twos = evs((5, 5, A), (0, 2, B)), evs((6, 1), (1, 5))
    found = list(_intersecting_eventpairs(ones, twos))
    assert [(one.data, plain([two])[0][0], slot.start, slot.end, slot.duration) for one, two, slot in found] == [
        (B, 1, T0 + timedelta(seconds=1), T0 + timedelta(seconds=2), timedelta(seconds=1)),
        (A, 1, T0 + timedelta(seconds=5), T0 + timedelta(seconds=6), timedelta(seconds=1)),
        (A, 6, T0 + timedelta(seconds=6), T0 + timedelta(seconds=7), timedelta(seconds=1)),
    ]
    assert found[0][0] is ones[0]
    # Sorted in place, as programs that use it expect.
    assert [start for start, _, _ in plain(ones)] == [0, 5]
    assert [start for start, _, _ in plain(twos)] == [1, 6]


@pytest.mark.parametrize(
    ("one", "two", "result"),
    [
        ([(0, 10, A)], [(10, 5, B), (20, 1)], [(0, 15, NONE), (20, 1, NONE)]),
        ([(0, 10)], [(2, 3)], [(0, 10, NONE)]),
        ([(5, 1), (0, 1)], [(1, 1), (3, 0)], [(0, 2, NONE), (3, 0, NONE), (5, 1, NONE)]),
        ([], [], []),
    ],
)
def test_union(one: Any, two: Any, result: Any) -> None:
    assert plain(period_union(evs(*one), evs(*two))) == result


def test_union_keeps_the_first_id_and_leaves_its_inputs_alone() -> None:
    one, two = [ev(0, 2, A, id=1)], [ev(1, 5, B, id=2)]
    before = copy.deepcopy((one, two))
    (union,) = period_union(one, two)
    assert (union.id, union.data) == (1, {})
    assert (one, two) == before


@given(event_lists, event_lists)
def test_union_covers_both_and_no_more(one: list[Event], two: list[Event]) -> None:
    union = period_union(one, two)
    assert sum(event.duration_us for event in union) == covered(one + two)
    for before, after in pairwise(union):
        assert span(before)[1] < span(after)[0]
    for start, end in map(span, one + two):
        assert any(lower <= start and end <= upper for lower, upper in map(span, union))
    assert period_union(union, []) == union


@given(event_lists, event_lists)
def test_intersection_with_a_union_is_exact(one: list[Event], two: list[Event]) -> None:
    """For events that do not overlap each other: |A| + |B| = |A or B| + |A and B|."""
    events, filters = period_union(one, []), period_union(two, [])
    found = filter_period_intersect(events, filters)
    assert sum(event.duration_us for event in found) == covered(one) + covered(two) - covered(one + two)
    assert found == sorted(found)
    for piece in found:
        start, end = span(piece)
        assert any(lower <= start and end <= upper for lower, upper in map(span, events))
        assert any(lower <= start and end <= upper for lower, upper in map(span, filters))
    assert plain(filter_period_intersect(found, filters)) == plain(found)
