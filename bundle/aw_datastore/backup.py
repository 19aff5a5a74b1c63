"""Whole copies of the database file: made while others write to it, verified, and only as many kept as are of use.

A copy is `<folder of the database>/backups/<its name>-<YYYYMMDDThhmmssZ>.db` (UTC, so that names sort by time), mode
0600, a complete database without side files. Whoever removes something from the database for good looks there too
(`BACKUP_FOLDER`), and in the folder of damaged files (`aw_datastore.quarantine`).
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from aw_core.errors import StorageError
from aw_core.files import ensure_private_dir, sync_directory
from aw_datastore.check import TABLES, changed_rows
from aw_datastore.errors import DatabaseDamaged, DatabaseForeign, DatabaseNewer, translated
from aw_datastore.storages.opening import APPLICATION_ID, SCHEMA_VERSION

BACKUP_FOLDER: Final = "backups"

SPARE_BYTES: Final = 500 * 1024 * 1024
"""A backup is not made where it would leave less room than this on its disk."""

_STAMP: Final = "%Y%m%dT%H%M%SZ"
_PART: Final = ".part"
_ABANDONED: Final = 86400.0
_ABOUT_THE_COPY: Final = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}
"""What a database that could be read a moment ago says only of the file it is copied to."""


class Backup(NamedTuple):
    """One copy: where it is, when it was begun (UTC), how many bytes it takes."""

    path: Path
    made: datetime
    size: int


class NotEnoughRoom(StorageError):
    """Making a copy would fill the disk; nothing was written."""

    def __init__(self, folder: Path, free: int, needed: int) -> None:
        super().__init__(
            "No room for a backup",
            f"A backup in {folder} needs {needed // 2**20:,} MB of the {free // 2**20:,} MB free there and would leave"
            f" less than {SPARE_BYTES // 2**20} MB.",
        )


class BackupNotWritten(StorageError):
    """The place of the copy cannot be written; there is no copy, and the database has nothing to do with it."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__("No backup was made", f"The backup {path} cannot be written: {why}.")


def backup_folder(database: Path) -> Path:
    """Where the copies of `database` are; perhaps not made yet."""
    return database.with_name(BACKUP_FOLDER)


def list_backups(database: Path) -> list[Backup]:
    """Every finished copy of `database`, newest first."""
    form = re.compile(re.escape(database.stem) + r"-(\d{8}T\d{6}Z)\.db")
    found = []
    with contextlib.suppress(OSError):
        for path in backup_folder(database).iterdir():
            named = form.fullmatch(path.name)
            with contextlib.suppress(ValueError, OSError):
                if named:
                    made = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
                    found.append(Backup(path, made, path.stat().st_size))
    return sorted(found, key=lambda backup: backup.made, reverse=True)


