"""Copies of the database that lie in files: backups, databases set aside. What is purged goes there too.

Known by their content, not by who made them: any SQLite file of our layout below the database's folder. A copy that
holds nothing of what is purged keeps every byte. One that cannot be read as a whole cannot be cleaned: it is deleted.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from aw_datastore.encoding import VARYING_KEYS, decode, encode, split
from aw_datastore.rewriting import Judge, Tallies, add_tallies
from aw_datastore.storages.dictionary import find_or_add
from aw_datastore.storages.judging import judge_rows
from aw_datastore.storages.opening import APPLICATION_ID, SCHEMA_VERSION

Outcome = Literal["clean", "cleaned", "deleted", "foreign", "failed"]
"""clean: held nothing. deleted: could not be cleaned. foreign: another program's or server's, left alone. failed: is as
it was, nobody knows why."""

_MAGIC: Final = b"SQLite format 3\x00"
_SIDES: Final = ("-wal", "-shm", "-journal")
# Folders beside the database where its copies are put, under names that begin with its own. Those that were made
# before its layout changed lie beside it, as `<its name>.schema-<version>`.
_FOLDERS: Final = ("backups", "quarantine")
_STEP: Final = 20_000


class Copy(NamedTuple):
    """A copy, what became of it, and what was found in it."""

    path: Path
    outcome: Outcome
    tallies: Tallies


class RecordJudge(NamedTuple):
    """Which kinds of records are judged, and by what.

    `judge`: (kind, value, touched) to the value to keep, the very same if nothing is found, or None.
    `touched`: events of the same copy are taken out or changed.
    """

    kinds: tuple[str, ...] = ()
    judge: Callable[[str, Any, bool], Any] = lambda kind, value, touched: value


_NO_RECORDS: Final = RecordJudge()


def clean_copies(
    database: Path, judge_for: Callable[[str], Judge], records: RecordJudge = _NO_RECORDS, *, dry: bool = False
) -> list[Copy]:
    """Judge every event in every copy of `database` again; `judge_for` gives the judge of a bucket, by its id.

    `dry`: only say what would become of each. The database itself is left alone, as is one beside it that another
    server may have open; databases of other programs beside it are named and not even opened.
    """
    return [_clean(path, named, judge_for, records, dry) for path, named in sorted(_copies(database.resolve()))]


def _copies(database: Path) -> Iterator[tuple[Path, bool]]:
    """Files that are copies or may be, and whether place and name say so: then it is one, readable or not."""
    for folder in (database.parent, *(database.with_name(name) for name in _FOLDERS)):
        if not folder.is_dir():
            continue
        for path in folder.iterdir():
            with contextlib.suppress(OSError):
                if path == database or path.is_symlink() or not path.is_file() or _belongs_to_one(path):
                    continue
                beside = folder == database.parent
                named = path.name.startswith(f"{database.name}." if beside else database.stem)
                if (named and not beside) or _header(path).startswith(_MAGIC):
                    yield path, named


def _belongs_to_one(path: Path) -> bool:
    """Whether it is the log of a database that is there; a log left alone is a piece of a copy by itself."""
    return any(path.name.endswith(side) and path.with_name(path.name.removesuffix(side)).exists() for side in _SIDES)


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(100)


def _clean(path: Path, named: bool, judge_for: Callable[[str], Judge], records: RecordJudge, dry: bool) -> Copy:
    try:
        ours = int.from_bytes(_header(path)[68:72], "big") == APPLICATION_ID
        if not named and (not ours or path.with_name(path.name + ".lock").exists()):
            return Copy(path, "foreign", {})
        logged = path.with_name(f"{path.name}-wal").exists()
        with _opened(path) as connection:
            _check(connection)
            tallies = _judge_all(connection, judge_for, dry)
            changed = _judge_records(connection, records, bool(tallies), dry)
            if not dry and (tallies or changed or logged):
                _leave_no_trace(connection)
    except (sqlite3.Error, ValueError, KeyError):
        return Copy(path, _delete(path, dry) if named else "failed", {})
    except OSError:
        return Copy(path, "failed", {})
    return Copy(path, "cleaned" if tallies or changed else "clean", tallies)


def _check(connection: sqlite3.Connection) -> None:
    """Raises sqlite3.DatabaseError for a database that is not whole or not of our layout."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID or version > SCHEMA_VERSION:
        raise sqlite3.DatabaseError("of another layout")
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("damaged")


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=5.0)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        yield connection
    finally:
        connection.close()


def _judge_all(connection: sqlite3.Connection, judge_for: Callable[[str], Judge], dry: bool) -> Tallies:
    tallies: Tallies = {}
    connection.execute("BEGIN" if dry else "BEGIN IMMEDIATE")
    buckets = connection.execute("SELECT key, id, type, dictionary FROM bucket").fetchall()
    for key, bucket_id, type_id, dictionary in buckets:
        writing = None if dry else _encoder(connection, type_id, bool(dictionary))
        after: int | None = 0
        while after is not None:
            found, after = judge_rows(connection, key, judge_for(bucket_id), after, _STEP, writing)
            add_tallies(tallies, found)
    if not dry:
        connection.execute("DELETE FROM data WHERE id NOT IN (SELECT data_id FROM event WHERE data_id IS NOT NULL)")
    connection.execute("COMMIT")
    return tallies


def _judge_records(connection: sqlite3.Connection, records: RecordJudge, touched: bool, dry: bool) -> int:
    """How many records were, or would be, changed or deleted."""
    changed = 0
    for kind in records.kinds:
        for key, text in connection.execute("SELECT key, value FROM record WHERE kind = ?", (kind,)).fetchall():
            value = decode(text)
            kept = records.judge(kind, value, touched)
            changed += kept is not value
            if dry or kept is value:
                continue
            if kept is None:
                connection.execute("DELETE FROM record WHERE kind = ? AND key = ?", (kind, key))
            else:
                connection.execute("UPDATE record SET value = ? WHERE kind = ? AND key = ?", (encode(kept), kind, key))
    return changed


def _encoder(
    connection: sqlite3.Connection, type_id: str, dictionary: bool
) -> Callable[[list[Any]], list[tuple[int | None, str | None]]]:
    varying = VARYING_KEYS.get(type_id, frozenset())

    def encoded(data: list[Any]) -> list[tuple[int | None, str | None]]:
        if not dictionary:
            return [(None, encode(one)) for one in data]
        pairs = [split(one, varying) for one in data]
        return [(find_or_add(connection, stable)[0], extra) for stable, extra in pairs]

    return encoded


def _leave_no_trace(connection: sqlite3.Connection) -> None:
    """Everything in one file, without a log beside it, written anew."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("VACUUM")


def _delete(path: Path, dry: bool) -> Outcome:
    if dry:
        return "deleted"
    try:
        for side in (*_SIDES, ""):
            path.with_name(path.name + side).unlink(missing_ok=True)
    except OSError:
        return "failed"
    return "deleted"
