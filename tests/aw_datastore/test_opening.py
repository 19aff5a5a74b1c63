"""A file that cannot be used is named in one sentence and left exactly as it was."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from aw_core import Event
from aw_core.errors import StorageError
from aw_core.timestamps import from_us
from aw_datastore import Datastore
from aw_datastore.errors import DatabaseDamaged, DatabaseForeign, DatabaseNewer, DatabaseReadOnly
from aw_datastore.storages import PeeweeStorage
from aw_datastore.storages.opening import SCHEMA_VERSION

ROOT = Path(__file__).resolve().parents[2]


def fill(path: Path, events: int = 2000) -> None:
    datastore = Datastore(PeeweeStorage, filepath=path)
    bucket = datastore.create_bucket("b", "t", "c", "h")
    bucket.insert([Event.from_us(None, i * 1_000_000, 1, {"n": i % 900}) for i in range(events)])
    datastore.close()


def snapshot(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.endswith(("-shm", "-wal"))}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir()
    return folder / "a.db"


def refused(path: Path, error: type[StorageError]) -> str:
    """Opening raises `error` in one sentence naming the file, and changes no byte in the folder."""
    before = snapshot(path.parent)
    with pytest.raises(error) as caught:
        Datastore(PeeweeStorage, filepath=path)
    assert type(caught.value) is error
    assert snapshot(path.parent) == before
    assert str(path) in caught.value.message
    assert caught.value.message.count("\n") == 0
    assert caught.value.message.endswith(".")
    return caught.value.message


def test_a_new_file_and_its_folder_are_private(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "a.db"
    datastore = Datastore(PeeweeStorage, filepath=path)
    datastore.create_bucket("b", "t", "c", "h")
    files = sorted(path.parent.iterdir())
    assert [f.name for f in files] == ["a.db", "a.db-shm", "a.db-wal"]
    assert {f.stat().st_mode & 0o777 for f in files} == {0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700
    datastore.close()
    assert [f.name for f in path.parent.iterdir()] == ["a.db"]


def test_an_open_mode_is_tightened(place: Path) -> None:
    fill(place)
    place.chmod(0o644)
    Datastore(PeeweeStorage, filepath=place).close()
    assert place.stat().st_mode & 0o777 == 0o600


def test_an_empty_file_becomes_a_database(place: Path) -> None:
    place.touch()
    fill(place)


def test_a_creation_that_was_killed_is_finished(place: Path) -> None:
    """Between the switch to WAL and the first table the file has a header and nothing else."""
    connection = sqlite3.connect(place)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    assert place.stat().st_size > 0
    fill(place)


def test_a_database_is_found_again(place: Path) -> None:
    fill(place)
    datastore = Datastore(PeeweeStorage, filepath=place)
    assert datastore["b"].get_eventcount() == 2000
    datastore.close()


@pytest.mark.parametrize("content", [b"garbage", b"garbage" * 10_000, b"SQLite format 3\x00", b"\x00" * 8192])
def test_garbage(place: Path, content: bytes) -> None:
    place.write_bytes(content)
    assert "not a database" in refused(place, DatabaseDamaged)


def test_an_overwritten_header(place: Path) -> None:
    fill(place)
    place.write_bytes(b"X" * 16 + place.read_bytes()[16:])
    refused(place, DatabaseDamaged)


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_truncated_file(place: Path, keep: float) -> None:
    fill(place)
    content = place.read_bytes()
    place.write_bytes(content[: int(len(content) * keep)])
    assert "too early" in refused(place, DatabaseDamaged)


def test_a_root_page_of_zeros(place: Path) -> None:
    fill(place)
    connection = sqlite3.connect(place)
    root, size = connection.execute(
        "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = 'event_slot'"
    ).fetchone()
    connection.close()
    with place.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\x00" * size)
    refused(place, DatabaseDamaged)


def test_a_table_that_is_gone(place: Path) -> None:
    fill(place)
    connection = sqlite3.connect(place)
    connection.execute("DROP TABLE data")
    connection.close()
    assert "data" in refused(place, DatabaseDamaged)


def test_damage_found_later_is_named_too(place: Path) -> None:
    fill(place, 20_000)
    size = place.stat().st_size
    with place.open("r+b") as file:
        for position in range(8 * 4096, size - 8 * 4096, 4096):
            file.seek(position)
            file.write(b"\xff" * 4096)
    with pytest.raises(DatabaseDamaged, match=r"a\.db"):
        datastore = Datastore(PeeweeStorage, filepath=place)
        try:
            datastore["b"].get()
        finally:
            datastore.close()


def test_a_newer_file(place: Path) -> None:
    fill(place)
    connection = sqlite3.connect(place)
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    connection.close()
    message = refused(place, DatabaseNewer)
    assert f"version {SCHEMA_VERSION + 1}" in message
    assert "update" in message


def test_a_newer_file_whose_version_stands_in_the_log_only(place: Path, tmp_path: Path) -> None:
    """The newer server was killed before its log was copied into the file."""
    fill(place)
    connection = sqlite3.connect(place)
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    copies = tmp_path / "killed"
    copies.mkdir()
    for name in ("a.db", "a.db-wal"):
        (copies / name).write_bytes((place.parent / name).read_bytes())
    connection.close()
    log = (copies / "a.db-wal").read_bytes()
    assert int.from_bytes((copies / "a.db").read_bytes()[60:64], "big") == SCHEMA_VERSION
    refused(copies / "a.db", DatabaseNewer)
    assert (copies / "a.db-wal").read_bytes() == log


def test_another_programs_database(place: Path) -> None:
    connection = sqlite3.connect(place)
    connection.execute("CREATE TABLE bucketmodel (id)")
    connection.close()
    assert "another program" in refused(place, DatabaseForeign)


def test_a_folder_in_its_place(place: Path) -> None:
    place.mkdir()
    with pytest.raises(StorageError, match="not a file"):
        Datastore(PeeweeStorage, filepath=place)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be opened"):
        Datastore(PeeweeStorage, filepath=tmp_path / "file" / "sub" / "a.db")


OPEN_AS_NOBODY = """
import os, sys
from aw_datastore import Datastore
from aw_datastore.errors import DatabaseReadOnly
from aw_datastore.storages import PeeweeStorage
if os.geteuid() == 0:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
try:
    Datastore(PeeweeStorage, filepath=sys.argv[1])
