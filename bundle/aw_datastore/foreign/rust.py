"""The file of the Rust server, `aw-server-rust/sqlite.db`: nanoseconds, and settings beside the events."""

from __future__ import annotations

from typing import Any

from aw_datastore.foreign.source import SourceBucket, Tables, created

_PREFIX = "settings."


class Rust(Tables):
    """`buckets`, `events`, since its version 4 `key_value`. Bucket data came with version 2, was replaced in 3."""

    layout = "ActivityWatch (Rust)"
    table = "events"
    bucket_column = "bucketrow"
    start_column = "starttime"
    end_column = "endtime"
    data_column = "data"

    def buckets(self) -> list[SourceBucket]:
        columns = self.columns("buckets")
        data, old = (name if name in columns else "NULL" for name in ("data", "data_deprecated"))
        rows = self._connection.execute(
            f"SELECT id, name, type, client, hostname, created, {data}, {old} FROM buckets ORDER BY id"
        )
        return [
            SourceBucket(
                key=row[0],
                id=str(row[1]),
                type=str(row[2] or ""),
                client=str(row[3] or ""),
                hostname=str(row[4] or ""),
                created=created(row[5]),
                data=self.lenient(row[6]) or self.lenient(row[7]),
            )
            for row in rows
        ]

    def native(self, us: int) -> int:
        return us * 1000

    def period(self, start: Any, end: Any) -> tuple[int, int]:
        # As that server's own export, read by the API: the start cut to milliseconds, the length kept.
        return int(start) // 1_000_000 * 1000, (int(end) - int(start) + 500) // 1000

    def settings(self) -> dict[str, Any]:
        if not self.columns("key_value"):
            return {}
        found = {}
        rows = self._connection.execute("SELECT key, value FROM key_value WHERE key LIKE 'settings.%' ORDER BY key")
        for key, text in rows:
            try:
                found[key.removeprefix(_PREFIX)] = self._decode(text)
            except (ValueError, TypeError):
                continue
        return found
