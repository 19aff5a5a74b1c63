"""The client against a real server process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from aw_client import ActivityWatchClient
from aw_client.errors import ForceNeeded
from aw_core.models import Event
from tests.support.programs import LiveServer
from tests.support.wait import wait_until

pytestmark = pytest.mark.system
T0 = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def server(home: object) -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server


@pytest.fixture
def client(server: LiveServer) -> Iterator[ActivityWatchClient]:
    client = ActivityWatchClient("aw-watcher-demo", host="127.0.0.1", port=server.port)
    client.create_bucket("demo", "test")
    yield client
    client.disconnect()


def beat(second: float, label: str) -> Event:
    return Event(timestamp=T0 + timedelta(seconds=second), data={"label": label})


def rows(client: ActivityWatchClient) -> list[tuple[float, float, str]]:
    """(start, duration, label) in seconds from T0, oldest first."""
    return [
        ((event.timestamp - T0).total_seconds(), event.duration.total_seconds(), event.data["label"])
        for event in reversed(client.get_events("demo"))
    ]


def test_every_method(client: ActivityWatchClient) -> None:
    assert client.get_info()["testing"] is False
    client.wait_for_start()
    client.create_bucket("demo", "test")
    assert client.get_buckets()["demo"]["client"] == "aw-watcher-demo"
    stored = client.insert_event("demo", beat(0, "a"))
    assert isinstance(stored.id, int)
    client.send_events("demo", [beat(10, "b"), beat(20, "c")])
    assert client.get_event("demo", stored.id) == stored
    assert client.get_event("demo", 999999) is None
    assert client.get_eventcount("demo") == 3
    assert [e.data["label"] for e in client.get_events("demo", limit=2)] == ["c", "b"]
    assert [e.data["label"] for e in client.get_events("demo", start="2024-05-01T09:00:15")] == ["c"]
    client.delete_event("demo", stored)
    assert client.get_eventcount("demo", start=T0, end=T0 + timedelta(seconds=10)) == 1
    extended = client.heartbeat("demo", beat(25, "c"), pulsetime=60)
    assert extended is not None
    assert extended.duration == timedelta(seconds=5)
    client.set_setting("theme", {"dark": False})
    assert client.get_setting("theme") == client.get_setting()["theme"] == {"dark": False}
    assert client.get_setting("unset") is None


def test_what_is_exported_can_be_imported(client: ActivityWatchClient) -> None:
    client.insert_events("demo", [beat(0, "a"), beat(10, "b")])
    one, everything = client.export_bucket("demo"), client.export_all()
    client.delete_bucket("demo", force=True)
    for saved in (one, everything, one["buckets"]["demo"]):
        client.import_bucket(saved)
        assert rows(client) == [(0, 0, "a"), (10, 0, "b")]


def test_deleting_a_bucket_outside_testing_mode_needs_force(client: ActivityWatchClient) -> None:
    with pytest.raises(ForceNeeded, match="force=True"):
        client.delete_bucket("demo")
    assert "demo" in client.get_buckets()
    client.delete_bucket("demo", force=True)
    assert "demo" not in client.get_buckets()


def test_queued_heartbeats_become_events(client: ActivityWatchClient) -> None:
    with client:
        for second in range(31):
            client.heartbeat("demo", beat(second, "a" if second < 25 else "b"), pulsetime=5, queued=True)
        wait_until(lambda: len(client.get_events("demo")) == 2, what="the second state")
    assert rows(client) == [(0, 24, "a"), (25, 5, "b")]


def test_kills_of_the_server_lose_nothing_and_double_nothing(client: ActivityWatchClient, server: LiveServer) -> None:
    with client:
        for round_ in range(4):
            for second in range(40):
                moment = round_ * 40 + second
                client.heartbeat("demo", beat(moment, str(moment // 10)), 5, queued=True, commit_interval=2)
            wait_until(lambda new=4 * round_: len(rows(client)) > new, what="some of them to arrive")
            server.kill9()
            server.start()
        wait_until(lambda: len(rows(client)) == 16, 20, "the last state")
    assert rows(client) == [(10 * n, 9, str(n)) for n in range(16)]


def test_a_bucket_deleted_under_a_watcher_comes_back(client: ActivityWatchClient) -> None:
    with client:
        client.create_bucket("demo", "test", queued=True)
        client.heartbeat("demo", beat(0, "a"), 5, queued=True)
        wait_until(lambda: rows(client), what="the first state")
        client.delete_bucket("demo", force=True)
        client.heartbeat("demo", beat(1, "b"), 5, queued=True)
        wait_until(lambda: "demo" in client.get_buckets() and rows(client), what="the bucket to come back")
    assert rows(client) == [(1, 0, "b")]


def test_a_restart_of_client_and_server_loses_nothing(client: ActivityWatchClient, server: LiveServer) -> None:
    server.stop()
    with client:
        for second in range(5):
            client.heartbeat("demo", beat(second, "a"), 5, queued=True)
    server.start()
    with client:
        client.heartbeat("demo", beat(6, "b"), 5, queued=True)
    assert rows(client) == [(0, 4, "a"), (6, 0, "b")]
