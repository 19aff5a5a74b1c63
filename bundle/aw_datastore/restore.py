"""Putting a backup in the place of the database. Whatever is replaced is kept beside the damaged files."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from aw_core.errors import StorageError
from aw_core.files import ensure_private_dir, sync_directory
from aw_datastore.backup import SPARE_BYTES, NotEnoughRoom, list_backups, verify
from aw_datastore.errors import from_os, translated
from aw_datastore.quarantine import LOG_SUFFIX, put_back, put_back_halves, set_aside
from aw_datastore.storages.opening import RESTORED

LATEST = "latest"


class Restored(NamedTuple):
    """What was put in place, how many rows each of its tables has, and where the file it replaced is now."""

    source: Path
    rows: dict[str, int]
    replaced: Path | None


class Prepared(NamedTuple):
    """A verified copy beside the database, ready to take its place in a moment."""

    source: Path
    copy: Path
    rows: dict[str, int]


def find_source(database: Path, wanted: str) -> Path:
    """The file that `wanted` names: a path, the name of a backup, or "latest". Raises `StorageError`."""
    copies = list_backups(database)
    if wanted == LATEST:
        if not copies:
            raise StorageError("There is no backup", f"There is no backup of {database} yet.")
        return copies[0].path
    for copy in copies:
        if wanted == copy.path.name:
            return copy.path
    path = Path(wanted).expanduser().absolute()
    if not path.is_file():
        raise StorageError("There is no such backup", f"There is no file {path}.")
    return path


def waiting_copy(database: Path) -> Path:
    """Where the copy that `prepare_restore` makes waits to take the database's place."""
    return database.with_name(f".{database.name}.restoring")


def prepare_restore(database: Path, source: Path) -> Prepared:
    """Copy `source` beside the database and verify the copy; the database is not touched. Raises `StorageError`."""
    copy = waiting_copy(database)
    try:
        if source.resolve() == database.resolve():
            raise StorageError("This is the database itself", f"{source} is in its place already.")
        ensure_private_dir(database.parent)
        free, size = shutil.disk_usage(database.parent).free, source.stat().st_size
        if free - size < SPARE_BYTES:
            raise NotEnoughRoom(database.parent, free, size)
        _copy_file(source, copy)
        log = source.with_name(source.name + LOG_SUFFIX)
        if log.exists():
            # Somebody's copy of a database in use: the newest rows are still in there.
            _copy_file(log, copy.with_name(copy.name + LOG_SUFFIX))
            _take_in_log(copy)
        return Prepared(source, copy, verify(copy))
    except BaseException as error:
        for path in (copy, copy.with_name(copy.name + LOG_SUFFIX)):
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise from_os(error, str(source)) from error
        raise


def _copy_file(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    handle = os.open(target, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out, source.open("rb") as file:
        shutil.copyfileobj(file, out, 2**20)
        out.flush()
        os.fsync(out.fileno())


def _take_in_log(copy: Path) -> None:
    with translated(str(copy)), contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()


def finish_restore(database: Path, prepared: Prepared, now: datetime) -> Restored:
    """Let the prepared copy take the database's place. The caller holds the `DatabaseLock`.

    Killed on the way, whoever opens the database next finds the old one or the new one there: from the moment at which
    the old one has gone, opening completes this (`aw_datastore.storages.opening`). If it fails the old one is back.
    """
    ready = database.with_name(database.name + RESTORED)
    replaced = None
    try:
        prepared.copy.replace(ready)
        sync_directory(database.parent)
        replaced = set_aside(database, now, "replaced")
        ready.rename(database)
        sync_directory(database.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            if replaced is None:
                put_back_halves(database)
            elif not database.exists():
                put_back(database, replaced)
            ready.unlink(missing_ok=True)
        raise from_os(error, str(database)) from error
    return Restored(prepared.source, prepared.rows, replaced)
