"""Patterns over frames: in time, once for each datum, on as much of a text as they can bear."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aw_transform
from aw_core.category_rule import Rule
from aw_core.frame import EventFrame
from aw_core.models import Event
from aw_core.patterns import REACH, reach
from aw_query import functions as f
from aw_query.exceptions import QueryFunctionException
from aw_query.limits import Limits, Meter
from tests.support.wait import patience

T0 = datetime(2024, 5, 1, tzinfo=UTC)


def frame(*data: dict[str, Any]) -> Any:
    return EventFrame.from_events([Event(timestamp=T0, duration=1, data=datum) for datum in data])


def test_the_same_as_over_lists() -> None:
    data = [{"app": "a", "title": "x"}, {"app": "b", "n": 1}, {}, {"app": ["a"]}, {"title": "a" * 500}]
    rules = [[["A"], {"regex": "^a"}], [["A", "b"], {"regex": "X", "ignore_case": True}], [["N"], {"type": "none"}]]
    tags = [["one", {"regex": "a|b"}], ["two", {"regex": "b", "select_keys": ["app"]}]]
    for function, stated in ((f.q2_categorize, rules), (f.q2_tag, tags)):
        lists = function([Event(timestamp=T0, duration=1, data=dict(datum)) for datum in data], stated)
        frames: Any = function(frame(*data), stated)
        assert frames.to_events() == lists
    filtered: Any = f.q2_filter_keyvals_regex(frame(*data), "title", "a|x")
    assert [event.data for event in filtered.to_events()] == [data[0], data[4]]
    anywhere: Any = f.q2_filter_keys_regex(frame(*data), [], "b|x")
    assert [event.data for event in anywhere.to_events()] == data[:2]


_SPANS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6), st.sampled_from(["a", "b", "ab", "z"])), min_size=1, max_size=8
)


def spans(listed: list[tuple[int, int, str]], key: str) -> list[Event]:
    made = [
        Event(timestamp=T0 + timedelta(seconds=start), duration=length, data={key: text})
        for start, length, text in listed
    ]
    return aw_transform.resolve_overlaps(made)


@given(_SPANS, _SPANS, _SPANS)
def test_what_others_say_counts_for_the_category(
    base: list[tuple[int, int, str]], pages: list[tuple[int, int, str]], files: list[tuple[int, int, str]]
) -> None:
    """Second by second, by a plain reading of the rule."""
    rules = [
        [["B"], {"regex": "b"}],
        [["A", "x"], {"regex": "a", "select_keys": ["url", "app"]}],
        [["F"], {"regex": "z", "select_keys": ["file"], "priority": 99}],
    ]
    lists = spans(base, "app"), spans(pages, "url"), spans(files, "file")
    found = f.q2_categorize(lists[0], rules, lists[1], lists[2])
    compiled = [(label, aw_transform.Rule(rule)) for label, rule in rules]

    def at(events: list[Event], second: int) -> Event | None:
        moment = T0 + timedelta(seconds=second + 0.5)
        return next((event for event in events if event.timestamp <= moment < event.end), None)

    for second in range(30):
        now = [at(events, second) for events in lists]
        got = at(found, second)
        if now[0] is None:
            assert got is None
            continue
        together = {key: value for event in now if event is not None for key, value in event.data.items()}
        [expected] = aw_transform.categorize([Event(timestamp=T0, duration=1, data=together)], compiled)
        assert got is not None
        assert got.data == {**now[0].data, "$category": expected.data["$category"]}


@pytest.mark.parametrize(
    ("regex", "repetitions"), [("a|b", 0), ("a.*b", 1), (".*a.*b", 2), (".*a.*b.*c", 3), ("(?=.*a.*b.*c.*d)x", 4)]
)
def test_a_pattern_sees_what_it_can_bear(regex: str, repetitions: int) -> None:
    assert reach(regex, False) == REACH[repetitions]


def test_what_lies_beyond_the_reach_is_not_found() -> None:
    for length, found in ((200, True), (2000, False)):
        text = "x" * length + "a-b-c"
        assert len(f.q2_filter_keyvals_regex(frame({"title": text}), "title", ".*a.*b.*c")) == found
        labelled: Any = f.q2_categorize(frame({"title": text}), [[["A"], {"regex": ".*a.*b.*c"}]])
        (event,) = labelled.to_events()
        assert event.data == {"title": text, "$category": ["A" if found else "Uncategorized"]}


def test_texts_made_to_hurt_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    data = [{"title": text * 5000, "n": number} for number, text in enumerate(("a", "ab", "aab", "aabb", "abc"))]
    started = time.perf_counter()
    for regex in (".*a.*b.*c.*d", "a.*a.*a.*d", "[^-]+ - .*", ".*.*x", "(?i)(a|ab)*$"):
        try:
            f.q2_filter_keyvals_regex(frame(*data), "title", regex)
        except QueryFunctionException as error:
            assert "cannot be used" in error.message
    assert time.perf_counter() - started < 15 * patience()


@pytest.mark.parametrize(
    ("regex", "count"),
    [pytest.param("{}$", 15_000, id="texts give reasons"), pytest.param(r"\D{{{}}}$", 300, id="all are asked")],
)
def test_time_is_checked_between_data(regex: str, count: int) -> None:
    ticks = iter(range(1000))
    meter = Meter(Limits(seconds=3), clock=lambda: next(ticks))
    many = frame(*({"title": str(number)} for number in range(count)))
    rules = [[["A"], {"regex": regex.format(number)}] for number in range(1, 1000)]
    with meter.running(), pytest.raises(QueryFunctionException, match="longer than"):
        f.q2_categorize(many, rules)
    assert len(f.q2_categorize(many, rules)) == count


@pytest.mark.parametrize(
    "data",
    [
        [{"title": "alpha"}, {}, {"title": "x", "more": "alpha"}, {"title": ["alpha"]}, {"title": {"a": "alpha"}}],
        [{}, {}],
        [{"title": 1}, {"title": True}, {"title": None}, {"title": 1.0}, {"title": "1"}],
        [],
    ],
)
@pytest.mark.parametrize("keys", [["title"], ["more", "title"], []])
def test_many_at_once_are_what_each_is_alone(data: list[dict[str, Any]], keys: list[str]) -> None:
    rule = {"regex": "alpha|1", **({"select_keys": keys} if keys else {})}
    labelled: Any = f.q2_categorize(frame(*data), [[["A"], rule]])
    alone = [Rule(rule).match_data(one) for one in data]
    assert [event.data["$category"] == ["A"] for event in labelled.to_events()] == alone


def test_equal_values_that_are_not_alike_are_told_apart() -> None:
    many: Any = frame({"n": 1}, {"n": True}, {"n": "1"}, {"n": [1]}, {})
    found: Any = f.q2_filter_keyvals(many, "n", ["1", 1])
    assert [event.data["n"] for event in found.to_events()] == [1, True, "1"]
    found = f.q2_filter_keyvals_regex(many, "n", "1")
    assert [event.data["n"] for event in found.to_events()] == ["1"]
