"""Events as JSON text: the fast writer against the plain one."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_core.event_text import EventWriter, is_tidy, json_array, json_text, written
from aw_core.timestamps import isoformat_us

_MOMENTS = st.integers(-62_135_596_800_000_000, 253_402_300_799_000_000)


@given(st.lists(_MOMENTS, max_size=5))
def test_times_are_written_as_everywhere(moments: list[int]) -> None:
    writer = EventWriter()
    assert [writer.timestamp(us) for us in moments] == [isoformat_us(us) for us in moments]


@given(st.integers(0, 2**31), st.integers(0, 10**16), st.text(max_size=5))
def test_an_event_is_written_whole(number: int, duration: int, title: str) -> None:
    event = Event.from_us(number, 1_700_000_000_123_456, duration, {"title": title})
    assert [json.loads(text) for text in written([event])] == [event.to_json_dict()]
    without = {key: value for key, value in event.to_json_dict().items() if key != "id"}
    assert [json.loads(text) for text in written([event], with_ids=False)] == [without]


@given(st.lists(st.text().map(json.dumps) | st.just('"𝄞—"')))
def test_texts_make_an_array(texts: list[str]) -> None:
    assert json_array(texts) == f"[{','.join(texts)}]".encode()


def test_what_json_lacks() -> None:
    assert json_text({"a": float("nan"), "b": [float("inf")], "c": "\ud800x"}) == '{"a":null,"b":[null],"c":"\ufffdx"}'
    assert not is_tidy('{"a":NaN}')
    assert not is_tidy('{"a":"\\ud800"}')
    assert is_tidy('{"a":"ü"}')
