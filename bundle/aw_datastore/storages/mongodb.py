"""The storage on MongoDB or what speaks its protocol; the driver pymongo is imported when one is opened."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import urlsplit

from aw_core.errors import StorageError
from aw_core.models import Event
from aw_core.timestamps import from_us
from aw_datastore.encoding import canonical, decode, encode
from aw_datastore.errors import (
    BucketExists,
    NoSuchBucket,
)
from aw_datastore.rewriting import Judge, Rewritten, empty_tallies
from aw_datastore.storages.abstract import AbstractStorage
from aw_datastore.storages.address import without_password
from aw_datastore.storages.buckets import created_us
from aw_datastore.storages.events import is_row_id
from aw_datastore.storages.frames import FrameCache
from aw_datastore.storages.mongo_documents import FAR, batches, content_of, metadata, row_of, touching, us_or_none
from aw_datastore.storages.mongo_writer import SCHEMA_VERSION, Document, MongoWriter
from aw_datastore.storages.newcomers import Newcomers
from aw_datastore.storages.rows import Row, to_events
from aw_datastore.storages.versions import EVER, Versions

if TYPE_CHECKING:
    from aw_core.frame import EventFrame

DEFAULT_URL: Final = "mongodb://localhost:27017/activitywatch"

_NEWEST_FIRST: Final = [("s", -1), ("_id", -1)]


class MongoDBStorage(AbstractStorage):
    """A MongoDB database. One thread at a time is let at it.

    `database` is its address; without one it is on this computer. The name of the database is the address's path,
    `activitywatch` without one; testing adds `-testing`. `client`: a client to use instead of one for the address.
    Whoever opens a database last owns it; another process that has it open cannot write any more.
    """

    sid: ClassVar[str] = "mongodb"

    def __init__(
        self,
        testing: bool = False,
        *,
        database: str = "",
        client: Any = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        # Only now: who keeps a file need not have the driver.
        from aw_datastore.storages.mongo_client import connect, translated

        url = database or DEFAULT_URL
        self._name = without_password(url)
        self._clock = clock
        self._client = client if client is not None else connect(url)
        name = (urlsplit(url).path.strip("/") or "activitywatch") + ("-testing" if testing else "")
        self._database = self._client[name]
        self._bucket = self._database["bucket"]
        self._event = self._database["event"]
        self._record = self._database["record"]
        owner = f"{socket.gethostname()}, pid {os.getpid()} {os.urandom(8).hex()}"
        self._writer = MongoWriter(self._database, self._name, owner, lambda: translated(self._name))
        self._versions = Versions(self._writer)
        self._frames = FrameCache()
        self._closing = threading.Lock()
        self._garbage = False
        try:
            self._writer.open()
            with self._writer.reading():
                self._event.create_index([("b", 1), *_NEWEST_FIRST])
                self._event.create_index([("b", 1), ("e", 1)])
                self._bucket.create_index("id", unique=True)
                self._sweep()
        except BaseException:
            self.close()
            raise

    # -- buckets -------------------------------------------------------------------------------------------------

    def buckets(self) -> dict[str, dict[str, Any]]:
        with self._writer.reading():
            return {found["id"]: metadata(found) for found in self._bucket.find({}).sort([("_id", 1)])}

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
        about: Document = {"id": bucket_id, "name": name, "type": type_id, "client": client, "hostname": hostname}
        about |= {"created": created_us(created), "data": encode(data or {})}
        with self._writer.transaction(single=True):
            if self._bucket.find_one({"id": bucket_id}) is not None:
                raise BucketExists(bucket_id)
            key = self._writer.next_bucket_key()
            self._writer.keep_new("bucket", [key])
            self._bucket.insert_one({"_id": key, **about})
            self._versions.touch(key)

    def update_bucket(
        self,
        bucket_id: str,
        type_id: str | None = None,
        client: str | None = None,
        hostname: str | None = None,
        name: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        given = {"type": type_id, "client": client, "hostname": hostname, "name": name}
        changes = {key: value for key, value in given.items() if value is not None}
        if data is not None:
            changes["data"] = encode(data)
        with self._writer.transaction(single=True):
            before = self._about(bucket_id)
            if changes:
                self._writer.keep("bucket", [before])
                self._bucket.update_one({"_id": before["_id"]}, {"$set": changes})
            self._versions.touch(before["_id"])

    def delete_bucket(self, bucket_id: str) -> None:
        with self._writer.transaction(single=True):
            before = self._about(bucket_id)
            self._writer.keep("bucket", [before])
            self._bucket.delete_one({"_id": before["_id"]})
            self._versions.touch(before["_id"])
            # Its events are out of reach at once. They go when the outermost transaction has ended well.
            self._garbage = True
        self._after_transaction()

    def get_metadata(self, bucket_id: str) -> dict[str, Any]:
        with self._writer.reading():
            return metadata(self._about(bucket_id))

    def _about(self, bucket_id: str) -> Document:
        found: Document | None = self._bucket.find_one({"id": bucket_id})
        if found is None:
            raise NoSuchBucket(bucket_id)
        return found

    def _key(self, bucket_id: str) -> int:
        return int(self._about(bucket_id)["_id"])

    # -- events, reading -----------------------------------------------------------------------------------------

    def get_event(self, bucket_id: str, event_id: int) -> Event | None:
        with self._writer.reading():
            found = self._find(self._key(bucket_id), event_id)
        return to_events([row_of(found)])[0] if found else None

    def get_events(
        self, bucket_id: str, limit: int, starttime: datetime | None = None, endtime: datetime | None = None
    ) -> list[Event]:
        lower, upper = us_or_none(starttime), us_or_none(endtime)
        with self._writer.reading():
            rows = self._select(self._key(bucket_id), limit, lower, upper)
        return to_events(rows, lower, upper)

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

        lower, upper = us_or_none(starttime), us_or_none(endtime)
        period = lower if lower is not None else -FAR, upper if upper is not None else FAR

        def read() -> EventFrame:
            with self._writer.reading():
                rows = self._select(self._key(bucket_id), -1, lower, upper)
            numbers: dict[str | None, int] = {}
            data = [numbers.setdefault(text, len(numbers) + 1) for _, _, _, text, _ in rows]
            ids, starts, durations = (",".join(str(row[place]) for row in rows) for place in range(3))
            gathered = Gathered()
            if rows:
                gathered.add(0, ids, starts, durations, ",".join(map(str, data)))
            return gathered.newest_first({number: text or "{}" for text, number in numbers.items()}, {}).cut(*period)

        if self._writer.in_transaction:
            return read()
        with self._writer.reading():
            key = self._key(bucket_id)
        return self._frames.get(key, partial(self._versions.of, key), period, read)

    def get_eventcount(self, bucket_id: str, starttime: datetime | None = None, endtime: datetime | None = None) -> int:
        with self._writer.reading():
            wanted = touching(self._key(bucket_id), us_or_none(starttime), us_or_none(endtime))
            return int(self._event.count_documents(wanted)) if wanted else 0

    def starting(self, bucket_id: str, first_us: int, last_us: int) -> list[Event]:
        with self._writer.reading():
            between = {"b": self._key(bucket_id), "s": {"$gte": first_us, "$lte": last_us}}
            return to_events([row_of(found) for found in self._event.find(between)])

    def pages(self, bucket_id: str, size: int) -> Iterator[list[Event]]:
        after: Document = {}
        while True:
            with self._writer.reading():
                found = list(self._event.find({"b": self._key(bucket_id), **after}).sort(_NEWEST_FIRST).limit(size))
            if not found:
                return
            start, event_id = found[-1]["s"], found[-1]["_id"]
            after = {"s": {"$lte": start}, "$or": [{"s": {"$lt": start}}, {"s": start, "_id": {"$lt": event_id}}]}
            yield to_events(map(row_of, found))

    def span(self, bucket_id: str) -> tuple[datetime, datetime] | None:
        with self._writer.reading():
            key = self._key(bucket_id)
            newest = self._newest(key)
            if newest is None:
                return None
            [first] = self._event.find({"b": key}).sort([("s", 1)]).limit(1)
        return from_us(int(first["s"])), from_us(int(newest["e"]))

    def version(self, bucket_id: str, until_us: int | None = None) -> int:
        with self._writer.reading():
            return self._versions.of(self._key(bucket_id), EVER if until_us is None else until_us)

    def _select(self, key: int, limit: int, lower: int | None, upper: int | None) -> list[Row]:
        wanted = touching(key, lower, upper)
        if limit == 0 or wanted is None:
            return []
        return [row_of(found) for found in self._event.find(wanted).sort(_NEWEST_FIRST).limit(max(limit, 0))]

    def _find(self, key: int, event_id: object) -> Document | None:
        if not is_row_id(event_id):
            return None
        found: Document | None = self._event.find_one({"_id": event_id, "b": key})
        return found

    def _newest(self, key: int) -> Document | None:
        return next(iter(self._event.find({"b": key}).sort(_NEWEST_FIRST).limit(1)), None)

    # -- events, writing -----------------------------------------------------------------------------------------

    def insert_one(self, bucket_id: str, event: Event) -> Event:
        content = content_of(event)
        with self._writer.transaction(single=True):
            [event_id] = self._add(self._key(bucket_id), [content])
        event.id = event_id
        return event

    def insert_many(self, bucket_id: str, events: Sequence[Event]) -> None:
        self._put(bucket_id, events)

    def insert_returning(self, bucket_id: str, events: Sequence[Event]) -> list[Event]:
        for event, event_id in zip(events, self._put(bucket_id, events), strict=True):
            event.id = event_id
        return list(events)

    def insert_many_new(self, bucket_id: str, events: Sequence[Event]) -> int:
        added = 0
        newcomers = Newcomers()
        with self._writer.transaction():
            key = self._key(bucket_id)
            for batch in batches(sorted(events, key=lambda event: event.start_us)):
                between = {"b": key, "s": {"$gte": batch[0].start_us, "$lte": batch[-1].start_us}}
                stored = Counter((row["s"], row["d"], canonical(decode(row["j"]))) for row in self._event.find(between))
                fresh = [content_of(event) for event in newcomers.among(batch, stored)]
                self._add(key, fresh)
                added += len(fresh)
        return added

    def delete(self, bucket_id: str, event_id: int) -> bool:
        with self._writer.transaction(single=True):
            key = self._key(bucket_id)
            before = self._find(key, event_id)
            if before is None:
                return False
            self._writer.keep("event", [before])
            self._event.delete_one({"_id": event_id})
            self._versions.touch(key, int(before["s"]))
        return True

    def replace(self, bucket_id: str, event_id: int, event: Event) -> bool:
        content = content_of(event)
        with self._writer.transaction(single=True):
            key = self._key(bucket_id)
            done = self._replace(key, self._find(key, event_id), content)
        if done:
            event.id = event_id
        return done

    def replace_last(self, bucket_id: str, event: Event) -> bool:
        content = content_of(event)
        with self._writer.transaction(single=True):
            key = self._key(bucket_id)
            newest = self._newest(key)
            done = self._replace(key, newest, content)
        if newest is not None:
            event.id = int(newest["_id"])
        return done

    def _put(self, bucket_id: str, events: Sequence[Event]) -> list[int]:
        """Add events, or replace those of this bucket that have their ids; the ids in the order given."""
        contents = [content_of(event) for event in events]
        with self._writer.transaction():
            key = self._key(bucket_id)
            ids: list[int | None] = []
            for event, content in zip(events, contents, strict=True):
                replaced = event.id is not None and self._replace(key, self._find(key, event.id), content)
                ids.append(event.id if replaced else None)
            fresh = (content for content, event_id in zip(contents, ids, strict=True) if event_id is None)
            added = iter([event_id for batch in batches(fresh) for event_id in self._add(key, batch)])
            return [event_id if event_id is not None else next(added) for event_id in ids]

    def _add(self, key: int, contents: Sequence[Document]) -> list[int]:
        if not contents:
            return []
        ids = self._writer.next_ids(len(contents))
        self._writer.keep_new("event", ids)
        self._event.insert_many([{"_id": i, "b": key, **c} for i, c in zip(ids, contents, strict=True)])
        self._versions.touch(key, min(int(content["s"]) for content in contents))
        return ids

    def _replace(self, key: int, before: Document | None, content: Document) -> bool:
        if before is None:
            return False
        self._writer.keep("event", [before])
        self._event.replace_one({"_id": before["_id"]}, {"b": key, **content})
        self._versions.touch(key, min(int(before["s"]), int(content["s"])))
        return True

    def judge(self, bucket_id: str, judge: Judge, after: int = 0, size: int = 5000, *, dry: bool = False) -> Rewritten:
        tallies = empty_tallies()
        with self._writer.reading() if dry else self._writer.transaction():
            key = self._key(bucket_id)
            step = list(self._event.find({"b": key, "_id": {"$gt": after}}).sort([("_id", 1)]).limit(size))
            for found in step:
                data, mark = judge(decode(found["j"]))
                if mark is None:
                    continue
                tallies[mark] = tallies[mark].with_event(int(found["s"]), int(found["d"]))
                if not dry:
                    self._rewrite(key, found, data)
        return Rewritten(dict(tallies), int(step[-1]["_id"]) if len(step) == size else None)

    def _rewrite(self, key: int, found: Document, data: dict[str, Any] | None) -> None:
        """Give an event other data, or none: then it goes."""
        if data is not None:
            self._replace(key, found, {**found, "j": encode(data)})
            return
        self._writer.keep("event", [found])
        self._event.delete_one({"_id": found["_id"]})
        self._versions.touch(key, int(found["s"]))

    # -- records -------------------------------------------------------------------------------------------------

    def get_record(self, kind: str, key: str) -> tuple[Any] | None:
        with self._writer.reading():
            found = self._record.find_one({"_id": encode([kind, key])})
        return (decode(found["value"]),) if found else None

    def put_record(self, kind: str, key: str, value: Any) -> None:
        name = encode([kind, key])
        modified = round(self._clock() * 1_000_000)
        record = {"kind": kind, "key": key, "value": encode(value), "modified": modified}
        with self._writer.transaction(single=True):
            before = self._record.find_one({"_id": name})
            if before is None:
                self._writer.keep_new("record", [name])
            else:
                self._writer.keep("record", [before])
            self._record.replace_one({"_id": name}, record, upsert=True)

    def delete_record(self, kind: str, key: str) -> bool:
        with self._writer.transaction(single=True):
            before = self._record.find_one({"_id": encode([kind, key])})
            if before is None:
                return False
            self._writer.keep("record", [before])
            self._record.delete_one({"_id": before["_id"]})
        return True

    def all_records(self, kind: str) -> dict[str, Any]:
        with self._writer.reading():
            found = {record["key"]: decode(record["value"]) for record in self._record.find({"kind": kind})}
        return dict(sorted(found.items()))

    def record_kinds(self) -> list[str]:
        with self._writer.reading():
            return sorted(self._record.distinct("kind"))

    # -- the whole -----------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._writer.transaction():
            yield
        self._after_transaction()

    def _after_transaction(self) -> None:
        """Remove the events of deleted buckets; what fails is done after the next transaction or opening."""
        if self._garbage and not self._writer.in_transaction:
            with contextlib.suppress(StorageError):
                self.purge()

    def _sweep(self) -> None:
        """Remove the events of buckets that are gone."""
        known = [found["_id"] for found in self._bucket.find({}, {"_id": 1})]
        self._event.delete_many({"b": {"$nin": known}})
        self._garbage = False

    def foreign_write(self) -> bool:
        """Never: whoever else writes has taken the database over, and then nothing can be written here."""
        return False

    def claim(self) -> None:
        """Nothing to do: it was taken over when it was opened."""

    def checkpoint(self) -> None:
        """Nothing to do: MongoDB has every write in its journal before it answers."""
        with self._writer.reading():
            pass

    def purge(self) -> None:
        self._frames.clear()
        with self._writer.reading():
            if not self._writer.in_transaction:
                self._sweep()

    def close(self) -> None:
        with self._closing:
            self._writer.close()
            self._frames.close()
            self._client.close()

    def describe(self) -> dict[str, Any]:
        return {"storage": self.sid, "database": self._name, "file": None, "schema": SCHEMA_VERSION}
