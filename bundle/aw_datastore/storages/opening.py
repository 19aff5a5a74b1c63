"""Looks at a database file before it is opened for writing: whatever is refused here has not been touched.

Never to be used on a file that this process has open: closing a second descriptor drops SQLite's locks.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Final

from aw_core.errors import StorageError
from aw_core.files import sync_directory
from aw_datastore.errors import (
    DatabaseDamaged,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseReadOnly,
    from_os,
    translated,
)

APPLICATION_ID: Final = 0x41574454
"""Marks a file as ours in SQLite's header ("AWDT")."""

SCHEMA_VERSION: Final = 1
"""The newest layout this program reads and writes; stands in SQLite's `user_version`."""

RESTORED: Final = ".restored"
"""What the name of a verified copy ends with that a restore is about to put in the database's place."""

_MAGIC: Final = b"SQLite format 3\x00"
_HEADER_SIZE: Final = 108
"""The file header (100 bytes) and that of the first page, which holds the list of tables."""


def prepare(path: Path) -> int:
    """Check `path`, or create it empty with mode 0600 in a folder of mode 0700; its schema version, 0 if it is new.

    Raises a `StorageError` child for a file that is damaged, newer, another program's, or not writable.
    """
    name = str(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists() and not _switched(path):
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_EXCL, 0o600))
            # SQLite makes the names of its side files durable, not that of the file it finds.
            sync_directory(path.parent)
            return 0
        if not path.is_file():
            raise StorageError("The database cannot be opened", f"{name} is not a file.")
        header, size = _header(path)
    except OSError as error:
        raise from_os(error, name) from error
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise DatabaseReadOnly(name)
    if size == 0:
        return 0
    version = _check(path, header, size)
    _make_private(path)
    return version


def followed(link: Path) -> Path:
    """The file that a symbolic link leads to, there or not. StorageError if not even its folder is there."""
    try:
        real = link.resolve()
        there = real.parent.is_dir()
    except (OSError, RuntimeError):
        real, there = link.readlink(), False
    if not there:
        raise StorageError(
            "The database is not there",
            f"{link} leads to {real}, and that folder is not there. If it is on another disk, connect that first.",
        )
    return real


def _switched(path: Path) -> bool:
    """Was a new file, up to date or restored, about to get the name when a run was killed? Now it has it."""
    restored = path.with_name(path.name + RESTORED)
    if restored.exists():
        restored.rename(path)
        sync_directory(path.parent)
        return True
    if not path.with_name(path.name + ".migrated").exists():
        return False
    from aw_datastore.storages.migration import finish

    finish(path)
    return True


def kept_copies(path: Path) -> list[Path]:
    """The database as it was before it was brought up to date, oldest version first."""
    return sorted(found for found in path.parent.glob(f"{path.name}.schema-*") if found.suffix[8:].isdigit())


def log_is_left(path: Path) -> bool:
    """Does a write-ahead log lie beside the file? Then whoever had it open last was killed, or still has it."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def mark(path: Path) -> str | None:
    """The same only for a file that nobody has written to since; None where nobody can tell, as after a kill.

    Its size, when it was written last, and SQLite's counters of changes. Like the rest not for an open file.
    """
    try:
        if log_is_left(path):
            return None
        header, size = _header(path)
        written = path.stat().st_mtime_ns
    except OSError:
        return None
    return f"{size} {written} {header[24:28].hex()} {header[92:96].hex()}"


def _header(path: Path) -> tuple[bytes, int]:
    with path.open("rb") as file:
        return file.read(_HEADER_SIZE), os.fstat(file.fileno()).st_size


def _check(path: Path, header: bytes, size: int) -> int:
    """The schema version; 0 if nothing stands in the file yet, as after a kill in the middle of its creation."""
    name = str(path)
    if len(header) < _HEADER_SIZE or not header.startswith(_MAGIC):
        raise DatabaseDamaged(name, "it is not a database file")
    if log_is_left(path):
        # The newest header may stand in the log of a server that was killed: only SQLite can read it.
        version, application, tables = _ask_sqlite(path)
    else:
        page_size = int.from_bytes(header[16:18], "big")
        expected = int.from_bytes(header[28:32], "big") * (65536 if page_size == 1 else page_size)
        if size < expected:
            raise DatabaseDamaged(name, f"the file ends too early, {expected - size:,} bytes are missing")
        version, application = int.from_bytes(header[60:64], "big"), int.from_bytes(header[68:72], "big")
        tables = int.from_bytes(header[103:105], "big")
    if (version, application, tables) == (0, 0, 0):
        return 0
    if application != APPLICATION_ID:
        raise DatabaseForeign(name)
    if version > SCHEMA_VERSION:
        raise DatabaseNewer(name, version, SCHEMA_VERSION)
    return version


def _ask_sqlite(path: Path) -> tuple[int, int, int]:
    """(schema version, application id, number of tables and indexes) by a read-only connection."""
    with translated(str(path)):
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        finally:
            connection.close()
    return int(version), int(application), int(tables)


def _make_private(path: Path) -> None:
    """Mode 0600, also for files that an older umask left open; SQLite gives its side files the same mode."""
    try:
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise from_os(error, str(path)) from error
