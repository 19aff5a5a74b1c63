"""Copies of the database are cleaned as the database is; what cannot be cleaned goes, what is not ours stays."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aw_core.models import Event
from aw_datastore import Datastore
from aw_datastore.copies import Copy, clean_copies
from aw_datastore.rewriting import Judge, Verdict
from aw_datastore.storages import PeeweeStorage
from aw_datastore.storages.judging import ROWS

T0 = datetime(2026, 3, 1, tzinfo=UTC)
SECRET = "planted-0f3a9c"


def judge(data: dict[str, Any]) -> Verdict:
    if SECRET in str(data.get("label")):
        return Verdict(None, "gone")
    if SECRET in str(data):
        return Verdict({**data, "title": "hidden"}, "new")
    return Verdict(data, None)


def for_bucket(bucket_id: str) -> Judge:
    return judge if bucket_id == "b" else lambda data: Verdict(data, None)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Path]:
    """A database with the secret in two rows of one bucket, closed again."""
    path = tmp_path / "place" / "activitywatch.db"
    datastore = Datastore(PeeweeStorage, filepath=path)
    for name in ("b", "elsewhere"):
        datastore.create_bucket(name, "app.editor.activity", "c", "h").insert(
            [
                Event(
                    timestamp=T0 + timedelta(seconds=n), duration=1, data={"label": f"l{n}", "title": "t", "lineno": n}
                )
                for n in range(40)
            ]
        )
    datastore["b"].insert(Event(timestamp=T0, duration=1, data={"label": SECRET}))
    datastore["b"].insert(Event(timestamp=T0, duration=1, data={"label": "x", "title": f"a {SECRET}", "lineno": 3}))
    datastore.close()
    yield path


def copy_to(database: Path, folder: str, name: str) -> Path:
    place = database.parent / folder
    place.mkdir(exist_ok=True)
    return Path(shutil.copy(database, place / name))


def outcomes(found: list[Copy]) -> dict[str, str]:
    return {copy.path.name: copy.outcome for copy in found}


def labels(path: Path) -> list[Any]:
    datastore = Datastore(PeeweeStorage, filepath=path)
    try:
        return [(event.data["label"], event.data.get("title")) for event in datastore["b"].get(limit=3)]
    finally:
        datastore.close()


def test_backups_are_rewritten_and_hold_no_trace(database: Path) -> None:
    backup = copy_to(database, "backups", "activitywatch-20260301T000000Z.db")
    assert SECRET.encode() in backup.read_bytes()
    dry = clean_copies(database, for_bucket, dry=True)
    assert SECRET.encode() in backup.read_bytes()
    found = clean_copies(database, for_bucket)
    assert dry == found
    assert outcomes(found) == {backup.name: "cleaned"}
    assert {mark: tally.events for mark, tally in found[0].tallies.items()} == {"gone": 1, "new": 1}
    assert SECRET.encode() not in backup.read_bytes()
    assert sorted(path.name for path in backup.parent.iterdir()) == [backup.name]
    assert outcomes(clean_copies(database, for_bucket)) == {backup.name: "clean"}
    assert SECRET.encode() in database.read_bytes(), "the database itself is somebody else's business"
    datastore = Datastore(PeeweeStorage, filepath=backup)
    assert datastore["b"].get_eventcount() == 41
    assert {e.data["title"] for e in datastore["b"].get() if e.data["label"] == "x"} == {"hidden"}
    assert datastore["elsewhere"].get_eventcount() == 40
    datastore.close()


def test_a_copy_without_a_match_keeps_every_byte(database: Path) -> None:
    backup = copy_to(database, "backups", "activitywatch-20260301T000000Z.db")
    before = backup.read_bytes()
    assert outcomes(clean_copies(database, lambda bucket_id: lambda data: Verdict(data, None))) == {
        backup.name: "clean"
    }
    assert backup.read_bytes() == before


def test_the_log_of_a_copy_is_taken_in(database: Path) -> None:
    """A database set aside with its log: what is only in the log is cleaned, too."""
    place = database.parent / "quarantine"
    place.mkdir()
    aside = place / "activitywatch-20260301T000000Z-replaced.db"
    shutil.copy(database, aside)
    writer = sqlite3.connect(aside)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("UPDATE data SET json = json_set(json, '$.label', ?) WHERE json LIKE '%\"x\"%'", (f"{SECRET}-late",))
    writer.commit()
    kept = {side: aside.with_name(aside.name + side).read_bytes() for side in ("", "-wal")}
    writer.close()
    for side, content in kept.items():
        aside.with_name(aside.name + side).write_bytes(content)
    assert SECRET.encode() in kept["-wal"]
    assert outcomes(clean_copies(database, for_bucket)) == {aside.name: "cleaned"}
    assert [path.name for path in place.iterdir()] == [aside.name]
    assert SECRET.encode() not in aside.read_bytes()


def test_what_cannot_be_read_is_deleted_where_only_copies_lie(database: Path) -> None:
    damaged = copy_to(database, "quarantine", "activitywatch-20260301T000000Z-damaged.db")
    content = bytearray(damaged.read_bytes())
    content[4096 * 2 : 4096 * 4] = b"\x07" * (4096 * 2)
    damaged.write_bytes(bytes(content))
    torn = copy_to(database, "backups", "activitywatch-20260302T000000Z.db.part")
    torn.write_bytes(torn.read_bytes()[:5000])
    left = database.parent / "backups" / "activitywatch-20260303T000000Z.db-wal"
    left.write_bytes(b"left " + SECRET.encode())
    expected = {damaged.name: "deleted", torn.name: "deleted", left.name: "deleted"}
    assert outcomes(clean_copies(database, for_bucket, dry=True)) == expected
    assert damaged.exists() and torn.exists() and left.exists()
    assert outcomes(clean_copies(database, for_bucket)) == expected
    assert not (damaged.exists() or torn.exists() or left.exists())


def test_what_is_not_ours_is_named_and_left_alone(database: Path) -> None:
    foreign = database.with_name("peewee-sqlite.v2.db")
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    other = database.with_name("activitywatch-testing.db")
    shutil.copy(database, other)
    other.with_name(other.name + ".lock").touch()
    note = database.parent / "backups"
    note.mkdir()
    (note / "read me.txt").write_text("a note")
    (database.parent / "device_id").write_text("x")
    before = {path: path.read_bytes() for path in (foreign, other)}
    assert outcomes(clean_copies(database, for_bucket)) == {foreign.name: "foreign", other.name: "foreign"}
    assert all(path.read_bytes() == content for path, content in before.items())
    assert (note / "read me.txt").exists()


def test_a_copy_beside_the_database_is_cleaned_but_never_deleted(database: Path) -> None:
    mine = Path(shutil.copy(database, database.with_name("my copy.db")))
    broken = database.with_name("broken.db")
    broken.write_bytes(database.read_bytes()[:20_000])
    assert outcomes(clean_copies(database, for_bucket)) == {mine.name: "cleaned", broken.name: "failed"}
    assert SECRET.encode() not in mine.read_bytes()
    assert broken.exists()
    assert len(labels(mine)) == 3


def test_a_database_kept_from_before_its_layout_changed_is_a_copy(database: Path) -> None:
    kept = Path(shutil.copy(database, database.with_name(f"{database.name}.schema-0")))
    torn = Path(shutil.copy(database, database.with_name(f"{database.name}.schema-1")))
    torn.write_bytes(torn.read_bytes()[:20_000])
    database.with_name(f"{database.name}.lock").touch()
    assert outcomes(clean_copies(database, for_bucket)) == {kept.name: "cleaned", torn.name: "deleted"}
    assert SECRET.encode() not in kept.read_bytes()


def test_no_step_sorts_the_whole_bucket(database: Path) -> None:
    """It would make a purge take the square of the time."""
    with sqlite3.connect(database) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {ROWS}", (1, 0, 10)).fetchall()
    connection.close()
    assert "TEMP B-TREE" not in str(plan)
