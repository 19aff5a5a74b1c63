"""A database of this program, from another computer or an earlier copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from aw_core.models import Event
from aw_core.timestamps import from_us
from aw_datastore.encoding import join
from aw_datastore.foreign.source import Known, SourceBucket, SourceRow, Tables
from aw_datastore.storages.schema import ZERO_US


class Own(Tables):
    """The tables of `aw_datastore.storages.schema`."""

    layout = "ActivityWatch (this program)"
    table = "event"
    bucket_column = "bucket"
    start_column = "start"
    end_column = "duration"
    data_column = "extra"

    @classmethod
    def index(cls, connection: sqlite3.Connection) -> None:
        connection.execute("CREATE INDEX import_order ON event (bucket, start)")

    def buckets(self) -> list[SourceBucket]:
        rows = self._connection.execute(
            "SELECT key, id, type, client, hostname, created, name, data FROM bucket ORDER BY key"
        )
        return [
            SourceBucket(
                key=row[0],
                id=row[1],
                type=row[2],
                client=row[3],
                hostname=row[4],
                created=from_us(row[5]),
                name=row[6],
                data=self.lenient(row[7]),
            )
            for row in rows
        ]

    def events(self, bucket: SourceBucket, known: Known | None = None) -> Iterator[SourceRow]:
        where, values = "e.bucket = ?", [bucket.key]
        if known is not None:
            where += " AND (e.start >= ? OR e.id > ?)"
            values += [self.native(known.since_us), known.last_id]
        rows = self._connection.execute(
            "SELECT e.id, e.start, e.duration, d.json, e.extra FROM event e LEFT JOIN data d ON d.id = e.data_id "
            f"WHERE {where} ORDER BY e.start, e.id",
            values,
        )
        for row_id, start, duration, stable, extra in rows:
            try:
                event = Event.from_us(None, start + ZERO_US, duration, join(stable, extra))
            except (ValueError, TypeError, OverflowError):
                yield SourceRow(row_id, None)
            else:
                yield SourceRow(row_id, event)

    def native(self, us: int) -> int:
        return us - ZERO_US

    def period(self, start: Any, end: Any) -> tuple[int, int]:
        return start + ZERO_US, end

    def settings(self) -> dict[str, Any]:
        rows = self._connection.execute("SELECT key, value FROM record WHERE kind = 'settings' ORDER BY key")
        return {key: self._decode(value) for key, value in rows}
