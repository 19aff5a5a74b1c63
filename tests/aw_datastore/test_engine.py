"""Locks, full disks, other processes, durability: what the engine promises about one file."""

from __future__ import annotations

import errno
import gc
import shutil
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_core.errors import StorageError
from aw_datastore.errors import DatabaseLocked, DiskFull, StorageClosed
from aw_datastore.storages import engine as engine_module
from aw_datastore.storages.engine import Engine, Listener
from tests.support.wait import stays, wait_until


class Watcher(Listener):
    def __init__(self) -> None:
        self.calls: list[str] = []

    def forget(self) -> None:
        self.calls.append("forget")

    def ended(self) -> None:
        self.calls.append("ended")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = Engine(path, busy_timeout=0.05, sync_delay=60)
    with engine.transaction() as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x)")
    yield engine
    engine.close()


def put(engine: Engine, x: object) -> None:
    with engine.transaction() as connection:
        connection.execute("INSERT INTO t (x) VALUES (?)", (x,))


def everything(engine: Engine) -> list[object]:
    with engine.reading() as connection:
        return [x for (x,) in connection.execute("SELECT x FROM t ORDER BY id")]


def other_process(path: Path) -> sqlite3.Connection:
    """A connection the engine knows nothing of: to SQLite it is another process."""
    return sqlite3.connect(path, timeout=0, isolation_level=None)


# -- settings ----------------------------------------------------------------------------------------------------


def test_the_settings_that_durability_rests_on(engine: Engine) -> None:
    with engine.transaction() as connection:
        asked = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 1, "secure_delete": 1}


def test_synchronous_full_can_be_chosen(path: Path) -> None:
    engine = Engine(path, synchronous="FULL")
    with engine.transaction() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    engine.close()


def test_a_reader_cannot_write_by_mistake(engine: Engine) -> None:
    with pytest.raises(StorageError), engine.reading() as connection:
        connection.execute("INSERT INTO t (x) VALUES (1)")


# -- transactions ------------------------------------------------------------------------------------------------


def test_a_mistake_in_sql_is_not_dressed_up(engine: Engine) -> None:
    with pytest.raises(sqlite3.OperationalError, match="nothing"), engine.reading() as connection:
        connection.execute("SELECT * FROM nothing")


def test_listeners_hear_of_the_end_and_of_roll_backs(engine: Engine) -> None:
    watcher = Watcher()
    engine.listeners.append(watcher)
    with engine.transaction(), engine.transaction():
        put(engine, 1)
    assert watcher.calls == ["ended"]
    with pytest.raises(RuntimeError), engine.transaction():
        raise RuntimeError
    assert watcher.calls == ["ended", "forget", "ended"]


def test_writers_wait_for_each_other(engine: Engine) -> None:
    """Longer than the busy time-out: within the process nobody is told "locked"."""
    inside, done = threading.Event(), threading.Event()

    def write() -> None:
        inside.wait(60)
        put(engine, "second")
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    with engine.transaction() as connection:
        inside.set()
        stays(lambda: not done.is_set(), 0.2, "the second writer waiting")
        connection.execute("INSERT INTO t (x) VALUES ('first')")
    thread.join()
    assert everything(engine) == ["first", "second"]


def test_a_reader_sees_what_was_committed_and_does_not_wait(engine: Engine) -> None:
    put(engine, 1)
    seen: list[list[object]] = []
    with engine.transaction():
        put(engine, 2)
        thread = threading.Thread(target=lambda: seen.append(everything(engine)))
        thread.start()
        thread.join()
        assert everything(engine) == [1, 2]
    assert seen == [[1]]


# -- full disk ---------------------------------------------------------------------------------------------------


def fill_the_disk(engine: Engine, pages: int) -> None:
    """No more than that many pages may be added."""
    with engine.transaction() as connection:
        used = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={used + pages}")


