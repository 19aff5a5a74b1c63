"""Heartbeats: the vectors A.1 and the laws of the fold."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.models import Event
from aw_transform import heartbeat_merge, heartbeat_reduce

from .periods import A, B, covered, ev, event_lists, evs, plain, span


@pytest.mark.parametrize(
    ("last", "heartbeat", "pulsetime", "result"),
    [
        ((0, 10, A), (2, 0, A), 0, (0, 10, A)),
        ((0, 0, A), (5, 0, A), 5, (0, 5, A)),
        ((0, 0, A), (5.001, 0, A), 5, None),
        ((5, 0, A), (2, 0, A), 100, None),
        ((0, 10, A), (5, 0, A), -2, (0, 10, A)),
        ((0, 10, A), (9, 0, A), -2, None),
        ((0, -1, A), (1, 0, A), 5, None),
        ((0, 0, {"a": 1}), (1, 0, {"a": True}), 5, (0, 1, {"a": 1})),
        ((0, 1, A), (2, 3, A), 5, (0, 5, A)),
        ((0, 1, A), (0, 0, A), 0, (0, 1, A)),
        ((0, 1, A), (1, 1, B), 5, None),
        ((0, 0, A), (0.3, 0, A), 0.1 + 0.2, (0, 0.3, A)),
        ((0, 0, A), (4.35, 0, A), 4.35, (0, 4.35, A)),
        # 1.001 * 1,000,000 is a hair below 1,001,000 as a float.
        ((0, 0, A), (1.001, 0, A), 1.001, (0, 1.001, A)),
        ((0, 0, A), (4.350001, 0, A), 4.35, None),
    ],
)
def test_merge(last: Any, heartbeat: Any, pulsetime: float, result: Any) -> None:
    one, two = ev(*last, id=7), ev(*heartbeat)
    before = copy.deepcopy(two)
    merged = heartbeat_merge(one, two, pulsetime)
    if result is None:
        assert merged is None
        assert plain([one]) == [last]
    else:
        assert merged is one
        assert plain([merged]) == [result]
        assert merged.id == 7
    assert dict(two) == dict(before)


@pytest.mark.parametrize("pulsetime", [float("nan"), float("inf")])
def test_senseless_pulsetime(pulsetime: float) -> None:
    with pytest.raises((ValueError, OverflowError)):
        heartbeat_merge(ev(0, 0), ev(1, 0), pulsetime)


def test_reduce() -> None:
    given_events = evs((0, 0, A), (1, 0, A), (2, 0, A), (20, 0, A), (21, 0, B))
    first = given_events[0]
    reduced = heartbeat_reduce(given_events, 5)
    assert plain(reduced) == [(0, 2, A), (20, 0, A), (21, 0, B)]
    assert len(given_events) == 5
    assert reduced[0] is first
    assert heartbeat_reduce([], 5) == []


@given(event_lists, st.integers(-2, 4))
def test_laws_of_reduce(events: list[Event], pulsetime: int) -> None:
    events.sort()
    spans = [span(event) for event in events]
    reduced = heartbeat_reduce(copy.deepcopy(events), pulsetime)
    assert len(reduced) <= len(events)
    # Nothing reported is lost, and nothing is added beyond the pulsetime between two reports.
    assert covered(reduced) >= covered(events)
    assert covered(reduced) <= covered(events) + max(0, pulsetime) * 1_000_000 * len(events)
    for start, end in spans:
        assert any(lower <= start and end <= upper for lower, upper in map(span, reduced))
    # A second time changes nothing: what could merge, merged.
    assert heartbeat_reduce(copy.deepcopy(reduced), pulsetime) == reduced
