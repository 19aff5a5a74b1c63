"""Which layout a database has: told by its tables, not by its name."""

from __future__ import annotations

import sqlite3

from aw_core.errors import StorageError
from aw_datastore.errors import DatabaseNewer
from aw_datastore.foreign.own import Own
from aw_datastore.foreign.peewee_v2 import PeeweeV2
from aw_datastore.foreign.rust import Rust
from aw_datastore.foreign.source import Tables
from aw_datastore.foreign.sqlite_v1 import SqliteV1
from aw_datastore.storages.opening import APPLICATION_ID, SCHEMA_VERSION


def recognise(connection: sqlite3.Connection, name: str) -> type[Tables]:
    """The reader for an open database; `name` is its path, for sentences.

    Raises StorageError when nothing here can read it, and for our own when a newer version made it.
    """
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise DatabaseNewer(name, version, SCHEMA_VERSION)
        return Own
    if {"bucketmodel", "eventmodel"} <= tables:
        return PeeweeV2
    if {"buckets", "events"} <= tables:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(events)")}
        if {"bucketrow", "starttime", "endtime"} <= columns:
            if "datastr" in columns:
                return SqliteV1
            if "data" in columns:
                return Rust
    raise StorageError("Nothing to import", f"The database {name} has none of the layouts that can be imported.")
