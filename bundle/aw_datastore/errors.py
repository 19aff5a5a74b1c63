"""What can go wrong with stored data, each as one sentence a person understands."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from aw_core.errors import StorageError


class NoSuchBucket(ValueError):
    """There is no bucket of that name (contract 6.1: a ValueError below the facade)."""

    def __init__(self, bucket_id: str) -> None:
        super().__init__(f"There is no bucket {bucket_id!r}.")
        self.bucket_id = bucket_id


class BucketExists(ValueError):
    """A bucket of that name is already there; nothing was changed."""

    def __init__(self, bucket_id: str) -> None:
        super().__init__(f"There is already a bucket {bucket_id!r}.")
        self.bucket_id = bucket_id


class DatabaseDamaged(StorageError):
    """The file is not a database, or parts of it are missing. It has not been touched."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__("The database is damaged", f"The database {name} cannot be used: {why}.")
        self.why = why


class DatabaseForeign(StorageError):
    """The file is a sound database, but another program's. It has not been touched."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "This is another program's database",
            f"The database {name} was made by another program and has not been touched; name another file.",
        )


class DatabaseNewer(StorageError):
    """The file was written by a newer version of this program. It has not been touched."""

    def __init__(self, name: str, found: int, known: int) -> None:
        super().__init__(
            "The database is from a newer version",
            f"The database {name} has schema version {found}, this program knows versions up to {known}: "
            "it has not been touched; please update the program.",
        )
        self.found = found


class DatabaseReadOnly(StorageError):
    """The file or its folder cannot be written."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "The database cannot be written",
            f"The database {name} or its folder is read-only or belongs to somebody else.",
        )


class DatabaseLocked(StorageError):
    """Another program kept the file locked for longer than the busy time-out."""

    def __init__(self, name: str) -> None:
        super().__init__("The database is in use", f"Another program keeps the database {name} locked.")


class DatabaseInUse(StorageError):
    """Another server works on this file (see `aw_datastore.lock`)."""

    def __init__(self, name: str, holder: str) -> None:
        super().__init__("The database is in use", f"The database {name} is already used by {holder}.")


class DiskFull(StorageError):
    """No room for a write: it was undone as a whole, what was stored before is untouched."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "The disk is full",
            f"There is no room left to write to the database {name}; what was stored before is safe.",
        )


class DatabaseUnreachable(StorageError):
    """A database server does not answer, or refuses us. What was acknowledged is safe there."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__("The database does not answer", f"The database {name} does not answer: {why}.")


class DriverMissing(StorageError):
    """The library for a kind of database is not installed."""

    def __init__(self, kind: str, package: str, extra: str) -> None:
        super().__init__(
            "A driver is missing",
            f"{kind} needs the Python package {package}: install it with pip install 'activitywatch[{extra}]'.",
        )


class StorageClosed(StorageError):
    """The storage was used after `close()`."""

    def __init__(self, name: str) -> None:
        super().__init__("The database is closed", f"The database {name} has been closed.")


def from_sqlite(error: sqlite3.Error, name: str) -> StorageError | None:
    """The human error for what SQLite reports about the file `name`; None where SQLite blames the caller."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(name)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return DatabaseReadOnly(name)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseLocked(name)
    if code == sqlite3.SQLITE_NOTADB:
        return DatabaseDamaged(name, "it is not a database file")
    if code == sqlite3.SQLITE_CORRUPT:
        return DatabaseDamaged(name, "parts of it are missing or overwritten")
    if str(error).startswith("Could not decode to UTF-8"):
        # Python says so, not SQLite: there is no code.
        return DatabaseDamaged(name, "a text has changed since it was written")
    if code == sqlite3.SQLITE_IOERR:
        return StorageError("The disk reports an error", f"Reading or writing the database {name} failed: {error}.")
    return None


def from_os(error: OSError, name: str) -> StorageError:
    """The human error for what the operating system says about the file `name`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(name)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return DatabaseReadOnly(name)
    return StorageError("The database cannot be opened", f"The database {name} cannot be opened: {error.strerror}.")


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Turn errors of SQLite, also those that peewee has wrapped, into `StorageError`s about the file `name`."""
    try:
        yield
    except (StorageError, ValueError, TypeError, KeyError):
        raise
    except Exception as error:
        cause = error if isinstance(error, sqlite3.Error) else getattr(error, "orig", None)
        human = from_sqlite(cause, name) if isinstance(cause, sqlite3.Error) else None
        if human is None:
            raise
        raise human from error
