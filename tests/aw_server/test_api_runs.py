"""When the server ran: ends in good order, ends by kill, and that the list stays short."""

from __future__ import annotations

from pathlib import Path

import pytest

from aw_core.errors import StorageError
from aw_datastore import Datastore
from aw_datastore.records import Records
from aw_datastore.storages import PeeweeStorage
from aw_server.api_runs import Run, Runs
from tests.aw_server.fakes import SECOND, T0, FakeClock, bucket, event, file_api


def test_a_run_ends_when_it_is_closed(tmp_path: Path) -> None:
    clock = FakeClock()
    with file_api(tmp_path / "db", clock):
        clock.pass_time(60)
    clock.pass_time(60)
    with file_api(tmp_path / "db", clock) as api:
        assert api.runs() == [Run(T0, T0 + 60 * SECOND), Run(T0 + 120 * SECOND, None)]


def test_a_killed_run_ends_with_its_newest_event(tmp_path: Path) -> None:
    clock = FakeClock()
    with file_api(tmp_path / "db", clock) as api:
        bucket(api)
        api.heartbeat("b", event(30, 10), 5)
        runs = api.db.records.get("server", "runs")
    clock.pass_time(600)
    db = Datastore(PeeweeStorage, testing=True, filepath=str(tmp_path / "db"))
    db.records.put("server", "runs", runs)
    assert Runs(db, clock).all() == [Run(T0, T0 + 40 * SECOND), Run(T0 + 600 * SECOND, None)]
    db.close()


def test_a_killed_run_without_events_ends_at_its_start_and_none_ends_in_the_future(tmp_path: Path) -> None:
    clock = FakeClock()
    db = Datastore(PeeweeStorage, testing=True, filepath=str(tmp_path / "db"))
    Runs(db, clock)
    clock.pass_time(10)
    assert Runs(db, clock).all()[0] == Run(T0, T0)
    db.create_bucket("b", "t", "c", "h")
    db["b"].insert(event(5000, 0))
    clock.pass_time(10)
    assert Runs(db, clock).all()[1] == Run(T0 + 10 * SECOND, T0 + 20 * SECOND)
    db.close()


def test_old_runs_are_forgotten(tmp_path: Path) -> None:
    clock = FakeClock()
    db = Datastore(PeeweeStorage, testing=True, filepath=str(tmp_path / "db"))
    db.records.put("server", "runs", [[n, n + 1] for n in range(1000)])
    assert 100 <= len(Runs(db, clock).all()) <= 300
    db.close()


def test_a_full_disk_neither_keeps_the_server_from_starting_nor_from_stopping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("The disk is full", "There is no room left.")

    monkeypatch.setattr(Records, "put", full)
    with file_api(tmp_path / "db") as api:
        assert len(api.runs()) == 1
