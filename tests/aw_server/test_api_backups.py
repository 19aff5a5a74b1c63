"""Backups by themselves: on the database's own timer, once a day, never in the way."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_core import Event
from aw_core.errors import StorageError
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage, PeeweeStorage
from aw_server.api_backups import NO_BACKUPS, RETRY, SETTLE, BackupPlan, Backups
from aw_server.exceptions import Conflict
from tests.aw_server.fakes import FakeClock
from tests.support.wait import wait_until

DAY = 86400


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Datastore]:
    datastore = Datastore(PeeweeStorage, filepath=tmp_path / "a.db")
    datastore.create_bucket("b", "t", "c", "h").insert(Event.from_us(None, 0, 1, {"a": 1}))
    yield datastore
    datastore.close()


def tick(backups: Backups) -> None:
    """What the database's timer does some seconds after a write; then wait for what it began."""
    backups._look()
    if backups._thread:
        backups._thread.join()


def made(backups: Backups) -> int:
    return len(backups.state()["backups"])


def test_the_first_one_comes_when_the_start_is_over_and_then_daily(db: Datastore) -> None:
    clock = FakeClock()
    backups = Backups(db, clock, BackupPlan())
    tick(backups)
    assert made(backups) == 0
    clock.pass_time(SETTLE)
    tick(backups)
    assert made(backups) == 1
    for _ in range(23):
        clock.pass_time(RETRY)
        tick(backups)
    assert made(backups) == 1
    clock.pass_time(RETRY)
    tick(backups)
    state = backups.state()
    assert [entry["events"] for entry in state["backups"]] == [1, 1]
    assert state["failed"] is None
    for _ in range(20):
        clock.pass_time(DAY)
        tick(backups)
    state = backups.state()
    assert 4 <= len(state["backups"]) <= 7
    assert set(db.records.all("backups")) == {entry["name"] for entry in state["backups"]}


def test_the_timer_of_the_database_begins_them(tmp_path: Path) -> None:
    datastore = Datastore(PeeweeStorage, filepath=tmp_path / "b.db", sync_delay=0.01)
    clock = FakeClock()
    backups = Backups(datastore, clock, BackupPlan())
    clock.pass_time(SETTLE)
    datastore.create_bucket("b", "t", "c", "h")
    wait_until(lambda: made(backups) == 1, 10, "the backup")
    assert backups._thread is not None
    backups._thread.join()
    datastore.close()


def test_a_full_disk_is_named_and_tried_again(db: Datastore, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    backups = Backups(db, clock, BackupPlan())
    clock.pass_time(SETTLE)
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    tick(backups)
    assert made(backups) == 0
    assert "500 MB" in backups.state()["failed"]["why"]
    monkeypatch.undo()
    tick(backups)
    assert made(backups) == 0
    clock.pass_time(RETRY)
    tick(backups)
    assert made(backups) == 1
    assert backups.state()["failed"] is None


def test_they_can_be_switched_off_but_not_refused(db: Datastore) -> None:
    clock = FakeClock()
    backups = Backups(db, clock, NO_BACKUPS)
    clock.pass_time(DAY)
    tick(Backups(db, clock, BackupPlan()))
    assert not any(work == backups._look for work in db.storage_strategy._engine.housekeeping)  # type: ignore[attr-defined]
    assert backups.make()["events"] == 1


def test_memory_has_none() -> None:
    datastore = Datastore(MemoryStorage)
    backups = Backups(datastore, FakeClock(), BackupPlan())
    state = backups.state()
    assert (state["enabled"], state["folder"], state["backups"], state["failed"]) == (False, None, [], None)
    with pytest.raises(StorageError, match="memory"):
        backups.make()
    with pytest.raises(Conflict, match="memory"):
        backups.ask()
    datastore.close()


def test_a_copy_waits_its_turn(db: Datastore) -> None:
    turn = threading.Lock()
    backups = Backups(db, FakeClock(), BackupPlan(), turn)
    worker = threading.Thread(target=backups.make)
    with turn:
        worker.start()
        assert made(backups) == 0
    worker.join()
    assert made(backups) == 1


def test_who_asks_for_one_is_not_kept_waiting(db: Datastore) -> None:
    turn = threading.Lock()
    backups = Backups(db, FakeClock(), BackupPlan(), turn)
    with turn, pytest.raises(Conflict, match="again soon"):
        backups.ask()
    assert made(backups) == 0
    assert backups.ask() == backups.state()["backups"][0]


def test_a_second_one_in_the_same_second_is_no_failure(db: Datastore) -> None:
    clock = FakeClock()
    backups = Backups(db, clock, BackupPlan())
    backups.ask()
    with pytest.raises(Conflict, match="again soon"):
        backups.ask()
    assert made(backups) == 1
    assert backups.state()["failed"] is None
