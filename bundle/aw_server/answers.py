"""What queries answered lately, ready to be sent again as long as all that they read is as it was.

Derived and droppable at any time. A query's answer depends on its text, its period, and on what it asked the datastore
for: that is watched while it computes, and compared before the answer is given again.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from aw_core.models import Event
from aw_core.timestamps import to_us
from aw_datastore import Bucket, Datastore
from aw_datastore.host_names import HostNames
from aw_datastore.storages.checkpoint import DelayedAction
from aw_datastore.storages.versions import EVER

if TYPE_CHECKING:
    from aw_core.frame import EventFrame

LIMIT: Final = 48 * 1024 * 1024
"""Bytes of answers kept."""

REST: Final = 600.0
"""Seconds without a query after which all are dropped."""

ABSENT: Final = object()
"""What was seen in the place of a record that is not there."""

Now = dict[Hashable, Any]
"""What is there while one request is answered, as far as it was looked at."""


class Seen(NamedTuple):
    """What was read: versions by bucket and end of the period (µs), the list of buckets (None: not asked for), records.

    Records are by kind and key.
    """

    versions: dict[tuple[str, int], int]
    listing: dict[str, dict[str, Any]] | None
    records: dict[tuple[str, str], Any]

    def still_holds(self, db: Datastore, now: Now | None = None) -> bool:
        """Whether reading it again would give the same. `now` keeps what was looked at, for many questions at once."""
        now = {} if now is None else now
        try:
            same = all(
                _noted(now, reach, partial(_version, db, *reach)) == version for reach, version in self.versions.items()
            )
        except KeyError:
            return False
        return (
            same
            and (self.listing is None or self.listing == _noted(now, "buckets", db.buckets))
            and all(_noted(now, place, partial(_record, db, place)) == value for place, value in self.records.items())
        )


def merged(readings: Iterable[Seen]) -> Seen:
    """What several readings saw, together. What was seen first counts: if that is old, all of it is."""
    versions: dict[tuple[str, int], int] = {}
    listing: dict[str, dict[str, Any]] | None = None
    records: dict[tuple[str, str], Any] = {}
    for seen in readings:
        versions = {**seen.versions, **versions}
        records = {**seen.records, **records}
        listing = seen.listing if listing is None else listing
    return Seen(versions, listing, records)


class Watched:
    """A datastore as queries use it, which notes what they read. Each version is noted before the reading.

    Thread-safe: one question may be computed by several threads.
    """

    def __init__(self, db: Datastore, before: Seen | None = None) -> None:
        """`before` was seen already."""
        self._db = db
        # What is asked for and noted in one step: else what one thread saw could be noted as what another one saw.
        self._lock = threading.Lock()
        self._versions: dict[tuple[str, int], int] = dict(before.versions) if before else {}
        self._shared: dict[tuple[str, int], int] = {}
        self._listing = before.listing if before else None
        self._records: dict[tuple[str, str], Any] = dict(before.records) if before else {}

    @property
    def as_datastore(self) -> Datastore:
        """Itself, in the place of the datastore that it watches."""
        return cast(Datastore, self)

    @property
    def seen(self) -> Seen:
        """All that was read so far."""
        return Seen({**self._shared, **self._versions}, self._listing, dict(self._records))

    def seen_until(self, end: int) -> Seen:
        """The same without what was read for periods that end at other moments (µs) than that one."""
        shared = {reach: version for reach, version in self._shared.items() if reach[1] == end}
        return Seen({**shared, **self._versions}, self._listing, dict(self._records))

    def sharing(self, bucket_id: str, ends: Iterable[int]) -> Bucket:
        """A bucket to be read once for periods with those ends (µs): for each its version is noted now."""
        bucket = self._db[bucket_id]
        for end in ends:
            self._shared.setdefault((bucket_id, end), bucket.version_until(end))
        return bucket

    def __getitem__(self, bucket_id: str) -> Bucket:
        return cast(Bucket, _WatchedBucket(bucket_id, self._db[bucket_id], self._versions))

    @property
    def host_names(self) -> HostNames:
        """See `Datastore`. They change while no query is kept, at the start, or add names that nothing was asked by."""
        return self._db.host_names

    def resolve(self, bucket_id: str) -> str:
        """See `Datastore`: what is there to be found is in the listing."""
        self.buckets()
        return self._db.resolve(bucket_id)

    def buckets(self) -> dict[str, dict[str, Any]]:
        """As of the datastore; the first answer counts."""
        with self._lock:
            listing = self._db.buckets()
            if self._listing is None:
                self._listing = listing
        return listing

    @property
    def records(self) -> Watched:
        """The records, of which queries only get single ones."""
        return self

    def get(self, kind: str, key: str, default: Any = None) -> Any:
        """As `Records.get`."""
        with self._lock:
            value = _record(self._db, (kind, key))
            self._records.setdefault((kind, key), value)
        return default if value is ABSENT else value


class _WatchedBucket:
    """What queries read of a bucket. Only up to when is noted: what is recorded today leaves last month as it is."""

    def __init__(self, asked: str, bucket: Bucket, versions: dict[tuple[str, int], int]) -> None:
        """`asked` is the id that it was asked for by: that may be another bucket's tomorrow."""
        self._asked = asked
        self._bucket = bucket
        self._versions = versions

    def frame(
        self, starttime: datetime | None = None, endtime: datetime | None = None, *, ids: bool = True
    ) -> EventFrame:
        """As `Bucket.frame`."""
        self._note(endtime)
        return self._bucket.frame(starttime, endtime, ids=ids)

    def get(self, limit: int = -1, starttime: datetime | None = None, endtime: datetime | None = None) -> list[Event]:
        """As `Bucket.get`."""
        self._note(endtime)
        return self._bucket.get(limit, starttime, endtime)

    def get_eventcount(self, starttime: datetime | None = None, endtime: datetime | None = None) -> int:
        """As `Bucket.get_eventcount`."""
        self._note(endtime)
        return self._bucket.get_eventcount(starttime, endtime)

    def span(self) -> tuple[datetime, datetime] | None:
        """As `Bucket.span`. Not noted: it tells how to compute an answer best, and no answer is made of it."""
        return self._bucket.span()

    def _note(self, endtime: datetime | None) -> None:
        end = EVER if endtime is None else to_us(endtime)
        self._versions.setdefault((self._asked, end), self._bucket.version_until(end))


