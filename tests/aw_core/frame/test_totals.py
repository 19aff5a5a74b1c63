"""Sums of parts, added up: what the sum of the whole would be."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aw_core.frame import EventFrame
from aw_core.frame.functions import categorize, keep_keys, merge_events_by_keys
from aw_core.frame.pool import MISSING
from aw_core.frame.totals import Totals
from aw_core.models import Event

VALUES = st.sampled_from(["a", "b", 1, 1.0, True, None, ["a"], ["a", "b"]])
DATA = st.dictionaries(st.sampled_from(["app", "title", "x"]), VALUES)
LENGTHS = st.integers(-5, 10**12)
KEYS = st.lists(st.sampled_from(["app", "title", "x", "y"]), min_size=1, max_size=3)


@given(rows=st.lists(st.tuples(LENGTHS, DATA), max_size=30), cuts=st.lists(st.integers(0, 30), max_size=3), keys=KEYS)
def test_the_sum_of_the_parts_is_the_sum_of_the_whole(
    rows: list[tuple[int, dict[str, Any]]], cuts: list[int], keys: list[str]
) -> None:
    frame = EventFrame.from_events([Event.from_us(None, at, length, data) for at, (length, data) in enumerate(rows)])
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    totals = Totals(keys)
    for first, end in pairwise(edges):
        before = totals.copy()
        totals.add(merge_events_by_keys(frame.take(slice(first, end)), keys))
        # What others go on adding to is another.
        assert len(before) <= len(totals)
        before.add(merge_events_by_keys(frame, keys))
    whole = merge_events_by_keys(frame, keys)
    found = totals.frame()
    assert found.to_events() == whole.to_events()
    assert [list(map(repr, found.pool.column(key))) for key in keys] == [
        list(map(repr, whole.pool.column(key))) for key in keys
    ]


@given(rows=st.lists(st.tuples(LENGTHS, DATA), max_size=30), keys=KEYS, others=KEYS)
def test_sums_can_be_added_up_by_less(
    rows: list[tuple[int, dict[str, Any]]], keys: list[str], others: list[str]
) -> None:
    frame = EventFrame.from_events([Event.from_us(None, at, length, data) for at, (length, data) in enumerate(rows)])
    merged = merge_events_by_keys(frame, keys)
    found = Totals.of(merged, keys).frame()
    assert merge_events_by_keys(found, others).to_events() == merge_events_by_keys(merged, others).to_events()
    assert keep_keys(found, others).to_json() == keep_keys(merged, others).to_json()


def test_labels_come_along_and_nothing_else_is_held() -> None:
    frame = EventFrame.from_events([Event.from_us(None, 0, 5, {"app": "x", "title": "secret"})])
    merged = merge_events_by_keys(categorize(frame, [[["A"], {"regex": "x"}]]), ["app", "$category"])
    totals = Totals.of(merged, ["app", "$category"])
    assert totals.frame().to_events()[0].data == {"app": "x", "$category": ["A"]}
    assert totals.frame().pool.column("title") == [MISSING]
    assert totals.nbytes > 0
