"""Events: read, insert, delete, count."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime

from aw_core.models import Event
from aw_datastore import Batch, Datastore
from aw_server.api_live import LiveBucket, LiveBuckets, reading
from aw_server.api_receipts import Receipts
from aw_server.batches import Sent, unjudged
from aw_server.exceptions import NotFound
from aw_server.harmless import Judged
from aw_server.pause import Pause
from aw_server.privacy import Privacy


class Events:
    """What the REST API can do to the events of a bucket."""

    def __init__(self, db: Datastore, live: LiveBuckets, pause: Pause, privacy: Privacy, receipts: Receipts) -> None:
        self._db = db
        self._live = live
        self._pause = pause
        self._privacy = privacy
        self._receipts = receipts

    def get(self, bucket_id: str, limit: int, start: datetime | None, end: datetime | None) -> list[Event]:
        """Newest first, clipped to [start, end], at most `limit` unless that is negative (contract 1.8).

        Raises NotFound.
        """
        with reading(self._db, bucket_id) as bucket:
            return bucket.get(limit, start, end)

    def text(self, bucket_id: str, limit: int, start: datetime | None, end: datetime | None) -> bytes:
        """What `get` gives as a JSON array. Raises NotFound."""
        with reading(self._db, bucket_id) as bucket:
            return bucket.get_text(limit, start, end)

    def one(self, bucket_id: str, event_id: int) -> Event:
        """One event of this bucket. Raises NotFound."""
        with reading(self._db, bucket_id) as bucket:
            event = bucket.get_by_id(event_id)
        if event is None:
            raise NotFound("NoSuchEvent", f"The bucket {bucket_id} has no event {event_id}")
        return event

    def count(self, bucket_id: str, start: datetime | None, end: datetime | None) -> int:
        """How many events `get` would find without a limit. Raises NotFound."""
        with reading(self._db, bucket_id) as bucket:
            return bucket.get_eventcount(start, end)

    def create(self, bucket_id: str, events: list[Event]) -> list[Event]:
        """Insert events, all or none; one that names the id of an event of this bucket replaces it (contract 1.7).

        Answers with what is stored, ids set, in the order given. What is not stored, all while paused and else what
        privacy rules drop, comes back with the id None. Raises NotFound.
        """
        with self._live.held(bucket_id) as live:
            if self._pause.on():
                answers = [_unstored(event) for event in events]
            else:
                kept = [self._privacy.filtered(bucket_id, event) for event in events]
                live.last = None if events else live.last
                stored = iter(live.bucket.insert_returning([event for event in kept if event is not None]))
                answers = [
                    _unstored(event) if one is None else next(stored) for event, one in zip(events, kept, strict=True)
                ]
            self._receipts.note(live.client)
        return answers

    def create_batch(self, bucket_id: str, sent: Sent) -> Batch:
        """What `create` does, for events without ids: as they are stored, the ids of those None that are not.

        Raises NotPlain, and stores nothing, for data that have to go through `create`.
        """
        with self._live.held(bucket_id) as live:
            if self._pause.on():
                batch = unjudged(sent)
            else:
                judged = self._privacy.judged(bucket_id, sent.data)
                live.last = None if sent.starts else live.last
                batch = self._insert_each(bucket_id, live, sent) if judged is None else _insert(live, sent, judged)
            self._receipts.note(live.client)
        return batch

    def _insert_each(self, bucket_id: str, live: LiveBucket, sent: Sent) -> Batch:
        """Where what may be stored of an event depends on its start."""
        events = unjudged(sent).events()
        kept = [self._privacy.filtered(bucket_id, event) for event in events]
        stored = iter(live.bucket.insert_returning([event for event in kept if event is not None]))
        return Batch.of([event if one is None else next(stored) for event, one in zip(events, kept, strict=True)])

    def create_unmarked(self, bucket_id: str, events: list[Event], mark: Callable[[Event], Hashable]) -> list[Event]:
        """Insert those whose `mark` no event with the same start has, all or none; for each the one that is stored.

        For senders that repeat themselves. What is not stored, all while paused and for moments inside the last pause,
        else what privacy rules drop, comes back as it is with the id None. Raises NotFound.
        """
        with self._live.held(bucket_id) as live:
            paused = self._pause.on()
            kept = [
                None
                if paused or not self._pause.unpaused_parts(event.start_us, event.start_us)
                else self._privacy.filtered(bucket_id, event)
                for event in events
            ]
            new = [event for event in kept if event is not None]
            live.last = None if new else live.last
            stored = iter(live.bucket.insert_unmarked(new, mark) if new else [])
            self._receipts.note(live.client)
        return [_unstored(event) if one is None else next(stored) for event, one in zip(events, kept, strict=True)]

    def delete(self, bucket_id: str, event_id: int) -> bool:
        """Delete one event; False when there was none. Raises NotFound for the bucket."""
        with self._live.held(bucket_id) as live:
            live.last = None
            return live.bucket.delete(event_id)


def _insert(live: LiveBucket, sent: Sent, judged: Judged) -> Batch:
    """Store what may be stored; the whole batch as it is answered. What is dropped is in it as it came."""
    batch = sent.batch(judged.texts)
    if not judged.dropped:
        batch.ids = live.bucket.insert_batch(batch)
        return batch
    places = [at for at, code in enumerate(batch.codes) if code not in judged.dropped]
    ids: list[int | None] = [None] * len(batch)
    for at, number in zip(places, live.bucket.insert_batch(batch.among(places)), strict=True):
        ids[at] = number
    batch.ids = ids
    return batch


def _unstored(event: Event) -> Event:
    event.id = None
    return event
