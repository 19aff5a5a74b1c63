"""Chunks, addresses, titles, subwatcher fields (A.5 and contract 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from aw_core.models import Event
from aw_transform import (
    chunk_events_by_key,
    filter_keyvals_regex,
    merge_subwatcher_fields,
    simplify_string,
    split_url_events,
    sum_durations,
)
from tests.aw_transform.test_flood import EVENTS, T0, Triple, build


def events(*rows: tuple[float, float, dict[str, Any]]) -> list[Event]:
    return [Event.from_us(None, T0 + round(s * 1e6), round(d * 1e6), data) for s, d, data in rows]


def test_a_keyless_event_or_a_long_gap_ends_a_chunk() -> None:
    chunks = chunk_events_by_key(events((0, 1, {"a": 1}), (100, 1, {"a": 1}), (200, 1, {}), (201, 1, {"a": 1})), "a")
    assert [(c.start_us - T0) / 1e6 for c in chunks] == [0, 100, 201]
    assert {c.duration for c in chunks} == {timedelta(seconds=1)}


def test_a_chunk_holds_its_events_and_their_time() -> None:
    given_events = events((0, 1, {"a": 1, "b": 1}), (3, 2, {"a": 1, "b": 2}), (6, 1, {"a": 2}))
    first, second = chunk_events_by_key(given_events, "a")
    assert first.data == {"a": 1, "subevents": given_events[:2]}
    assert first.duration == timedelta(seconds=3)
    assert second.data["a"] == 2


URLS = {
    "http://www.user:pw@host.com:80/p;x?q=1#f": ("http", "user:pw@host.com:80", "/p", "x", "q=1", "f"),
    "www.foo.com/bar": ("", "", "www.foo.com/bar", "", "", ""),
    "about:blank": ("about", "about", "blank", "", "", ""),
    "chrome://newtab/": ("chrome", "newtab", "/", "", "", ""),
    "HTTP://WWW.Foo.com/": ("http", "WWW.Foo.com", "/", "", "", ""),
    "http://[::1": ("", "", "", "", "", ""),
}
PARTS = ("$protocol", "$domain", "$path", "$params", "$options", "$identifier")


@pytest.mark.parametrize("url", URLS)
def test_the_parts_of_an_address(url: str) -> None:
    (event,) = split_url_events(events((0, 1, {"url": url})))
    assert tuple(event.data[part] for part in PARTS) == URLS[url]


def test_addresses_are_split_in_place_and_only_where_there_are_any() -> None:
    given_events = events((0, 1, {"url": None}), (1, 1, {"title": "x"}))
    assert split_url_events(given_events) is given_events
    assert given_events[0].data["$domain"] == ""
    assert given_events[1].data == {"title": "x"}


@pytest.mark.parametrize(
    ("title", "app", "wanted"),
    [
        ("(12)  Foo", None, "Foo"),
        ("● (2) x", "a", "(2) x"),
        ("(2) ● x", "a", "x"),
        ("** a", "a", "* a"),
        ("●x", None, "●x"),
        ("Game - FPS: 59.7", "a", "Game - FPS: ..."),
    ],
)
def test_titles_lose_what_changes_by_itself(title: str, app: str | None, wanted: str) -> None:
    (given_event,) = events((0, 1, {"title": title, **({"app": app} if app else {})}))
    (event,) = simplify_string([given_event])
    assert event.data["title"] == wanted
    assert given_event.data["title"] == title


def test_a_missing_key_cannot_be_simplified() -> None:
    with pytest.raises(KeyError):
        simplify_string(events((0, 1, {"app": "a"})))


def test_a_pattern_looks_at_text_only_and_minds_case() -> None:
    found = filter_keyvals_regex(
        events((0, 1, {"t": "abc"}), (1, 1, {"t": 3}), (2, 1, {}), (3, 1, {"t": "ABC"})), "t", "b"
    )
    assert [event.data["t"] for event in found] == ["abc"]


def test_a_subwatcher_adds_its_fields_where_it_knows_them() -> None:
    base = events((0, 10, {"app": "browser"}))
    sub = events((2, 3, {"url": "u", "tab": 1}), (4, 2, {"url": "v"}))
    merged = merge_subwatcher_fields(base, sub, ["url"])
    assert [((e.start_us - T0) / 1e6, e.duration_us / 1e6, e.data.get("url")) for e in merged] == [
        (0, 2, None),
        (2, 2, "u"),
        (4, 2, "v"),
        (6, 4, None),
    ]


def test_conflicts_are_settled_as_asked() -> None:
    base, sub = events((0, 4, {"url": "mine"})), events((0, 2, {"url": "theirs"}))
    assert [e.data["url"] for e in merge_subwatcher_fields(base, sub, ["url"])] == ["mine"]
    assert [e.data["url"] for e in merge_subwatcher_fields(base, sub, ["url"], "sub_wins")] == ["theirs", "mine"]
    with pytest.raises(ValueError, match="conflict"):
        merge_subwatcher_fields(base, sub, ["url"], "nobody_wins")


@given(EVENTS, EVENTS)
def test_subwatcher_fields_never_change_the_time(base: list[Triple], sub: list[Triple]) -> None:
    merged = merge_subwatcher_fields(build(base), build(sub), ["x"], "sub_wins")
    assert sum_durations(merged) == sum_durations(build(base))
