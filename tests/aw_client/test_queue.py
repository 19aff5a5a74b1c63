"""The queue's thread against a real HTTP server that comes and goes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aw_client import ActivityWatchClient
from aw_client.client import QueuedRequest, RequestQueue
from aw_client.errors import QueueError
from aw_client.queue import spool_path
from aw_core.models import Event
from tests.aw_client.conftest import MakeClient
from tests.aw_client.fake_server import Asked, FakeServer
from tests.support.programs import program_env
from tests.support.wait import patience, stays, wait_until

T0 = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)


def beat(second: float, data: Any) -> Event:
    return Event(timestamp=T0 + timedelta(seconds=second), data={"d": data})


def labels(fake: FakeServer) -> list[Any]:
    return [body["data"]["d"] for body in fake.heartbeats()]


def test_the_classes_are_what_the_ecosystem_expects(make_client: MakeClient) -> None:
    client = make_client()
    assert isinstance(client.request_queue, RequestQueue)
    assert issubclass(RequestQueue, threading.Thread)
    assert client.request_queue.daemon
    assert QueuedRequest("e", {}) == QueuedRequest(endpoint="e", data={})
    with pytest.raises(AssertionError):
        client.request_queue.add_request("buckets/b/events", {})


def test_heartbeats_arrive_in_order_and_the_last_one_at_the_end(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client()
    with client:
        client.create_bucket("b", "t", queued=True)
        wait_until(fake.paths, what="the bucket")
        for second, data in enumerate("aaabbbc"):
            client.heartbeat("b", beat(second, data), pulsetime=5, queued=True)
        client.heartbeat("b", beat(7, "c"), pulsetime=5, queued=True)
    assert labels(fake) == ["a", "a", "b", "b", "c", "c"]
    assert [body["duration"] for body in fake.heartbeats()] == [0, 2, 0, 2, 0, 1]
    assert fake.paths()[0] == "/api/0/buckets/b"
    assert fake.asked[-1].params == {"pulsetime": ["5"]}


def test_a_change_arrives_without_waiting_for_anything(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client()
    with client:
        client.heartbeat("b", beat(0, "a"), pulsetime=5, queued=True)
        wait_until(lambda: labels(fake) == ["a"], 2, "the first state")
        client.heartbeat("b", beat(1, "b"), pulsetime=5, queued=True)
        wait_until(lambda: labels(fake) == ["a", "b"], 2, "the second state")


def test_events_are_copied(make_client: MakeClient, fake: FakeServer) -> None:
    """One object, changed and sent again, as the documentation's reference client does."""
    client = make_client()
    event = beat(0, "a")
    with client:
        for second in (0, 1, 2):
            event.timestamp = T0 + timedelta(seconds=second)
            client.heartbeat("b", event, pulsetime=2, queued=True)
        event.data["d"] = "changed"
    first, last = fake.heartbeats()
    assert (first["duration"], last["duration"]) == (0, 2)
    assert first["timestamp"] == last["timestamp"]
    assert labels(fake) == ["a", "a"]


def test_a_server_that_comes_late_gets_everything(make_client: MakeClient, fake: FakeServer) -> None:
    fake.stop()
    client = make_client()
    with client:
        client.create_bucket("b", "t", queued=True)
        for second in range(20):
            client.heartbeat("b", beat(second, second), pulsetime=5, queued=True)
        assert not client.request_queue.connected
        fake.start()
        wait_until(lambda: len(labels(fake)) == 20, 10, "the queue to empty")
        assert client.request_queue.connected
    assert labels(fake) == list(range(20))
    assert fake.paths()[0] == "/api/0/buckets/b"


def test_without_a_server_the_end_is_quick_and_everything_stays_for_the_next_start(
    make_client: MakeClient, fake: FakeServer
) -> None:
    fake.stop()
    client = make_client()
    with client:
        client.create_bucket("b", "t", queued=True)
        for second in range(3):
            client.heartbeat("b", beat(second, "a"), pulsetime=5, queued=True)
        began = time.monotonic()
    assert time.monotonic() - began < 2 * patience()
    fake.start()
    with make_client():
        pass
    assert [(body["data"]["d"], body["duration"]) for body in fake.heartbeats()] == [("a", 0), ("a", 2)]


