"""The storage behind everything: SQLite in a file, or a PostgreSQL database, through peewee."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from aw_core.dirs import get_data_dir
from aw_core.event_text import json_array
from aw_core.models import Event
from aw_core.timestamps import from_us, to_us
from aw_datastore.batch import Batch
from aw_datastore.encoding import decode, encode
from aw_datastore.rewriting import Judge, Rewritten
from aw_datastore.storages import shared as registry
from aw_datastore.storages.abstract import AbstractStorage
from aw_datastore.storages.engine import SYNC_DELAY, Engine, Synchronous
from aw_datastore.storages.events import NEWEST
from aw_datastore.storages.judging import judge_rows
from aw_datastore.storages.opening import followed
from aw_datastore.storages.rows import Row, to_events, to_texts
from aw_datastore.storages.versions import EVER

if TYPE_CHECKING:
    from aw_core.frame import EventFrame

_ALWAYS: Final = 2**62


def default_path(testing: bool) -> Path:
    """Our database file; a file of our own, never one of the published programs'.

    Where a symbolic link has its name, the file that it leads to: lock, copies and side files belong beside that one.
    StorageError for a link into a folder that is not there, as while a disk is not connected.
    """
    path = Path(get_data_dir("aw-server")) / ("activitywatch-testing.db" if testing else "activitywatch.db")
    return followed(path) if path.is_symlink() else path


class PeeweeStorage(AbstractStorage):
    """A SQLite file, or the PostgreSQL database that `database` is the address of (`postgresql://…`).

    `filepath` names another file than the default one. `synchronous="FULL"` syncs every commit to the disk instead
    of within 5 s; PostgreSQL does that anyway. Opening raises a child of `StorageError` for a file that is damaged,
    newer, foreign, read-only or locked, or a database that does not answer; what is stored is then as it was.
    """

    sid: ClassVar[str] = "peewee"

    def __init__(
        self,
        testing: bool = False,
        filepath: str | Path | None = None,
        *,
        database: str = "",
        synchronous: Synchronous = "NORMAL",
        busy_timeout: float = 5.0,
        sync_delay: float = SYNC_DELAY,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if database:
            self._open(registry.acquire_url(database, testing=testing, busy_timeout=busy_timeout), clock)
            return
        path = Path(filepath) if filepath else default_path(testing)
        self._acquire = partial(
            registry.acquire, path, busy_timeout=busy_timeout, synchronous=synchronous, sync_delay=sync_delay
        )
        self._open(self._acquire(), clock)

    def _open(self, shared: registry.Parts, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._use(shared)
        self._work_after_writes: list[Callable[[], None]] = []
        self._work_with_purges: list[Callable[[], None]] = []
        self._closing = threading.Lock()
        self._closed = False

    def _use(self, shared: registry.Parts) -> None:
        self._shared = shared
        self._engine = shared.engine
        self._buckets = shared.buckets
        self._events = shared.events
        self._record = shared.tables.record

    # -- buckets -------------------------------------------------------------------------------------------------

    def buckets(self) -> dict[str, dict[str, Any]]:
        with self._engine.reading() as connection:
            return self._buckets.all(connection)

    def create_bucket(
        self,
        bucket_id: str,
        type_id: str,
        client: str,
        hostname: str,
        created: datetime | str,
        name: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        with self._engine.transaction():
            key = self._buckets.create(bucket_id, type_id, client, hostname, created, name, data)
            self._shared.versions.touch(key)

    def update_bucket(
        self,
        bucket_id: str,
        type_id: str | None = None,
        client: str | None = None,
        hostname: str | None = None,
        name: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        given = {"type": type_id, "client": client, "hostname": hostname, "name": name, "data": data}
        with self._engine.transaction() as connection:
            self._buckets.update(bucket_id, {key: value for key, value in given.items() if value is not None})
            self._shared.versions.touch(self._buckets.key(connection, bucket_id))

    def delete_bucket(self, bucket_id: str) -> None:
        with self._engine.transaction() as connection:
            self._events.delete_all(connection, self._buckets.row(connection, bucket_id))
            self._buckets.delete(bucket_id)
        if not self._engine.in_transaction:
            self.purge()

    def get_metadata(self, bucket_id: str) -> dict[str, Any]:
        with self._engine.reading() as connection:
            return self._buckets.metadata(connection, bucket_id)

    # -- events, reading -----------------------------------------------------------------------------------------

    def get_event(self, bucket_id: str, event_id: int) -> Event | None:
        with self._engine.reading() as connection:
            row = self._events.get(connection, self._buckets.key(connection, bucket_id), event_id)
        return to_events([row])[0] if row else None

    def get_events(
        self, bucket_id: str, limit: int, starttime: datetime | None = None, endtime: datetime | None = None
    ) -> list[Event]:
        return to_events(*self._rows(bucket_id, limit, starttime, endtime))

    def get_text(
        self, bucket_id: str, limit: int, starttime: datetime | None = None, endtime: datetime | None = None
    ) -> bytes:
        return json_array(to_texts(*self._rows(bucket_id, limit, starttime, endtime)))

    def _rows(
        self, bucket_id: str, limit: int, starttime: datetime | None, endtime: datetime | None
    ) -> tuple[list[Row], int | None, int | None]:
        """The rows that touch a period, and the period in µs."""
        lower, upper = _us(starttime), _us(endtime)
        with self._engine.reading() as connection:
            key = self._buckets.key(connection, bucket_id)
            return self._events.select(connection, key, limit, lower, upper), lower, upper

    def frame(
        self,
        bucket_id: str,
        starttime: datetime | None = None,
        endtime: datetime | None = None,
        *,
        varying: bool = True,
        ids: bool = True,
    ) -> EventFrame:
        from aw_core.frame.stored import Gathered

        lower, upper = _us(starttime), _us(endtime)
        period = lower if lower is not None else -_ALWAYS, upper if upper is not None else _ALWAYS

        def read() -> EventFrame:
            with self._engine.reading() as connection:
                row = self._buckets.key(connection, bucket_id)
                gathered = Gathered()
                others = self._shared.select_columns(connection, row, lower, upper, gathered, varying=varying, ids=ids)
            return gathered.newest_first(*others).cut(*period)

        if self._engine.in_transaction:
            # What is not committed is not kept.
            return read()
        self._engine.notice_foreign_write()
        with self._engine.reading() as connection:
            key = self._buckets.key(connection, bucket_id)
        return self._shared.frames.get((key, varying, ids), partial(self._shared.versions.of, key), period, read)

    def get_eventcount(self, bucket_id: str, starttime: datetime | None = None, endtime: datetime | None = None) -> int:
        with self._engine.reading() as connection:
            key = self._buckets.key(connection, bucket_id)
            return self._events.count(connection, key, _us(starttime), _us(endtime))

    def starting(self, bucket_id: str, first_us: int, last_us: int) -> list[Event]:
        with self._engine.reading() as connection:
            rows = self._events.starting(connection, self._buckets.key(connection, bucket_id), first_us, last_us)
        return to_events(rows)

    def pages(self, bucket_id: str, size: int) -> Iterator[list[Event]]:
        return map(to_events, self._row_pages(bucket_id, size))

    def text_pages(self, bucket_id: str, size: int) -> Iterator[str]:
        return (",".join(to_texts(rows, with_ids=False)) for rows in self._row_pages(bucket_id, size))

    def _row_pages(self, bucket_id: str, size: int) -> Iterator[list[Row]]:
        before = NEWEST
        while True:
            with self._engine.reading() as connection:
                rows = self._events.page(connection, self._buckets.key(connection, bucket_id), before, size)
            if not rows:
                return
            last_id, last_start, *_ = rows[-1]
            before = (last_start, last_id)
            yield rows

    def span(self, bucket_id: str) -> tuple[datetime, datetime] | None:
        with self._engine.reading() as connection:
            found = self._events.span(connection, self._buckets.key(connection, bucket_id))
        return (from_us(found[0]), from_us(found[1])) if found else None

    def version(self, bucket_id: str, until_us: int | None = None) -> int:
        if not self._engine.in_transaction:
            self._engine.notice_foreign_write()
        with self._engine.reading() as connection:
            key = self._buckets.key(connection, bucket_id)
        return self._shared.versions.of(key, EVER if until_us is None else until_us)

    # -- events, writing -----------------------------------------------------------------------------------------

    def insert_one(self, bucket_id: str, event: Event) -> Event:
        with self._engine.transaction() as connection:
            event_id = self._events.insert_one(connection, self._buckets.row(connection, bucket_id), event)
        event.id = event_id
        return event

    def insert_many(self, bucket_id: str, events: Sequence[Event]) -> None:
        with self._engine.transaction() as connection:
            self._events.insert_many(connection, self._buckets.row(connection, bucket_id), events)

    def insert_returning(self, bucket_id: str, events: Sequence[Event]) -> list[Event]:
        with self._engine.transaction() as connection:
            ids = self._events.insert_returning(connection, self._buckets.row(connection, bucket_id), events)
        for event, event_id in zip(events, ids, strict=True):
            event.id = event_id
        return list(events)

    def insert_batch(self, bucket_id: str, batch: Batch) -> Sequence[int]:
        with self._engine.transaction() as connection:
            return self._events.insert_batch(connection, self._buckets.row(connection, bucket_id), batch)

    def insert_many_new(self, bucket_id: str, events: Sequence[Event]) -> int:
        with self._engine.transaction() as connection:
            return self._events.insert_new(connection, self._buckets.row(connection, bucket_id), events)

    def insert_unmarked(
        self, bucket_id: str, events: Sequence[Event], mark: Callable[[Event], Hashable]
    ) -> list[Event]:
        with self._engine.transaction() as connection:
            bucket = self._buckets.row(connection, bucket_id)
            kept: list[Event] = []
            new: dict[Hashable, Event] = {}
            for event in events:
                own = mark(event)
                key = event.start_us, own
                found = new.get(key)
                if found is None:
                    same = (old for old in self._events.starting_at(connection, bucket, event.start_us))
                    found = next((old for old in same if mark(old) == own), None)
                if found is None:
                    found = new[key] = Event.from_us(None, event.start_us, event.duration_us, event.data)
                kept.append(found)
            ids = self._events.insert_returning(connection, bucket, list(new.values()))
            for event, event_id in zip(new.values(), ids, strict=True):
                event.id = event_id
        return kept

    def delete(self, bucket_id: str, event_id: int) -> bool:
        with self._engine.transaction() as connection:
            return self._events.delete(connection, self._buckets.row(connection, bucket_id), event_id)

    def replace(self, bucket_id: str, event_id: int, event: Event) -> bool:
        with self._engine.transaction() as connection:
            done = self._events.replace(connection, self._buckets.row(connection, bucket_id), event_id, event)
        if done:
            event.id = event_id
        return done

    def replace_last(self, bucket_id: str, event: Event) -> bool:
        with self._engine.transaction() as connection:
            bucket = self._buckets.row(connection, bucket_id)
            newest = self._events.newest_id(connection, bucket.key)
            if newest is None:
                return False
            self._events.replace(connection, bucket, newest, event)
        event.id = newest
        return True

    def judge(self, bucket_id: str, judge: Judge, after: int = 0, size: int = 5000, *, dry: bool = False) -> Rewritten:
        if dry:
            with self._engine.reading() as connection:
                return judge_rows(connection, self._buckets.key(connection, bucket_id), judge, after, size, None)
        with self._engine.transaction() as connection:
            return self._events.judge(connection, self._buckets.row(connection, bucket_id), judge, after, size)

    # -- records -------------------------------------------------------------------------------------------------

    def get_record(self, kind: str, key: str) -> tuple[Any] | None:
        # Asked often, at each start too: by hand a fifth of peewee's time.
        with self._engine.reading() as connection:
            row = connection.execute("SELECT value FROM record WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return (decode(row[0]),) if row is not None else None

    def put_record(self, kind: str, key: str, value: Any) -> None:
        text = encode(value)
        modified = round(self._clock() * 1_000_000)
        with self._engine.transaction():
            self._record.insert(kind=kind, key=key, value=text, modified=modified).on_conflict(
                conflict_target=(self._record.kind, self._record.key),
                preserve=(self._record.value, self._record.modified),
            ).execute()

    def delete_record(self, kind: str, key: str) -> bool:
        with self._engine.transaction():
            return bool(self._record.delete().where(self._is(kind, key)).execute())

    def all_records(self, kind: str) -> dict[str, Any]:
        with self._engine.reading():
            rows = list(self._record.select().where(self._record.kind == kind))
        # Sorted here: a database may have its own idea of the order of letters.
        return {row.key: decode(row.value) for row in sorted(rows, key=lambda row: row.key)}

    def record_kinds(self) -> list[str]:
        with self._engine.reading():
            rows = list(self._record.select(self._record.kind).distinct().order_by(self._record.kind))
        return [row.kind for row in rows]

    def _is(self, kind: str, key: str) -> Any:
        return (self._record.kind == kind) & (self._record.key == key)

    # -- the whole -----------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._engine.transaction():
            yield

    def foreign_write(self) -> bool:
        return self._engine.foreign_write()

    def claim(self) -> None:
        self._shared.claim()

    def checkpoint(self) -> None:
        self._engine.checkpoint()

    def purge(self) -> None:
        self._shared.purge()

    def after_writes(self, work: Callable[[], None]) -> None:
        self._work_after_writes.append(work)
        self._engine.housekeeping.append(work)

    def with_purges(self, work: Callable[[], None]) -> None:
        self._work_with_purges.append(work)
        self._shared.purging.append(work)

    def erase(self) -> bool:
        return self._shared.erase()

    @property
    def parts(self) -> registry.Parts:
        """What lies below, for those who bring rows in past events and buckets (`aw_datastore.recovery`)."""
        return self._shared

    def hold(self, held: bool = True) -> None:
        """Copy nothing from a file's log into the file, and sweep nothing, until it is known that both are whole."""
        if isinstance(self._engine, Engine):
            self._engine.held = held

    def start_over(self, replace: Callable[[], None], furnish: Callable[[registry.Parts], None]) -> None:
        """Close the file, let `replace` put another or none in its place, open that and let `furnish` fill it.

        Meanwhile everybody gets `StorageClosed`; afterwards they remember nothing of the file before. Only for a
        storage with a file that nobody else in this process uses. When `replace` or `furnish` fails, the storage is
        open again all the same, unless opening fails.
        """
        with self._closing:
            if self._closed:
                return
            registry.release(self._shared)
            try:
                replace()
            finally:
                shared = self._acquire()
                try:
                    furnish(shared)
                finally:
                    self._show(shared)

    def _show(self, shared: registry.Parts) -> None:
        shared.engine.housekeeping += self._work_after_writes
        shared.purging += self._work_with_purges
        self._use(shared)
        if isinstance(shared.engine, Engine):
            shared.engine.announce_change()

    def close(self) -> None:
        with self._closing:
            if not self._closed:
                self._closed = True
                registry.release(self._shared)

    def describe(self) -> dict[str, Any]:
        path = self._engine.path
        return {
            "storage": self.sid,
            "database": self._shared.place,
            "file": str(path) if path else None,
            "schema": self._shared.schema,
        }


def _us(moment: datetime | None) -> int | None:
    if moment is None:
        return None
    return to_us(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
