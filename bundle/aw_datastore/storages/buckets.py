"""The table of buckets, through peewee, and the few facts about a bucket that every write needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from aw_core.timestamps import isoformat_us, parse_timestamp, to_us
from aw_datastore.encoding import VARYING_KEYS, decode, encode
from aw_datastore.errors import BucketExists, NoSuchBucket
from aw_datastore.storages.engine import Listener
from aw_datastore.storages.schema import Tables
from aw_datastore.storages.shapes import AnyEngine, Connection

_NOTHING_VARIES: frozenset[str] = frozenset()
_METADATA: Final = "SELECT id, created, name, type, client, hostname, data FROM bucket"


@dataclass(slots=True)
class BucketRow:
    """What a write needs to know: the row's key, the keys of data that vary, is the dictionary in use."""

    key: int
    varying: frozenset[str]
    dictionary: bool


class BucketTable(Listener):
    """Create, change, list, delete buckets; each method inside `reading()` or `transaction()` of the engine."""

    def __init__(self, engine: AnyEngine, tables: Tables) -> None:
        self._model = tables.bucket
        self._rows: dict[str, BucketRow] = {}
        engine.listeners.append(self)

    def forget(self) -> None:
        self._rows.clear()

    def key(self, connection: Connection, bucket_id: str) -> int:
        """The key of a bucket, for reading; `NoSuchBucket`."""
        found = connection.execute("SELECT key FROM bucket WHERE id = ?", (bucket_id,)).fetchone()
        if found is None:
            raise NoSuchBucket(bucket_id)
        return int(found[0])

    def row(self, connection: Connection, bucket_id: str) -> BucketRow:
        """The facts about a bucket, for writing: only inside a transaction, where nobody else changes them."""
        row = self._rows.get(bucket_id)
        if row is None:
            found = connection.execute("SELECT key, type, dictionary FROM bucket WHERE id = ?", (bucket_id,)).fetchone()
            if found is None:
                raise NoSuchBucket(bucket_id)
            key, type_id, dictionary = found
            row = BucketRow(key, VARYING_KEYS.get(type_id, _NOTHING_VARIES), bool(dictionary))
            self._rows[bucket_id] = row
        return row

    def leave_dictionary(self, connection: Connection, row: BucketRow) -> None:
        """From now on the bucket's data stand with its events."""
        connection.execute("UPDATE bucket SET dictionary = FALSE WHERE key = ?", (row.key,))
        row.dictionary = False

    def create(
        self,
        bucket_id: str,
        type_id: str,
        client: str,
        hostname: str,
        created: datetime | str,
        name: str | None,
        data: dict[str, Any] | None,
    ) -> int:
        """Add a bucket and return its key; `BucketExists`."""
        if self._model.select().where(self._model.id == bucket_id).exists():
            raise BucketExists(bucket_id)
        added = self._model.create(
            id=bucket_id,
            name=name,
            type=type_id,
            client=client,
            hostname=hostname,
            created=created_us(created),
            data=encode(data or {}),
        )
        return int(added.key)

    def update(self, bucket_id: str, changes: dict[str, Any]) -> None:
        """Change columns of a bucket; `NoSuchBucket`. No changes are fine."""
        if "data" in changes:
            changes = {**changes, "data": encode(changes["data"])}
        where = self._model.id == bucket_id
        if not self._model.select().where(where).exists():
            raise NoSuchBucket(bucket_id)
        if changes:
            self._model.update(changes).where(where).execute()
        self._rows.pop(bucket_id, None)

    def delete(self, bucket_id: str) -> None:
        """Remove the bucket's row; its events are the caller's business."""
        self._model.delete().where(self._model.id == bucket_id).execute()
        self._rows.pop(bucket_id, None)

    def all(self, connection: Connection) -> dict[str, dict[str, Any]]:
        """Metadata of all buckets in the order they were created."""
        # Asked several times by many a request: by hand a fraction of peewee's time.
        return {row[0]: _metadata(*row) for row in connection.execute(_METADATA + " ORDER BY key", ()).fetchall()}

    def metadata(self, connection: Connection, bucket_id: str) -> dict[str, Any]:
        """Metadata of one bucket; `NoSuchBucket`."""
        row = connection.execute(_METADATA + " WHERE id = ?", (bucket_id,)).fetchone()
        if row is None:
            raise NoSuchBucket(bucket_id)
        return _metadata(*row)


def created_us(created: datetime | str) -> int:
    """Microseconds of a moment given as text or datetime; without a zone it is UTC."""
    moment = parse_timestamp(created) if isinstance(created, str) else created
    return to_us(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _metadata(
    bucket_id: str, created: int, name: str | None, type_id: str, client: str, hostname: str, data: str
) -> dict[str, Any]:
    """The bucket as JSON shows it (REST contract 1.6), `created` as ISO text in UTC."""
    return {
        "id": bucket_id,
        "created": isoformat_us(created),
        "name": name,
        "type": type_id,
        "client": client,
        "hostname": hostname,
        "data": decode(data),
    }
