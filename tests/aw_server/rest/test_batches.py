"""Lists of events are read and stored as columns where they are plain: to the same end as event by event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from aw_core.privacy import RuleSet, parse_rules
from aw_server import batches
from aw_server.rest import events as route
from aw_server.server import AWFlask
from tests.aw_server.rest.conftest import running

RULES = [
    {"field": "title", "pattern": "(?i)bank", "action": "redact", "replacement": "X"},
    {"field": "app", "pattern": "^secret$", "action": "drop"},
]
BUCKETS = {"window": "currentwindow", "web": "web.tab.current"}


@pytest.fixture
def pair() -> Iterator[tuple[AWFlask, AWFlask]]:
    """Two applications with the same empty buckets and privacy rules."""
    with ExitStack() as stack:
        first, second = (stack.enter_context(running(testing=False)) for _ in range(2))
        for app in (first, second):
            for name, kind in BUCKETS.items():
                shape = {"client": "c", "type": kind, "hostname": "h"}
                assert app.test_client().post(f"/api/0/buckets/{name}", json=shape).status_code == 200
            app.api.set_setting("privacy_filters", RULES)
        yield first, second


def send_both(
    pair: tuple[AWFlask, AWFlask], monkeypatch: pytest.MonkeyPatch, body: bytes, bucket: str = "window"
) -> tuple[int, Any]:
    """The answer of the first; the second, made to go event by event, says the same and holds the same afterwards."""
    path = f"/api/0/buckets/{bucket}/events"
    answers = [pair[0].test_client().post(path, data=body, content_type="application/json")]
    with monkeypatch.context() as patch:
        patch.setattr(route.batches, "read", lambda *_: None)
        answers.append(pair[1].test_client().post(path, data=body, content_type="application/json"))
    statuses, texts = {reply.status_code for reply in answers}, [reply.get_json() for reply in answers]
    assert len(statuses) == 1
    assert texts[0] == texts[1]
    stored = [app.test_client().get(path).get_json() for app in pair]
    assert stored[0] == stored[1]
    return statuses.pop(), texts[0]


def event(second: int, **data: Any) -> dict[str, Any]:
    stamp = f"2024-05-01T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.5+00:00"
    return {"timestamp": stamp, "duration": second / 7, "data": data}


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_long_list(pair: tuple[AWFlask, AWFlask], monkeypatch: pytest.MonkeyPatch, bucket: str) -> None:
    sent = [
        event(n % 400, app=("firefox", "secret", "ünï")[n % 3], title=f"{n % 11} bank"[: n % 9], tabCount=n % 5)
        for n in range(1237)
    ]
    for _ in range(2):
        status, answer = send_both(pair, monkeypatch, json.dumps(sent).encode(), bucket)
        assert status == 200
        assert len(answer) == len(sent)
        assert [one["id"] is None for one in answer] == [one["data"]["app"] == "secret" for one in sent]
        assert {one["data"]["title"] for one in answer if one["id"]} >= {"X", "7 "}


BODIES = (
    b"[]",
    b" [{}, {}]".replace(b"{}", b'{"timestamp": "2024-05-01T09:00:00Z"}'),
    b'[{"timestamp": "2024-05-01T09:00:00"}, {"timestamp": "2024-05-01 09:00:00.1239+02:00", "data": null}]',
    b'[{"timestamp": "2024-05-01T09:00:00.999999999Z", "duration": 0.0000004, "extra": [1, {"a": 2}]}]',
    b'[{"timestamp": "20240501T0900Z", "data": {"a": 1e400, "b": NaN, "t": "\\ud83d"}}]',
    b'[{"timestamp": "2024-05-01T09:00:00Z", "data": {"a": 1, "a": 2}}, {"timestamp": "2024-05-01", "data": {"a":2}}]',
    b'[{"timestamp": "2024-05-01T09:00:00Z", "data": {"n": 123456789012345678901, "f": 1.0, "o": {"l": [true]}}}]',
    b'[{"timestamp": "2024-05-01T09:00:00Z", "id": 1}, {"timestamp": "2024-05-01T09:00:00Z"}]',
    b'[{"timestamp": "2024-05-01T09:00:00Z", "duration": -5}]',
    b'[{"timestamp": "2024-05-01T09:00:00Z"}, {"timestamp": "soon"}]',
    b'[{"timestamp": "0001-01-01T00:00:00+05:00"}]',
    b'[{"timestamp": "9999-12-31T00:00:00Z", "duration": 1e6}]',
    b'[{"timestamp": "2024-05-01T09:00:00Z", "duration": 1e300}]',
    b'[{"timestamp": "2024-05-01T09:00:00Z", "data": [1]}]',
    b'[{"timestamp": "2024-05-01T09:00:00Z", "data": {"a": "\xff"}}]',
    b'[{"timestamp": 5}]',
    b'[{"timestamp": "2024-05-01T09:00:00Z", "data": {}}, {"timestamp": "2024-05-01T09:00:00Z", "data": "text"}]',
    b'[{"timestamp": "2024-05-01T09:00:00Z"}, {"timestamp": "2024-05-01T09:00:00.1234567+02:00"}]',
    b'[{"timestamp": "9999-12-31T23:59:59Z", "duration": -9}, {"timestamp": "2024-05-01T09:00:00Z", "duration": 9}]',
    b'[{"timestamp": "2024-05-01T09:00:00Z", "duration": 1e308}]',
    b'[{"timestamp": "2024-05-01T09:00:00Z", "id": null, "data": {"tabCount": 3, "title": "tabCount"}}]',
    b"[5]",
    b'[{"timestamp": "2024-05-01T09:00:00Z"}',
    b"[" * 3000,
)


@pytest.mark.parametrize("bucket", BUCKETS)
def test_anything_a_body_can_be(pair: tuple[AWFlask, AWFlask], monkeypatch: pytest.MonkeyPatch, bucket: str) -> None:
    for body in BODIES:
        send_both(pair, monkeypatch, body, bucket)


def test_without_a_timestamp_it_is_now() -> None:
    sent = batches.read(b'[{"timestamp": "1970-01-01T00:00:02Z"}, {"duration": 1}]', 1_234_567)
    assert sent is not None
    assert (sent.starts, sent.durations) == ([2_000_000, 1_234_000], [0, 1_000_000])


def test_an_unknown_bucket(pair: tuple[AWFlask, AWFlask]) -> None:
    reply = pair[0].test_client().post("/api/0/buckets/nobody/events", json=[event(1)])
    assert reply.status_code == 404


def test_while_paused_nothing_is_stored(pair: tuple[AWFlask, AWFlask], monkeypatch: pytest.MonkeyPatch) -> None:
    for app in pair:
        app.api.pause.start(None)
    status, answer = send_both(pair, monkeypatch, json.dumps([event(n, app="a") for n in range(3)]).encode())
    assert status == 200
    assert [one["id"] for one in answer] == [None] * 3
    assert pair[0].test_client().get("/api/0/buckets/window/events").get_json() == []
    assert send_both(pair, monkeypatch, b'[{"timestamp": "2024-05-01T09:00:00Z", "data": 5}]')[0] == 400


def test_what_a_purge_took_out_stays_out_by_its_moment(
    pair: tuple[AWFlask, AWFlask], monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = RuleSet(parse_rules([{"field": "app", "pattern": "^old$", "action": "drop"}]))
    sent = [event(n, app="old") for n in (10, 20)]
    until = batches.read(json.dumps(sent).encode(), 0)
    assert until is not None
    for app in pair:
        app.api.privacy.cover_past(rules, until.starts[1])
    _, answer = send_both(pair, monkeypatch, json.dumps(sent).encode())
    assert [one["id"] is None for one in answer] == [True, False]


def test_a_heartbeat_after_a_list_merges_with_what_is_stored_last(application: AWFlask, bucket: str) -> None:
    client = application.test_client()
    beat = {"timestamp": "2024-05-01T00:00:01Z", "data": {"app": "a"}}
    first = client.post(f"{bucket}/heartbeat?pulsetime=60", json=beat).get_json()
    second = client.post(f"{bucket}/events", json=[event(5, app="b")]).get_json()[0]
    third = client.post(f"{bucket}/heartbeat?pulsetime=60", json=beat | {"timestamp": "2024-05-01T00:00:07Z"})
    assert third.get_json()["id"] not in (first["id"], second["id"])