def make_backup(database: Path, now: datetime, target: Path | None = None) -> tuple[Backup, dict[str, int]]:
    """Copy `database` as it is at one moment to its folder of backups, or to the new file `target`; verified.

    Answers with the copy and how many rows each table has. Others may read and write meanwhile, and never wait for it.
    Raises `DatabaseDamaged` when the database cannot be read as a whole, other children of `StorageError` for what
    stands in the way; then there is no copy.
    """
    made = now.astimezone(UTC).replace(microsecond=0)
    path = target or backup_folder(database) / f"{database.stem}-{made.strftime(_STAMP)}.db"
    part = path.with_name(path.name + _PART)
    try:
        if not database.is_file():
            raise StorageError("There is nothing to back up", f"There is no database {database} yet.")
        ensure_private_dir(path.parent)
        if path.exists():
            raise StorageError("The backup is there already", f"{path} exists and is left as it is; name another file.")
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
    except OSError as error:
        raise BackupNotWritten(path, _in_words(error.errno, error.strerror)) from error
    try:
        _copy(database, part)
        rows = _verified(part, database)
        _publish(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    return Backup(path, made, path.stat().st_size), rows


def _copy(database: Path, part: Path) -> None:
    with translated(str(database)), _connected(f"{database.as_uri()}?mode=rw") as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        free_pages = connection.execute("PRAGMA freelist_count").fetchone()[0]
        size = (pages - free_pages) * connection.execute("PRAGMA page_size").fetchone()[0]
        free = shutil.disk_usage(part.parent).free
        if free - size < SPARE_BYTES:
            raise NotEnoughRoom(part.parent, free, size)
        try:
            connection.execute("VACUUM INTO ?", (str(part),))
        except sqlite3.Error as error:
            number = _ABOUT_THE_COPY.get(error.sqlite_errorcode & 0xFF)
            if number is None:
                raise
            raise BackupNotWritten(part.with_suffix(""), _in_words(number, str(error))) from error


def _in_words(number: int | None, otherwise: str | None) -> str:
    if number in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full"
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "the folder is read-only or belongs to somebody else"
    return otherwise or "the system does not say why"


def _verified(part: Path, database: Path) -> dict[str, int]:
    """As `verify`. What is wrong with a copy just made is wrong with the database, under whose name it is told."""
    try:
        return verify(part)
    except DatabaseDamaged as error:
        raise DatabaseDamaged(str(database), error.why) from error


def _publish(part: Path, path: Path) -> None:
    """Give the copy its name once it is on the disk for good."""
    try:
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as error:
        raise BackupNotWritten(path, _in_words(error.errno, error.strerror)) from error
    sync_directory(path.parent)


def verify(path: Path) -> dict[str, int]:
    """Read the whole file, which nobody writes to: how many rows each table has. `StorageError` if it is not whole."""
    name = str(path)
    with translated(name), _connected(f"{path.as_uri()}?mode=ro&immutable=1") as connection:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise DatabaseForeign(name)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise DatabaseNewer(name, version, SCHEMA_VERSION)
        said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if said != "ok":
            raise DatabaseDamaged(name, str(said).splitlines()[-1])
        there = {table for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if missing := set(TABLES) - there:
            raise DatabaseDamaged(name, f"it lacks {', '.join(sorted(missing))}")
        if problems := changed_rows(connection):
            raise DatabaseDamaged(name, problems[0])
        return {table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in TABLES}


def expired(made: Iterable[datetime], daily: int, weekly: int) -> set[datetime]:
    """Which copies need not be kept: all but the newest of each of the last `daily` days and `weekly` weeks (UTC).

    Days and weeks without a copy do not count. The newest copy always stays.
    """
    days: set[object] = set()
    weeks: set[object] = set()
    gone = set()
    for index, moment in enumerate(sorted(made, reverse=True)):
        day, week = moment.date(), moment.isocalendar()[:2]
        wanted = index == 0 or (day not in days and len(days) < daily) or (week not in weeks and len(weeks) < weekly)
        if not wanted:
            gone.add(moment)
            continue
        if len(days) < daily:
            days.add(day)
        if len(weeks) < weekly:
            weeks.add(week)
    return gone


def remove_expired(database: Path, daily: int, weekly: int) -> list[Path]:
    """Delete the copies that `expired` names; those deleted. And what a kill left of unfinished ones a day ago."""
    copies = list_backups(database)
    gone = expired((copy.made for copy in copies), daily, weekly)
    paths = [copy.path for copy in copies if copy.made in gone]
    for part in backup_folder(database).glob(f"{database.stem}-*.db{_PART}*"):
        with contextlib.suppress(OSError):
            if abs(time.time() - part.stat().st_mtime) > _ABANDONED:
                part.unlink()
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()
    return paths


def is_due(made: Iterable[datetime], now: datetime, interval: timedelta) -> bool:
    """Is it time for the next copy? Those from a future that a wrong clock told neither put it off nor call for it."""
    return all(abs(now - moment) >= interval for moment in made)


@contextmanager
def _connected(uri: str) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5.0)
    try:
        yield connection
    finally:
        connection.close()
