"""The sixty-minute law: no moment twice, nothing invented, nothing lost, the later one wins."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given

from aw_core.models import Event
from aw_transform import resolve_overlaps

from .periods import A, B, covered, ev, event_lists, evs, plain, span

C = {"app": "C"}


@pytest.mark.parametrize(
    ("events", "result"),
    [
        ([], []),
        ([(0, 1, A), (2, 1, B)], [(0, 1, A), (2, 1, B)]),
        ([(2, 1, B), (0, 1, A)], [(0, 1, A), (2, 1, B)]),
        ([(0, 10, A), (2, 3, B)], [(0, 2, A), (2, 3, B), (5, 5, A)]),
        ([(0, 10, A), (5, 10, B)], [(0, 5, A), (5, 10, B)]),
        ([(0, 10, A), (0, 4, B)], [(0, 4, B), (4, 6, A)]),
        ([(0, 4, B), (0, 10, A)], [(0, 10, A)]),
        ([(0, 9, A), (1, 7, B), (2, 1, C)], [(0, 1, A), (1, 1, B), (2, 1, C), (3, 5, B), (8, 1, A)]),
        # B ends under C and does not come back.
        ([(0, 9, A), (1, 2, B), (2, 4, C)], [(0, 1, A), (1, 1, B), (2, 4, C), (6, 3, A)]),
        ([(0, 3, A), (0, 3, A)], [(0, 3, A)]),
        # Touching is no overlap, and equal neighbours stay two.
        ([(0, 1, A), (1, 1, A)], [(0, 1, A), (1, 1, A)]),
        # Without length: kept where nobody covers the instant.
        ([(5, 0, A)], [(5, 0, A)]),
        ([(0, 10, A), (5, 0, B)], [(0, 10, A)]),
        ([(5, 0, B), (5, 5, A)], [(5, 5, A)]),
        ([(5, 5, A), (5, 0, B)], [(5, 5, A)]),
        ([(0, 5, A), (5, 0, B)], [(0, 5, A), (5, 0, B)]),
        ([(5, 0, A), (5, 0, B)], [(5, 0, B)]),
        ([(0, 5, A), (5, 0, B), (5, 5, C)], [(0, 5, A), (5, 5, C)]),
        ([(3, -1, A)], [(3, 0, A)]),
        ([(0, 5, A), (3, -1, B)], [(0, 5, A)]),
    ],
)
def test_cases(events: Any, result: Any) -> None:
    assert plain(resolve_overlaps(evs(*events))) == result


def test_pieces_keep_id_and_have_their_own_data() -> None:
    events = [ev(0, 10, {"list": [1]}, id=5), ev(2, 3, B, id=6)]
    before = copy.deepcopy(events)
    pieces = resolve_overlaps(events)
    assert [piece.id for piece in pieces] == [5, 6, 5]
    pieces[0].data["list"].append(2)
    assert pieces[2].data == {"list": [1]}
    assert events == before


@given(event_lists)
def test_no_moment_twice(events: list[Event]) -> None:
    pieces = resolve_overlaps(events)
    for before, after in pairwise(pieces):
        assert span(before)[1] <= span(after)[0]
        assert span(before)[0] < span(after)[0]


@given(event_lists)
def test_nothing_invented_and_nothing_lost(events: list[Event]) -> None:
    pieces = resolve_overlaps(events)
    assert sum(piece.duration_us for piece in pieces) == covered(events) == covered(pieces)
    instants = {event.start_us for event in events}
    assert all(any(lower <= start <= upper for lower, upper in map(span, pieces)) for start in instants)


@given(event_lists)
def test_never_more_than_the_wall_clock(events: list[Event]) -> None:
    total = sum(piece.duration_us for piece in resolve_overlaps(events))
    if events:
        assert total <= max(span(event)[1] for event in events) - min(event.start_us for event in events)
    else:
        assert total == 0


@given(event_lists)
def test_a_second_time_changes_nothing(events: list[Event]) -> None:
    once = resolve_overlaps(events)
    twice = resolve_overlaps(once)
    assert [dict(event) for event in twice] == [dict(event) for event in once]


@given(event_lists)
def test_each_moment_belongs_to_the_one_that_started_last(events: list[Event]) -> None:
    """Against the definition, read moment by moment (starts and ends are whole seconds here)."""
    owners: dict[int, int] = {}
    for index, event in sorted(enumerate(events), key=lambda entry: (entry[1].start_us, entry[0])):
        start, end = span(event)
        for moment in range(start, end, 1_000_000):
            owners[moment] = index
    found = {}
    for piece in resolve_overlaps(events):
        start, end = span(piece)
        for moment in range(start, end, 1_000_000):
            found[moment] = (piece.id, piece.data)
    assert found == {moment: (events[index].id, events[index].data) for moment, index in owners.items()}


@given(event_lists)
def test_the_events_given_stay(events: list[Event]) -> None:
    before = copy.deepcopy(events)
    resolve_overlaps(events)
    assert [dict(event) for event in events] == [dict(event) for event in before]


def test_a_day_of_nested_events_takes_no_time() -> None:
    """Linear after sorting: 20,000 events that all overlap each other."""
    events = [ev(n, 50_000 - 2 * n, A) for n in range(20_000)]
    pieces = resolve_overlaps(events)
    assert len(pieces) == 2 * 20_000 - 1
    assert sum(piece.duration_us for piece in pieces) == 50_000 * 1_000_000