class Answers:
    """Answers as JSON by query and period, those used last. Thread-safe."""

    def __init__(
        self,
        db: Datastore,
        limit: int = LIMIT,
        rest: float = REST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._limit = limit
        self._rest = rest
        self._clock = clock
        self._used = clock()
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int, Seen]] = OrderedDict()
        self._size = 0
        self.before_rest: Callable[[], None] = _nothing
        """Called before all are dropped because nobody asked for long."""
        # Rings once, and again only while something is kept: nothing wakes up in an idle program.
        self._alarm = DelayedAction("answers-rest", rest, self._rested)

    def get(self, key: Hashable, now: Now | None = None) -> Any:
        """What is kept under `key` if it would be the same today, else None; `now` as of `Seen.still_holds`."""
        found = self.found(key, now)
        return None if found is None else found[0]

    def found(self, key: Hashable, now: Now | None = None) -> tuple[Any, Seen] | None:
        """The same, and what it was made of."""
        with self._lock:
            self._used = self._clock()
            found = self._kept.get(key)
        if found is None:
            return None
        value, _, seen = found
        if seen.still_holds(self._db, now):
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
            return value, seen
        with self._lock:
            if self._kept.get(key) is found:
                self._drop(key)
        return None

    def keep(self, key: Hashable, value: Any, seen: Seen, nbytes: int | None = None) -> None:
        """Remember an answer, or a part of one that takes about `nbytes`, and what it was made of."""
        size = len(value) if nbytes is None else nbytes
        if size > self._limit // 2:
            return
        with self._lock:
            self._used = self._clock()
            if key in self._kept:
                self._drop(key)
            self._kept[key] = (value, size, seen)
            self._size += size
            while self._size > self._limit:
                self._drop(next(iter(self._kept)))
        self._alarm.arm()

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    def close(self) -> None:
        """Drop everything and end the thread."""
        self._alarm.stop()
        self.clear()

    def _drop(self, key: Hashable) -> None:
        _, size, _ = self._kept.pop(key)
        self._size -= size

    def _rested(self) -> None:
        if self._clock() - self._used >= self._rest:
            self.before_rest()
            self.clear()
        else:
            self._alarm.arm()


def _nothing() -> None:
    pass


def _version(db: Datastore, bucket_id: str, end: int) -> int:
    return db[bucket_id].version_until(end)


def _noted(now: Now, what: Hashable, look: Callable[[], Any]) -> Any:
    if what not in now:
        now[what] = look()
    return now[what]


def _record(db: Datastore, place: tuple[str, str]) -> Any:
    return db.records.get(*place, ABSENT)
