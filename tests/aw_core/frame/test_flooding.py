"""Flood over columns: the contract's vectors, and the plain one as the judge where events tangle."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aw_transform
from aw_core.frame import EventFrame, flooding
from aw_core.frame.functions import flood
from aw_core.models import Event
from tests.aw_transform.periods import A, B, covered, ev, evs, plain

C = {"app": "C"}


def flooded(events: list[Event], pulsetime: float = 5.0) -> list[Event]:
    return flood(EventFrame.from_events(events), pulsetime).to_events()


def whole(events: list[Event]) -> list[tuple[Any, ...]]:
    return [(e.id, e.start_us, e.duration_us, e.data) for e in events]


@pytest.mark.parametrize(
    ("given_events", "expected"),
    [
        (((0, 1, A), (3, 1, B)), [(0, 2, A), (2, 2, B)]),
        (((0, 1, A), (3, 1, A)), [(0, 4, A)]),
        (((0, 1, A), (6, 1, B)), [(0, 3.5, A), (3.5, 3.5, B)]),
        (((0, 10, A), (5, 10, B)), [(0, 5, A), (5, 10, B)]),
        (((0, 10, A), (9.95, 10, B)), [(0, 9.975, A), (9.975, 9.975, B)]),
        (((0, 100, A), (10, 5, A), (103, 1, A)), [(0, 104, A)]),
        (((0, 0, A), (2, 0, B)), [(0, 1, A), (1, 1, B)]),
        (((0, 1, A), (3, 1, A), (6, 1, A)), [(0, 7, A)]),
        (((0, 1, A), (3, 2, A), (7, 3, A)), [(0, 10, A)]),
        (((0, 5, A), (6, 0, B), (7, 5, A)), [(0, 5.5, A), (5.5, 1, B), (6.5, 5.5, A)]),
        (((0, 5, A), (5, 5, A)), [(0, 10, A)]),
    ],
)
def test_vectors_of_the_contract(given_events: Any, expected: Any) -> None:
    assert plain(flooded(evs(*given_events))) == expected


def shapes(scale: float, longest: int) -> st.SearchStrategy[list[Event]]:
    return st.lists(
        st.builds(
            lambda start, length, data, id: ev(start * scale, length * scale, data, id),
            st.integers(0, 25),
            st.just(0) | st.integers(-1, longest),
            st.sampled_from([A, B, C]),
            st.integers(1, 99),
        ),
        max_size=20,
    )


@settings(max_examples=1500, deadline=None)
@given(
    shapes(1, 4) | shapes(0.03, 4) | shapes(0.03, 12) | shapes(0.000001, 5) | shapes(2, 9),
    st.sampled_from([5, 0, 1, 0.05, -1, 0.000002, 1e30]),
)
def test_as_the_plain_one(events: list[Event], pulsetime: float) -> None:
    assert whole(flooded(events, pulsetime)) == whole(aw_transform.flood(events, pulsetime))


@pytest.mark.parametrize("seed", range(6))
def test_long_tangled_days(seed: int) -> None:
    chance = random.Random(seed)
    at, events = 0.0, []
    for number in range(3000):
        length = chance.choice([0, 0, 0.001, 0.05, 1, 2, 7, 30])
        events.append(ev(at, length, chance.choice([A, B, C]), number))
        at += max(0, length + chance.choice([-9, -0.06, -0.02, 0, 0.000001, 0.5, 1, 1, 1, 4, 6]))
    result = flooded(events[::-1])
    assert whole(result) == whole(aw_transform.flood(events[::-1]))
    assert sum(e.duration_us for e in result) == covered(result)


@given(
    st.lists(
        st.builds(ev, st.integers(0, 60), st.integers(0, 9), st.sampled_from([A, B, C])),
        max_size=20,
    ),
    st.sampled_from([0.0, 1.0, 5.0, -1.0]),
)
def test_the_same_in_however_many_blocks_it_is_settled(events: list[Event], pulsetime: float) -> None:
    whole_at_once = whole(flooded(events, pulsetime))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flooding, "_BLOCK", 1)
        assert whole(flooded(events, pulsetime)) == whole_at_once
