"""Whatever a stranger sends, nothing breaks: no 500, errors in the service's words, nothing stored that was refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from aw_server.compat.rescuetime.guest import _FEEDS, _FILES, _POSTS, _TABLES
from aw_server.compat.rescuetime.parameters import SPELLINGS
from tests.aw_server.compat.rescuetime.asking import Asker, asker

PLACES = [
    *_TABLES,
    *_FEEDS,
    *_POSTS,
    *_FILES,
    "/embed/data",
    "/has_key",
    "/",
    "/nothing",
    "/data/x",
    "/ü",
]
VALUES = [
    "", " ", "x", "-1", "0", "1e9", "NaN", "999999999999999999999", "None", "null", "true", "[]", "{}",
    "2024-02-30", "0001-01-01", "9999-12-31", "1969-12-31", "2024-1-1", "\uff12\uff10\uff12\uff14-01-01",
    "\x00", "\ud800", "ü" * 300, "%", "%00", "../../etc/passwd", "<script>", '"', "\\", "'; DROP TABLE event; --",
    "(a+)+$", "day", "interval", "efficiency", "csv", "a" * 20_000,
]  # fmt: skip
FIELDS = {
    "/data": [*SPELLINGS, "key", "via"],
    "/alerts_feed": ["op", "alert_id", "key"],
    "/embed/data": ["key", "perspective"],
}
POSTED = ["highlight_date", "description", "source", "duration", "start_time", "end_time", "activity_name"]
BODIES = [b"", b"null", b"5", b'"x"', b"[]", b"[[[[]]]]", b'{"a":', b"\xff\xfe", b"a=1&b=2", b"&&&==="]
BODIES += [
    b"{" * 5000,
    b"[" * 200_000,
    b'{"duration": 1e400}',
    b'{"duration": ' + b"9" * 5000 + b"}",
    b'{"duration": NaN}',
]
GOOD = {
    "highlight_date": "2026-04-15",
    "description": "x",
    "duration": "5",
    "start_time": "2026-04-15 09:00:00",
    "activity_name": "Walk",
}


@pytest.fixture
def ask() -> Iterator[Asker]:
    with asker() as made:
        made.record("2026-04-15T09:00:00", 600, "vim", "a.py")
        yield made


def sound(status: int, body: bytes, what: Any) -> None:
    assert status in (200, 400, 403, 404, 405, 413), (what, status, body[:300])
    if status != 200:
        assert {"error", "messages"} <= json.loads(body).keys(), (what, body[:300])


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place[:30])
def test_any_value_of_any_parameter_anywhere(ask: Asker, place: str) -> None:
    for field in FIELDS.get(place, ["key", "restrict_begin"]):
        for value in VALUES if place in FIELDS else VALUES[::4]:
            query = {"key": ask.write_key, "restrict_begin": "2026-04-15", field: value.encode("utf-8", "replace")}
            answer = ask.response(place, query_string=query)
            sound(answer.status_code, answer.get_data(), (field, value[:40]))


@pytest.mark.parametrize("place", _POSTS)
@pytest.mark.parametrize("as_json", [True, False])
def test_any_value_that_is_posted(ask: Asker, place: str, as_json: bool) -> None:
    odd: list[Any] = [*VALUES, *([None, True, 5, 5.5, -5, 1e300, [], {}, [1], {"a": 1}] if as_json else [])]
    for field in POSTED:
        for value in odd:
            shown = value if as_json or not isinstance(value, str) else value.encode("utf-8", "replace")
            answer = ask.post(place, as_json=as_json, **{**GOOD, field: shown})
            sound(answer.status_code, answer.get_data(), (field, repr(value)[:40]))
    # And what was recorded is all that was: nobody typed at a computer meanwhile.
    day = {"restrict_begin": "2026-04-15", "restrict_source_type": "computers"}
    assert [(row[3], row[1]) for row in ask.rows(**day)] == [("vim", 600)]


@pytest.mark.parametrize("place", [*_POSTS, "/data", "/has_key", "/alerts_feed"])
def test_any_body(ask: Asker, place: str) -> None:
    for body in BODIES:
        for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
            answer = ask.response(
                place, "POST", query_string={"key": ask.write_key}, data=body, headers={"Content-Type": kind}
            )
            sound(answer.status_code, answer.get_data(), (kind, body[:20]))
