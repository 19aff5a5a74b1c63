"""A database of an older layout is brought up to date as a whole or not at all, and the old file is kept."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from aw_core.errors import StorageError
from aw_datastore import Datastore
from aw_datastore.errors import DatabaseNewer, DatabaseReadOnly, DiskFull
from aw_datastore.storages import PeeweeStorage, migration, opening, schema, shared
from aw_datastore.storages.migration import MigrationFailed, Step, finish, forget_old, migrate
from aw_datastore.storages.opening import kept_copies, prepare
from tests.support.migrating import STEPS, after, before, change, facts, fill

ROOT = Path(__file__).resolve().parents[2]
HALF_DONE = (".migrating", ".migrated", "-wal", "-journal")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "a.db"
    fill(path, 300)
    return path


def left_over(path: Path) -> list[str]:
    return [f.name for f in path.parent.iterdir() if any(mark in f.name for mark in HALF_DONE)]


def test_the_new_file_holds_what_the_old_one_did_and_the_old_one_is_kept(path: Path) -> None:
    content = path.read_bytes()
    version, told = facts(path)
    assert version == 1
    kept = migrate(path, 2, STEPS)
    assert facts(path) == (2, told)
    assert kept == path.with_name("a.db.schema-1")
    assert kept.read_bytes() == content
    assert [f.stat().st_mode & 0o777 for f in (path, kept)] == [0o600, 0o600]
    assert left_over(path) == []


def test_what_a_killed_server_left_in_its_log_comes_along(path: Path) -> None:
    datastore = Datastore(PeeweeStorage, filepath=path, sync_delay=60)
    datastore.records.put("settings", "late", 1)
    left = path.parent / "left"
    left.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", left / f"a.db{suffix}")
    datastore.close()
    migrate(left / "a.db", 2, STEPS)
    assert facts(left / "a.db")[1]["records settings"] == 2


def test_several_steps_in_one_go(path: Path) -> None:
    def nothing(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE day (day INTEGER PRIMARY KEY)")

    told = facts(path)[1]
    migrate(path, 3, {**STEPS, 2: Step(nothing, after, after)})
    assert facts(path) == (3, told)
    assert [copy.name for copy in kept_copies(path)] == ["a.db.schema-1"]


def lose_one(connection: sqlite3.Connection) -> None:
    change(connection)
    connection.execute("DELETE FROM event WHERE id = 5")


def shift_one(connection: sqlite3.Connection) -> None:
    change(connection)
    connection.execute("UPDATE event SET start = start + 1 WHERE id = 5")


def lose_setting(connection: sqlite3.Connection) -> None:
    change(connection)
    connection.execute("DELETE FROM record")


@pytest.mark.parametrize(
    ("wrong", "what"), [(lose_one, "bucket one"), (shift_one, "bucket one"), (lose_setting, "records settings")]
)
def test_a_copy_that_differs_is_not_switched_to(path: Path, wrong: Any, what: str) -> None:
    content = path.read_bytes()
    with pytest.raises(MigrationFailed, match=f"differs in {what}"):
        migrate(path, 2, {1: Step(wrong, before, after)})
    assert path.read_bytes() == content
    assert [f.name for f in path.parent.iterdir()] == ["a.db"]


def test_no_way_on_is_said_and_nothing_touched(path: Path) -> None:
    content = path.read_bytes()
    with pytest.raises(MigrationFailed, match="no way on from schema version 1"):
        migrate(path, 2, {})
    assert path.read_bytes() == content


def test_too_little_room_is_said_before_anything_is_copied(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration.shutil, "disk_usage", lambda place: SimpleNamespace(free=10**6))
    with pytest.raises(MigrationFailed, match=r"too little room on the disk, \d+ MB more"):
        migrate(path, 2, STEPS)
    assert [f.name for f in path.parent.iterdir()] == ["a.db"]


def test_a_disk_that_fills_up_on_the_way(path: Path) -> None:
    def fill_up(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA max_page_count=1")
        connection.execute("CREATE TABLE large AS SELECT zeroblob(10000000)")

    with pytest.raises(DiskFull):
        migrate(path, 2, {1: Step(fill_up, before, after)})
    assert [f.name for f in path.parent.iterdir()] == ["a.db"]
    assert facts(path)[0] == 1


def test_a_database_that_somebody_else_has_open_is_left_alone(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("SELECT count(*) FROM event").fetchone()
    with pytest.raises(StorageError, match="another program has it open"):
        migrate(path, 2, STEPS)
    other.close()
    assert facts(path)[0] == 1


class Cut(BaseException):
    """The end of a process, at a chosen call."""


@pytest.fixture(params=["two names", "one name"])
def file_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "one name":

        def refuse(*_: object) -> None:
            raise OSError(errno.EPERM, "no second names here")

        monkeypatch.setattr(os, "link", refuse)


@pytest.mark.usefixtures("file_system")
@pytest.mark.parametrize("calls", range(1, 9))
def test_cut_short_at_any_step_of_the_switch(path: Path, calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each change of a name, and each sync, is the last thing that is done, or not done any more."""
    told = facts(path)[1]
    with monkeypatch.context() as patched:
        _end_at_call(patched, calls)
        with contextlib.suppress(Cut):
            migrate(path, 2, STEPS)
    # As the next start does it.
    assert prepare_any_version(path) in (1, 2)
    if facts(path)[0] == 1:
        migrate(path, 2, STEPS)
    assert facts(path) == (2, told)
    assert facts(path.with_name("a.db.schema-1")) == (1, told)
    assert left_over(path) == []


