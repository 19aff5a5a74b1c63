"""From heartbeats to the client's queue."""

from __future__ import annotations

from typing import Any

from aw_core import Event
from aw_watcher.heartbeat import Heartbeat, Outbox
from tests.aw_watcher.fakes import T0_US


class FakeClient:
    def __init__(self) -> None:
        self.calls: list[tuple[str, Event, float, bool]] = []

    def heartbeat(
        self, bucket_id: str, event: Event, pulsetime: float, queued: bool = False, commit_interval: float | None = None
    ) -> Any:
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