def test_a_server_that_came_back_unnoticed_gets_everything_at_the_end(
    make_client: MakeClient, fake: FakeServer
) -> None:
    fake.stop()
    client = make_client()
    with client:
        client.heartbeat("b", beat(0, "a"), pulsetime=5, queued=True)
        wait_until(lambda: client.request_queue._delivery._failures > 2, 10, "a longer wait")
        fake.start()
    assert labels(fake) == ["a"]


def test_no_traffic_and_no_wakeups_while_idle(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client()
    turns: list[float | None] = []
    with client:
        client.create_bucket("b", "t", queued=True)
        wait_until(lambda: client.request_queue.connected, what="the connection")
        delivery = client.request_queue._delivery
        real = delivery.turn

        def counted() -> float | None:
            turns.append(real())
            return turns[-1]

        delivery.turn = counted  # type: ignore[method-assign]
        client.heartbeat("b", beat(0, "a"), pulsetime=5, queued=True)
        # The turn that sends it may have begun before turns were counted.
        sent = lambda: any(asked.path.partition("?")[0].endswith("/heartbeat") for asked in fake.asked)  # noqa: E731
        wait_until(lambda: sent() and turns and turns[-1] is None, what="the heartbeat to be sent, and nothing more")
        settled, asked = len(turns), len(fake.asked)
        stays(lambda: (len(turns), len(fake.asked)) == (settled, asked), 0.5, "silence")


def test_one_connection_serves_the_whole_queue(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client()
    with client:
        for second in range(10):
            client.heartbeat("b", beat(second, second), pulsetime=5, queued=True)
        wait_until(lambda: len(labels(fake)) == 10, what="the queue to empty")
    assert fake.connections == 1


def test_a_vanished_bucket_is_created_again(make_client: MakeClient, fake: FakeServer) -> None:
    known: set[str] = set()
    accepted: list[str] = []

    def answer(asked: Asked) -> tuple[int, Any]:
        name = asked.path.removeprefix("/api/0/buckets/").partition("/")[0]
        if asked.path.endswith("/heartbeat"):
            if name not in known:
                return 404, {"message": "no such bucket"}
            accepted.append(name)
            return 200, {}
        known.add(name)
        return 200, {}

    fake.answer = answer
    client = make_client()
    with client:
        client.create_bucket("b", "t", queued=True)
        wait_until(lambda: known, what="the bucket")
        client.heartbeat("b", beat(0, 0), pulsetime=5, queued=True)
        # The fake writes a request down before it answers; the bucket must not vanish in between.
        wait_until(lambda: accepted, what="the first heartbeat")
        known.clear()
        client.heartbeat("b", beat(1, 1), pulsetime=5, queued=True)
        wait_until(lambda: len(labels(fake)) == 3, what="the second try")
    assert labels(fake) == [0, 1, 1]
    assert "b" in known


def test_connect_after_disconnect_knows_the_buckets(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client()
    with client:
        client.create_bucket("b", "t", queued=True)
    fake.asked.clear()
    with client:
        client.heartbeat("b", beat(0, "a"), pulsetime=5, queued=True)
    assert fake.paths() == ["/api/0/buckets/b", "/api/0/buckets/b/heartbeat"]


def test_connect_twice_and_disconnect_twice_are_harmless(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client()
    client.connect()
    client.connect()
    client.disconnect()
    client.disconnect()


def test_a_server_that_hangs_delays_the_end_by_seconds_only(
    make_client: MakeClient, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aw_client.queue.READ_TIMEOUT", 0.3)
    monkeypatch.setattr("aw_client.queue.FAREWELL", 0.3)
    asleep = threading.Event()

    def hang(asked: Asked) -> tuple[int, Any]:
        asleep.wait(3)
        return 200, {}

    fake.answer = hang
    client = make_client()
    client.connect()
    client.heartbeat("b", beat(0, "a"), pulsetime=5, queued=True)
    began = time.monotonic()
    client.disconnect()
    assert time.monotonic() - began < 2 * patience()
    asleep.set()
    fake.answer = lambda asked: (200, {})
    fake.asked.clear()
    with make_client():
        wait_until(lambda: labels(fake)[-1:] == ["a"], what="what was left")


def test_an_unusable_queue_is_an_error_with_a_sentence_and_the_next_heartbeat_counts(
    make_client: MakeClient, fake: FakeServer, home: Path
) -> None:
    client = make_client()
    place = spool_path(client)
    place.parent.mkdir(parents=True)
    place.mkdir()
    client.connect()
    with pytest.raises(QueueError, match="cannot be used"):
        client.heartbeat("b", beat(0, "a"), pulsetime=5, queued=True)
    place.rmdir()
    client.heartbeat("b", beat(1, "a"), pulsetime=5, queued=True)
    client.disconnect()
    assert labels(fake) == ["a"]


def test_data_that_is_not_json_is_the_callers_error(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client()
    with client:
        with pytest.raises(TypeError):
            client.heartbeat("b", beat(0, object()), pulsetime=5, queued=True)
        client.heartbeat("b", beat(1, "fine"), pulsetime=5, queued=True)
    assert labels(fake) == ["fine"]


def test_nothing_unforeseen_ends_the_thread(
    make_client: MakeClient, fake: FakeServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("aw_client.queue.LONGEST_WAIT", 0.05)
    client = make_client()
    delivery = client.request_queue._delivery
    real, stumbles = delivery.turn, [RuntimeError("unforeseen")]

    def turn() -> float | None:
        if stumbles:
            raise stumbles.pop()
        return real()

    delivery.turn = turn  # type: ignore[method-assign]
    with client:
        client.heartbeat("b", beat(0, "a"), pulsetime=5, queued=True)
        wait_until(lambda: labels(fake) == ["a"], what="the heartbeat")
    assert "stumbled" in caplog.text


def test_each_server_has_its_own_queue(home: Path) -> None:
    here = ActivityWatchClient("w", host="127.0.0.1", port=5600)
    same = ActivityWatchClient("w", host="localhost", port=5600)
    others = [
        ActivityWatchClient("w", host="127.0.0.1", port=5601),
        ActivityWatchClient("w", host="example.invalid", port=5600),
        ActivityWatchClient("w", testing=True, host="127.0.0.1", port=5600),
    ]
    assert spool_path(here) == spool_path(same)
    assert len({spool_path(client) for client in [here, *others]}) == 4
    assert spool_path(here).parent == home / ".local/share/activitywatch/aw-client/queued"


SCRIPT = """
import os, signal, sys
from datetime import datetime, timedelta, timezone
from aw_core.models import Event
from aw_client import ActivityWatchClient
import aw_client.queue
aw_client.queue.FAREWELL = 30.0  # however busy the machine is
client = ActivityWatchClient("watcher", port=int(sys.argv[1]))
client.connect()
client.create_bucket("b", "t", queued=True)
start = datetime(2024, 5, 1, 9, tzinfo=timezone.utc)
for second in range(4):
    event = Event(timestamp=start + timedelta(seconds=second), data={"d": "a"})
    client.heartbeat("b", event, pulsetime=5, queued=True)
if sys.argv[2] == "kill":
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "term":
    os.kill(os.getpid(), signal.SIGTERM)
"""


@pytest.mark.parametrize("end", ["exit", "term", "kill"])
@pytest.mark.parametrize("there", [True, False], ids=["server there", "server away"])
def test_no_way_to_end_loses_the_last_heartbeat(end: str, there: bool, fake: FakeServer, home: Path) -> None:
    if not there:
        fake.stop()
    argv = [sys.executable, "-W", "error", "-c", SCRIPT, str(fake.port), end]
    done = subprocess.run(argv, env=program_env(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == {"exit": 0, "term": -15, "kill": -9}[end], done.stderr
    if there and end == "exit":
        assert fake.heartbeats()[-1]["duration"] == 3
        return
    if not there:
        fake.start()
    with ActivityWatchClient("watcher", port=fake.port):
        wait_until(lambda: fake.heartbeats(), what="what the ended program left")
    assert fake.heartbeats()[-1]["duration"] == 3
