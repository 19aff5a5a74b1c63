"""The file of sums beside the database: who may use what the last server left, and what is never left."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.storages import PeeweeStorage
from aw_server import sums_file
from aw_server.answers import ABSENT, Seen, Watched
from aw_server.sums_file import SumsFile

SEEN = Seen(
    {("bucket", 5): 3, ("bucket", 2**63): 4}, {"bucket": {"id": "bucket"}}, {("s", "a"): [1], ("s", "b"): ABSENT}
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "activitywatch.db"
    with_events(path)
    yield path


def with_events(path: Path, count: int = 1) -> None:
    db = Datastore(partial(PeeweeStorage, filepath=path), testing=True)
    if "bucket" not in db.buckets():
        db.create_bucket("bucket", "currentwindow", "tests", "box")
    for _ in range(count):
        db["bucket"].insert(Event(timestamp=datetime(2026, 3, 1, tzinfo=UTC), duration=5, data={"app": "x"}))
    db.close()


def left(database: Path, values: dict[str, bytes] | None = None) -> SumsFile:
    """What a server leaves that ends politely."""
    file = SumsFile(database)
    file.store({key: (7, value, SEEN) for key, value in (values or {"key": b"value"}).items()})
    file.end(lambda _: True)
    file.seal()
    return file


def found(database: Path, version: int | None = 9) -> SumsFile:
    file = SumsFile(database)
    file.recall()
    file.begin(version)
    return file


def test_the_next_server_finds_what_the_last_one_left(database: Path) -> None:
    left(database, {"one": b"1", "other": b"22"})
    file = found(database)
    everything = Seen(dict.fromkeys(SEEN.versions, 9), SEEN.listing, SEEN.records)
    assert file.fetch("one") == (b"1", everything)
    assert file.fetch("other") == (b"22", everything)
    assert file.fetch("none") is None


def test_only_its_user_may_read_it(database: Path) -> None:
    path = left(database).path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name == "nt"


def test_whoever_writes_to_the_database_meanwhile_makes_it_worthless(database: Path) -> None:
    left(database)
    with_events(database)
    file = found(database)
    assert file.fetch("key") is None
    assert not file.path.exists()


def test_a_killed_server_leaves_nothing(database: Path) -> None:
    """Neither what it summed up itself, nor what it had found: it may have written since."""
    SumsFile(database).store({"key": (7, b"value", SEEN)})
    assert found(database).fetch("key") is None
    left(database)
    assert found(database).fetch("key") is not None
    file = found(database)
    assert file.fetch("key") is None
    assert not file.path.exists()


def test_a_server_that_could_not_wait_for_a_request_leaves_nothing(database: Path) -> None:
    file = SumsFile(database)
    file.store({"key": (7, b"value", SEEN)})
    file.seal()
    assert not file.path.exists()


def test_a_log_beside_the_database_makes_it_worthless(database: Path) -> None:
    left(database)
    database.with_name(database.name + "-wal").write_bytes(b"x" * 40)
    assert found(database).fetch("key") is None


def test_a_database_that_was_recovered_has_no_sums(database: Path) -> None:
    path = left(database).path
    assert found(database, None).fetch("key") is None
    assert not path.exists()


@pytest.mark.parametrize("name", ["__version__", "_program"])
def test_another_version_of_the_program_sums_up_itself(
    database: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(database)
    monkeypatch.setattr(sums_file, name, "other" if name == "__version__" else lambda: "other")
    assert found(database).fetch("key") is None


@pytest.mark.parametrize("at", [-1, 200])
def test_a_damaged_file_is_not_believed(database: Path, at: int) -> None:
    path = left(database, {"key": b"value" * 10}).path
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)
    assert found(database).fetch("key") is None


def test_a_file_that_was_cut_off_is_removed(database: Path) -> None:
    path = left(database).path
    path.write_bytes(path.read_bytes()[:190])
    assert found(database).fetch("key") is None
    assert not path.exists()


def test_what_does_not_hold_any_more_goes_at_once(database: Path) -> None:
    other = SEEN._replace(records={})
    file = SumsFile(database)
    file.store({"gone": (7, b"secret", SEEN), "there": (7, b"value", other)})
    file.sift(lambda seen: seen == other)
    assert b"secret" not in file.path.read_bytes()
    assert file.fetch("gone") is None
    assert file.fetch("there") == (b"value", other)
    file.sift(lambda _: False)
    assert not file.path.exists()


def test_what_was_deleted_leaves_the_file_with_the_database(database: Path) -> None:
    db = Datastore(partial(PeeweeStorage, filepath=database), testing=True)
    watched = Watched(db)
    (event,) = watched["bucket"].get()
    file = SumsFile(database)
    file.store({"key": (7, b"secret", watched.seen)})
    db.with_purges(lambda: file.sift(lambda seen: seen.still_holds(db)))
    db.purge()
    assert file.fetch("key") is not None
    db["bucket"].delete(event.id)
    db.purge()
    assert not file.path.exists()
    db.close()


def test_the_oldest_go_for_room(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums_file, "_LIMIT", 10)
    file = SumsFile(database)
    file.store({"a": (7, b"1234", SEEN), "b": (7, b"1234", SEEN)})
    file.store({"c": (7, b"1234", SEEN)})
    assert [file.fetch(key) is not None for key in "abc"] == [False, True, True]
    file.store({"d": (7, b"12345678901", SEEN)})
    assert not file.path.exists()


def test_a_disk_that_fails_costs_no_more_than_time(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    file = left(database)
    monkeypatch.setattr(sums_file, "write_private", full)
    file.store({"other": (7, b"value", SEEN)})
    assert file.fetch("other") is None
    assert not file.path.exists()


def test_names_that_no_file_takes_are_left_out(database: Path) -> None:
    file = SumsFile(database)
    file.store({"\ud800": (7, b"value", SEEN)})
    assert file.fetch("\ud800") is None
    assert not file.path.exists()
