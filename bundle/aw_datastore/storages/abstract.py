"""What every storage does; `Datastore` and `Bucket` know nothing else of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from aw_core.event_text import json_array, written
from aw_core.models import Event
from aw_core.timestamps import from_us
from aw_datastore.batch import Batch
from aw_datastore.rewriting import Judge, Rewritten, empty_tallies

if TYPE_CHECKING:
    from aw_core.frame import EventFrame


class AbstractStorage(ABC):
    """A place for buckets, events and records. Every storage passes the same tests.

    Times are aware datetimes (naive ones are UTC) kept to the microsecond. Ids of events are unique in the storage
    and never used twice. Methods that name a bucket raise `NoSuchBucket` for an unknown one. What a method has
    returned from is stored; what it raised from has changed nothing.
    """

    sid: ClassVar[str]
    """Name by which the storage is chosen."""

    @abstractmethod
    def __init__(self, testing: bool, **kwargs: Any) -> None:
        """`testing` chooses the testing variant of whatever the storage keeps its data in."""

    # -- buckets -------------------------------------------------------------------------------------------------

    @abstractmethod
    def buckets(self) -> dict[str, dict[str, Any]]:
        """Metadata of all buckets by id."""

    @abstractmethod
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
        """Add an empty bucket; `BucketExists` if there is one of that name."""

    @abstractmethod
    def update_bucket(
        self,
        bucket_id: str,
        type_id: str | None = None,
        client: str | None = None,
        hostname: str | None = None,
        name: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        """Change what is not None."""

    @abstractmethod
    def delete_bucket(self, bucket_id: str) -> None:
        """Remove a bucket and its events."""

    @abstractmethod
    def get_metadata(self, bucket_id: str) -> dict[str, Any]:
        """`id, created` (ISO text, UTC)`, name, type, client, hostname, data` of a bucket."""

    # -- events --------------------------------------------------------------------------------------------------

    @abstractmethod
    def get_event(self, bucket_id: str, event_id: int) -> Event | None:
        """One event of this bucket."""

    @abstractmethod
    def get_events(
        self, bucket_id: str, limit: int, starttime: datetime | None = None, endtime: datetime | None = None
    ) -> list[Event]:
        """Events that touch [starttime, endtime], cut to it, newest first (start, then id); negative limit: all."""

    def get_text(
        self, bucket_id: str, limit: int, starttime: datetime | None = None, endtime: datetime | None = None
    ) -> bytes:
        """What `get_events` gives as a JSON array (contract 2.3)."""
        return json_array(written(self.get_events(bucket_id, limit, starttime, endtime)))

    def frame(
        self,
        bucket_id: str,
        starttime: datetime | None = None,
        endtime: datetime | None = None,
        *,
        varying: bool = True,
        ids: bool = True,
    ) -> EventFrame:
        """What `get_events` gives without a limit, as columns.

        With `varying=False` a storage may leave out the keys of `encoding.VARYING_KEYS`, with `ids=False` the ids, and
        be faster for it.
        """
        from aw_core.frame import EventFrame

        return EventFrame.from_events(self.get_events(bucket_id, -1, starttime, endtime))

    @abstractmethod
    def get_eventcount(self, bucket_id: str, starttime: datetime | None = None, endtime: datetime | None = None) -> int:
        """How many events `get_events` would give without a limit."""

    def starting(self, bucket_id: str, first_us: int, last_us: int) -> list[Event]:
        """Events whose start lies within [first_us, last_us] (µs UTC), whole, in any order."""
        # Those that started earlier are cut to one microsecond before, and so told apart.
        reaching = self.get_events(bucket_id, -1, from_us(first_us - 1))
        return [event for event in reaching if first_us <= event.start_us <= last_us]

    @abstractmethod
    def pages(self, bucket_id: str, size: int) -> Iterator[list[Event]]:
        """All events, newest first, in lists of up to `size`: nothing is held open between two of them."""

    def text_pages(self, bucket_id: str, size: int) -> Iterator[str]:
        """What `pages` gives as JSON without ids, the events of a page separated by commas."""
        return (",".join(written(page, with_ids=False)) for page in self.pages(bucket_id, size))

    @abstractmethod
    def span(self, bucket_id: str) -> tuple[datetime, datetime] | None:
        """Start of the earliest event and end of the newest by start."""

    @abstractmethod
    def version(self, bucket_id: str, until_us: int | None = None) -> int:
        """A number that rises with every write to the bucket.

        With `until_us` (µs UTC) it may stay as it is while only events that start later are written.
        """

    @abstractmethod
    def insert_one(self, bucket_id: str, event: Event) -> Event:
        """Add an event and set its id."""

    @abstractmethod
    def insert_many(self, bucket_id: str, events: Sequence[Event]) -> None:
        """Add events; one whose id is that of an event of this bucket replaces it."""

    @abstractmethod
    def insert_returning(self, bucket_id: str, events: Sequence[Event]) -> list[Event]:
        """As `insert_many`, and set the ids of the events given."""

    def insert_batch(self, bucket_id: str, batch: Batch) -> Sequence[int]:
        """Add events that come as columns, whatever ids they have; the ids of all, in their order."""
        events = replace(batch, ids=[None] * len(batch)).events()
        return [event.id for event in self.insert_returning(bucket_id, events)]

    @abstractmethod
    def insert_many_new(self, bucket_id: str, events: Sequence[Event]) -> int:
        """Add the events not yet there by start, duration and data; how many that were. Their ids do not count.

        One that is given twice is there twice afterwards: as often as it is given, or as it was there.
        """

    def insert_unmarked(
        self, bucket_id: str, events: Sequence[Event], mark: Callable[[Event], Hashable]
    ) -> list[Event]:
        """Add the events whose `mark` no event with the same start has; for each the one that is stored, id set."""
        with self.transaction():
            return [self._insert_unmarked_one(bucket_id, event, mark) for event in events]

    def _insert_unmarked_one(self, bucket_id: str, event: Event, mark: Callable[[Event], Hashable]) -> Event:
        for found in self.get_events(bucket_id, -1, event.timestamp, event.timestamp):
            # Cut to the question: one that reaches into it may have begun before.
            whole = self.get_event(bucket_id, found.id)
            if whole is not None and whole.start_us == event.start_us and mark(whole) == mark(event):
                return whole
        return self.insert_one(bucket_id, event)

    @abstractmethod
    def delete(self, bucket_id: str, event_id: int) -> bool:
        """Remove an event of this bucket; False if there is none."""

    @abstractmethod
    def replace(self, bucket_id: str, event_id: int, event: Event) -> bool:
        """Put `event` in the place of one of this bucket and set its id; False if there is none."""

    @abstractmethod
    def replace_last(self, bucket_id: str, event: Event) -> bool:
        """Put `event` in the place of the newest one; False, and nothing stored, if the bucket is empty."""

    def judge(self, bucket_id: str, judge: Judge, after: int = 0, size: int = 5000, *, dry: bool = False) -> Rewritten:
        """Judge stored events again, about `size` of them in one step, from beyond the mark `after` (0: the first).

        What `judge` gives no data for is deleted, what it gives a mark and data for gets those; each step is a
        transaction. `dry`: only count. Whatever is deleted here may stand in the files until `erase`.
        """
        tallies = empty_tallies()
        for page in self.pages(bucket_id, size):
            for event in page:
                data, mark = judge(event.data)
                if mark is None:
                    continue
                tallies[mark] = tallies[mark].with_event(event.start_us, event.duration_us)
                if dry:
                    continue
                if data is None:
                    self.delete(bucket_id, event.id)
                else:
                    self.replace(bucket_id, event.id, Event.from_us(None, event.start_us, event.duration_us, data))
        return Rewritten(dict(tallies), None)

    # -- records -------------------------------------------------------------------------------------------------

    @abstractmethod
    def get_record(self, kind: str, key: str) -> tuple[Any] | None:
        """The value in a tuple of one, so that a stored null differs from nothing."""

    @abstractmethod
    def put_record(self, kind: str, key: str, value: Any) -> None:
        """Store any JSON value, also null and false."""

    @abstractmethod
    def delete_record(self, kind: str, key: str) -> bool:
        """Remove a record; False if there is none."""

    @abstractmethod
    def all_records(self, kind: str) -> dict[str, Any]:
        """All values of a kind by key, in the order of the keys."""

    @abstractmethod
    def record_kinds(self) -> list[str]:
        """Every kind of which there is a record, sorted."""

    # -- the whole -----------------------------------------------------------------------------------------------

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; inside another one of the same thread a part that may fail alone."""

    @abstractmethod
    def foreign_write(self) -> bool:
        """Has another process changed the data since the last call?"""

    @abstractmethod
    @abstractmethod
    def claim(self) -> None:
        """Keep other servers away from the data until `close()`; `DatabaseInUse` if one is there.

        For servers. A file is locked before it is opened instead (`aw_datastore.lock`).
        """

    @abstractmethod
    def checkpoint(self) -> None:
        """Force what is stored to the disk now."""

    @abstractmethod
    def purge(self) -> None:
        """Leave no trace of what was deleted, neither in the file nor in its log."""

    def after_writes(self, work: Callable[[], None]) -> None:  # noqa: B027
        """Have `work` called some seconds after writes; storages without a timer of their own never call it."""

    def with_purges(self, work: Callable[[], None]) -> None:  # noqa: B027
        """Have `work` called whenever deleted events leave the file; storages without one never call it."""

    def erase(self) -> bool:
        """As `purge`, and write everything that stays anew, so that not even a page holds a trace; takes a while.

        False if that could not be done now: no room on the disk, or somebody still reads what was before.
        """
        self.purge()
        return True

    @abstractmethod
    def close(self) -> None:
        """End threads, give back files. Nothing may be asked of the storage afterwards."""

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """For people and diagnostics: `storage`; `database` (path or address, without password; None for memory);

        `file` (None without one); `schema`.
        """
