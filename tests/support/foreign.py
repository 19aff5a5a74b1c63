"""Databases as ActivityWatch's other servers leave them, quirks included, made from the published schemas.

`python -m tests.support.foreign LAYOUT PATH COUNT` is an old server that is still at work: it opens the database, says
"ready", and for each line on its input adds COUNT events and lets the newest one grow; it ends with its input.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

US = 1_000_000


@dataclass(frozen=True)
class Row:
    """An event: start in µs UTC (whole milliseconds), duration in µs."""

    start: int
    duration: int
    data: dict[str, Any]


PEEWEE = """
CREATE TABLE bucketmodel (key INTEGER NOT NULL PRIMARY KEY, id VARCHAR(255) NOT NULL, created DATETIME NOT NULL,
  name VARCHAR(255), type VARCHAR(255) NOT NULL, client VARCHAR(255) NOT NULL, hostname VARCHAR(255) NOT NULL{datastr});
CREATE UNIQUE INDEX bucketmodel_id ON bucketmodel (id);
CREATE TABLE eventmodel (id INTEGER NOT NULL PRIMARY KEY, bucket_id INTEGER NOT NULL, timestamp DATETIME NOT NULL,
  duration DECIMAL(10, 5) NOT NULL, datastr VARCHAR(255) NOT NULL,
  FOREIGN KEY (bucket_id) REFERENCES bucketmodel (key));
CREATE INDEX eventmodel_bucket_id ON eventmodel (bucket_id);
CREATE INDEX eventmodel_timestamp ON eventmodel (timestamp);
"""
SQLITE = """
CREATE TABLE buckets (rowid INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, name TEXT, type TEXT NOT NULL,
  client TEXT NOT NULL, hostname TEXT NOT NULL, created TEXT NOT NULL, datastr TEXT NOT NULL);
CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, bucketrow INTEGER NOT NULL, starttime INTEGER NOT NULL,
  endtime INTEGER NOT NULL, datastr TEXT NOT NULL, FOREIGN KEY (bucketrow) REFERENCES buckets(rowid));
CREATE INDEX event_index_starttime ON events (bucketrow, starttime);
CREATE INDEX event_index_endtime ON events (bucketrow, endtime);
"""
RUST = """
CREATE TABLE buckets (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE NOT NULL, type TEXT NOT NULL,
  client TEXT NOT NULL, hostname TEXT NOT NULL, created TEXT NOT NULL{data});
CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, bucketrow INTEGER NOT NULL, starttime INTEGER NOT NULL,
  endtime INTEGER NOT NULL, data TEXT NOT NULL, FOREIGN KEY (bucketrow) REFERENCES buckets(id));
