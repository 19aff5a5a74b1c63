"""A layout that does not exist yet, for tests: version 2 counts starts from 1970 and has one more column.

As a program: `python -m tests.support.migrating FILE` says "ready", waits for a line, brings the file to version 2.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path

from aw_core.models import Event
from aw_datastore import Datastore
from aw_datastore.storages import PeeweeStorage
from aw_datastore.storages.migration import Step, facts_of_events, migrate
from aw_datastore.storages.schema import ZERO_US


def change(connection: sqlite3.Connection) -> None:
    """To version 2, row by row as a real change does it."""
    connection.execute("ALTER TABLE event ADD COLUMN note TEXT")
    for (event_id,) in connection.execute("SELECT id FROM event").fetchall():
        connection.execute("UPDATE event SET start = start + ? WHERE id = ?", (ZERO_US, event_id))
    connection.execute("REINDEX event_slot")


def before(connection: sqlite3.Connection) -> Mapping[str, object]:
    return facts_of_events(connection, ZERO_US)


def after(connection: sqlite3.Connection) -> Mapping[str, object]:
    return facts_of_events(connection, 0)


STEPS = {1: Step(change, before, after)}


def fill(path: Path, events: int) -> None:
    """Make a database of version 1 with two buckets and a setting."""
    datastore = Datastore(PeeweeStorage, filepath=path)
    for bucket, many in (("one", events), ("two", 7), ("empty", 0)):
        datastore.create_bucket(bucket, "currentwindow", "c", "h")
        start = 1_772_366_400_000_000
        datastore[bucket].insert(
            [
                Event.from_us(None, start + i * 10**6, i % 500, {"app": f"a{i % 9}", "title": f"{i}"})
                for i in range(many)
            ]
        )
    datastore.records.put("settings", "startOfDay", "04:00")
    datastore.close()


def facts(path: Path) -> tuple[int, Mapping[str, object]]:
    """The version of a database that nobody has open, and what stands in it, in the same words for both."""
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        return version, (before if version == 1 else after)(connection)
    finally:
        connection.close()


if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.readline()
    migrate(Path(sys.argv[1]), 2, STEPS)
