"""Joining two lists: union and union_no_overlap (A.4)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aw_core.models import Event
from aw_core.timestamps import from_us
from aw_transform import resolve_overlaps, sum_durations, union, union_no_overlap
from aw_transform.union_no_overlap import _split_event
from tests.aw_transform.test_flood import EVENTS, T0, Triple, build, shown


def test_union_of_one_instant_puts_the_second_list_first() -> None:
    assert shown(union(build([(0, 1, "A")]), build([(0, 1, "B")]))) == [(0, 1, "B"), (0, 1, "A")]


@given(EVENTS, EVENTS)
def test_union_with_itself_is_itself_and_nothing_is_lost(one: list[Triple], two: list[Triple]) -> None:
    assert sorted(shown(union(build(one), build(one)))) == sorted(shown(build(one)))
    assert set(shown(union(build(one), build(two)))) == {*shown(build(one)), *shown(build(two))}


def test_the_second_list_fills_what_the_first_leaves_free() -> None:
    result = union_no_overlap(build([(2, 2, "A")]), build([(0, 10, "B")]))
    assert shown(result) == [(0, 2, "B"), (2, 2, "A"), (4, 6, "B")]


def test_a_long_event_over_many_short_ones_adds_only_the_rest() -> None:
    # An hour of window events, one a second long after another, under a stopwatch of 48 minutes.
    windows = build([(float(s), 1.0, "w") for s in range(3600)])
    stopwatch = build([(60.0, 2880.0, "s")])
    assert sum_durations(union_no_overlap(windows, stopwatch)).total_seconds() == 3600
    assert sum_durations(union_no_overlap(stopwatch, windows)).total_seconds() == 3600


def test_an_event_without_length_swallows_nothing() -> None:
    assert shown(union_no_overlap(build([(0, 0, "A")]), build([(0, 5, "B")]))) == [(0, 0, "A"), (0, 5, "B")]


@given(EVENTS, EVENTS, st.randoms())
def test_any_input_covers_the_union_once_more_than_the_first_list_overlaps(
    one: list[Triple], two: list[Triple], dice: object
) -> None:
    first, second = build(one), build(two)
    result = union_no_overlap(first, second)
    assert [e.timestamp for e in result] == sorted(e.timestamp for e in result)
    covered = sum_durations(resolve_overlaps([*first, *second]))
    assert sum_durations(resolve_overlaps(result)) == covered
    added = [e for e in result if e not in first]
    free = covered - sum_durations(resolve_overlaps(first))
    assert sum_durations(resolve_overlaps(added)) >= free


def test_an_event_is_split_at_a_moment_inside_only() -> None:
    event = Event.from_us(7, T0, 10_000_000, {"x": "A"})
    before, after = _split_event(event, from_us(T0 + 4_000_000))
    assert after is not None
    assert shown([before, after]) == [(0, 4, "A"), (4, 6, "A")]
    assert _split_event(event, from_us(T0)) == (event, None)
