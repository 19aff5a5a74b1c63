"""One server per database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aw_core.errors import StorageError
from aw_datastore.errors import DatabaseInUse
from aw_datastore.lock import DatabaseLock

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from aw_datastore.lock import DatabaseLock
lock = DatabaseLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_it_is_taken_once(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "a.db"
    with DatabaseLock(path) as lock:
        lock.acquire()
        with pytest.raises(DatabaseInUse, match=f"pid {os.getpid()}") as caught:
            DatabaseLock(path).acquire()
        assert str(path) in caught.value.message
        with DatabaseLock(tmp_path / "b.db"):
            pass
    with DatabaseLock(path):
        pass
    assert not path.exists()
    assert (path.parent / "a.db.lock").stat().st_mode & 0o777 == 0o600


def test_releasing_twice_is_fine(tmp_path: Path) -> None:
    lock = DatabaseLock(tmp_path / "a.db")
    lock.release()
    lock.acquire()
    lock.release()
    lock.release()
    with DatabaseLock(tmp_path / "a.db"):
        pass


def test_another_process_holds_it_until_it_dies(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        env={"PYTHONPATH": str(ROOT / "bundle")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(DatabaseInUse, match=f"pid {child.pid}"):
            DatabaseLock(path).acquire()
    finally:
        child.kill()
        child.communicate()
    with DatabaseLock(path):
        pass


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be opened"):
        DatabaseLock(tmp_path / "file" / "a.db").acquire()


def test_a_holder_that_wrote_nothing_yet(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with DatabaseLock(path) as lock:
        lock.path.write_text("")
        with pytest.raises(DatabaseInUse, match="another server"):
            DatabaseLock(path).acquire()
