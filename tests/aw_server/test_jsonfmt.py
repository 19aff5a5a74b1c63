"""JSON at the edge: what real data holds, the contract's form of events, and that nothing makes it fail."""

import json
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from aw_core.models import Event
from aw_server import jsonfmt

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_json_comes_back_as_it_went(value: object) -> None:
    text = jsonfmt.dumps(value)
    assert jsonfmt.loads(text) == value
    assert json.loads(text) == value


@pytest.mark.parametrize("surrogate", ["\ud83d", "\udc00", "a\ud800b", "\udfff\ud800"])
def test_lone_surrogates_become_replacement_characters(surrogate: str) -> None:
    title = json.loads(jsonfmt.dumps({surrogate: [surrogate]}))
    (key, (value,)) = next(iter(title.items()))
    assert "\ufffd" in key
    assert key == value
    assert all(not 0xD800 <= ord(sign) <= 0xDFFF for sign in key)


def test_escaped_lone_surrogates_are_read_as_replacement_characters() -> None:
    assert jsonfmt.loads(b'{"title": "x\\ud83d y"}') == {"title": "x\ufffd y"}
    assert jsonfmt.loads(b'"\\ud83d\\ude00"') == "\U0001f600"


def test_numbers_that_json_lacks() -> None:
    assert jsonfmt.dumps([float("nan"), float("inf"), -float("inf"), 1.5]) == b"[null,null,null,1.5]"
    assert jsonfmt.loads(b"[NaN, Infinity, -Infinity, 1e999, 2]") == [None, None, None, None, 2]


def test_big_integers_are_exact() -> None:
    for number in (2**53 + 1, 2**64, -(2**70), 10**40):
        assert jsonfmt.loads(jsonfmt.dumps(number)) == number


def test_types_are_kept() -> None:
    assert jsonfmt.dumps([1, 1.0, True]) == b"[1,1.0,true]"
    assert [type(item) for item in jsonfmt.loads(b"[1,1.0,true]")] == [int, float, bool]


@pytest.mark.parametrize("text", [b"", b"{", b"nonsense", b"\xff", b'{"a":1}x', b"[" * 200_000, "\ud800"])
def test_what_is_no_json_is_a_value_error(text: bytes | str) -> None:
    with pytest.raises(ValueError):
        jsonfmt.loads(text)


def test_events_have_the_contracts_form() -> None:
    start = datetime(2024, 5, 1, 12, 0, 0, 123000, tzinfo=timezone(timedelta(hours=2)))
    event = Event(id=7, timestamp=start, duration=timedelta(minutes=30), data={"app": "x"})
    expected = {"id": 7, "timestamp": "2024-05-01T10:00:00.123000+00:00", "duration": 1800.0, "data": {"app": "x"}}
    assert json.loads(jsonfmt.dumps(event)) == expected
    assert list(json.loads(jsonfmt.dumps({"e": [event]}))["e"][0]) == ["id", "timestamp", "duration", "data"]
    assert b'"duration":1800.0' in jsonfmt.dumps(event)
    assert json.loads(jsonfmt.dumps((event,))) == [expected]


def test_times_and_durations() -> None:
    moment = datetime(2024, 5, 1, tzinfo=UTC)
    assert jsonfmt.dumps({"at": moment, "for": timedelta(seconds=1.5)}) == (
        b'{"at":"2024-05-01T00:00:00+00:00","for":1.5}'
    )
    assert jsonfmt.dumps(moment.replace(tzinfo=None)) == b'"2024-05-01T00:00:00+00:00"', "naive means UTC"


def test_odd_keys_are_text() -> None:
    assert jsonfmt.loads(jsonfmt.dumps({None: 1, True: 2, 3: 4, 1.5: 5})) == {"null": 1, "true": 2, "3": 4, "1.5": 5}


def test_ready_json_is_put_in_as_it_is() -> None:
    assert jsonfmt.dumps({"data": msgspec.Raw(b'{"a" :1}')}) == b'{"data":{"a" :1}}'


def test_what_has_no_json_form_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        jsonfmt.dumps({"x": object()})


@pytest.mark.parametrize(("pretty", "body"), [(False, b'{"a":1}\n'), (True, b'{\n    "a": 1\n}\n')])
def test_responses(pretty: bool, body: bytes) -> None:
    app = Flask("x")
    app.config["AW_PRETTY"] = pretty
    with app.app_context():
        reply = jsonfmt.response({"a": 1}, 201)
        assert (reply.status_code, reply.data, reply.content_type) == (201, body, "application/json")
        for status in (304, 204):
            empty = jsonfmt.response({}, status)
            assert (empty.status_code, empty.data, empty.content_type) == (status, b"", None)
