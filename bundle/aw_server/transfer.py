"""Export and import: buckets with all their events as one JSON document (contract 1.11).

An export goes out page by page, so that its size never matters to the server's memory; an import is checked as a whole
before the first write, and each bucket is then taken in as a whole or not at all.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from aw_core.models import Event
from aw_datastore import Bucket, Datastore
from aw_datastore.errors import BucketExists, NoSuchBucket
from aw_server import jsonfmt
from aw_server.api_buckets import Buckets
from aw_server.api_clock import Clock
from aw_server.api_live import LiveBuckets, reading
from aw_server.api_shapes import Decoder, Export, ExportedBucket, event, when
from aw_server.exceptions import ApiError, BadRequest
from aw_server.imports.merge import Incoming, Plan, count_new, plan, united
from aw_server.privacy import Privacy

if TYPE_CHECKING:
    from aw_datastore.foreign import SourceBucket

logger = logging.getLogger(__name__)

PAGE = 2000
decode_export = Decoder(Export)


class Transfer:
    """Takes everything out, puts it back in."""

    def __init__(self, db: Datastore, live: LiveBuckets, buckets: Buckets, privacy: Privacy, clock: Clock) -> None:
        self._db = db
        self._live = live
        self._buckets = buckets
        self._privacy = privacy
        self._clock = clock

    def export(self, bucket_ids: list[str]) -> Iterator[bytes]:
        """The JSON text of these buckets in pieces, events newest first and without ids.

        A bucket that is deleted meanwhile ends where it is. Raises NotFound before the first piece.
        """
        found = []
        for bucket_id in bucket_ids:
            with reading(self._db, bucket_id) as bucket:
                found.append((bucket, bucket.metadata()))
        return self._export(found)

    def import_documents(self, documents: list[Export]) -> dict[str, dict[str, int]]:
        """Take in every bucket of some exports; answers `{id: {"events": new, "skipped": already there}}`.

        Where privacy rules dropped some, there is also `"dropped"`. A bucket that exists keeps its description and
        gets the events it does not have, equal in time, duration and data, each as often as it stands there. Raises
        BadRequest before anything is written when any bucket or event is wrong.
        """
        checked = [
            self._check(bucket.id or key, bucket) for document in documents for key, bucket in document.buckets.items()
        ]
        summary: dict[str, dict[str, int]] = {}
        for bucket_id, bucket, events in checked:
            counts = summary.setdefault(bucket_id, {"events": 0, "skipped": 0})
            new, dropped = self._import(bucket_id, bucket, events)
            counts["events"] += new
            counts["skipped"] += len(events) - dropped - new
            if dropped:
                counts["dropped"] = counts.get("dropped", 0) + dropped
        return summary

    def preview_documents(self, documents: list[Export]) -> dict[str, dict[str, int]]:
        """What `import_documents` would answer now; nothing is stored. Raises BadRequest as it does."""
        found: dict[str, list[list[Event]]] = {}
        for document in documents:
            for key, described in document.buckets.items():
                bucket_id, _, events = self._check(described.id or key, described)
                found.setdefault(bucket_id, []).append(events)
        return {bucket_id: self._preview(bucket_id, events) for bucket_id, events in found.items()}

    def _preview(self, bucket_id: str, lists: list[list[Event]]) -> dict[str, int]:
        kept = [self._privacy.sieved(bucket_id, events) for events in lists]
        bucket = self._db[bucket_id] if self.has(bucket_id) else None
        new = count_new(united(kept), bucket.starting if bucket is not None else _nothing_there)
        all_kept = sum(map(len, kept))
        dropped = sum(map(len, lists)) - all_kept
        counts = {"events": new, "skipped": all_kept - new}
        return counts | ({"dropped": dropped} if dropped else {})

    def has(self, bucket_id: str) -> bool:
        """Is there a bucket of that name?"""
        return bucket_id in self._db.buckets()

    def ensure(self, bucket: SourceBucket) -> None:
        """Create the bucket of a source as the source describes it; one that is there stays as it is."""
        if not self.has(bucket.id):
            self._buckets.create(
                bucket.id,
                type=bucket.type,
                client=bucket.client,
                hostname=bucket.hostname,
                created=bucket.created,
                name=bucket.name,
                data=bucket.data,
            )

    def merge(self, bucket_id: str, incoming: list[Incoming]) -> tuple[Plan, int]:
        """Take in events of a source: all of its events that have these starts (see `imports.merge`).

        Answers what was done, and how many were withheld by the user's rules. All or nothing. Raises NotFound.
        """
        with self._live.held(bucket_id) as live, self._db.transaction():
            passing = self._passing(bucket_id, incoming)
            made = self._plan(live.bucket, passing)
            if live.last is not None and live.last.id in {event_id for event_id, _ in made.grown}:
                live.last = None
            live.bucket.insert(made.new)
            for event_id, state in made.grown:
                live.bucket.replace(event_id, state)
        return made, len(incoming) - len(passing)

    def compare(self, bucket_id: str, incoming: list[Incoming]) -> Plan:
        """What `merge` would do; nothing is stored. Raises NotFound."""
        with reading(self._db, bucket_id) as bucket:
            return self._plan(bucket, self._passing(bucket_id, incoming))

    def _passing(self, bucket_id: str, incoming: list[Incoming]) -> list[Incoming]:
        """What of a source may be stored, as it may be."""
        sieved = ((self._privacy.filtered(bucket_id, one.event), one.known) for one in incoming)
        return [Incoming(event, known) for event, known in sieved if event is not None]

    @staticmethod
    def _plan(bucket: Bucket, incoming: list[Incoming]) -> Plan:
        if not incoming:
            return Plan()
        starts = [one.event.start_us for one in incoming]
        return plan(incoming, bucket.starting(min(starts), max(starts)))

    def _check(self, bucket_id: str, bucket: ExportedBucket) -> tuple[str, ExportedBucket, list[Event]]:
        if not bucket_id:
            raise BadRequest("InvalidImport", "A bucket in the import has no id; nothing was imported")
        when(bucket.created, f"bucket {bucket_id}: created")
        return bucket_id, bucket, self._events(bucket_id, bucket)

    def _events(self, bucket_id: str, bucket: ExportedBucket) -> list[Event]:
        now = self._clock.wall_us()
        # What we gave out comes back as it was. The Rust server's nanoseconds are cut, as when its database is read.
        exact = bucket.metadata is None
        events = []
        for number, shape in enumerate(bucket.events):
            try:
                events.append(event(shape.timestamp, shape.duration, shape.data, now, exact=exact))
            except ApiError as error:
                where = f"bucket {bucket_id}, event {number}"
                raise BadRequest("InvalidImport", f"{where}: {error.message}; nothing was imported") from None
        return events

    def _import(self, bucket_id: str, bucket: ExportedBucket, events: list[Event]) -> tuple[int, int]:
        """One bucket, all or nothing; answers how many events were new, and how many privacy rules dropped."""
        if bucket_id not in self._db.buckets():
            try:
                with self._db.transaction():
                    return self._insert(self._create(bucket_id, bucket), events)
            except BucketExists:
                # Created by another request since the question; what is left is merging.
                pass
        with self._live.held(bucket_id) as live:
            live.last = None
            return self._insert(live.bucket, events)

    def _insert(self, bucket: Bucket, events: list[Event]) -> tuple[int, int]:
        kept = self._privacy.sieved(bucket.bucket_id, events)
        return bucket.insert_many_new(kept), len(events) - len(kept)

    def _create(self, bucket_id: str, bucket: ExportedBucket) -> Bucket:
        created = self._buckets.create(
            bucket_id,
            type=bucket.type,
            client=bucket.client,
            hostname=bucket.hostname,
            created=when(bucket.created, "created"),
            name=bucket.name,
            data=bucket.data,
        )
        if not created:
            raise BucketExists(bucket_id)
        return self._db[bucket_id]

    def _export(self, buckets: list[tuple[Bucket, dict[str, Any]]]) -> Iterator[bytes]:
        yield b'{"buckets":{'
        for number, (bucket, metadata) in enumerate(buckets):
            comma = b"," if number else b""
            yield comma + jsonfmt.dumps(bucket.bucket_id) + b":" + jsonfmt.dumps(metadata)[:-1] + b',"events":['
            separator = b""
            for page in _pages(bucket):
                yield separator + page.encode()
                separator = b","
            yield b"]}"
        yield b"}}\n"


def _nothing_there(_first_us: int, _last_us: int) -> list[Event]:
    return []


def _pages(bucket: Bucket) -> Iterator[str]:
    try:
        yield from bucket.text_pages(PAGE)
    except NoSuchBucket:
        # Deleted while it was sent: the document ends whole, and the log says why it is short.
        logger.info("The bucket %s was deleted while it was exported", bucket.bucket_id)
