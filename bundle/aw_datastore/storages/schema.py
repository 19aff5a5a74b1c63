"""The tables, defined once with peewee and bound to one engine: two storages in a process never share a class."""

from __future__ import annotations

from typing import Any, Final

from aw_datastore.storages.engine import Engine
from aw_datastore.storages.lean_peewee import peewee
from aw_datastore.storages.opening import APPLICATION_ID, SCHEMA_VERSION
from aw_datastore.storages.shapes import AnyEngine

ZERO_US: Final = 1_767_225_600_000_000
"""`event.start` counts from here, 2026-01-01 UTC: the years around it fit six bytes instead of eight."""

SLOT_BITS: Final = 28
SLOT: Final = f"start >> {SLOT_BITS}"
"""What `event` is indexed by: slots of 268 s. Rows within one are sorted when read; an entry takes 5 bytes less."""

LONG_EVENT_US: Final = 24 * 3600 * 1_000_000
"""Events longer than this have an index of their own, so that a look-up by range need not look further back."""


class AutoincrementField(peewee.AutoField):
    """An id that is never given out twice, also not after the newest row was deleted."""

    def ddl(self, ctx: peewee.Context) -> peewee.NodeList:
        return peewee.NodeList((super().ddl(ctx), peewee.SQL("AUTOINCREMENT")))


class OnEngine:
    """For a database of peewee's: its statements run on an engine's connection of the calling thread.

    To be used inside `reading()` or `transaction()` of the engine; peewee opens, closes and commits nothing itself.
    """

    _engine: AnyEngine

    def is_closed(self) -> bool:
        return False

    def close(self) -> bool:
        return False

    def connection(self) -> Any:
        return self._engine.connection()

    def cursor(self, named_cursor: str | None = None) -> Any:
        return self._engine.connection().cursor()


class EngineDatabase(OnEngine, peewee.SqliteDatabase):
    """peewee's view of an engine of SQLite's."""

    def __init__(self, engine: AnyEngine) -> None:
        self._engine = engine
        super().__init__(engine.name)


class Tables:
    """The models of one database.

    `event.start` is in microseconds since `ZERO_US`, other times since 1970, all UTC; durations in microseconds.
    `event.data_id` points into the dictionary of distinct data; `event.extra` holds the keys that vary, or everything
    where `data_id` is null.
    """

    def __init__(self, engine: AnyEngine) -> None:
        self.database = self._view(engine)
        self.bucket: type[Any] = self._bucket()
        self.event: type[Any] = self._event()
        self.data: type[Any] = self._data()
        self.record: type[Any] = self._record()

    def create(self, engine: Engine) -> None:
        """Make all tables, indexes and the marks in the file's header, in one transaction."""
        with engine.transaction() as connection:
            self.database.create_tables([self.bucket, self.event, self.data, self.record])
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    def _view(self, engine: AnyEngine) -> peewee.Database:
        return EngineDatabase(engine)

    def _bucket(self) -> type[peewee.Model]:
        class Bucket(peewee.Model):
            key = peewee.AutoField()
            id = peewee.TextField(unique=True)
            name = peewee.TextField(null=True)
            type = peewee.TextField()
            client = peewee.TextField()
            hostname = peewee.TextField()
            created = peewee.BigIntegerField()
            data = peewee.TextField()
            # False once too many of the bucket's data are distinct for the dictionary to pay.
            dictionary = peewee.BooleanField(default=True)

            class Meta:
                database = self.database
                table_name = "bucket"

        return Bucket

    def _event(self) -> type[peewee.Model]:
        class Event(peewee.Model):
            id = AutoincrementField()
            bucket = peewee.IntegerField()
            start = peewee.BigIntegerField()
            duration = peewee.BigIntegerField()
            data_id = peewee.IntegerField(null=True)
            extra = peewee.TextField(null=True)

            class Meta:
                database = self.database
                table_name = "event"

        Event.add_index(peewee.SQL(f"CREATE INDEX event_slot ON event (bucket, {SLOT})"))
        Event.add_index(Event.bucket, Event.start, where=Event.duration > LONG_EVENT_US, name="event_long")
        return Event

    def _data(self) -> type[peewee.Model]:
        class Data(peewee.Model):
            id = peewee.AutoField()
            hash = peewee.BigIntegerField(index=True)
            json = peewee.TextField()

            class Meta:
                database = self.database
                table_name = "data"

        return Data

    def _record(self) -> type[peewee.Model]:
        class Record(peewee.Model):
            kind = peewee.TextField()
            key = peewee.TextField()
            value = peewee.TextField()
            modified = peewee.BigIntegerField()

            class Meta:
                database = self.database
                table_name = "record"
                primary_key = peewee.CompositeKey("kind", "key")

        return Record
