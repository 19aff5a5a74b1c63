"""Flood: the vectors of the contract (A.3) and its laws."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.models import Event
from aw_transform import flood

T0 = 1_700_000_000_000_000
Triple = tuple[float, float, str]

VECTORS: list[tuple[list[Triple], list[Triple]]] = [
    ([(0, 1, "A"), (3, 1, "B")], [(0, 2, "A"), (2, 2, "B")]),
    ([(0, 1, "A"), (3, 1, "A")], [(0, 4, "A")]),
    ([(0, 1, "A"), (6, 1, "B")], [(0, 3.5, "A"), (3.5, 3.5, "B")]),
    ([(0, 10, "A"), (5, 10, "B")], [(0, 5, "A"), (5, 10, "B")]),
    ([(0, 10, "A"), (9.95, 10, "B")], [(0, 9.975, "A"), (9.975, 9.975, "B")]),
    ([(0, 100, "A"), (10, 5, "A"), (103, 1, "A")], [(0, 104, "A")]),
    ([(0, 0, "A"), (2, 0, "B")], [(0, 1, "A"), (1, 1, "B")]),
    ([(0, 1, "A"), (3, 1, "A"), (6, 1, "A")], [(0, 7, "A")]),
    ([(0, 1, "A"), (3, 2, "A"), (7, 3, "A")], [(0, 10, "A")]),
    ([(0, 5, "A"), (6, 0, "B"), (7, 5, "A")], [(0, 5.5, "A"), (5.5, 1, "B"), (6.5, 5.5, "A")]),
    ([(0, 5, "A"), (5, 5, "A")], [(0, 10, "A")]),
    # Not in the contract's table: what has no time wins none, and what loses all of it lets its neighbours meet.
    ([(0, 10, "A"), (5, 0, "B")], [(0, 10, "A")]),
    ([(0, 5, "A"), (5, 0, "B"), (5, 5, "A")], [(0, 10, "A")]),
    ([(0, 5, "A"), (5, 2, "B"), (5, 9, "A")], [(0, 14, "A")]),
    ([(0, 1, "A"), (7, 1, "A")], [(0, 1, "A"), (7, 1, "A")]),
    ([], []),
]


def build(triples: list[Triple]) -> list[Event]:
    return [Event.from_us(None, T0 + round(s * 1e6), round(d * 1e6), {"x": x}) for s, d, x in triples]


def shown(events: list[Event]) -> list[Triple]:
    return [((e.start_us - T0) / 1e6, e.duration_us / 1e6, e.data["x"]) for e in events]


@pytest.mark.parametrize(("given_events", "wanted"), VECTORS)
def test_vectors(given_events: list[Triple], wanted: list[Triple]) -> None:
    assert shown(flood(build(given_events))) == wanted


EVENTS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 40), st.sampled_from("ABC")).map(
        lambda t: (t[0] / 4, t[1] / 4, t[2])
    ),
    max_size=12,
)


@given(EVENTS)
def test_the_result_never_overlaps_and_holds_nothing_empty(triples: list[Triple]) -> None:
    result = flood(build(triples))
    assert all(e.duration_us > 0 for e in result)
    assert all(a.start_us + a.duration_us <= b.start_us for a, b in itertools.pairwise(result))


@given(EVENTS)
def test_no_hole_up_to_the_pulsetime_and_no_equal_neighbours_remain(triples: list[Triple]) -> None:
    result = flood(build(triples))
    for a, b in itertools.pairwise(result):
        gap = b.start_us - (a.start_us + a.duration_us)
        assert gap == 0 or gap > 5_000_000
        assert gap > 5_000_000 or a.data != b.data


@given(EVENTS)
def test_a_second_flood_changes_nothing(triples: list[Triple]) -> None:
    once = flood(build(triples))
    assert shown(flood(once)) == shown(once)


@given(EVENTS)
def test_the_order_given_does_not_matter_and_nothing_given_changes(triples: list[Triple]) -> None:
    events = build(triples)
    before = shown(events)
    assert shown(flood(events)) == shown(flood(sorted(events)))
    assert shown(events) == before