def _end_at_call(patched: pytest.MonkeyPatch, calls: int) -> None:
    left = [calls]

    def counted(real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] <= 0:
                raise Cut
            return real(*args, **kwargs)

        return call

    patched.setattr(migration, "sync_directory", counted(migration.sync_directory))
    patched.setattr(migration, "_sync", counted(migration._sync))
    patched.setattr(Path, "replace", counted(Path.replace))
    patched.setattr(os, "utime", counted(os.utime))
    patched.setattr(os, "link", counted(os.link))


def prepare_any_version(path: Path) -> int:
    known, opening.SCHEMA_VERSION = opening.SCHEMA_VERSION, 2  # type: ignore[misc]
    try:
        return prepare(path)
    finally:
        opening.SCHEMA_VERSION = known  # type: ignore[misc]


def start(path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.migrating", str(path)],
        env={"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "bundle")]), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def go(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    child.stdin.write(b"go\n")
    child.stdin.flush()


def test_killed_at_random_moments_it_starts_again_or_is_done(tmp_path: Path) -> None:
    """A real process and `kill -9`; what is there afterwards is the old file or the new one, whole."""
    path = tmp_path / "a.db"
    fill(path, 4000)
    original, told = path.read_bytes(), facts(path)[1]
    trial = tmp_path / "trial.db"
    shutil.copy(path, trial)
    with start(trial) as child:
        go(child)
        began = time.monotonic()
        child.wait(60)
    takes = time.monotonic() - began
    dice, seen = random.Random(4), set()
    for round_ in range(60):
        # Quicker than the trial run was, it is done before: then earlier kills have to show the other end.
        if round_ >= 12 and 1 in seen:
            break
        with start(path) as child:
            go(child)
            threading.Event().wait(dice.uniform(0, (1.05 if round_ < 12 else 0.2) * takes))
            child.kill()
        assert prepare_any_version(path)
        version, now = facts(path)
        seen.add(version)
        assert now == told
        if version == 2:
            path.unlink()
            path.write_bytes(original)
            path.chmod(0o600)
    assert 1 in seen
    migrate(path, 2, STEPS)
    assert facts(path) == (2, told)
    assert left_over(path) == []


# -- through the storage -----------------------------------------------------------------------------------------


@pytest.fixture
def version_two(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that knows version 2 and the way to it, one more table; it comes after `path` was made."""

    def more(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE day (day INTEGER PRIMARY KEY, zone TEXT)")

    for module in (opening, schema):
        monkeypatch.setattr(module, "SCHEMA_VERSION", 2)
    monkeypatch.setattr(shared.Shared, "schema", 2)
    monkeypatch.setitem(migration.STEPS, 1, Step(more, before, before))


@pytest.mark.usefixtures("version_two")
def test_opening_brings_the_database_up_to_date(path: Path) -> None:
    datastore = Datastore(PeeweeStorage, filepath=path)
    assert datastore["one"].get_eventcount() == 300
    assert datastore.describe()["schema"] == 2
    datastore["one"].delete(datastore["one"].get(1)[0].id or 0)
    datastore.close()
    assert sqlite_version(path) == 2
    assert [copy.name for copy in kept_copies(path)] == ["a.db.schema-1"]


def sqlite_version(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.usefixtures("version_two")
def test_a_purge_reaches_the_copy_that_is_kept(path: Path) -> None:
    datastore = Datastore(PeeweeStorage, filepath=path)
    assert kept_copies(path)
    datastore.delete_bucket("one")
    datastore.close()
    assert kept_copies(path) == []


def test_the_older_program_names_the_newer_file_and_leaves_it(path: Path) -> None:
    migrate(path, 2, STEPS)
    content = path.read_bytes()
    with pytest.raises(DatabaseNewer, match="schema version 2"):
        Datastore(PeeweeStorage, filepath=path)
    assert path.read_bytes() == content


def test_the_kept_copy_goes_after_a_month(path: Path) -> None:
    kept = migrate(path, 2, STEPS)
    made = kept.stat().st_mtime
    assert abs(made - time.time()) < 60
    month = 30 * 24 * 3600
    forget_old(path, month, now=made + month - 1)
    assert kept.exists()
    forget_old(path, month, now=made + month)
    assert not kept.exists()
    assert path.exists()


def test_finishing_touches_nothing_that_is_whole(path: Path) -> None:
    content = path.read_bytes()
    path.with_name("a.db.migrated").write_bytes(b"left by a run that was cut short")
    finish(path)
    assert path.read_bytes() == content


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_right_to_write(path: Path) -> None:
    path.parent.chmod(0o500)
    try:
        with pytest.raises((DatabaseReadOnly, StorageError)):
            migrate(path, 2, STEPS)
    finally:
        path.parent.chmod(0o700)
