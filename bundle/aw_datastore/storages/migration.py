"""Brings a database of an older layout up to date: copies it, changes the copy, compares, and only then switches.

Until the switch, which is one renaming, the old file is what counts. It is never changed, and kept afterwards as
`<database>.schema-<version>`. Killed at any moment, the next start finds the old file or the new one, whole. Loaded
only when there is something to do. Whoever calls this must have the database to itself (`aw_datastore.lock`).
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from aw_core.errors import StorageError
from aw_core.files import sync_directory
from aw_datastore.errors import from_os, translated
from aw_datastore.storages.opening import kept_copies

logger = logging.getLogger(__name__)

Facts: TypeAlias = Mapping[str, object]
"""What must be the same before and after: counts and sums, by name."""

_ROOM: Final = 16 * 1024 * 1024
"""Bytes beyond twice the database that must be free: for indexes, the log, whoever else writes."""


@dataclass(frozen=True)
class Step:
    """The way from one version to the next.

    `change` runs inside a transaction on a copy. `before` and `after` tell the same facts of the old and the new
    layout, in units that do not change (starts in µs since 1970 UTC).
    """

    change: Callable[[sqlite3.Connection], None]
    before: Callable[[sqlite3.Connection], Facts]
    after: Callable[[sqlite3.Connection], Facts]


STEPS: Final[dict[int, Step]] = {}
"""By the version that a step leaves."""


class MigrationFailed(StorageError):
    """The database could not be brought up to date. It is as it was."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            "The database could not be brought up to date",
            f"The database {name} is from an older version and could not be brought up to date: {why}. "
            "It is as it was; the older version of the program still reads it.",
        )


def migrate(path: Path, target: int, steps: Mapping[int, Step] = STEPS) -> Path:
    """Bring the database up to version `target`; where its old self is kept.

    Raises MigrationFailed, or another StorageError for a disk without room or right to write.
    """
    began = time.monotonic()
    name = str(path)
    with translated(name), _os_errors(name):
        _discard(_unfinished(path))
        # Whole, but not switched to: the old file counts, and may have changed since.
        _discard(_whole(path))
        _need_room(path)
        version = _close_the_log(path)
        missing = [number for number in range(version, target) if number not in steps]
        if missing:
            raise MigrationFailed(name, f"this program knows no way on from schema version {missing[0]}")
        logger.info("Bringing the database %s from schema version %d to %d", name, version, target)
        fresh = _unfinished(path)
        try:
            _copy(path, fresh)
            for number in range(version, target):
                _take(fresh, number, steps[number], name)
        except BaseException:
            _discard(fresh)
            raise
        kept = _switch(path, fresh, version)
    logger.info("The database is up to date after %.1f s; as it was, it is kept as %s", time.monotonic() - began, kept)
    return kept


def finish(path: Path) -> None:
    """Complete a switch that was cut short where a file cannot have two names, which needs two renamings."""
    whole = _whole(path)
    if whole.exists() and not path.exists():
        whole.replace(path)
        sync_directory(path.parent)
        logger.info("The database %s was brought up to date by the run before", path)


def forget_old(path: Path, older_than: float = 0.0, now: float | None = None) -> None:
    """Remove kept copies made more than `older_than` seconds before `now` (seconds since 1970, UTC)."""
    moment = time.time() if now is None else now
    for copy in kept_copies(path):
        # Never the file that is in use under another name, as after a switch that was cut short.
        with contextlib.suppress(OSError):
            if moment - copy.stat().st_mtime >= older_than and not (path.exists() and copy.samefile(path)):
                copy.unlink()


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + ".migrating")


def _whole(path: Path) -> Path:
    return path.with_name(path.name + ".migrated")


def _discard(left: Path) -> None:
    """Take away what an attempt left, its side files too."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        left.with_name(left.name + suffix).unlink(missing_ok=True)


def _need_room(path: Path) -> None:
    size = path.stat().st_size
    log = path.with_name(path.name + "-wal")
    size += log.stat().st_size if log.exists() else 0
    free = shutil.disk_usage(path.parent).free
    if free < 2 * size + _ROOM:
        need = (2 * size + _ROOM - free) / 1e6
        raise MigrationFailed(str(path), f"there is too little room on the disk, {need:,.0f} MB more are needed")


def _close_the_log(path: Path) -> int:
    """Let the file hold all by itself, without a log beside it; its schema version."""
    with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    # The last connection removes the log: if it is there still, somebody else has the file open.
    if busy or path.with_name(path.name + "-wal").exists():
        raise MigrationFailed(str(path), "another program has it open")
    return version


def _copy(path: Path, fresh: Path) -> None:
    os.close(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as old, _opened(fresh) as new:
        old.backup(new)


@contextmanager
def _opened(fresh: Path) -> Iterator[sqlite3.Connection]:
    """The copy, without precautions: it is thrown away if anything happens."""
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        for setting in ("synchronous=OFF", "locking_mode=EXCLUSIVE", "secure_delete=ON"):
            connection.execute(f"PRAGMA {setting}")
        yield connection


def _take(fresh: Path, number: int, step: Step, name: str) -> None:
    """One step on the copy, and the comparison that it has to stand."""
    with _opened(fresh) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        before = step.before(connection)
        connection.execute("BEGIN IMMEDIATE")
        step.change(connection)
        connection.execute(f"PRAGMA user_version={number + 1}")
        connection.execute("COMMIT")
        after = step.after(connection)
        problems = [str(line) for (line,) in connection.execute("PRAGMA integrity_check(3)") if line != "ok"]
    different = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    if different:
        raise MigrationFailed(name, f"the copy differs in {', '.join(different[:5])}")
    if problems:
        raise MigrationFailed(name, f"the copy is not sound ({problems[0]})")


def _switch(path: Path, fresh: Path, version: int) -> Path:
    """Give the new file the name, and the old one its other name, so that at each moment a whole file has the name."""
    whole, kept = _whole(path), path.with_name(f"{path.name}.schema-{version}")
    _sync(fresh)
    fresh.replace(whole)
    sync_directory(path.parent)
    kept.unlink(missing_ok=True)
    # From now on its age counts from here.
    os.utime(path)
    try:
        os.link(path, kept)
    except OSError:
        # A file system without second names: `finish` completes what is cut short between these two.
        path.replace(kept)
    sync_directory(path.parent)
    whole.replace(path)
    sync_directory(path.parent)
    return kept


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _os_errors(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise from_os(error, name) from error


def facts_of_events(connection: sqlite3.Connection, zero_us: int) -> dict[str, object]:
    """Per bucket: events, sums of starts (as tables count from `zero_us`) and durations; and how many records.

    For layouts that have the tables `bucket`, `event` and `record`.
    """
    facts: dict[str, object] = {}
    # Seconds and the rest apart: a sum of microseconds can be too large for SQLite's numbers.
    rows = connection.execute(
        "SELECT b.id, count(e.id), sum(e.start / 1000000), sum(e.start % 1000000), min(e.start), max(e.start),"
        " sum(e.duration / 1000000), sum(e.duration % 1000000)"
        " FROM bucket b LEFT JOIN event e ON e.bucket = b.key GROUP BY b.key"
    )
    for bucket, count, seconds, micros, first, last, *durations in rows:
        if count:
            starts = seconds * 1_000_000 + micros + count * zero_us
            facts[f"bucket {bucket}"] = (count, starts, first + zero_us, last + zero_us, *durations)
        else:
            facts[f"bucket {bucket}"] = 0
    for kind, count in connection.execute("SELECT kind, count(*) FROM record GROUP BY kind"):
        facts[f"records {kind}"] = count
    return facts
