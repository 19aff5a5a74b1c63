"""What the server keeps in memory of each bucket in use: its lock, its handle and its newest heartbeat."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aw_core.models import Event
from aw_datastore import Bucket, Datastore
from aw_datastore.errors import NoSuchBucket
from aw_server.exceptions import NotFound


class LiveBucket:
    """One bucket in use. Everything but `client` is read and written under `lock` only."""

    __slots__ = ("bucket", "client", "dead", "dropped_us", "last", "lock", "seen")

    def __init__(self, bucket: Bucket, client: str) -> None:
        self.lock = threading.Lock()
        self.bucket = bucket
        self.client = client
        self.last: Event | None = None
        # When the newest heartbeat that was not stored began.
        self.dropped_us: int | None = None
        self.seen = -1
        self.dead = False


class LiveBuckets:
    """Hands out buckets under their lock and forgets what others may have changed.

    All writes of the server to a bucket go through `held`, so that two of them never mix.
    """

    def __init__(self, db: Datastore) -> None:
        self._db = db
        self._live: dict[str, LiveBucket] = {}
        self._registry = threading.Lock()
        self._foreign_writes = 0

    @contextmanager
    def held(self, bucket_id: str) -> Iterator[LiveBucket]:
        """The bucket, locked. What was remembered of it is dropped first if another process wrote to the file.

        Raises NotFound.
        """
        if self._db.foreign_write():
            self._foreign_writes += 1
        while True:
            live = self._live.get(bucket_id) or self._open(bucket_id)
            with live.lock:
                if live.dead or not self._current(live):
                    continue
                try:
                    yield live
                except NoSuchBucket:
                    self.forget(live)
                    raise _not_found(bucket_id) from None
                return

    def client(self, bucket_id: str) -> str:
        """The client that owns the bucket. Raises NotFound."""
        live = self._live.get(bucket_id) or self._open(bucket_id)
        return live.client

    def forget(self, live: LiveBucket) -> None:
        """Under its lock: the bucket is gone or its description changed; the next user opens it anew."""
        live.dead = True
        bucket_id = live.bucket.bucket_id
        with self._registry:
            if self._live.get(bucket_id) is live:
                del self._live[bucket_id]

    def barrier(self) -> None:
        """Return when every write that was under way has ended."""
        with self._registry:
            all_live = list(self._live.values())
        for live in all_live:
            with live.lock:
                pass

    def _open(self, bucket_id: str) -> LiveBucket:
        with self._registry:
            bucket = find(self._db, bucket_id)
            # Under another name of this computer it may be in use already.
            live = self._live.get(bucket.bucket_id)
            if live is None:
                live = self._live[bucket.bucket_id] = LiveBucket(bucket, bucket.metadata()["client"])
                live.seen = self._foreign_writes
            return live

    def _current(self, live: LiveBucket) -> bool:
        """Under its lock: whether the handle can be trusted; after a foreign write it is looked up again."""
        if live.seen == self._foreign_writes:
            return True
        self.forget(live)
        return False


def find(db: Datastore, bucket_id: str) -> Bucket:
    """The bucket. Raises NotFound."""
    try:
        return db[bucket_id]
    except KeyError:
        raise _not_found(bucket_id) from None


@contextmanager
def reading(db: Datastore, bucket_id: str) -> Iterator[Bucket]:
    """The bucket for reading, without its lock; NotFound also when it is deleted meanwhile."""
    bucket = find(db, bucket_id)
    try:
        yield bucket
    except NoSuchBucket:
        raise _not_found(bucket_id) from None


def row_id(stored: Event) -> int:
    """The id of an event that comes from the datastore."""
    if not isinstance(stored.id, int):
        raise TypeError(f"a stored event has the id {stored.id!r}")
    return stored.id


def _not_found(bucket_id: str) -> NotFound:
    return NotFound("NoSuchBucket", f"There is no bucket named {bucket_id}")
