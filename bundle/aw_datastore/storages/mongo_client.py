"""The client of MongoDB, and its errors in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from aw_core.errors import StorageError
from aw_datastore.errors import DatabaseReadOnly, DatabaseUnreachable, DiskFull, DriverMissing
from aw_datastore.storages.address import without_password

try:
    import pymongo
    import pymongo.errors
except ImportError as error:
    raise DriverMissing("MongoDB", "pymongo", "mongodb") from error

# The database's numbers for errors.
_DISK_FULL: Final = 14031
_WHO: Final = 18
_FORBIDDEN: Final = (13, 31, 8000)


def connect(url: str) -> Any:
    """A client that has not been asked anything yet. Every write it acknowledges is in the database's journal."""
    try:
        return pymongo.MongoClient(
            url, serverSelectionTimeoutMS=5000, connectTimeoutMS=5000, journal=True, appname="aw-server"
        )
    except (pymongo.errors.PyMongoError, ValueError, TypeError) as error:
        # Not the error's own text: it may quote the password.
        name, kind = without_password(url), type(error).__name__
        raise StorageError("The address cannot be used", f"{name} is not an address of MongoDB's: {kind}.") from None


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Turn errors of the driver into `StorageError`s about the database `name`."""
    try:
        yield
    except pymongo.errors.PyMongoError as error:
        raise _human(error, name) from error


def _human(error: pymongo.errors.PyMongoError, name: str) -> StorageError:
    code = getattr(error, "code", None)
    if code == _DISK_FULL:
        return DiskFull(name)
    if code in _FORBIDDEN:
        return DatabaseReadOnly(name)
    if code == _WHO:
        return DatabaseUnreachable(name, "it refuses user or password")
    if isinstance(error, pymongo.errors.ConnectionFailure | pymongo.errors.ExecutionTimeout):
        return DatabaseUnreachable(name, "nothing answers at that address")
    return StorageError("The database reports an error", f"The database {name} reports {type(error).__name__}.")