except DatabaseReadOnly as error:
    print(error.message)
"""


@pytest.mark.parametrize(("what", "mode"), [("file", 0o400), ("folder", 0o500)])
def test_read_only(what: str, mode: int) -> None:
    """Tried in a process without root's rights, in a folder that other users reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "a.db"
        fill(path)
        if os.geteuid() == 0:
            os.chown(folder, 65534, 65534)
            os.chown(path, 65534, 65534)
        (path if what == "file" else folder).chmod(mode)
        before = snapshot(folder)
        done = subprocess.run(
            [sys.executable, "-c", OPEN_AS_NOBODY, str(path)],
            env={"PYTHONPATH": str(ROOT / "bundle"), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert f"{path} or its folder is read-only" in done.stdout
        assert snapshot(folder) == before
        folder.chmod(0o700)


def test_a_disk_that_turned_read_only(place: Path) -> None:
    """As a file system does that was remounted after an error."""
    fill(place)
    datastore = Datastore(PeeweeStorage, filepath=place)
    storage = datastore.storage_strategy
    assert isinstance(storage, PeeweeStorage)
    with storage._engine.transaction() as connection:
        pass
    connection.execute("PRAGMA query_only=ON")
    with pytest.raises(DatabaseReadOnly, match=r"a\.db"):
        datastore["b"].insert(Event.from_us(None, 0, 0, {"n": 1}))
    connection.execute("PRAGMA query_only=OFF")
    assert datastore["b"].get_eventcount() == 2000
    assert datastore["b"].insert(Event.from_us(None, 0, 0, {"n": 1})).timestamp == from_us(0)
    datastore.close()
