"""The file of the Python server's usual storage, `peewee-sqlite.v2.db`: times as text, durations in seconds."""

from __future__ import annotations

from typing import Any

from aw_core.timestamps import from_us, parse_timestamp, to_us
from aw_datastore.foreign.source import SourceBucket, Tables, created, nearest_ms


class PeeweeV2(Tables):
    """`bucketmodel` (older ones without `datastr`) and `eventmodel`."""

    layout = "ActivityWatch (Python, peewee v2)"
    table = "eventmodel"
    bucket_column = "bucket_id"
    start_column = "timestamp"
    end_column = "duration"
    data_column = "datastr"

    def buckets(self) -> list[SourceBucket]:
        data = "datastr" if "datastr" in self.columns("bucketmodel") else "NULL"
        rows = self._connection.execute(
            f"SELECT key, id, type, client, hostname, created, name, {data} FROM bucketmodel ORDER BY key"
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

    def native(self, us: int) -> str:
        # "2024-05-01 10:00:00" sorts before the same moment with a fraction or a zone.
        return from_us(us).strftime("%Y-%m-%d %H:%M:%S")

    def period(self, start: Any, end: Any) -> tuple[int, int]:
        return nearest_ms(to_us(parse_timestamp(start))), round(float(end or 0) * 1e6)
