"""The short way of heartbeats answers as the long one does, and is taken by what watchers send."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from aw_core.errors import StorageError
from aw_server.server import AWFlask
from tests.aw_server.rest.conftest import running

BEAT = {"timestamp": "2024-05-01T09:00:00.5Z", "duration": 1.25, "data": {"app": "ünï", "n": 1, "deep": [{"a": None}]}}
LONG_WAY = "&because=of-another-parameter"


@pytest.fixture
def no_framework(monkeypatch: pytest.MonkeyPatch) -> Callable[[AWFlask], None]:
    """Lets an application fail wherever the framework would be asked."""

    def refuse(app: AWFlask) -> None:
        def fail() -> None:
            raise AssertionError("the framework was asked")

        monkeypatch.setattr(app, "full_dispatch_request", fail)

    return refuse


@pytest.fixture(params=[False, True], ids=["as people run it", "testing"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[AWFlask, AWFlask]]:
    """Two applications of the same kind with the same, empty bucket."""
    with ExitStack() as stack:
        first, second = (stack.enter_context(running(testing=request.param)) for _ in range(2))
        for app in (first, second):
            made = app.test_client().post("/api/0/buckets/b", json={"client": "c", "type": "t", "hostname": "h"})
            assert made.status_code == 200
        yield first, second


def ask(app: AWFlask, body: bytes, path: str = "/api/0/buckets/b/heartbeat?pulsetime=5") -> TestResponse:
    return app.test_client().post(path, data=body, content_type="application/json")


def both(
    pair: tuple[AWFlask, AWFlask], body: bytes, path: str = "/api/0/buckets/b/heartbeat?pulsetime=5"
) -> tuple[TestResponse, TestResponse]:
    return ask(pair[0], body, path), ask(pair[1], body, path + LONG_WAY)


BODIES = (
    json.dumps(BEAT).encode(),
    b'{"timestamp": "2024-05-01T09:00:00Z", "data": {"t": "\\ud83d", "x": NaN, "big": 123456789012345678901}}',
    b'{"timestamp": "2024-05-01T09:00:00Z", "id": 77}',
    b'{"timestamp": "yesterday"}',
    b'{"duration": 1}',
    b'{"timestamp": "2024-05-01T09:00:00Z", "duration": 1e300}',
    b"[" * 5000,
    b"nonsense",
    b"{}",
    b"\xff\xfe",
)


@pytest.mark.parametrize(
    "path",
    [
        "/api/0/buckets/b/heartbeat?pulsetime=5",
        "/api/0/buckets/b/heartbeat/?pulsetime=0.25",
        "/api/0/buckets/nobody_s/heartbeat?pulsetime=5",
    ],
)
def test_both_ways_answer_alike(pair: tuple[AWFlask, AWFlask], path: str) -> None:
    for body in (*BODIES, *BODIES):
        short, long = both(pair, body, path)
        assert (short.status_code, short.data) == (long.status_code, long.data)
        assert dict(short.headers) == dict(long.headers)


def test_both_ways_merge_and_part_alike(pair: tuple[AWFlask, AWFlask]) -> None:
    ids: list[int] = []
    for second, name in ((0, "a"), (4, "a"), (30, "a"), (31, "b"), (28, "b"), (33, "b")):
        body = {"timestamp": f"2024-05-01T09:00:{second:02}Z", "duration": 1, "data": {"app": name}}
        short, long = both(pair, json.dumps(body).encode())
        assert short.data == long.data
        ids.append(short.get_json()["id"])
    assert ids == [1, 1, 2, 3, 4, 4]
    events = [app.test_client().get("/api/0/buckets/b/events").data for app in pair]
    assert events[0] == events[1]


def test_what_watchers_send_takes_the_short_way(
    application: AWFlask, bucket: str, no_framework: Callable[[AWFlask], None]
) -> None:
    no_framework(application)
    reply = ask(application, json.dumps(BEAT).encode())
    assert reply.status_code == 200
    assert reply.get_json()["data"] == BEAT["data"]
    assert reply.headers["X-AW-Privacy"] == application.api.privacy.version


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/api/0/buckets/b/heartbeat", 1),
        ("/api/0/buckets/b/heartbeat?pulsetime=-1", 1),
        ("/api/0/buckets/b/heartbeat?pulsetime=1e2", 1),
        ("/api/0/buckets/b/heartbeat?pulsetime=5&pulsetime=6", 1),
        ("/api/0/buckets/b/c/heartbeat?pulsetime=5", 1),
        ("/api/0/buckets//heartbeat?pulsetime=5", 1),
        ("/api/0/buckets/b%C3%A4/heartbeat?pulsetime=5", 1),
        ("/api/0/buckets/b/heartbeat?pulsetime=5", 20_000),
    ],
)
def test_everything_unusual_takes_the_long_one(
    application: AWFlask, bucket: str, monkeypatch: pytest.MonkeyPatch, path: str, size: int
) -> None:
    asked: list[str] = []
    dispatch = application.full_dispatch_request
    monkeypatch.setattr(application, "full_dispatch_request", lambda: asked.append(path) or dispatch())
    ask(application, json.dumps({**BEAT, "data": {"title": "x" * size}}).encode(), path)
    assert asked == [path]


def test_other_methods_take_the_long_way(http: FlaskClient, bucket: str) -> None:
    assert http.get(f"{bucket}/heartbeat?pulsetime=5").status_code == 405
    assert http.options(f"{bucket}/heartbeat?pulsetime=5").headers["Allow"]


def test_a_key_for_other_buckets_opens_neither_way(application: AWFlask, bucket: str) -> None:
    key = application.api.keys.create("a watcher", scopes=["append:mine_*"]).secret
    headers = {"Authorization": f"Bearer {key}"}
    client = application.test_client()
    refused = client.post(f"{bucket}/heartbeat?pulsetime=5", json=BEAT, headers=headers)
    assert (refused.status_code, refused.get_json()["type"]) == (403, "NotAllowed")
    client.post("/api/0/buckets/mine_1", json={"client": "c", "type": "t", "hostname": "h"}, headers=headers)
    assert client.post("/api/0/buckets/mine_1/heartbeat?pulsetime=5", json=BEAT, headers=headers).status_code == 200
    assert client.get(f"{bucket}/events").get_json() == []


@pytest.mark.parametrize("error", [StorageError("No", "The disk is gone."), LookupError("odd")])
def test_a_failure_is_answered_and_looked_into(
    application: AWFlask, bucket: str, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    suspected: list[int] = []
    monkeypatch.setattr(application.api.damage, "suspect", lambda: suspected.append(1))
    monkeypatch.setattr(application.api, "heartbeat", fail)
    body = json.dumps(BEAT).encode()
    short = ask(application, body)
    looked = len(suspected)
    long = ask(application, body, "/api/0/buckets/b/heartbeat?pulsetime=5" + LONG_WAY)
    assert (short.status_code, short.data) == (long.status_code, long.data)
    assert short.status_code in (500, 503)
    assert len(suspected) == 2 * looked
