"""The functions as Python sees them (the document's chapter 10.4), and what a query gives them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aw_core.models import Event
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_query import functions as f
from aw_query import query
from aw_query.exceptions import QueryFunctionException
from aw_query.registry import functions

T0 = datetime(2024, 5, 1, 9, tzinfo=UTC)
DAY = (T0, T0 + timedelta(days=1))
DOCUMENTED = {
    "chunk_events_by_key": ["events", "key"],
    "concat": ["events1", "events2"],
    "exclude_keyvals": ["events", "key", "vals"],
    "filter_keyvals": ["events", "key", "vals"],
    "filter_keyvals_regex": ["events", "key", "regex"],
    "filter_period_intersect": ["events", "filterevents"],
    "find_bucket": ["datastore", "filter_str", "hostname"],
    "flood": ["events"],
    "limit_events": ["events", "count"],
    "merge_events_by_keys": ["events", "keys"],
    "nop": [],
    "period_union": ["events1", "events2"],
    "query_bucket": ["datastore", "namespace", "bucketname"],
    "query_bucket_eventcount": ["datastore", "namespace", "bucketname"],
    "simplify_window_titles": ["events", "key"],
    "sort_by_duration": ["events"],
    "sort_by_timestamp": ["events"],
    "split_url_events": ["events"],
    "sum_durations": ["events"],
}


def event(at: float, seconds: float, **data: Any) -> Event:
    return Event(timestamp=T0 + timedelta(seconds=at), duration=seconds, data=data)


EVENTS = [event(0, 10, app="a", title="(2) x"), event(10, 20, app="b", title="y"), event(40, 5, app="a", title="z")]


@pytest.fixture
def db() -> Iterator[Datastore]:
    store = Datastore(MemoryStorage, testing=True)
    for name, hostname in (
        ("aw-watcher-window_box", "box"),
        ("aw-watcher-window_laptop", "laptop"),
        ("my-aw-watcher-window", "laptop"),
        ("window", "laptop"),
    ):
        store.create_bucket(name, type="t", client="c", hostname=hostname).insert(EVENTS)
    yield store
    store.close()


@pytest.mark.parametrize("name", sorted(DOCUMENTED))
def test_the_names_and_parameters_of_the_document(name: str) -> None:
    function = getattr(f, f"q2_{name}")
    assert list(inspect.signature(function).parameters)[: len(DOCUMENTED[name])] == DOCUMENTED[name]
    assert function.__doc__


def test_every_function_is_exported_and_documented() -> None:
    for name, function in functions.items():
        assert getattr(f, f"q2_{name}") is function.function
        assert inspect.getdoc(function.function)


def labels(events: Any) -> list[Any]:
    assert isinstance(events, list)
    assert all(isinstance(event, Event) for event in events)
    return [(event.data.get("app"), event.duration.total_seconds()) for event in events]


def test_on_lists_of_events() -> None:
    assert labels(f.q2_filter_keyvals(EVENTS, "app", ["a"])) == [("a", 10), ("a", 5)]
    assert labels(f.q2_exclude_keyvals(EVENTS, "app", ["a"])) == [("b", 20)]
    assert labels(f.q2_filter_keys_regex(EVENTS, ["app", "title"], "^[yz]$")) == [("b", 20), ("a", 5)]
    assert labels(f.q2_filter_keys_regex(EVENTS, [], "^[yz]$")) == [("b", 20), ("a", 5)]
    assert labels(f.q2_filter_keys_regex(EVENTS, ["app"], "^[yz]$")) == []
    assert labels(f.q2_filter_keyvals_regex(EVENTS, "title", "^[yz]$")) == [("b", 20), ("a", 5)]
    assert labels(f.q2_filter_period_intersect(EVENTS, [event(5, 10)])) == [("a", 5), ("b", 5)]
    assert labels(f.q2_period_union(EVENTS, [event(30, 10)])) == [(None, 45)]
    assert labels(f.q2_flood(EVENTS)) == [("a", 10), ("b", 20), ("a", 5)]
    assert labels(f.q2_flood(EVENTS, 10)) == [("a", 10), ("b", 25), ("a", 10)]
    assert labels(f.q2_limit_events(EVENTS, 1)) == [("a", 10)]
    assert labels(f.q2_merge_events_by_keys(EVENTS, ["app"])) == [("a", 15), ("b", 20)]
    assert labels(f.q2_merge_events_by_keys(EVENTS, "app")) == [("a", 15), ("b", 20)]
    assert labels(f.q2_merge_events_by_keys(EVENTS, "app", "title")) == labels(EVENTS)
    assert f.q2_merge_events_by_keys(EVENTS, []) == EVENTS
    assert labels(f.q2_chunk_events_by_key(EVENTS, "app")) == labels(EVENTS)
    assert labels(f.q2_sort_by_timestamp(EVENTS[::-1])) == labels(EVENTS)
    assert labels(f.q2_sort_by_duration(EVENTS)) == [("b", 20), ("a", 10), ("a", 5)]
    assert f.q2_sum_durations(EVENTS) == timedelta(seconds=35)
    assert f.q2_sum_durations([]) == timedelta(0)
    assert labels(f.q2_concat(EVENTS[:1], EVENTS[1:])) == labels(EVENTS)
    assert labels(f.q2_union(EVENTS, EVENTS[:2])) == labels(EVENTS)
    assert labels(f.q2_union_no_overlap(EVENTS[:1], [event(5, 10, app="c")])) == [("a", 10), ("c", 5)]
    assert labels(f.q2_resolve_overlaps([*EVENTS, event(5, 30, app="c")])) == [
        ("a", 5),
        ("c", 5),
        ("b", 20),
        ("c", 5),
        ("a", 5),
    ]
    assert [e.data["title"] for e in f.q2_simplify_window_titles(EVENTS, "title")] == ["x", "y", "z"]
    urls = f.q2_split_url_events([event(0, 1, url="https://www.a.org/b")])
    assert urls[0].data["$domain"] == "a.org"
    assert f.q2_categorize([event(0, 1, app="a")], [[["A"], {"regex": "a"}]])[0].data["$category"] == ["A"]
    assert f.q2_tag([event(0, 1, app="a")], [["A", {"regex": "a"}]])[0].data["$tags"] == ["A"]
    assert len(f.q2_split_by_period([event(-60, 120)], "hour", "UTC")) == 2
    assert f.q2_nop() == 1


def test_buckets_in_python(db: Datastore) -> None:
    namespace = {"STARTTIME": "2024-05-01T09:00:05Z", "ENDTIME": "2024-05-01T09:00:20Z"}
    assert labels(f.q2_query_bucket(db, namespace, "window")) == [("b", 10), ("a", 5)]
    assert f.q2_query_bucket_eventcount(db, namespace, "window") == 2
    assert f.q2_query_bucket_names(db) == list(db.buckets())
    with pytest.raises(QueryFunctionException):
        f.q2_query_bucket(db, namespace, "no such")
    with pytest.raises(QueryFunctionException):
        f.q2_query_bucket(db, namespace | {"ENDTIME": "soon"}, "window")


@pytest.mark.parametrize(
    ("text", "hostname", "found"),
    [
        ("window", None, "window"),
        ("aw-watcher-window", None, "aw-watcher-window_box"),
        ("aw-watcher-window_l", None, "aw-watcher-window_laptop"),
        ("aw-watcher-window", "laptop", "aw-watcher-window_laptop"),
        ("watcher-window", "laptop", "aw-watcher-window_laptop"),
        ("my-", None, "my-aw-watcher-window"),
        ("window", "box", "aw-watcher-window_box"),
        ("", None, "aw-watcher-window_box"),
    ],
)
def test_find_bucket_exact_then_beginning_then_part(db: Datastore, text: str, hostname: str | None, found: str) -> None:
    assert f.q2_find_bucket(db, text, hostname) == found


def test_find_bucket_finds_nothing(db: Datastore) -> None:
    for text, hostname in (("browser", None), ("window", "phone")):
        with pytest.raises(QueryFunctionException):
            f.q2_find_bucket(db, text, hostname)


def ask(db: Datastore, text: str) -> Any:
    return query("", text, *DAY, db)


def test_the_documents_examples(db: Datastore) -> None:
    """Chapter 14: minimal, a hierarchy of keys, windows while not afk."""
    afk = db.create_bucket("afk_bucket", type="t", client="c", hostname="h")
    afk.insert([event(0, 15, status="not-afk"), event(15, 100, status="afk")])
    assert labels(ask(db, 'events = query_bucket("window");\nRETURN = events;')) == labels(EVENTS[::-1])
    text = 'events = query_bucket("window");\nevents = merge_events_by_keys(events, "app", "title");\nRETURN = events;'
    assert labels(ask(db, text)) == labels(EVENTS[::-1])
    text = """
    window_events = query_bucket("window");
    not_afk_events = query_bucket("afk_bucket");
    not_afk_events = filter_keyvals(not_afk_events, "status", ["not-afk"]);
    window_events = filter_period_intersect(window_events, not_afk_events);
    events = merge_events_by_keys(window_events, "app");
    events = sort_by_duration(events);
    RETURN = events;
    """
    assert labels(ask(db, text)) == [("a", 10), ("b", 5)]


def test_calls_as_first_arguments(db: Datastore) -> None:
    assert labels(ask(db, 'RETURN = filter_keyvals(query_bucket("window"), "app", ["b"]);')) == [("b", 20)]
    assert len(ask(db, 'RETURN = concat(query_bucket("window"), query_bucket("window"));')) == 6
    assert labels(ask(db, 'RETURN = concat([], limit_events(query_bucket("window"), 1));')) == [("a", 5)]


def test_a_function_leaves_what_variables_hold(db: Datastore) -> None:
    text = 'e = query_bucket("window"); c = categorize(e, [[["A"], {"regex": "."}]]); RETURN = [e, c];'
    plain, categorized = ask(db, text)
    assert "$category" not in plain[0].data
    assert categorized[0].data["$category"] == ["A"]


def test_the_users_rules(db: Datastore) -> None:
    text = 'RETURN = merge_events_by_keys(categorize(query_bucket("window"), classes()), "$category");'
    stored = [
        {"id": 1, "name": ["Mine"], "rule": {"type": "regex", "regex": "^A$", "ignore_case": True}},
        {"id": 2, "name": ["Nothing"], "rule": {"type": "none"}},
    ]
    db.records.put("settings", "classes", stored)
    found = {tuple(e.data["$category"]): e.duration.total_seconds() for e in ask(db, text)}
    assert found == {("Mine",): 15, ("Uncategorized",): 20}
    db.records.put("settings", "classes", [{"name": ["Bad"], "rule": {"type": "regex", "regex": "(a+)+"}}])
    with pytest.raises(QueryFunctionException, match="Rule 1"):
        ask(db, text)
    db.records.delete("settings", "classes")
    assert len(ask(db, "RETURN = classes();")) > 10


def test_one_query_answers_a_whole_view(db: Datastore) -> None:
    text = """
    events = resolve_overlaps(categorize(query_bucket("window"), [[["A"], {"regex": "a"}]]));
    hours = split_by_period(events, "hour", "Europe/Berlin");
    RETURN = {
      "hours": merge_events_by_keys(hours, "$period", "$category"),
      "apps": limit_events(sort_by_duration(merge_events_by_keys(events, "app")), 10),
      "total": sum_durations(events)
    };
    """
    view = ask(db, text)
    assert [e.data["$period"] for e in view["hours"]] == ["2024-05-01T11:00:00+02:00"] * 2
    assert labels(view["apps"]) == [("b", 20), ("a", 15)]
    assert view["total"] == timedelta(seconds=35)


@pytest.mark.parametrize("resolution", ["second", "", "decade"])
def test_pieces_beyond_the_limit_are_refused_before_they_are_made(db: Datastore, resolution: str) -> None:
    with pytest.raises(QueryFunctionException):
        f.q2_split_by_period(EVENTS, resolution, "UTC")
    ages = [event(0, 80 * 365 * 86400) for _ in range(20)]
    with pytest.raises(QueryFunctionException, match="more than"):
        f.q2_split_by_period(ages, "hour", "UTC")


def test_cutting_everything_by_everything_is_refused() -> None:
    long = [event(number, 100_000, a=1) for number in range(1000)]
    with pytest.raises(QueryFunctionException, match="over one another"):
        f.q2_merge_subwatcher_fields(long, long, ["a"])
    many = [event(number * 10, 9, a=1) for number in range(5000)]
    assert len(f.q2_merge_subwatcher_fields(many, many, ["a"])) == 5000
    assert len(f.q2_merge_subwatcher_fields([event(0, 50_000, b=1)], many, ["a"])) == 10_000


@pytest.mark.parametrize(
    "call",
    [
        "categorize(e, e)",
        "merge_events_by_keys(e, e)",
        "filter_keyvals(e, 'app', e)",
        "merge_subwatcher_fields(e, e, e)",
        "contains(e, 1)",
        "find_bucket(e)",
        "limit_events(e, e)",
        "flood([e])",
        "concat(e, [1])",
    ],
)
def test_events_where_something_else_is_wanted(db: Datastore, call: str) -> None:
    with pytest.raises(QueryFunctionException, match=r"has to be|needed"):
        ask(db, f"e = query_bucket('window'); RETURN = {call};")
