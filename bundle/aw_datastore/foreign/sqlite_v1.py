"""The file of the Python server's other storage, `sqlite.v1.db`: microseconds that may have been floats."""

from __future__ import annotations

from typing import Any

from aw_datastore.foreign.source import SourceBucket, Tables, created, nearest_ms


class SqliteV1(Tables):
    """`buckets` (their key is the rowid) and `events`."""

    layout = "ActivityWatch (Python, sqlite v1)"
    table = "events"
    bucket_column = "bucketrow"
    start_column = "starttime"
    end_column = "endtime"
    data_column = "datastr"

    def buckets(self) -> list[SourceBucket]:
        rows = self._connection.execute(
            "SELECT rowid, id, type, client, hostname, created, name, datastr FROM buckets ORDER BY rowid"
        )
        return [
            SourceBucket(
                key=row[0],
                id=str(row[1]),
                type=str(row[2] or ""),
                client=str(row[3] or ""),
                hostname=str(row[4] or ""),
                created=created(row[5]),
                name=row[6],
                data=self.lenient(row[7]),
            )
            for row in rows
        ]

    def native(self, us: int) -> int:
        return us

    def period(self, start: Any, end: Any) -> tuple[int, int]:
        return nearest_ms(start), round(end - start)
