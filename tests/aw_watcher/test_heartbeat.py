"""From heartbeats to the client's queue."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from aw_client.errors import QueueError
from aw_core import Event
from aw_watcher.heartbeat import Heartbeat, Outbox
from tests.aw_watcher.fakes import T0_US


class FakeClient:
    def __init__(self) -> None:
        self.calls: list[tuple[str, Event, float, bool]] = []
        self.full = False

    def heartbeat(
        self, bucket_id: str, event: Event, pulsetime: float, queued: bool = False, commit_interval: float | None = None
    ) -> Any:
        if self.full:
            raise QueueError("Queue not usable", "The disk is full.")
        self.calls.append((bucket_id, event, pulsetime, queued))


def test_heartbeats_go_queued_and_in_order_into_the_bucket() -> None:
    client = FakeClient()
    data = {"status": "afk"}
    Outbox(client, "b_box").send([Heartbeat(T0_US, data, 205.0, 1_500_000), Heartbeat(T0_US + 1000, data, 0.0)])
    assert [(bucket, pulsetime, queued) for bucket, _, pulsetime, queued in client.calls] == [
        ("b_box", 205.0, True),
        ("b_box", 0.0, True),
    ]
    first = client.calls[0][1]
    assert first.to_json_dict() == {
        "id": None,
        "timestamp": "2026-03-01T12:00:00+00:00",
        "duration": 1.5,
        "data": {"status": "afk"},
    }


def test_the_data_is_a_copy() -> None:
    client = FakeClient()
    data = {"app": "a"}
    Outbox(client, "b").send([Heartbeat(T0_US, data, 0.0)])
    client.calls[0][1].data["app"] = "changed"
    assert data == {"app": "a"}


def test_a_queue_that_cannot_be_written_is_said_once_and_outlived(caplog: pytest.LogCaptureFixture) -> None:
    client = FakeClient()
    outbox = Outbox(client, "b")
    beat = Heartbeat(T0_US, {"app": "a"}, 0.0)
    client.full = True
    with caplog.at_level(logging.INFO):
        outbox.send([beat, beat])
        outbox.send([beat])
        client.full = False
        outbox.send([beat])
    assert [record.getMessage() for record in caplog.records] == [
        "Nothing can be recorded: The disk is full.",
        "Recording goes on.",
    ]
    assert len(client.calls) == 1


def test_titles_and_addresses_are_withheld_until_the_rules_are_known_and_what_was_begun_has_ended() -> None:
    client = FakeClient()
    known = [False]
    outbox = Outbox(client, "b", lambda: known[0])
    data = {"app": "a", "title": "t", "url": "u", "status": "afk"}
    bare = data | {"title": "excluded", "url": "excluded"}
    outbox.send([Heartbeat(T0_US, data, 0.0)])
    assert not outbox.releasable
    outbox.release()
    outbox.send([Heartbeat(T0_US, data, 0.0)])
    known[0] = True
    assert outbox.releasable
    outbox.send([Heartbeat(T0_US, data, 0.0)])
    outbox.release()
    assert not outbox.releasable
    outbox.send([Heartbeat(T0_US, data, 0.0)])
    assert [event.data for _, event, _, _ in client.calls] == [bare, bare, bare, data]
    assert data["title"] == "t"


def test_nothing_has_to_be_ended_where_nothing_was_withheld() -> None:
    client = FakeClient()
    known = [False]
    outbox = Outbox(client, "b", lambda: known[0])
    outbox.send([Heartbeat(T0_US, {"status": "afk"}, 0.0)])
    known[0] = True
    assert not outbox.releasable
    outbox.send([Heartbeat(T0_US, {"title": "t"}, 0.0)])
    assert [event.data for _, event, _, _ in client.calls] == [{"status": "afk"}, {"title": "t"}]