def test_a_full_disk_loses_nothing(engine: Engine) -> None:
    put(engine, "before")
    fill_the_disk(engine, 3)
    with pytest.raises(DiskFull, match=r"a\.db"), engine.transaction():
        put(engine, "small")
        put(engine, "x" * 100_000)
    assert everything(engine) == ["before"]
    put(engine, "fits")
    assert everything(engine) == ["before", "fits"]
    with engine.transaction() as connection:
        connection.execute("PRAGMA max_page_count=1000000")
    put(engine, "y" * 100_000)
    assert len(everything(engine)) == 3


def test_whoever_swallows_a_full_disk_does_not_commit_half(engine: Engine) -> None:
    """SQLite may undo the whole transaction by itself; what follows must not be committed alone."""
    with pytest.raises(StorageError), engine.transaction() as connection:
        put(engine, 1)
        with pytest.raises(RuntimeError), engine.transaction():
            connection.execute("ROLLBACK")
            raise RuntimeError
        put(engine, 2)
    assert everything(engine) == []
    with pytest.raises(StorageError), engine.transaction() as connection:
        put(engine, 1)
        connection.execute("ROLLBACK")
    assert everything(engine) == []
    put(engine, 3)
    assert everything(engine) == [3]


# -- other processes ---------------------------------------------------------------------------------------------


def test_a_locked_file(engine: Engine, path: Path) -> None:
    put(engine, 1)
    other = other_process(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseLocked, match=r"a\.db"):
        put(engine, 2)
    assert everything(engine) == [1]
    other.execute("ROLLBACK")
    put(engine, 3)
    assert everything(engine) == [1, 3]
    other.close()


def test_a_transaction_has_the_file_from_its_beginning(engine: Engine, path: Path) -> None:
    """A lock taken with the first write only would fail at once where another process came in between."""
    other = other_process(path)
    with engine.transaction():
        everything(engine)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO t (x) VALUES (1)")
        put(engine, 2)
    assert everything(engine) == [2]
    other.close()


def test_a_file_locked_at_the_start(path: Path) -> None:
    other = other_process(path)
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseLocked):
        Engine(path, busy_timeout=0.05)
    other.close()


def test_a_foreign_write_is_told_once(engine: Engine, path: Path) -> None:
    watcher = Watcher()
    engine.listeners.append(watcher)
    other = other_process(path)
    put(engine, 1)
    assert engine.foreign_write() is False
    other.execute("INSERT INTO t (x) VALUES (2)")
    assert engine.foreign_write() is True
    assert engine.foreign_write() is False
    assert watcher.calls == ["ended", "forget"]
    other.close()


def test_a_foreign_write_is_noticed_by_the_next_write(engine: Engine, path: Path) -> None:
    watcher = Watcher()
    engine.listeners.append(watcher)
    other = other_process(path)
    other.execute("INSERT INTO t (x) VALUES (2)")
    put(engine, 1)
    assert watcher.calls == ["forget", "ended"]
    assert engine.foreign_write() is True
    other.close()


def test_asking_for_foreign_writes_never_waits(engine: Engine) -> None:
    answers: list[bool] = []
    with engine.transaction():
        put(engine, 1)
        thread = threading.Thread(target=lambda: answers.append(engine.foreign_write()))
        thread.start()
        thread.join(60)
    assert answers == [False]


# -- durability --------------------------------------------------------------------------------------------------


def file_holds(path: Path, needle: bytes) -> bool:
    """Does the database file itself, without its log, hold these bytes?"""
    return needle in path.read_bytes()


def log_size(path: Path) -> int:
    return path.with_name(path.name + "-wal").stat().st_size


def timer_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name == "database-sync"]