"""
RUST_DATA = {
    1: "",
    2: ", data TEXT NOT NULL DEFAULT '{}'",
    3: ", data_deprecated TEXT NOT NULL DEFAULT '{}', data TEXT NOT NULL DEFAULT '{}'",
}
KEY_VALUE = "CREATE TABLE key_value (key TEXT PRIMARY KEY, value TEXT, last_modified NUMBER NOT NULL)"


class Maker:
    """One layout: makes the file, adds buckets and events, and lets an event grow as a heartbeat does."""

    events: str
    wal: bool

    def __init__(self, path: Path, *, version: int = 5, datastr: bool = True) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = not path.exists()
        self.path = path
        self.version = version
        self.datastr = datastr
        self.connection = sqlite3.connect(path, isolation_level=None)
        if self.wal:
            self.connection.execute("PRAGMA journal_mode=WAL")
        if fresh:
            self.create()

    def close(self) -> None:
        self.connection.close()

    def create(self) -> None:
        raise NotImplementedError

    def bucket(self, bucket_id: str, created: str = "2024-05-01T08:00:00.123456+00:00", **data: Any) -> int:
        raise NotImplementedError

    def values(self, row: Row) -> tuple[Any, Any]:
        """Start and end as the layout writes them."""
        raise NotImplementedError

    def add(self, bucket: int, rows: Iterable[Row]) -> None:
        columns = ", ".join(self.columns)
        self.connection.execute("BEGIN")
        self.connection.executemany(
            f"INSERT INTO {self.events} ({columns}) VALUES (?, ?, ?, ?)",
            [(bucket, *self.values(row), json.dumps(row.data)) for row in rows],
        )
        self.connection.execute("COMMIT")

    def grow(self, bucket: int, row: Row) -> None:
        """The newest event of the bucket becomes this."""
        column, start, end, _ = self.columns
        self.connection.execute(
            f"UPDATE {self.events} SET {end} = ? WHERE id = (SELECT id FROM {self.events} WHERE {column} = ? "
            f"ORDER BY {start} DESC LIMIT 1)",
            (self.values(row)[1], bucket),
        )

    columns: tuple[str, str, str, str]


class PeeweeMaker(Maker):
    events, wal = "eventmodel", False
    columns = ("bucket_id", "timestamp", "duration", "datastr")

    def create(self) -> None:
        self.connection.executescript(PEEWEE.format(datastr=", datastr VARCHAR(255)" if self.datastr else ""))

    def bucket(self, bucket_id: str, created: str = "2024-05-01T08:00:00.123456+00:00", **data: Any) -> int:
        names, values = "id, created, name, type, client, hostname", [bucket_id, created, None, "t", "c", "box"]
        if self.datastr:
            names, values = names + ", datastr", [*values, json.dumps(data) if data else None]
        marks = ", ".join("?" * len(values))
        found = self.connection.execute(f"INSERT INTO bucketmodel ({names}) VALUES ({marks})", values)
        return int(found.lastrowid or 0)

    def values(self, row: Row) -> tuple[Any, Any]:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row.start)
        # Without a fraction when it is zero; whole seconds become integers in this column.
        return moment.isoformat(" "), str(row.duration / US)


class SqliteMaker(Maker):
    events, wal = "events", True
    columns = ("bucketrow", "starttime", "endtime", "datastr")

    def create(self) -> None:
        self.connection.executescript(SQLITE)

    def bucket(self, bucket_id: str, created: str = "2024-05-01T08:00:00.123456+00:00", **data: Any) -> int:
        values = (bucket_id, None, "t", "c", "box", created, json.dumps(data))
        found = self.connection.execute(
            "INSERT INTO buckets (id, name, type, client, hostname, created, datastr) VALUES (?, ?, ?, ?, ?, ?, ?)",
            values,
        )
        return int(found.lastrowid or 0)

    def values(self, row: Row) -> tuple[Any, Any]:
        # As that server computes them: by floats, which the column keeps where they are not whole.
        start = row.start / US * 1e6
        if row.start % 3 == 0:
            start -= 0.25
        return start, start + row.duration


class RustMaker(Maker):
    events, wal = "events", True
    columns = ("bucketrow", "starttime", "endtime", "data")

    def create(self) -> None:
        self.connection.executescript(RUST.format(data=RUST_DATA[min(self.version, 3)]))
        if self.version >= 4:
            self.connection.execute(KEY_VALUE)
        if self.version >= 5:
            self.connection.execute("CREATE INDEX events_order ON events (bucketrow, starttime DESC, endtime)")
        else:
            self.connection.execute("CREATE INDEX events_starttime ON events (starttime)")
        self.connection.execute(f"PRAGMA user_version={self.version}")

    def bucket(self, bucket_id: str, created: str = "2024-05-01T08:00:00.123456789+00:00", **data: Any) -> int:
        names, values = "name, type, client, hostname, created", [bucket_id, "t", "c", "box", created]
        if self.version >= 2:
            names, values = names + ", data", [*values, json.dumps(data)]
        marks = ", ".join("?" * len(values))
        found = self.connection.execute(f"INSERT INTO buckets ({names}) VALUES ({marks})", values)
        return int(found.lastrowid or 0)

    def values(self, row: Row) -> tuple[Any, Any]:
        # Watchers in Rust send nanoseconds; the API knows milliseconds.
        start = row.start * 1000 + 123_456
        return start, start + row.duration * 1000

    def setting(self, key: str, value: Any) -> None:
        self.connection.execute("INSERT INTO key_value VALUES (?, ?, 0)", (f"settings.{key}", json.dumps(value)))


MAKERS: dict[str, Callable[..., Maker]] = {"peewee": PeeweeMaker, "sqlite": SqliteMaker, "rust": RustMaker}
PLACES = {
    "peewee": "aw-server/peewee-sqlite{}.v2.db",
    "sqlite": "aw-server/sqlite{}.v1.db",
    "rust": "aw-server-rust/sqlite{}.db",
}


def rows(count: int, first: int = 0) -> list[Row]:
    """Events of 2024, some without a fraction, some of no length, some in pairs that only their length parts."""
    start = round(datetime(2024, 5, 1, 9, tzinfo=UTC).timestamp()) * US
    made = []
    for number in range(first, first + count):
        begin = start + number * 10 * US + (number % 4) * 123_000
        made.append(Row(begin, (number % 7) * US + (number % 5) * 123_456, {"app": f"app {number % 9}", "n": "ü"}))
        if number % 10 == 0:
            made.append(Row(begin, 9 * US, {"app": f"app {number % 9}", "n": "ü"}))
    return made


def totals(made: Iterable[Row]) -> tuple[int, int]:
    """How many, and how long together in µs."""
    made = list(made)
    return len(made), sum(row.duration for row in made)


def _work(layout: str, path: Path, count: int) -> None:
    maker = MAKERS[layout](path)
    bucket = maker.connection.execute(
        f"SELECT min({'key' if layout == 'peewee' else 'rowid'}) FROM "
        f"{'bucketmodel' if layout == 'peewee' else 'buckets'}"
    ).fetchone()[0]
    number = maker.connection.execute(f"SELECT count(*) FROM {maker.events}").fetchone()[0]
    print("ready", flush=True)
    for _ in sys.stdin:
        fresh = [Row(row.start, row.duration, row.data) for row in rows(count, first=number)]
        number += len(fresh) + 1
        maker.add(bucket, fresh)
        last = max(fresh, key=lambda row: row.start)
        maker.grow(bucket, Row(last.start, last.duration + 5 * US, last.data))
        print("added", flush=True)
    maker.close()


if __name__ == "__main__":
    _work(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
