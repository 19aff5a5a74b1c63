"""A queue whose disk is full keeps what it is given, in order, and writes it once there is room."""

from __future__ import annotations

import itertools
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aw_client import spool as spool_module
from aw_client import waiting
from aw_client.errors import QueueError
from aw_client.spool import QueuedRequest, Spool
from tests.aw_client.test_spool import drain, request


class Disk:
    """Makes the file's writes fail as a full disk does."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool

    def fill(self) -> None:
        self.spool._connection = _Full(self.spool._open())  # type: ignore[assignment]

    def free(self) -> None:
        full = self.spool._connection
        assert isinstance(full, _Full)
        self.spool._connection = full.real


class _Full:
    """A connection on which every write fails with SQLite's own error."""

    def __init__(self, real: sqlite3.Connection) -> None:
        self.real = real

    def execute(self, sql: str, *args: Any) -> Any:
        if not sql.startswith(("SELECT", "PRAGMA")):
            self._fail()
        return self.real.execute(sql, *args)

    def executemany(self, sql: str, rows: Any) -> Any:
        if list(rows):
            self._fail()

    def _fail(self) -> None:
        db = sqlite3.connect(":memory:")
        try:
            db.execute("PRAGMA max_page_count = 1")
            db.execute("CREATE TABLE t (x)")
        finally:
            db.close()

    def close(self) -> None:
        self.real.close()

    def __enter__(self) -> _Full:
        return self

    def __exit__(self, *_: object) -> None:
        self.real.rollback()


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    spool = Spool(tmp_path / "queue.db")
    yield spool
    spool.close()


@pytest.fixture
def disk(spool: Spool) -> Disk:
    return Disk(spool)


def test_nothing_is_lost_and_the_order_is_kept(spool: Spool, disk: Disk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    spool.put([request(1)])
    disk.fill()
    spool.put([request(2)])
    spool.put([request(3), request(4)])
    assert spool.size() == 4
    disk.free()
    spool.put([request(5)])
    assert drain(spool) == [1, 2, 3, 4, 5]
    assert [r.levelname for r in caplog.records] == ["WARNING", "INFO"]


def test_it_is_sent_from_memory_while_there_is_no_room(spool: Spool, disk: Disk) -> None:
    spool.put([])
    disk.fill()
    spool.put([request(1), request(2)])
    assert drain(spool) == [1, 2]
    spool.put([request(3)])
    disk.free()
    assert drain(spool) == [3]


def test_what_was_sent_and_cannot_be_removed_stays_the_first(spool: Spool, disk: Disk) -> None:
    """It is sent again, which the server merges; its successor must not overtake it."""
    spool.put([request(1)])
    disk.fill()
    spool.put([request(2)])
    item = spool.first()
    assert item is not None
    with pytest.raises(QueueError):
        spool.remove(item.id)
    assert spool.first() == item
    disk.free()
    assert drain(spool) == [1, 2]


def test_growing_states_take_one_place_and_join_the_line_at_the_end(spool: Spool, disk: Disk) -> None:
    spool.put([], "a", request(1))
    disk.fill()
    for number in range(2, 100):
        spool.put([], "a", request(number))
    spool.put([], "b", request(200))
    assert len(spool._waiting.steps) == 2
    spool.release()
    assert drain(spool) == [99, 200]
    disk.free()
    spool.put([])
    spool.release()
    assert drain(spool) == []


def test_new_privacy_rules_reach_what_waits_in_memory_before_anything_is_sent(spool: Spool, disk: Disk) -> None:
    def decide(bucket: str, data: dict[str, Any]) -> dict[str, Any] | None:
        return None if data.get("secret") else data

    def event(number: int, secret: bool) -> QueuedRequest:
        return QueuedRequest("buckets/b/heartbeat?pulsetime=5", {"n": number, "data": {"secret": secret}})

    spool.put([event(1, True), event(2, False)])
    disk.fill()
    spool.put([event(3, True), event(4, False)])
    assert spool.sieve(decide) == (0, 0)
    with pytest.raises(QueueError, match="no room to apply new privacy rules"):
        spool.first()
    spool.put([event(5, False)])
    disk.free()
    assert drain(spool) == [2, 4, 5]


def test_there_is_an_end_to_what_memory_keeps(spool: Spool, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool_module, "MOST", 3)
    spool.put([])
    disk.fill()
    for number in range(3):
        spool.put([request(number)])
    with pytest.raises(QueueError, match="full"):
        spool.put([request(3)])
    disk.free()
    assert drain(spool) == [0, 1, 2]


def test_other_troubles_are_no_full_disk(tmp_path: Path) -> None:
    assert not waiting.is_no_room(PermissionError(13, "no"), tmp_path / "queue.db")
    assert not waiting.is_no_room(sqlite3.OperationalError("locked"), tmp_path / "queue.db")
    assert waiting.is_no_room(OSError(28, "No space left on device"), tmp_path / "queue.db")


_actions = ["send", "hold a", "hold b", "send and hold a", "fill", "free", "release"]
_steps = st.lists(st.sampled_from(_actions), max_size=25)
_names = itertools.count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_steps)
def test_a_full_disk_changes_nothing_but_where_things_are(tmp_path: Path, steps: list[str]) -> None:
    """The same steps on a queue whose disk is never full end in the same line."""
    name = next(_names)
    patchy, sound = Spool(tmp_path / f"patchy-{name}.db"), Spool(tmp_path / f"sound-{name}.db")
    patchy.put([])
    disk, full = Disk(patchy), False
    for number, step in enumerate(steps):
        if step == "fill" and not full:
            disk.fill()
            full = True
        elif step == "free" and full:
            disk.free()
            full = False
        for spool in (patchy, sound):
            _do(spool, step, number)
    if full:
        disk.free()
    for spool in (patchy, sound):
        spool.put([])
        spool.release()
    assert sorted(drain(patchy)) == sorted(drain(sound))
    patchy.close()
    sound.close()


def _do(spool: Spool, step: str, number: int) -> None:
    bucket = step[-1] if "hold" in step else None
    rows = [request(number)] if "send" in step else []
    if step == "release":
        spool.release()
    elif rows or bucket:
        spool.put(rows, bucket, QueuedRequest("held", {"n": number + 1000}) if bucket else None)
