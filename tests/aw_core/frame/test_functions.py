"""Every function over frames gives what the plain one over lists gives, on any input."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import aw_transform
from aw_core.frame import EventFrame, functions
from aw_core.frame.rules import compile_rules
from aw_core.models import Event
from tests.aw_transform.periods import A, B, ev, evs

frame_of = EventFrame.from_events

# Equal in Python but spelled differently, nested, lacking keys: everything that grouping must get right.
DATA: list[dict[str, Any]] = [
    A,
    B,
    {},
    {"n": 1},
    {"n": True},
    {"n": 1.0},
    {"n": [1, 2]},
    {"a": "x", "b": "y"},
    {"b": "y", "a": "x"},
    {"app": "A", "title": "(2) ● Word FPS: 12.5"},
    {"url": "http://www.host.com:80/p;x?q=1#f", "title": "web"},
    {"url": None},
]


def lists(data: list[dict[str, Any]], scale: float = 1, longest: int = 6) -> st.SearchStrategy[list[Event]]:
    """Few distinct moments, so that starts, ends and whole events coincide often."""
    return st.lists(
        st.builds(
            lambda start, length, datum, id: ev(start * scale, length * scale, copy.deepcopy(datum), id),
            st.integers(0, 14),
            st.just(0) | st.integers(0, longest),
            st.sampled_from(data),
            st.none() | st.integers(0, 99),
        ),
        max_size=14,
    )


def whole(events: list[Event]) -> list[tuple[Any, ...]]:
    return [(e.id, e.start_us, e.duration_us, json.dumps(e.data, default=str)) for e in events]


def same(name: str, *events: list[Event], args: tuple[Any, ...] = ()) -> None:
    """Both give the same, ids and spelling of the data included; and the frames given are as they were."""
    expected = getattr(aw_transform, name)(*copy.deepcopy(events), *args)
    frames = [frame_of(copy.deepcopy(one)) for one in events]
    result = getattr(functions, name)(*frames, *args)
    assert whole(result.to_events()) == whole(expected)
    assert [whole(frame.to_events()) for frame in frames] == [whole(one) for one in events]


mixed = lists(DATA)
plain_two = lists([A, B])


@given(mixed, st.integers(-16, 16))
def test_limit_events(events: list[Event], count: int) -> None:
    same("limit_events", events, args=(count,))


@given(mixed)
def test_sorting(events: list[Event]) -> None:
    same("sort_by_timestamp", events)
    same("sort_by_duration", events)


@given(mixed, mixed)
def test_concat(one: list[Event], two: list[Event]) -> None:
    same("concat", one, two)


def test_concat_of_many_and_of_one_pool() -> None:
    frame = frame_of(evs((0, 1, A), (1, 1, B)))
    both = functions.concat(frame, functions.limit_events(frame, 1), frame_of(evs((9, 1, A))), EventFrame.empty())
    assert whole(both.to_events()) == whole(evs((0, 1, A), (1, 1, B), (0, 1, A), (9, 1, A)))
    assert functions.concat(frame, frame).pool is frame.pool


@given(mixed)
def test_sum_durations(events: list[Event]) -> None:
    total = aw_transform.sum_durations(events)
    assert functions.sum_durations(frame_of(events)) == total.total_seconds() * 1e6


@given(mixed, st.sampled_from(["n", "app", "url", "zz"]), st.booleans())
def test_filter_keyvals(events: list[Event], key: str, exclude: bool) -> None:
    same("filter_keyvals", events, args=(key, [1, "A", None, [1, 2]], exclude))


# The epoch of the events that `ev` makes, so that the cuts meet their edges.
_ZERO = ev(0, 0, {}).timestamp


@given(mixed, st.integers(-2, 16), st.integers(-2, 16))
def test_cut(events: list[Event], start: int, end: int) -> None:
    same("cut", events, args=tuple((_ZERO + timedelta(seconds=at)).isoformat() for at in (start, end)))


@given(mixed, st.integers(-2, 30), st.sampled_from([0, 1, 2.5, 20]))
def test_prolong(events: list[Event], until: int, seconds: float) -> None:
    same("prolong", events, args=((_ZERO + timedelta(seconds=until)).isoformat(), seconds))


@pytest.mark.parametrize("text", ["soon", "99999-01-01"])
def test_no_time_is_refused(text: str) -> None:
    for kit in (aw_transform, functions):
        nothing: Any = [] if kit is aw_transform else EventFrame.empty()
        with pytest.raises(ValueError):
            kit.cut(nothing, text, text)
        with pytest.raises(ValueError):
            kit.prolong(nothing, text, 1)


@given(mixed)
def test_columns(events: list[Event]) -> None:
    found = functions.columns(frame_of(events))
    rows = zip(found["start"], found["duration"], found["code"], strict=True)
    assert [(start, duration, json.dumps(found["data"][code])) for start, duration, code in rows] == [
        (e.start_us, e.duration_us, json.dumps(e.data)) for e in events
    ]
    assert len({json.dumps(data) for data in found["data"]}) == len(found["data"])


@given(mixed, st.lists(st.sampled_from(["n", "app", "title", "url", "zz"]), max_size=3))
def test_keep_keys(events: list[Event], keys: list[str]) -> None:
    same("keep_keys", events, args=(keys,))


@given(mixed, st.sampled_from(["n", "app", "title", "zz"]))
def test_filter_keyvals_regex(events: list[Event], key: str) -> None:
    same("filter_keyvals_regex", events, args=(key, "A|e"))


@given(mixed, st.lists(st.sampled_from(["n", "app", "title", "zz"]), max_size=3))
def test_filter_keys_regex(events: list[Event], keys: list[str]) -> None:
    same("filter_keys_regex", events, args=(keys, "A|e"))


@given(mixed, st.lists(st.sampled_from(["n", "app", "title", "a", "b", "url"]), max_size=3))
def test_merge_events_by_keys(events: list[Event], keys: list[str]) -> None:
    same("merge_events_by_keys", events, args=(keys,))


def test_merging_by_a_dictionary_is_a_type_error() -> None:
    frame = frame_of(evs((0, 1, {"n": {}}), (1, 1, A)))
    with pytest.raises(TypeError):
        functions.merge_events_by_keys(frame, ["n"])
    # One that does not occur any more is nobody's fault.
    assert len(functions.merge_events_by_keys(functions.filter_keyvals(frame, "app", ["A"]), ["n"])) == 1


@given(mixed, st.sampled_from(["n", "app"]), st.sampled_from([0, 1, 5]))
def test_chunk_events_by_key(events: list[Event], key: str, pulsetime: float) -> None:
    expected = aw_transform.chunk_events_by_key(copy.deepcopy(events), key, pulsetime)
    result = functions.chunk_events_by_key(frame_of(events), key, pulsetime).to_events()

    def inside(chunks: list[Event]) -> list[Any]:
        return [
            (c.start_us, c.duration_us, json.dumps(c.data[key]), whole(c.data["subevents"]), list(c.data))
            for c in chunks
        ]

    assert inside(result) == inside(expected)


@given(plain_two, plain_two)
def test_period_union(one: list[Event], two: list[Event]) -> None:
    same("period_union", one, two)


@settings(max_examples=300)
@given(plain_two, plain_two)
@example(evs((5, 0, A)), evs((0, 10)))
@example(evs((0, 10, A)), evs((0, 10), (0, 10)))
@example(evs((0, 10, A)), evs((0, 6), (4, 6)))
@example(evs((0, 10, A)), evs((10, 5)))
def test_filter_period_intersect(events: list[Event], periods: list[Event]) -> None:
    same("filter_period_intersect", events, periods)
    # The usual case, which is computed in another way: neither overlaps itself.
    apart, others = (functions.resolve_overlaps(frame_of(one)).to_events() for one in (events, periods))
    same("filter_period_intersect", apart, others)
    same("filter_period_intersect", apart, [event for event in others if event.duration])


@given(mixed, mixed)
def test_union(one: list[Event], two: list[Event]) -> None:
    same("union", one, two)


@settings(max_examples=300)
@given(plain_two, plain_two)
@example(evs((2, 2, A)), evs((0, 10, B)))
def test_union_no_overlap(one: list[Event], two: list[Event]) -> None:
    same("union_no_overlap", one, two)


@settings(max_examples=300)
@given(plain_two)
def test_resolve_overlaps(events: list[Event]) -> None:
    same("resolve_overlaps", events)


@given(mixed)
def test_split_url_events(events: list[Event]) -> None:
    same("split_url_events", events)


@given(lists([A | {"title": title} for title in ("(12)  Foo", "● (2) x", "(2) ● x", "** a")] + [{"title": "●x"}]))
def test_simplify_string(events: list[Event]) -> None:
    same("simplify_string", events)


def test_simplify_string_names_a_missing_key() -> None:
    with pytest.raises(KeyError):
        functions.simplify_string(frame_of(evs((0, 1, A))), "title")


RULES: list[tuple[Any, dict[str, Any]]] = [
    (["A"], {"type": "regex", "regex": "A"}),
    (["A", "deep"], {"regex": "a", "ignore_case": True, "select_keys": ["app"]}),
    ([], {"regex": "."}),
    (["None"], {"type": "none", "regex": "."}),
    (["Host"], {"regex": "host", "select_keys": ["$domain"], "priority": 15}),
    (["Empty"], {"regex": "", "priority": 99}),
    (["Word"], {"regex": "Word|web"}),
    (["Last"], {"regex": "Word"}),
]


@given(mixed)
def test_categories_and_tags(events: list[Event]) -> None:
    pairs = [(label, aw_transform.Rule(rule)) for label, rule in RULES]
    for name in ("categorize", "tag"):
        expected = getattr(aw_transform, name)(copy.deepcopy(events), pairs)
        result = getattr(functions, name)(frame_of(events), compile_rules(RULES))
        assert whole(result.to_events()) == whole(expected)


def test_rules_are_compiled_once_and_a_wrong_one_is_named() -> None:
    assert compile_rules(RULES) is compile_rules(copy.deepcopy(RULES))
    with pytest.raises(Exception, match=r"rule 2: .*unterminated"):
        compile_rules([(["A"], {"regex": "a"}), (["B"], {"regex": "(["})])
    with pytest.raises(ValueError, match=r"rule 1: .*priority"):
        compile_rules([(["A"], {"regex": "a", "priority": True})])


@settings(max_examples=200)
@given(
    lists([A, {"app": "A", "u": 1}]),
    lists([{"u": 1}, {"u": 2}, {"v": 3}]),
    st.sampled_from([["u"], ["u", "v"], []]),
    st.sampled_from(["base_wins", "sub_wins"]),
)
def test_merge_subwatcher_fields(base: list[Event], sub: list[Event], keys: list[str], conflict: str) -> None:
    same("merge_subwatcher_fields", base, sub, args=(keys, conflict))


@given(
    mixed, mixed, st.lists(st.sampled_from(["n", "a", "url"]), max_size=2), st.sampled_from(["base_wins", "sub_wins"])
)
def test_merge_subwatcher_fields_without_overlaps(
    base: list[Event], sub: list[Event], keys: list[str], conflict: str
) -> None:
    apart = [event for event in aw_transform.resolve_overlaps(sub) if event.duration_us > 0]
    same("merge_subwatcher_fields", base, apart, args=(keys, conflict))


def test_an_unknown_conflict_is_refused() -> None:
    with pytest.raises(ValueError, match="conflict"):
        functions.merge_subwatcher_fields(EventFrame.empty(), EventFrame.empty(), [], "both")


# Around both changes of the clocks of 2024 in Berlin, and a zone that changes at midnight.
_CHANGES = (-33.6e5, 1.556e7, -2.8e6)


@settings(max_examples=150)
@given(
    st.sampled_from(_CHANGES),
    st.lists(st.tuples(st.integers(-300, 300), st.just(0) | st.integers(-20, 9000), st.sampled_from(DATA)), max_size=8),
    st.sampled_from(["hour", "day", "week", "month", "year"]),
    st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "America/Asuncion", "UTC", "Asia/Kathmandu"]),
    st.sampled_from([(), ("04:00",), ("2:30", "Sunday"), ("23:59", "Saturday")]),
)
def test_split_by_period(
    around: float, shape: list[tuple[int, int, Any]], resolution: str, zone: str, edges: tuple[str, ...]
) -> None:
    events = [ev(around + start * 1800, length * 60, data) for start, length, data in shape]
    same("split_by_period", events, args=(resolution, zone, *edges))


@pytest.mark.parametrize(
    "arguments",
    [
        ("fortnight", "UTC"),
        ("day", "Mars/Base"),
        ("day", "../etc/passwd"),
        ("day", "UTC", "24:00"),
        ("day", "UTC", "noon"),
        ("week", "UTC", "00:00", "Tuesday"),
    ],
)
def test_split_by_period_refuses(arguments: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"resolution|zone|day starts|week starts"):
        functions.split_by_period(EventFrame.empty(), *arguments)


def test_every_function_takes_nothing() -> None:
    none = EventFrame.empty()
    calls: list[Callable[[], EventFrame]] = [
        lambda: functions.flood(none),
        lambda: functions.concat(),
        lambda: functions.period_union(none, none),
        lambda: functions.filter_period_intersect(none, none),
        lambda: functions.union(none, none),
        lambda: functions.union_no_overlap(none, none),
        lambda: functions.resolve_overlaps(none),
        lambda: functions.merge_events_by_keys(none, ["a"]),
        lambda: functions.chunk_events_by_key(none, "a"),
        lambda: functions.merge_subwatcher_fields(none, none, ["a"]),
        lambda: functions.split_by_period(none, "day", "UTC"),
        lambda: functions.categorize(none, RULES),
    ]
    for call in calls:
        assert call().to_events() == []


def test_data_that_is_not_json_goes_through() -> None:
    lock = threading.Lock()
    frame = functions.flood(frame_of([ev(0, 1, {"k": lock}), ev(3, 1, {"k": lock}), ev(5, 1, {"k": {1: [lock]}})]))
    first, second = frame.to_events()
    assert first.data["k"] is lock and second.data["k"][1][0] is lock


@given(lists(DATA), st.lists(st.sampled_from(["n", "a", "b", "app", "title", "nothing"]), min_size=1, max_size=3))
def test_what_was_merged_merges_filters_and_is_written_like_any_other(events: list[Event], keys: list[str]) -> None:
    frame = functions.merge_events_by_keys(frame_of(events), keys)
    listed = aw_transform.merge_events_by_keys(copy.deepcopy(events), keys)
    for again in (keys[:1], ["nothing", *keys]):
        merged = functions.merge_events_by_keys(frame, again)
        assert whole(merged.to_events()) == whole(aw_transform.merge_events_by_keys(copy.deepcopy(listed), again))
    for vals in ([1], [True], [1.0], [[1, 2]], ["y", None], [], [1]):
        chosen = functions.filter_keyvals(frame, keys[0], vals)
        assert whole(chosen.to_events()) == whole(aw_transform.filter_keyvals(copy.deepcopy(listed), keys[0], vals))
    assert json.loads(frame.to_json()) == json.loads(frame_of(listed).to_json())


def test_keys_are_kept_of_events_that_others_cut_into_more_data_than_there_was() -> None:
    """A page that changes under one window gives its datum two categories: two codes over one in the pool below."""
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    windows = [Event(timestamp=start, duration=60, data={"app": "firefox"})]
    pages = [
        Event(timestamp=start + timedelta(seconds=20 * at), duration=20, data={"url": url})
        for at, url in enumerate(("https://a.example", "https://b.example", "https://c.example"))
    ]
    rules = [[[name], {"type": "regex", "regex": f"{name}\\.example"}] for name in "abc"]
    sorted_ = functions.categorize(frame_of(windows), rules, [frame_of(pages)])
    for keys, kept in (
        ([], [{}] * 3),
        (["app"], [{"app": "firefox"}] * 3),
        (["$category"], [{"$category": [name]} for name in "abc"]),
    ):
        assert [event.data for event in functions.keep_keys(sorted_, keys).to_events()] == kept
