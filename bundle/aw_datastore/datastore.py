"""The face of the storages: `Datastore` for the whole, `Bucket` for one bucket (contract 6.1)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, overload

from aw_core.models import Event
from aw_datastore.batch import Batch
from aw_datastore.errors import NoSuchBucket
from aw_datastore.host_names import HostNames
from aw_datastore.records import Records
from aw_datastore.rewriting import Judge, Rewritten
from aw_datastore.storages.abstract import AbstractStorage

if TYPE_CHECKING:
    from aw_core.frame import EventFrame


class Bucket:
    """One bucket of a datastore. Events it returns are the caller's own; changing them changes nothing stored.

    Every method raises `NoSuchBucket` (a ValueError) once the bucket has been deleted.
    """

    def __init__(self, datastore: Datastore, bucket_id: str) -> None:
        self.ds = datastore
        self.bucket_id = bucket_id
        self._storage = datastore.storage_strategy

    def metadata(self) -> dict[str, Any]:
        """`id, created` (ISO text, UTC)`, name, type, client, hostname, data`."""
        return self._storage.get_metadata(self.bucket_id)

    def get(self, limit: int = -1, starttime: datetime | None = None, endtime: datetime | None = None) -> list[Event]:
        """Events that touch [starttime, endtime] (both ends included), cut to it exactly, newest first.

        A negative limit is none, 0 gives nothing; an end before the start gives nothing (REST contract 1.8).
        """
        return self._storage.get_events(self.bucket_id, limit, starttime, endtime)

    def get_text(self, limit: int = -1, starttime: datetime | None = None, endtime: datetime | None = None) -> bytes:
        """What `get` gives as a JSON array, as the API writes it (REST contract 2.3)."""
        return self._storage.get_text(self.bucket_id, limit, starttime, endtime)

    def frame(
        self,
        starttime: datetime | None = None,
        endtime: datetime | None = None,
        *,
        varying: bool = True,
        ids: bool = True,
    ) -> EventFrame:
        """What `get` gives without a limit, as columns (loads numpy). Remembered until the bucket changes.

        `varying=False` allows leaving out the keys of data that are declared to change from event to event, `ids=False`
        the ids, which those need not have who add up.
        """
        return self._storage.frame(self.bucket_id, starttime, endtime, varying=varying, ids=ids)

    def get_by_id(self, event_id: int) -> Event | None:
        """The event with that id if it is one of this bucket."""
        return self._storage.get_event(self.bucket_id, event_id)

    def get_eventcount(self, starttime: datetime | None = None, endtime: datetime | None = None) -> int:
        """How many events `get` selects without a limit."""
        return self._storage.get_eventcount(self.bucket_id, starttime, endtime)

    def last(self) -> Event | None:
        """The newest event by start."""
        newest = self.get(1)
        return newest[0] if newest else None

    def span(self) -> tuple[datetime, datetime] | None:
        """Start of the earliest event and end of the newest by start; None for an empty bucket."""
        return self._storage.span(self.bucket_id)

    def pages(self, size: int = 5000) -> Iterator[list[Event]]:
        """All events, newest first, in lists of up to `size`: for exports that must not hold everything at once."""
        return self._storage.pages(self.bucket_id, size)

    def starting(self, first_us: int, last_us: int) -> list[Event]:
        """Events whose start lies within [first_us, last_us] (µs UTC), whole, in any order: what a merge looks at."""
        return self._storage.starting(self.bucket_id, first_us, last_us)

    def text_pages(self, size: int = 5000) -> Iterator[str]:
        """What `pages` gives as JSON without ids, the events of a page separated by commas."""
        return self._storage.text_pages(self.bucket_id, size)

    @property
    def version(self) -> int:
        """Rises with every write to the bucket: what holds for a version holds until the next."""
        return self._storage.version(self.bucket_id)

    def version_until(self, moment_us: int) -> int:
        """As `version` for what starts at that moment (µs UTC) or earlier: what is written later need not raise it."""
        return self._storage.version(self.bucket_id, moment_us)

    @overload
    def insert(self, events: Event) -> Event: ...

    @overload
    def insert(self, events: Sequence[Event]) -> None: ...

    def insert(self, events: Event | Sequence[Event]) -> Event | None:
        """Add one event, set its id and return it; or add a list and return None.

        In a list, an event whose id is that of an event of this bucket replaces it. TypeError for anything else.
        """
        if isinstance(events, Event):
            return self._storage.insert_one(self.bucket_id, events)
        self._storage.insert_many(self.bucket_id, _list_of_events(events))
        return None

    def insert_returning(self, events: Sequence[Event]) -> list[Event]:
        """As inserting a list, but sets the events' ids and returns them."""
        return self._storage.insert_returning(self.bucket_id, _list_of_events(events))

    def insert_batch(self, batch: Batch) -> Sequence[int]:
        """Add events that come as columns, whatever ids they have; the ids of all, in their order."""
        return self._storage.insert_batch(self.bucket_id, batch)

    def insert_many_new(self, events: Sequence[Event]) -> int:
        """Add those events whose start, duration and data are not there yet; how many that were. All or none."""
        return self._storage.insert_many_new(self.bucket_id, _list_of_events(events))

    def judge(self, judge: Judge, after: int = 0, size: int = 5000, *, dry: bool = False) -> Rewritten:
        """Judge stored events again, about `size` in one step that is all or nothing; `dry`: only count.

        `after` is the mark at which the step before ended, 0 at first. What is gone afterwards may still stand in free
        parts of the files until `Datastore.erase`.
        """
        return self._storage.judge(self.bucket_id, judge, after, size, dry=dry)

    def insert_unmarked(self, events: Sequence[Event], mark: Callable[[Event], Hashable]) -> list[Event]:
        """Add those events whose `mark` no event with the same start has; for each the one stored. All or none."""
        return self._storage.insert_unmarked(self.bucket_id, _list_of_events(events), mark)

    def delete(self, event_id: int) -> bool:
        """Remove an event of this bucket; False if there is none of that id."""
        return self._storage.delete(self.bucket_id, event_id)

    def replace(self, event_id: int, event: Event) -> bool:
        """Put `event` in the place of one of this bucket; False if there is none of that id."""
        return self._storage.replace(self.bucket_id, event_id, event)

    def replace_last(self, event: Event) -> bool:
        """Put `event` in the place of the newest one by start; False, and nothing stored, if there is none."""
        return self._storage.replace_last(self.bucket_id, event)


