"""Buckets under their lock: deleted meanwhile, busy while a pause begins, each with a lock of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from aw_core.models import Event
from aw_server.api import ServerAPI
from aw_server.api_live import LiveBuckets, row_id
from aw_server.exceptions import NotFound
from tests.aw_server.fakes import bucket, event, memory_api, rows
from tests.support.wait import stays, wait_until


@pytest.fixture
def api() -> Iterator[ServerAPI]:
    with memory_api() as api:
        bucket(api)
        yield api


class SlowInsert:
    """Lets inserts into bucket b start and then wait for `go`."""

    def __init__(self, api: ServerAPI, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started = threading.Event()
        self.go = threading.Event()
        self._insert = api.db.storage_strategy.insert_one
        monkeypatch.setattr(api.db.storage_strategy, "insert_one", self)

    def __call__(self, bucket_id: str, event: Event) -> Event:
        if bucket_id == "b":
            self.started.set()
            assert self.go.wait(60)
        return self._insert(bucket_id, event)


def in_thread(action: Any) -> threading.Thread:
    thread = threading.Thread(target=action)
    thread.start()
    return thread


def test_when_a_pause_has_begun_nothing_is_stored_any_more(api: ServerAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowInsert(api, monkeypatch)
    sender = in_thread(lambda: api.heartbeat("b", event(0), 5))
    assert slow.started.wait(60)
    pauser = in_thread(lambda: api.pause.start(None))
    wait_until(api.pause.on, 5, "the pause")
    stays(pauser.is_alive, 0.1, "the wait for the write under way")
    slow.go.set()
    pauser.join(60)
    assert rows(api, "b") == [(0, 0)]
    sender.join(60)


def test_a_heartbeat_that_waited_for_a_delete_finds_no_bucket(api: ServerAPI) -> None:
    live = LiveBuckets(api.db)
    found: list[type[BaseException]] = []

    def late() -> None:
        try:
            with live.held("b"):
                pass
        except NotFound as error:
            found.append(type(error))

    with live.held("b") as held:
        thread = in_thread(late)
        stays(thread.is_alive, 0.05, "the wait for the lock")
        api.db.delete_bucket("b")
        live.forget(held)
    thread.join(60)
    assert found == [NotFound]


def test_one_bucket_does_not_wait_for_another(api: ServerAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket(api, "other")
    slow = SlowInsert(api, monkeypatch)
    sender = in_thread(lambda: api.heartbeat("b", event(0), 5))
    assert slow.started.wait(60)
    api.heartbeat("other", event(0), 5)
    assert rows(api, "other") == [(0, 0)]
    slow.go.set()
    sender.join(60)


def test_a_bucket_that_vanished_from_the_storage_is_not_found(api: ServerAPI) -> None:
    api.heartbeat("b", event(0), 5)
    api.db.delete_bucket("b")
    with pytest.raises(NotFound):
        api.heartbeat("b", event(1), 5)
    with pytest.raises(NotFound):
        api.create_events("b", [event(1)])


def test_only_stored_events_have_rows() -> None:
    with pytest.raises(TypeError):
        row_id(event(0))