def test_a_write_reaches_the_disk_by_itself_and_then_nothing_wakes_up(path: Path) -> None:
    engine = Engine(path, sync_delay=0.05, copy_delay=0)
    assert timer_threads() == []
    with engine.transaction() as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x)")
        connection.execute("INSERT INTO t (x) VALUES ('needle-1')")
    assert engine.unsynced
    rounds: list[int] = []
    engine.housekeeping.append(lambda: rounds.append(1))
    wait_until(lambda: rounds == [1] and file_holds(path, b"needle-1"), 5, "the first check-point")
    assert not engine.unsynced
    stays(lambda: rounds == [1], 0.3, "the timer sleeping while nothing is unsynced")
    put(engine, "needle-2")
    wait_until(lambda: file_holds(path, b"needle-2"), 5, "the second check-point")
    wait_until(lambda: rounds == [1, 1], 5, "what follows it")
    assert timer_threads() == ["database-sync"]
    engine.close()
    assert timer_threads() == []


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were synced by us, not by SQLite; synced they are."""
    files: list[str] = []
    sync = engine_module._sync_file

    def remember(descriptor: int) -> None:
        files.append(_target(Path(f"/proc/self/fd/{descriptor}")))
        sync(descriptor)

    monkeypatch.setattr(engine_module, "_sync_file", remember)
    return files


@pytest.fixture
def calm(path: Path) -> Iterator[Engine]:
    """An engine that syncs at once, with its first check-point behind it."""
    engine = Engine(path, sync_delay=0.01)
    with engine.transaction() as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x)")
    wait_until(lambda: file_holds(path, b"CREATE TABLE t"), 5, "the first check-point")
    yield engine
    engine.close()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_between_check_points_only_the_log_is_synced(calm: Engine, path: Path, synced: list[str]) -> None:
    for number in range(1, 4):
        put(calm, f"needle-{number}")
        wait_until(lambda number=number: synced == [f"{path}-wal"] * number, 5, "the sync")
    assert not file_holds(path, b"needle-")
    calm.checkpoint()
    assert file_holds(path, b"needle-3")
    assert len(synced) == 3


def test_many_changes_are_copied_by_the_next_sync(calm: Engine, path: Path, synced: list[str]) -> None:
    with calm.transaction() as connection:
        connection.executemany("INSERT INTO t (x) VALUES (?)", [(f"needle-{number}",) for number in range(1000)])
    wait_until(lambda: file_holds(path, b"needle-999"), 5, "the check-point")
    assert synced == []
    put(calm, "few")
    wait_until(lambda: len(synced) == 1, 5, "the sync")


def test_what_was_only_synced_in_the_log_survives(calm: Engine, path: Path, synced: list[str]) -> None:
    put(calm, "needle")
    wait_until(lambda: len(synced) == 1, 5, "the sync")
    for suffix in ("", "-wal"):  # as a power cut leaves them: nobody closed, the index of the log is gone
        shutil.copy(f"{path}{suffix}", f"{path}.left{suffix}")
    left = Engine(path.with_name(path.name + ".left"))
    assert everything(left) == ["needle"]
    left.close()


def test_a_log_that_cannot_be_synced_is_a_human_error(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(engine_module, "_sync_file", fail)
    put(engine, 1)
    with pytest.raises(DiskFull):
        engine._sync_log()


def test_a_burst_is_synced_by_its_first_write(path: Path) -> None:
    """The clock starts with the first unsynced write, not with the last one."""
    engine = Engine(path, sync_delay=0.2)
    with engine.transaction() as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x)")
    rounds: list[int] = []
    engine.housekeeping.append(lambda: rounds.append(1))

    def writing() -> bool:
        put(engine, "x")
        return len(rounds) >= 3

    wait_until(writing, 5, "check-points during a burst without pause")
    engine.close()


def test_a_reader_that_holds_the_log_does_not_hold_back_the_sync(
    engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr("aw_datastore.storages.engine._sync_file", lambda descriptor: synced.append(descriptor))
    put(engine, 1)
    engine.checkpoint()
    assert synced == []
    other = other_process(path)
    other.execute("BEGIN")
    other.execute("SELECT * FROM t").fetchall()
    put(engine, 2)
    engine.checkpoint()
    assert len(synced) == 1
    other.close()


def test_truncating_leaves_an_empty_log(engine: Engine, path: Path) -> None:
    put(engine, "needle")
    other = other_process(path)
    other.execute("BEGIN")
    other.execute("SELECT * FROM t").fetchall()
    engine._sync_or_copy()
    assert engine.truncate_log() is False
    assert engine.unsynced
    other.execute("ROLLBACK")
    assert engine.truncate_log() is True
    assert log_size(path) == 0
    put(engine, 1)
    assert engine.foreign_write() is False
    other.close()


def test_a_failing_sync_is_tried_again(
    calm: Engine, path: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    left = [OSError(errno.ENOSPC, "full"), OSError(errno.ENOSPC, "full"), RuntimeError("whatever it is")]
    sync = engine_module._sync_file

    def fail(descriptor: int) -> None:
        if left:
            raise left.pop(0)
        sync(descriptor)

    monkeypatch.setattr(engine_module, "_sync_file", fail)
    put(calm, "needle-3")
    wait_until(lambda: synced == [f"{path}-wal"] and not calm.unsynced, 5, "the sync after the failures")
    assert len([r for r in caplog.records if "trying again" in r.getMessage()]) == 1
    assert len([r for r in caplog.records if "stumbled" in r.getMessage()]) == 1


def test_what_is_put_off_neither_delays_nor_prevents_the_sync(calm: Engine, synced: list[str]) -> None:
    """The sweep of what was deleted needs room: on a full disk it fails, and the log has to be synced all the same."""
    at_work: list[int] = []

    def fail() -> None:
        at_work.append(len(synced))
        raise DiskFull("a.db")

    calm.housekeeping.append(fail)
    put(calm, "needle")
    # The first check-point may just have ended, without a sync of ours.
    wait_until(lambda: {1, 2} <= set(at_work), 10, "a sync before each attempt")
    calm.housekeeping.clear()
    wait_until(lambda: not calm.unsynced, 5, "the end of the attempts")


# -- connections -------------------------------------------------------------------------------------------------


def open_files(path: Path) -> int:
    return sum(1 for fd in Path("/proc/self/fd").iterdir() if _target(fd) == str(path))


def _target(fd: Path) -> str:
    try:
        return str(fd.readlink())
    except OSError:
        return ""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are counted in /proc")
def test_a_threads_connection_ends_with_the_thread(engine: Engine, path: Path) -> None:
    everything(engine)
    before = open_files(path)
    for _ in range(5):
        thread = threading.Thread(target=everything, args=(engine,))
        thread.start()
        thread.join()
    # SQLite keeps one descriptor aside for the next connection, rather than drop its locks by closing it.
    assert open_files(path) <= before + 1
    go_on = threading.Event()

    def ask_and_wait() -> None:
        everything(engine)
        go_on.wait(60)

    threads = [threading.Thread(target=ask_and_wait) for _ in range(3)]
    for thread in threads:
        thread.start()
    wait_until(lambda: open_files(path) == before + 3, 5, "three more connections")
    gc.collect()
    assert open_files(path) == before + 3
    engine.close()
    assert open_files(path) == 0
    go_on.set()
    for thread in threads:
        thread.join()


def test_closing_waits_for_who_is_inside(engine: Engine) -> None:
    inside, go_on, closed = threading.Event(), threading.Event(), threading.Event()
    found: list[object] = []

    def read() -> None:
        with engine.reading() as connection:
            rows = connection.execute("SELECT 1 UNION SELECT 2")
            found.append(rows.fetchone())
            inside.set()
            go_on.wait(60)
            found.append(rows.fetchone())

    reader = threading.Thread(target=read)
    reader.start()
    inside.wait(60)

    def close() -> None:
        engine.close()
        closed.set()

    closer = threading.Thread(target=close)
    closer.start()
    stays(lambda: not closed.is_set(), 0.1, "the closing waiting")
    go_on.set()
    reader.join()
    closer.join()
    assert found == [(1,), (2,)]
    with pytest.raises(StorageClosed):
        everything(engine)
    with pytest.raises(StorageClosed):
        put(engine, 1)


def test_in_memory_nobody_else_sees_it() -> None:
    first, second = Engine(None), Engine(None)
    for engine in (first, second):
        with engine.transaction() as connection:
            connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x)")
    threads = [threading.Thread(target=put, args=(first, n)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(everything(first), key=str) == sorted(range(20), key=str)
    assert everything(second) == []
    assert not first.unsynced
    assert first.truncate_log()
    first.checkpoint()
    first.close()
    second.close()
