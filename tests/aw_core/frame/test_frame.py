"""The columns themselves: in, out, cut, and as JSON."""

from __future__ import annotations

import json
import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.frame import DataPool, EventFrame
from aw_core.frame.frame import no_ids
from aw_core.frame.pool import NO_ID, TextPool
from aw_core.models import Event
from aw_server import jsonfmt
from tests.aw_transform.periods import T0, A, ev, event_lists

T0_US = ev(0, 0).start_us


def whole(events: list[Event]) -> list[tuple[Any, ...]]:
    """Everything that must come through; types too."""
    return [(e.id, e.start_us, e.duration_us, json.dumps(e.data)) for e in events]


@given(event_lists)
def test_events_come_back_as_they_were(events: list[Event]) -> None:
    frame = EventFrame.from_events(events)
    assert len(frame) == len(events)
    assert whole(frame.to_events()) == whole(events)


def test_types_and_order_of_keys_are_kept() -> None:
    data: list[dict[str, Any]] = [
        {"a": 1},
        {"a": True},
        {"a": 1.0},
        {"a": 1, "b": [{"c": 1}]},
        {"b": 1, "a": 2},
        {"a": 2, "b": 1},
    ]
    events = [ev(at, 1, one) for at, one in enumerate(data)]
    assert whole(EventFrame.from_events(events).to_events()) == whole(events)


def test_what_is_not_json_passes_by_object() -> None:
    lock = threading.Lock()
    [event] = EventFrame.from_events([ev(0, 1, {"lock": lock})]).to_events()
    assert event.data["lock"] is lock


def test_events_given_out_are_the_callers_own() -> None:
    frame = EventFrame.from_events([ev(0, 1, {"a": ["x"]}), ev(2, 1, A), ev(4, 1, A)])
    for event in frame.to_events():
        event.data.setdefault("a", []).append("y")
    assert [e.data for e in frame.to_events()] == [{"a": ["x"]}, A, A]


def test_an_empty_frame() -> None:
    frame = EventFrame.empty()
    assert (len(frame), frame.to_events(), frame.to_json(), frame.sum_durations()) == (0, [], b"[]", 0)
    assert len(frame.cut(0, 1)) == 0


@given(event_lists, st.integers(-1, 20), st.integers(-1, 20))
def test_cut_touches_both_ends(events: list[Event], start: int, end: int) -> None:
    low, high = T0_US + start * 1_000_000, T0_US + end * 1_000_000
    wanted = []
    for event in events:
        stop = event.start_us + event.duration_us
        if low <= high and event.start_us <= high and stop >= low:
            begin = max(event.start_us, low)
            wanted.append((event.id, begin, min(stop, high) - begin, json.dumps(event.data)))
    assert whole(EventFrame.from_events(events).cut(low, high).to_events()) == wanted


@given(event_lists, st.integers(-15, 15))
def test_slice_is_a_lists(events: list[Event], count: int) -> None:
    assert whole(EventFrame.from_events(events).slice(count).to_events()) == whole(events[:count])


@pytest.mark.parametrize(
    "data",
    [{}, {"t": 'a"b\\é\n'}, {"t": "\ud83d half"}, {"n": float("nan"), "i": float("inf")}, {"big": 10**30}, {"l": [{}]}],
)
@pytest.mark.parametrize("micros", [0, 1, 999_999, -62_000_000_000_000_001])
def test_json_is_the_servers(data: dict[str, Any], micros: int) -> None:
    events = [Event.from_us(number, T0_US + micros, micros, data) for number in (None, 0, 7)]
    frame = EventFrame.from_events(events)
    assert json.loads(frame.to_json()) == json.loads(jsonfmt.dumps(events))
    texts = EventFrame(
        frame.start, frame.duration, frame.code, frame.id, TextPool([json.dumps(data)] * len(frame.pool))
    )
    assert json.loads(texts.to_json()) == json.loads(jsonfmt.dumps(events))


def test_json_of_what_has_none_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        EventFrame.from_events([ev(0, 1, {"a": object()})]).to_json()


def test_json_of_events_within_events() -> None:
    [outer] = json.loads(EventFrame.from_events([ev(0, 1, {"subevents": [ev(0, 1, A, id=3)]})]).to_json())
    [inner] = outer["data"]["subevents"]
    assert inner == {"id": 3, "timestamp": T0.isoformat(), "duration": 1.0, "data": A}


def test_a_pool_decodes_only_what_is_asked_for() -> None:
    pool = TextPool(['{"a":1}', "broken", '{"b":2}'], {2: '{"c":3}'})
    assert pool.data(0) == {"a": 1}
    assert pool.some([0, 2]) == [{"a": 1}, {"b": 2, "c": 3}]
    assert json.loads(pool.text(2)) == {"b": 2, "c": 3}


def test_derived_work_is_done_once_per_datum_and_name() -> None:
    seen: list[Any] = []
    pool = DataPool.of([{"a": 1}, {"a": 2}])

    def work(data: dict[str, Any]) -> dict[str, Any]:
        seen.append(data)
        return {**data, "b": 0}

    for _ in range(3):
        assert pool.derive("work", work).column("b", [1]) == [0]
    assert seen == [{"a": 2}]


_values = st.sampled_from(["x", "y", None, 1, 2, True, 1.0, -0.0, 0.0, [1], [True], {"a": 1}])
_spelled = st.lists(
    st.dictionaries(st.sampled_from("ab"), _values, max_size=2).map(json.dumps), max_size=6, unique=True
)


@given(_spelled, st.booleans())
def test_equal_data_has_one_class_however_it_is_spelled(texts: list[str], turned: bool) -> None:
    if turned:
        texts += [json.dumps(dict(reversed(json.loads(text).items()))) for text in texts]
    pool = TextPool(texts)
    classes = pool.classes(np.arange(len(texts), dtype=np.int32)).tolist()
    data = [json.loads(text) for text in texts]
    for at, one in enumerate(data):
        assert [number == classes[at] for number in classes] == [one == other for other in data]


def test_texts_that_are_the_same_or_have_more_keys_elsewhere() -> None:
    for pool in (TextPool(['{"a":1}', '{"a":1}']), TextPool(['{"a":1}', "{}"], {1: '{"a":1}'})):
        assert len(set(pool.classes(np.array([0, 1], np.int32)).tolist())) == 1


def test_no_ids_take_no_room_whatever_is_chosen() -> None:
    some = EventFrame.from_events([ev(n, n + 1, A) for n in range(6)])
    frame = EventFrame(some.start, some.duration, some.code, no_ids(6), some.pool)
    assert frame.nbytes == some.nbytes - some.id.nbytes
    mask = np.array([True, False, True, False, False, False])
    for rows in (mask, np.array([3, 1, 1]), slice(1, 6, 2), slice(None)):
        chosen = frame.take(rows)
        assert chosen.id.tolist() == [NO_ID] * len(chosen.start)
        assert chosen.nbytes == len(chosen.start) * 20
    assert frame.to_events()[0].id is None
