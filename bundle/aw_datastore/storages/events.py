"""The hot paths: events in and out of the tables, by plain SQL."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Final, NamedTuple, TypeGuard

from aw_core.models import Event
from aw_datastore import rewriting
from aw_datastore.batch import Batch
from aw_datastore.encoding import canonical, encode, join, split, split_text
from aw_datastore.storages.buckets import BucketRow, BucketTable
from aw_datastore.storages.dictionary import Dictionary, Tally
from aw_datastore.storages.engine import Listener
from aw_datastore.storages.judging import judge_rows
from aw_datastore.storages.newcomers import Mark, Newcomers
from aw_datastore.storages.rows import Row, to_events
from aw_datastore.storages.schema import LONG_EVENT_US, SLOT, SLOT_BITS, ZERO_US
from aw_datastore.storages.shapes import AnyEngine, Connection
from aw_datastore.storages.versions import Versions

NewRow = tuple[int, int, int, int | None, str | None]
"""(bucket, start in µs since `ZERO_US`, duration µs, data_id, JSON of the rest)."""


Pair = tuple[int | None, str | None]
"""(data_id, JSON of the rest)."""


class NewRows(NamedTuple):
    """The same for many rows of one bucket, as columns."""

    starts: Sequence[int]
    durations: Sequence[int]
    data_ids: Sequence[int | None]
    extras: Sequence[str | None]


ALL: Final = "event e INDEXED BY event_slot"
LONG: Final = "event e INDEXED BY event_long"
_COLUMNS: Final = f"SELECT e.id, e.start + {ZERO_US}, e.duration, d.json, e.extra FROM "
_TEXTS: Final = " LEFT JOIN data d ON d.id = e.data_id WHERE "
_NEWEST_FIRST: Final = f" ORDER BY e.{SLOT} DESC, e.start DESC, e.id DESC LIMIT ?"
INSERT: Final = "INSERT INTO event (bucket, start, duration, data_id, extra) VALUES (?, ?, ?, ?, ?)"
# With each statement SQLite notes the highest id anew, half the time for single rows: many rows in one.
_AT_ONCE: Final = (100, 10, 1)
_INSERTS: Final = {
    size: "INSERT INTO event (bucket, start, duration, data_id, extra) VALUES "
    + ", ".join(f"(?1, ?{at}, ?{at + 1}, ?{at + 2}, ?{at + 3})" for at in range(2, 4 * size, 4))
    for size in _AT_ONCE
}
_BATCH: Final = 5000
_LAST_ID: Final = 2**63 - 1
NEWEST: Final = (_LAST_ID, _LAST_ID)
"""(start, id) before every row, to begin paging with."""


def is_row_id(event_id: object) -> TypeGuard[int]:
    """Can this be the id of a row? Anything else is simply not found."""
    return isinstance(event_id, int) and 0 < event_id <= _LAST_ID


@contextmanager
def _within_bounds() -> Iterator[None]:
    """A duration can be longer than 64 bits of microseconds (the longest timedelta is)."""
    try:
        yield
    except OverflowError as error:
        raise ValueError("an event's duration is too long to be stored") from error


def _start(event: Event) -> int:
    return event.start_us


def _batches(events: Iterable[Event]) -> Iterator[list[Event]]:
    stream = iter(events)
    while batch := list(itertools.islice(stream, _BATCH)):
        yield batch


def _between(lower: int | None, upper: int | None) -> tuple[str, list[int]]:
    """Condition and values for starts within [lower, upper] (µs since 1970), first by the slots of the index."""
    where, values = "", []
    for bound, sign in ((lower, ">="), (upper, "<=")):
        if bound is not None:
            where += f" AND e.{SLOT} {sign} ? AND e.start {sign} ?"
            values += [(bound - ZERO_US) >> SLOT_BITS, bound - ZERO_US]
    return where, values


def recent(bucket: int, lower: int | None, upper: int | None) -> tuple[str, list[int]]:
    """Condition and values for the events that start from 24 h before `lower` up to `upper` and reach `lower`."""
    where, values = _between(lower - LONG_EVENT_US if lower is not None else None, upper)
    if lower is not None:
        where += " AND e.start + e.duration >= ?"
        values.append(lower - ZERO_US)
    return "e.bucket = ?" + where, [bucket, *values]


def starting(lower: int | None, upper: int | None) -> tuple[str, list[int]]:
    """What `recent` asks of an event whose slot is right."""
    where, values = "", []
    if lower is not None:
        where += " AND e.start >= ? AND e.start + e.duration >= ?"
        values += [lower - LONG_EVENT_US - ZERO_US, lower - ZERO_US]
    if upper is not None:
        where += " AND e.start <= ?"
        values.append(upper - ZERO_US)
    return where, values


def older(bucket: int, lower: int) -> tuple[str, list[int]]:
    """Condition and values for the events that started before that and are long enough to reach `lower`."""
    where = f"e.bucket = ? AND e.start < ? AND e.duration > {LONG_EVENT_US} AND e.start + e.duration >= ?"
    return where, [bucket, lower - ZERO_US - LONG_EVENT_US, lower - ZERO_US]


class EventTable(Listener):
    """Events of all buckets. Each method gets a connection from inside `reading()` or `transaction()`."""

    all: ClassVar[str] = ALL
    """The table as a look-up by start reads it."""
    long: ClassVar[str] = LONG
    """The table as a look-up of long events reads it."""
    no_limit: ClassVar[int | None] = -1
    """What the database understands as no limit."""

    def __init__(self, engine: AnyEngine, buckets: BucketTable, dictionary: Dictionary, versions: Versions) -> None:
        self._buckets = buckets
        self._dictionary = dictionary
        self._versions = versions
        self._tallies: dict[int, Tally] = {}
        engine.listeners.append(self)

    def forget(self) -> None:
        self._tallies.clear()

    # -- reading -------------------------------------------------------------------------------------------------

    def select(
        self, connection: Connection, bucket: int, limit: int, lower: int | None, upper: int | None
    ) -> list[Row]:
        """Rows that touch [lower, upper], newest first; a negative limit is none.

        Looks 24 hours back from `lower` on the index of all events, and for older ones on that of the long events.
        """
        if limit == 0 or (lower is not None and upper is not None and lower > upper):
            return []
        most = limit if limit > 0 else self.no_limit
        where, values = recent(bucket, lower, upper)
        rows: list[Row] = connection.execute(
            f"{_COLUMNS}{self.all}{_TEXTS}{where}{_NEWEST_FIRST}", (*values, most)
        ).fetchall()
        if lower is not None and (limit < 0 or len(rows) < limit):
            rest = limit - len(rows) if limit > 0 else self.no_limit
            where, values = older(bucket, lower)
            rows += connection.execute(
                f"{_COLUMNS}{self.long}{_TEXTS}{where}{_NEWEST_FIRST}", (*values, rest)
            ).fetchall()
        return rows

    def count(self, connection: Connection, bucket: int, lower: int | None, upper: int | None) -> int:
        """How many rows `select` would find without a limit."""
        if lower is not None and upper is not None and lower > upper:
            return 0
        where, values = recent(bucket, lower, upper)
        found: int = connection.execute(f"SELECT count(*) FROM {self.all} WHERE {where}", values).fetchone()[0]
        if lower is not None:
            where, values = older(bucket, lower)
            found += connection.execute(f"SELECT count(*) FROM {self.long} WHERE {where}", values).fetchone()[0]
        return found

    def get(self, connection: Connection, bucket: int, event_id: object) -> Row | None:
        """One row by its id, if it belongs to the bucket."""
        if not is_row_id(event_id):
            return None
        row: Row | None = connection.execute(
            f"{_COLUMNS}event e{_TEXTS}e.id = ? AND e.bucket = ?", (event_id, bucket)
        ).fetchone()
        return row

    def starting_at(self, connection: Connection, bucket: BucketRow, start: int) -> list[Event]:
        """The events that start exactly then (µs since 1970), oldest first."""
        where, values = _between(start, start)
        rows = connection.execute(
            f"{_COLUMNS}{self.all}{_TEXTS}e.bucket = ?{where} ORDER BY e.id", (bucket.key, *values)
        )
        return to_events(rows)

    def page(self, connection: Connection, bucket: int, before: tuple[int, int], size: int) -> list[Row]:
        """Up to `size` rows, newest first, that come after the one with (start, id) `before` in that order."""
        start, event_id = before
        where, values = _between(None, start)
        return connection.execute(
            f"{_COLUMNS}{self.all}{_TEXTS}e.bucket = ?{where} AND (e.start < ? OR e.id < ?){_NEWEST_FIRST}",
            (bucket, *values, start - ZERO_US, event_id, size),
        ).fetchall()

    def starting(self, connection: Connection, bucket: int, first: int, last: int) -> list[Row]:
        """Rows whose start lies within [first, last] (µs), in any order."""
        where, values = _between(first, last)
        return connection.execute(f"{_COLUMNS}{self.all}{_TEXTS}e.bucket = ?{where}", (bucket, *values)).fetchall()

    def span(self, connection: Connection, bucket: int) -> tuple[int, int] | None:
        """(earliest start, end of the newest event by start) in µs; None for an empty bucket."""
        first = connection.execute(
            f"SELECT start FROM event WHERE bucket = ? ORDER BY {SLOT}, start LIMIT 1", (bucket,)
        ).fetchone()
        if first is None:
            return None
        last = connection.execute(
            f"SELECT start + duration FROM event WHERE bucket = ? ORDER BY {SLOT} DESC, start DESC, id DESC LIMIT 1",
            (bucket,),
        ).fetchone()
        return first[0] + ZERO_US, last[0] + ZERO_US

    # -- writing -------------------------------------------------------------------------------------------------

    def insert_one(self, connection: Connection, bucket: BucketRow, event: Event) -> int:
        """Add a row and return its id, whatever id the event carries."""
        [(data_id, extra)] = self._encode(connection, bucket, [event.data], written=1)
        with _within_bounds():
            event_id = self.add_row(
                connection, (bucket.key, event.start_us - ZERO_US, event.duration_us, data_id, extra)
            )
        self._versions.touch(bucket.key, event.start_us)
        return event_id

    def insert_many(self, connection: Connection, bucket: BucketRow, events: Iterable[Event]) -> None:
        """Add all events; those whose id is a row of this bucket replace it instead."""
        for batch in _batches(events):
            fresh = [e for e in batch if e.id is None or not self.replace(connection, bucket, e.id, e)]
            self._add(connection, bucket, fresh)

    def insert_returning(self, connection: Connection, bucket: BucketRow, events: Sequence[Event]) -> list[int]:
        """As `insert_many`; the ids of all."""
        ids = [
            event.id if event.id is not None and self.replace(connection, bucket, event.id, event) else None
            for event in events
        ]
        fresh = [event for event, event_id in zip(events, ids, strict=True) if event_id is None]
        added = iter([number for batch in _batches(fresh) for number in self._add(connection, bucket, batch)])
        return [next(added) if event_id is None else event_id for event_id in ids]

    def insert_batch(self, connection: Connection, bucket: BucketRow, batch: Batch) -> Sequence[int]:
        """Add all events of a batch; their ids, in its order."""
        if not len(batch):
            return ()
        pairs = self._encode_texts(connection, bucket, batch.texts, written=len(batch))
        return self._insert(connection, bucket, batch.starts, batch.durations, [pairs[code] for code in batch.codes])

    def _insert(
        self,
        connection: Connection,
        bucket: BucketRow,
        starts: Sequence[int],
        durations: Sequence[int],
        pairs: Sequence[Pair],
    ) -> Sequence[int]:
        """Add at least one event; the ids of all."""
        data_ids, extras = zip(*pairs, strict=True)
        rows = NewRows([start - ZERO_US for start in starts], durations, data_ids, extras)
        with _within_bounds():
            ids = self.add_rows(connection, bucket.key, rows)
        self._versions.touch(bucket.key, min(starts))
        return ids

    def insert_new(self, connection: Connection, bucket: BucketRow, events: Iterable[Event]) -> int:
        """Add what is not there yet, by start, duration and canonical data, as often as it is given; how many."""
        added = 0
        newcomers = Newcomers()
        for batch in _batches(sorted(events, key=_start)):
            fresh = newcomers.among(batch, self._same(connection, bucket, batch))
            self._add(connection, bucket, fresh)
            added += len(fresh)
        return added

    def replace(self, connection: Connection, bucket: BucketRow, event_id: object, event: Event) -> bool:
        """Put the event in the place of a row of this bucket; False if there is no such row."""
        if not is_row_id(event_id):
            return False
        old = connection.execute(
            "SELECT start, data_id FROM event WHERE id = ? AND bucket = ?", (event_id, bucket.key)
        ).fetchone()
        if old is None:
            return False
        old_start, old_data_id = old
        [(data_id, extra)] = self._encode(connection, bucket, [event.data], written=0)
        start = event.start_us - ZERO_US
        with _within_bounds():
            if start == old_start:
                # The usual heartbeat: the index of starts is left alone.
                connection.execute(
                    "UPDATE event SET duration = ?, data_id = ?, extra = ? WHERE id = ?",
                    (event.duration_us, data_id, extra, event_id),
                )
            else:
                connection.execute(
                    "UPDATE event SET start = ?, duration = ?, data_id = ?, extra = ? WHERE id = ?",
                    (start, event.duration_us, data_id, extra, event_id),
                )
        if old_data_id is not None and old_data_id != data_id:
            self._dictionary.may_hold_orphans = True
        self._versions.touch(bucket.key, min(start, old_start) + ZERO_US)
        return True

    def newest_id(self, connection: Connection, bucket: int) -> int | None:
        """The id of the newest row by (start, id)."""
        found = connection.execute(
            f"SELECT id FROM event WHERE bucket = ? ORDER BY {SLOT} DESC, start DESC, id DESC LIMIT 1", (bucket,)
        ).fetchone()
        return found[0] if found else None

    def delete(self, connection: Connection, bucket: BucketRow, event_id: object) -> bool:
        """Remove one row of this bucket; False if there is none."""
        if not is_row_id(event_id):
            return False
        row = (event_id, bucket.key)
        found = connection.execute("SELECT start FROM event WHERE id = ? AND bucket = ?", row).fetchone()
        if found is None:
            return False
        connection.execute("DELETE FROM event WHERE id = ? AND bucket = ?", row)
        self._dictionary.may_hold_orphans = True
        self._versions.touch(bucket.key, found[0] + ZERO_US)
        return True

    def delete_all(self, connection: Connection, bucket: BucketRow) -> None:
        """Remove every event of the bucket."""
        connection.execute("DELETE FROM event WHERE bucket = ?", (bucket.key,))
        self._dictionary.may_hold_orphans = True
        self._versions.touch(bucket.key)

    def judge(
        self, connection: Connection, bucket: BucketRow, judge: rewriting.Judge, after: int, size: int
    ) -> rewriting.Rewritten:
        """Judge up to `size` rows again, by rising id from beyond `after`."""

        def encode(data: list[Any]) -> list[Pair]:
            return self._encode(connection, bucket, data, written=0)

        found = judge_rows(connection, bucket.key, judge, after, size, encode)
        if found.tallies:
            self._dictionary.may_hold_orphans = True
            self._versions.touch(bucket.key)
        return found

    def _add(self, connection: Connection, bucket: BucketRow, events: Sequence[Event]) -> Sequence[int]:
        if not events:
            return ()
        pairs = self._encode(connection, bucket, [event.data for event in events], written=len(events))
        starts, durations = [event.start_us for event in events], [event.duration_us for event in events]
        return self._insert(connection, bucket, starts, durations, pairs)

    def add_row(self, connection: Connection, row: NewRow) -> int:
        """Store a row; its id. OverflowError for numbers beyond 64 bits."""
        cursor = connection.execute(INSERT, row)
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def add_rows(self, connection: Connection, bucket: int, rows: NewRows) -> Sequence[int]:
        """Store at least one row; their ids, which rise. OverflowError for numbers beyond 64 bits."""
        count = len(rows.starts)
        values: list[Any] = [None] * (4 * count)
        for place, column in enumerate(rows):
            values[place::4] = column
        done, last = 0, None
        for size in _AT_ONCE:
            while count - done >= size:
                # Ids are given out one after the other, and nobody else writes meanwhile.
                last = connection.execute(_INSERTS[size], (bucket, *values[4 * done : 4 * (done + size)])).lastrowid
                done += size
        assert last is not None
        return range(last - count + 1, last + 1)

    def _same(self, connection: Connection, bucket: BucketRow, batch: Sequence[Event]) -> Counter[Mark]:
        """Of the stored events those that look like one of the batch, which is sorted by start, counted."""
        wanted = {(event.start_us, event.duration_us) for event in batch}
        where, values = _between(batch[0].start_us, batch[-1].start_us)
        stored = connection.execute(f"{_COLUMNS}{self.all}{_TEXTS}e.bucket = ?{where}", (bucket.key, *values))
        return Counter(
            (start, duration, canonical(join(stable, extra)))
            for _, start, duration, stable, extra in stored
            if (start, duration) in wanted
        )

    def _encode(self, connection: Connection, bucket: BucketRow, data: Sequence[Any], *, written: int) -> list[Pair]:
        """What stands for each data; `written` new events have them, which tells whether the dictionary pays."""
        if not bucket.dictionary:
            return [(None, encode(one)) for one in data]
        return self._look_up(connection, bucket, [split(one, bucket.varying) for one in data], written)

    def _encode_texts(
        self, connection: Connection, bucket: BucketRow, texts: Sequence[str], *, written: int
    ) -> list[Pair]:
        """The same for data that are encoded already."""
        if not bucket.dictionary:
            return [(None, text) for text in texts]
        varying = bucket.varying
        parts = [split_text(text, varying) for text in texts] if varying else [(text, None) for text in texts]
        return self._look_up(connection, bucket, parts, written)

    def _look_up(
        self, connection: Connection, bucket: BucketRow, parts: Sequence[tuple[str, str | None]], written: int
    ) -> list[Pair]:
        ids, added = self._dictionary.ids(connection, [stable for stable, _ in parts])
        # Where the keys that vary are known, what is left repeats sooner or later, and columns are read without them.
        if written and not bucket.varying and self._tally(connection, bucket.key).add(written, added):
            self._buckets.leave_dictionary(connection, bucket)
        return [(ids[stable], extra) for stable, extra in parts]

    def _tally(self, connection: Connection, bucket: int) -> Tally:
        tally = self._tallies.get(bucket)
        if tally is None:
            tally = self._tallies[bucket] = Tally.of(connection, bucket)
        return tally
