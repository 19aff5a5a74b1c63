"""Copies that are whole, kept as long as they are of use, and put back without losing what they replace."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core import Event
from aw_core.errors import StorageError
from aw_datastore import Datastore, backup
from aw_datastore.backup import BackupNotWritten, expired, is_due, list_backups, make_backup, remove_expired, verify
from aw_datastore.check import check_connection, check_file
from aw_datastore.errors import DatabaseDamaged, DatabaseForeign, DatabaseReadOnly
from aw_datastore.quarantine import list_quarantine, put_back_halves, quarantine_folder, set_aside
from aw_datastore.recovery.opening import open_or_begin_anew
from aw_datastore.restore import find_source, finish_restore, prepare_restore, waiting_copy
from aw_datastore.storages import PeeweeStorage
from tests.support.programs import program_env
from tests.support.smalldisk import SmallDisk, why_not

NOW = datetime(2026, 5, 4, 12, 30, 15, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "aw" / "a.db"


def fill(path: Path, events: int = 3000) -> Datastore:
    datastore = Datastore(PeeweeStorage, filepath=path)
    bucket = datastore.create_bucket("b", "t", "c", "h")
    bucket.insert([Event.from_us(None, i * 1_000_000, 1, {"n": i % 700}) for i in range(events)])
    return datastore


def names(path: Path) -> list[str]:
    return sorted(found.name for found in path.iterdir())


def spoil(path: Path) -> None:
    with path.open("r+b") as file:
        for position in range(4096 * 3, path.stat().st_size, 4096):
            file.seek(position)
            file.write(b"\xff" * 200)


def test_a_copy_is_whole_private_and_alone(path: Path) -> None:
    datastore = fill(path)
    made, rows = make_backup(path, NOW)
    assert made.path == path.parent / "backups" / "a-20260504T123015Z.db"
    assert names(made.path.parent) == [made.path.name]
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.path.parent.stat().st_mode & 0o777 == 0o700
    assert rows == {"bucket": 1, "event": 3000, "data": 700, "record": 0}
    assert list_backups(path) == [made]
    datastore.close()
    copy = Datastore(PeeweeStorage, filepath=made.path)
    assert copy["b"].get_eventcount() == 3000
    copy.close()


def test_a_copy_needs_no_server(path: Path) -> None:
    fill(path).close()
    assert make_backup(path, NOW)[1]["event"] == 3000
    assert names(path.parent) == ["a.db", "backups"]


def test_writers_go_on_while_a_copy_is_made(path: Path) -> None:
    datastore = fill(path, 20_000)
    worker = threading.Thread(target=make_backup, args=(path, NOW))
    worker.start()
    written = 0
    while worker.is_alive():
        datastore["b"].insert(Event.from_us(None, written, 1, {"x": written}))
        written += 1
    worker.join()
    assert written > 0
    assert datastore["b"].get_eventcount() == 20_000 + written
    assert 20_000 <= verify(list_backups(path)[0].path)["event"] <= 20_000 + written
    datastore.close()


def test_a_copy_goes_where_it_is_told_and_replaces_nothing(path: Path, tmp_path: Path) -> None:
    fill(path).close()
    target = tmp_path / "elsewhere" / "mine.db"
    assert make_backup(path, NOW, target)[0].path == target
    assert verify(target)["event"] == 3000
    before = target.read_bytes()
    with pytest.raises(StorageError, match="exists"):
        make_backup(path, NOW, target)
    assert target.read_bytes() == before
    assert list_backups(path) == []


def test_it_never_fills_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path).close()
    usage = shutil.disk_usage(path.parent)
    free = backup.SPARE_BYTES + 100_000
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=free))
    with pytest.raises(StorageError, match="leave less than 500 MB"):
        make_backup(path, NOW)
    assert names(path.parent / "backups") == []


def test_there_is_no_copy_of_nothing_or_of_damage(path: Path) -> None:
    with pytest.raises(StorageError, match="no database"):
        make_backup(path, NOW)
    fill(path, 20_000).close()
    spoil(path)
    with pytest.raises(DatabaseDamaged):
        make_backup(path, NOW)
    assert names(path.parent / "backups") == []


def test_a_copy_that_is_not_whole_is_not_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path).close()
    real = backup._copy

    def torn(database: Path, part: Path) -> None:
        real(database, part)
        spoil(part)

    monkeypatch.setattr(backup, "_copy", torn)
    with pytest.raises(DatabaseDamaged):
        make_backup(path, NOW)
    assert names(path.parent / "backups") == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "the folder is read-only or belongs to somebody else"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_is_wrong_with_the_place_of_the_copy_is_not_told_of_the_database(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, words: str
) -> None:
    fill(path, 10).close()
    place = tmp_path / "stick" / "copy.db"

    def refuse(*_: object) -> None:
        raise OSError(error, os.strerror(error), str(place))

    monkeypatch.setattr(backup, "ensure_private_dir", refuse)
    with pytest.raises(BackupNotWritten) as caught:
        make_backup(path, NOW, place)
    assert caught.value.message == f"The backup {place} cannot be written: {words}."


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")
def test_a_disk_that_fills_up_while_it_is_copied_to(path: Path, tmp_path: Path) -> None:
    """A stick that is too small, seen as a person sees it."""
    fill(path).close()
    stick = tmp_path / "stick"
    stick.mkdir()
    script = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from aw_core.errors import AwError
from aw_datastore import backup
backup.SPARE_BYTES = -(1 << 40)  # as if others had filled it after the look
try:
    backup.make_backup(Path(sys.argv[1]), datetime.now(UTC), Path.home() / "copy.db")
except AwError as error:
    print(error.message, [path.name for path in Path.home().iterdir()])
"""
    done = subprocess.run(
        [*SmallDisk("64k").prefix, sys.executable, "-c", script, str(path)],
        env={**program_env(), "HOME": str(stick)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == f"The backup {stick}/copy.db cannot be written: the disk is full. []", done.stderr


def test_silent_damage_is_told_under_the_databases_name(path: Path) -> None:
    fill(path).close()
    content = bytearray(path.read_bytes())
    place = content.rindex(b'{"n":500}')
    content[place + 5 : place + 8] = b"999"
    path.write_bytes(content)
    with pytest.raises(DatabaseDamaged) as caught:
        make_backup(path, NOW)
    assert f"The database {path} cannot be used" in caught.value.message
    assert names(path.parent / "backups") == []


def test_only_finished_copies_of_this_database_count(path: Path) -> None:
    fill(path).close()
    made, _ = make_backup(path, NOW)
    for name in ("a-20260504T123015Z.db.part", "a-testing-20260504T123015Z.db", "a-20269999T123015Z.db", "x.db"):
        made.path.with_name(name).touch()
    assert [copy.path for copy in list_backups(path)] == [made.path]
    make_backup(path, NOW + timedelta(days=40))
    assert remove_expired(path, 1, 1) == [made.path]


def test_what_is_kept() -> None:
    copies = [NOW - timedelta(hours=12 * i) for i in range(120)]
    kept = sorted(set(copies) - expired(copies, daily=4, weekly=3), reverse=True)
    assert kept[:4] == [NOW - timedelta(hours=12 * 0)] + [
        max(c for c in copies if c.date() == (NOW - timedelta(days=i)).date()) for i in (1, 2, 3)
    ]
    assert len({moment.isocalendar()[:2] for moment in kept}) == 3
    assert len(kept) <= 7


@given(st.lists(st.integers(0, 400), unique=True), st.integers(0, 9), st.integers(0, 9))
def test_laws_of_keeping(hours: list[int], daily: int, weekly: int) -> None:
    copies = [NOW - timedelta(hours=hour) for hour in hours]
    gone = expired(copies, daily, weekly)
    kept = set(copies) - gone
    assert gone <= set(copies)
    assert len(kept) <= max(1, daily + weekly)
    if copies:
        assert max(copies) in kept
    assert len({moment.date() for moment in kept}) >= min(daily, len({moment.date() for moment in copies}))
    # Removing what is expired expires nothing more.
    assert expired(kept, daily, weekly) == set()


def test_when_the_next_one_is_due() -> None:
    day = timedelta(days=1)
    future = NOW + timedelta(days=400)
    assert is_due([], NOW, day)
    assert not is_due([NOW - timedelta(hours=23)], NOW, day)
    assert is_due([NOW - day], NOW, day)
    assert not is_due([NOW + timedelta(hours=3)], NOW, day)
    assert is_due([future], NOW, day), "a wrong clock long ago must not end backups"
    assert not is_due([future, NOW - timedelta(hours=1)], NOW, day), "nor have one made every hour"


def test_restoring_keeps_what_it_replaces(path: Path) -> None:
    datastore = fill(path)
    make_backup(path, NOW)
    datastore["b"].insert(Event.from_us(None, 5, 5, {"newer": True}))
    datastore.close()
    source = find_source(path, "latest")
    done = finish_restore(path, prepare_restore(path, source), NOW)
    assert done.rows["event"] == 3000
    assert done.replaced == quarantine_folder(path) / "a-20260504T123015Z-replaced.db"
    assert list_quarantine(path) == [done.replaced]
    assert done.replaced.stat().st_mode & 0o777 == 0o600
    assert verify(done.replaced)["event"] == 3001
    datastore = Datastore(PeeweeStorage, filepath=path)
    assert datastore["b"].get_eventcount() == 3000
    datastore.close()
    assert source.exists()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not waiting_copy(path).exists()


def test_a_copy_with_its_log_is_restored_with_its_newest_rows(path: Path, tmp_path: Path) -> None:
    datastore = fill(path)
    log = path.with_name("a.db-wal")
    assert log.stat().st_size > 0
    source = tmp_path / "copied.db"
    shutil.copy(path, source)
    shutil.copy(log, source.with_name("copied.db-wal"))
    datastore.close()
    path.unlink()
    assert finish_restore(path, prepare_restore(path, source), NOW).rows["event"] == 3000
    assert names(path.parent) == ["a.db"]


@pytest.mark.parametrize("kind", ["damaged", "foreign", "none", "itself"])
def test_what_cannot_be_restored_changes_nothing(path: Path, tmp_path: Path, kind: str) -> None:
    fill(path).close()
    before = path.read_bytes()
    source = tmp_path / "source.db"
    if kind == "damaged":
        shutil.copy(path, source)
        spoil(source)
    elif kind == "foreign":
        connection = sqlite3.connect(source)
        connection.execute("CREATE TABLE x (y)")
        connection.close()
    elif kind == "itself":
        source = path
    wrong = {"damaged": DatabaseDamaged, "foreign": DatabaseForeign}.get(kind, StorageError)
    with pytest.raises(wrong):
        prepare_restore(path, find_source(path, str(source)))
    assert path.read_bytes() == before
    assert names(path.parent) == ["a.db"]


def test_latest_without_a_backup(path: Path) -> None:
    with pytest.raises(StorageError, match="no backup"):
        find_source(path, "latest")


def test_setting_aside_twice_in_a_second_keeps_both(path: Path) -> None:
    fill(path, 10).close()
    first = set_aside(path, NOW, "damaged")
    fill(path, 20).close()
    second = set_aside(path, NOW, "damaged")
    assert first is not None
    assert second is not None
    assert (verify(first)["event"], verify(second)["event"]) == (10, 20)
    assert set_aside(path, NOW, "damaged") is None


def test_a_kill_while_setting_aside_parts_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datastore = fill(path)
    shutil.copytree(path.parent, path.parent.with_name("killed"))
    datastore.close()
    path = path.parent.with_name("killed") / "a.db"
    real = Path.rename
    moved: list[Path] = []

    def killed_after_one(self: Path, target: Path) -> Path:
        if moved:
            raise KeyboardInterrupt
        moved.append(self)
        return real(self, target)

    monkeypatch.setattr(Path, "rename", killed_after_one)
    with pytest.raises(KeyboardInterrupt):
        set_aside(path, NOW, "damaged")
    monkeypatch.undo()
    put_back_halves(path)
    datastore = Datastore(PeeweeStorage, filepath=path)
    assert datastore["b"].get_eventcount() == 3000
    datastore.close()


class _Killed(BaseException):
    """The program ended here."""


@pytest.mark.parametrize("calls", range(7))
def test_a_kill_while_restoring_leaves_the_old_or_the_new_one(
    path: Path, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    """At whichever call that changes a name; never an empty one, and nothing is gone that was there."""
    datastore = fill(path)
    make_backup(path, NOW)
    datastore["b"].insert(Event.from_us(None, 5, 5, {"newer": True}))
    shutil.copytree(path.parent, path.parent.with_name("killed"))
    datastore.close()
    path = path.parent.with_name("killed") / "a.db"
    assert path.with_name("a.db-wal").stat().st_size > 0
    prepared = prepare_restore(path, find_source(path, "latest"))
    left = [calls]
    with monkeypatch.context() as patch:
        for name in ("rename", "replace", "unlink"):
            patch.setattr(Path, name, _dying(getattr(Path, name), left))
        with contextlib.suppress(_Killed):
            finish_restore(path, prepared, NOW)
    datastore, aside = open_or_begin_anew(lambda: Datastore(PeeweeStorage, filepath=path), path, NOW)
    count = datastore["b"].get_eventcount()
    datastore.close()
    assert aside is None
    assert count in (3000, 3001)
    if count == 3000:
        [replaced] = list_quarantine(path)
        assert finish_restore(path, prepare_restore(path, replaced), NOW).rows["event"] == 3001


def _dying(real: Callable[..., object], left: list[int]) -> Callable[..., object]:
    def call(*args: object, **options: object) -> object:
        if not left[0]:
            raise _Killed
        left[0] -= 1
        return real(*args, **options)

    return call


@pytest.mark.parametrize("failing", range(4))
def test_a_restore_that_fails_leaves_the_old_one(path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    datastore = fill(path)
    make_backup(path, NOW)
    shutil.copytree(path.parent, path.parent.with_name("failing"))
    datastore.close()
    path = path.parent.with_name("failing") / "a.db"
    prepared = prepare_restore(path, find_source(path, "latest"))
    calls: list[Path] = []

    def rename(real: Callable[..., Path]) -> Callable[..., Path]:
        def call(self: Path, target: Path) -> Path:
            calls.append(target)
            if len(calls) == failing + 1:
                raise PermissionError(errno.EACCES, "refused")
            return real(self, target)

        return call

    with monkeypatch.context() as patch:
        for name in ("rename", "replace"):
            patch.setattr(Path, name, rename(getattr(Path, name)))
        with pytest.raises(DatabaseReadOnly):
            finish_restore(path, prepared, NOW)
    assert list_quarantine(path) == []
    assert not path.with_name("a.db.restored").exists()
    datastore = Datastore(PeeweeStorage, filepath=path)
    assert datastore["b"].get_eventcount() == 3000
    datastore.close()


def test_check_finds_nothing_in_a_whole_file_that_is_in_use(path: Path) -> None:
    datastore = fill(path)
    assert check_file(path) == {
        "whole": True,
        "problems": [],
        "rows": {"bucket": 1, "event": 3000, "data": 700, "record": 0},
    }
    datastore.close()


def changed(path: Path, statement: str) -> list[str]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(statement)
    connection.close()
    found = check_file(path)
    assert found["whole"] is not bool(found["problems"])
    problems: list[str] = found["problems"]
    return problems


@pytest.mark.parametrize("quick", [True, False])
def test_check_is_not_mistaken_about_what_is_written_meanwhile(path: Path, quick: bool) -> None:
    """Something is added and something deleted before each of its statements."""
    datastore = fill(path, 200)
    bucket = datastore["b"]
    written = []

    def write(_statement: str) -> None:
        added = bucket.insert([Event.from_us(None, len(written), 1, {"n": f"new {len(written)}"}) for _ in range(3)])
        assert added is None
        [newest] = bucket.get(1)
        assert newest.id is not None
        written.append(bucket.delete(newest.id))

    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.set_trace_callback(write)
        assert check_connection(connection, "it", quick=quick)["problems"] == []
    assert len(written) > 5
    assert all(written)
    datastore.close()


def test_check_finds_what_sqlite_does_not(path: Path) -> None:
    fill(path).close()
    assert changed(path, "UPDATE data SET json = '{\"n\":1234}' WHERE id = 3") == [
        "1 stored data of events have changed by themselves."
    ]
    assert "The data of 5 events are missing." in changed(path, "DELETE FROM data WHERE id = 9")
    assert "7 events belong to no bucket." in changed(path, "UPDATE event SET bucket = 9 WHERE id < 8")
    assert "1 rows of the table event hold text that cannot be read." in changed(
        path, "UPDATE event SET extra = '{' WHERE id = 99"
    )


def test_check_goes_on_over_damage(path: Path) -> None:
    fill(path, 20_000).close()
    spoil(path)
    found = check_file(path)
    assert not found["whole"]
    assert found["problems"]
    with pytest.raises(StorageError, match="no database"):
        check_file(path.with_name("none.db"))
