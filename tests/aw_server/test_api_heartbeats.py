"""Heartbeats: merging, late ones, what is forgotten when, and that nobody else's row is touched."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aw_core.models import Event
from aw_server.api import ServerAPI
from aw_server.exceptions import NotFound
from tests.aw_server.fakes import bucket, event, file_api, memory_api, rows


@pytest.fixture
def api() -> Iterator[ServerAPI]:
    with memory_api() as api:
        bucket(api)
        yield api


def beat(api: ServerAPI, start: float, duration: float = 0, pulsetime: float = 5, **data: Any) -> Event:
    return api.heartbeat("b", event(start, duration, **data), pulsetime)


def test_the_sequence_of_the_contract(api: ServerAPI) -> None:
    first = beat(api, 0)
    assert (first.id, beat(api, 5).id) == (first.id, first.id)
    assert rows(api, "b") == [(0, 5)]
    third = beat(api, 10.001)
    assert rows(api, "b") == [(0, 5), (10.001, 0)]
    late = beat(api, 2)
    assert rows(api, "b") == [(0, 5), (2, 0), (10.001, 0)]
    fifth = beat(api, 3)
    assert fifth.id == late.id != third.id
    assert rows(api, "b") == [(0, 5), (2, 1), (10.001, 0)]


def test_other_data_is_a_new_event(api: ServerAPI) -> None:
    beat(api, 0, app="a")
    beat(api, 1, app="b")
    assert rows(api, "b") == [(0, 0), (1, 0)]


def test_an_event_is_never_shortened(api: ServerAPI) -> None:
    beat(api, 0, 10)
    assert beat(api, 2).duration_us == 10_000_000


def test_the_same_heartbeat_again_changes_nothing(api: ServerAPI) -> None:
    """A client that did not hear the answer sends it again."""
    beat(api, 0, app="a")
    beat(api, 4, app="a")
    beat(api, 5, app="b")
    beat(api, 5, app="b")
    assert rows(api, "b") == [(0, 4), (5, 0)]


def test_answers_are_not_changed_by_later_heartbeats(api: ServerAPI) -> None:
    first = beat(api, 0)
    beat(api, 5)
    assert first.duration_us == 0


def test_after_an_insert_the_newest_event_is_looked_up_again(api: ServerAPI) -> None:
    beat(api, 0)
    [inserted] = api.create_events("b", [event(3, 1)])
    assert beat(api, 5).id == inserted.id
    assert rows(api, "b") == [(0, 0), (3, 2)]


def test_after_a_delete_a_heartbeat_does_not_revive_the_event(api: ServerAPI) -> None:
    first = beat(api, 0)
    assert isinstance(first.id, int)
    assert api.delete_event("b", first.id)
    second = beat(api, 1)
    assert second.id != first.id
    assert rows(api, "b") == [(1, 0)]


def test_after_a_delete_the_event_before_is_the_newest(api: ServerAPI) -> None:
    beat(api, 0, app="a")
    second = beat(api, 1, app="b")
    assert isinstance(second.id, int)
    api.delete_event("b", second.id)
    beat(api, 2, app="a")
    assert rows(api, "b") == [(0, 2)]


def test_a_deleted_and_recreated_bucket_starts_afresh(api: ServerAPI) -> None:
    beat(api, 0)
    api.delete_bucket("b")
    with pytest.raises(NotFound):
        beat(api, 1)
    bucket(api)
    beat(api, 1)
    assert rows(api, "b") == [(1, 0)]


def test_after_an_import_the_newest_event_is_looked_up_again(api: ServerAPI) -> None:
    beat(api, 0, a=1)
    imported = {"timestamp": "2024-05-01T09:00:03Z", "duration": 1, "data": {"a": 1}}
    api.import_bucket({"id": "b", "type": "t", "client": "c", "hostname": "h", "events": [imported]})
    beat(api, 5, a=1)
    assert rows(api, "b") == [(0, 0), (3, 2)]


def test_another_process_may_write_in_between(tmp_path: Path) -> None:
    place = tmp_path / "events.db"
    with file_api(place) as api:
        bucket(api)
        beat(api, 0)
        copy = "SELECT bucket, start + 3000000, 0, data_id FROM event"
        _elsewhere(place, f"INSERT INTO event (bucket, start, duration, data_id) {copy}")
        beat(api, 5)
        assert rows(api, "b") == [(0, 0), (3, 2)]


def test_another_process_may_delete_the_event(tmp_path: Path) -> None:
    place = tmp_path / "events.db"
    with file_api(place) as api:
        bucket(api)
        beat(api, 0)
        _elsewhere(place, "DELETE FROM event")
        beat(api, 5)
        assert rows(api, "b") == [(5, 0)]


def test_a_failed_write_leaves_the_memory_as_the_disk_is(api: ServerAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    beat(api, 0)
    with monkeypatch.context() as patched:
        patched.setattr(api.db.storage_strategy, "replace", _fail)
        with pytest.raises(OSError, match="full"):
            beat(api, 4)
    assert rows(api, "b") == [(0, 0)]
    beat(api, 5)
    assert rows(api, "b") == [(0, 5)]


def test_a_write_that_succeeded_and_failed_is_looked_up_again(api: ServerAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    beat(api, 0)
    replace = api.db.storage_strategy.replace

    def stored_and_failed(*args: Any) -> bool:
        replace(*args)
        raise OSError("the answer was lost")

    with monkeypatch.context() as patched:
        patched.setattr(api.db.storage_strategy, "replace", stored_and_failed)
        with pytest.raises(OSError, match="lost"):
            beat(api, 4)
    beat(api, 3)
    assert rows(api, "b") == [(0, 4)]


def test_many_threads_on_one_bucket_make_one_event(tmp_path: Path) -> None:
    with file_api(tmp_path / "events.db") as api:
        bucket(api)

        def run(offset: int) -> None:
            for number in range(25):
                beat(api, 0.1 * (number * 4 + offset), pulsetime=1000)

        beat(api, 0, pulsetime=1000)
        threads = [threading.Thread(target=run, args=(offset,)) for offset in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        ends = [start + duration for start, duration in rows(api, "b")]
        assert max(ends) == pytest.approx(9.9)
        assert rows(api, "b")[0] == (0, pytest.approx(9.9))


def test_what_was_acknowledged_is_there_after_a_restart(tmp_path: Path) -> None:
    place = tmp_path / "events.db"
    with file_api(place) as api:
        bucket(api)
        beat(api, 0)
    with file_api(place) as api:
        beat(api, 5)
        assert rows(api, "b") == [(0, 5)]


def _fail(*_: object) -> bool:
    raise OSError("disk full")


def _elsewhere(place: Path, statement: str) -> None:
    """Write to the file as another process would: by a connection the datastore does not know."""
    with sqlite3.connect(place) as other:
        other.execute(statement)
    other.close()