class Datastore:
    """Buckets and records in one storage. `kwargs` go to the storage (`filepath=` for those with a file)."""

    def __init__(self, storage_class: type[AbstractStorage], testing: bool = False, **kwargs: Any) -> None:
        self.storage_strategy = storage_class(testing, **kwargs)
        self.records = Records(self.storage_strategy)
        self.host_names = HostNames()

    def __repr__(self) -> str:
        return f"<Datastore {self.storage_strategy.sid}>"

    def __getitem__(self, bucket_id: str) -> Bucket:
        """The bucket of that id, or of what that id is under another name of this computer; KeyError without one."""
        for name in (bucket_id, *self.host_names.aliases(bucket_id)):
            try:
                self.storage_strategy.version(name)
            except NoSuchBucket:
                continue
            return Bucket(self, name)
        raise KeyError(bucket_id)

    def resolve(self, bucket_id: str) -> str:
        """The id of the bucket that `[bucket_id]` gives; without one the id itself."""
        try:
            return self[bucket_id].bucket_id
        except KeyError:
            return bucket_id

    def create_bucket(
        self,
        bucket_id: str,
        type: str,
        client: str,
        hostname: str,
        created: datetime | str | None = None,
        name: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> Bucket:
        """Add a bucket, created now unless said otherwise; `BucketExists` if there is one of that id."""
        moment = created if created is not None else datetime.now(UTC)
        self.storage_strategy.create_bucket(bucket_id, type, client, hostname, moment, name, data)
        return Bucket(self, bucket_id)

    def update_bucket(self, bucket_id: str, **kwargs: Any) -> None:
        """Change `type_id, client, hostname, name, data` of a bucket; what is None stays."""
        self.storage_strategy.update_bucket(bucket_id, **kwargs)

    def delete_bucket(self, bucket_id: str) -> None:
        """Remove a bucket with all its events, for good; `NoSuchBucket` if there is none."""
        self.storage_strategy.delete_bucket(bucket_id)

    def buckets(self) -> dict[str, dict[str, Any]]:
        """Metadata of all buckets by id."""
        return self.storage_strategy.buckets()

    def transaction(self) -> AbstractContextManager[None]:
        """All writes inside happen or none; a transaction inside another one may fail alone.

        Other threads wait with their writes; they read what was before. Use it briefly.
        """
        return self.storage_strategy.transaction()

    def foreign_write(self) -> bool:
        """True once if another process has changed the data since the last call."""
        return self.storage_strategy.foreign_write()

    def claim(self) -> None:
        """Keep other servers away from the data until `close()`; `DatabaseInUse` if one is there. For servers."""
        self.storage_strategy.claim()

    def checkpoint(self) -> None:
        """Force what is stored to the disk now instead of within 5 s."""
        self.storage_strategy.checkpoint()

    def purge(self) -> None:
        """Leave no trace of deleted events in file and log. Deleting a bucket does this by itself."""
        self.storage_strategy.purge()

    def after_writes(self, work: Callable[[], None]) -> None:
        """Have `work` called some seconds after writes, on a thread that it must not keep; never without a file."""
        self.storage_strategy.after_writes(work)

    def with_purges(self, work: Callable[[], None]) -> None:
        """Have `work` called whenever deleted events leave the file, which may have left traces elsewhere."""
        self.storage_strategy.with_purges(work)

    def erase(self) -> bool:
        """As `purge`, and write all that stays anew, which takes a while; False if that could not be done now."""
        return self.storage_strategy.erase()

    def close(self) -> None:
        """End threads and give back the file; nothing may be asked afterwards. Closing twice is fine."""
        self.storage_strategy.close()

    def describe(self) -> dict[str, Any]:
        """`storage`; `database` (path or address, None for memory); `file` (None without one); `schema` (version)."""
        return self.storage_strategy.describe()


def _list_of_events(events: Sequence[Event]) -> Sequence[Event]:
    if not isinstance(events, list | tuple) or not all(isinstance(event, Event) for event in events):
        raise TypeError("events must be an Event or a list of them")
    return events
