"""Buckets: list, create, change, delete."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aw_core.timestamps import from_us, isoformat_us, to_us
from aw_datastore import Datastore
from aw_datastore.errors import BucketExists, NoSuchBucket
from aw_server.api_clock import Clock
from aw_server.api_live import LiveBuckets, reading

LOCAL = "!local"


class Buckets:
    """What the REST API can do to buckets themselves.

    `device_id` is asked for when a client says `!local`, `ask_hostname` (what the system says now) for unknown names.
    """

    def __init__(
        self,
        db: Datastore,
        live: LiveBuckets,
        clock: Clock,
        hostname: str,
        device_id: Callable[[], str],
        ask_hostname: Callable[[], str],
    ) -> None:
        self._db = db
        self._live = live
        self._clock = clock
        self._hostname = hostname
        self._device_id = device_id
        self._ask_hostname = ask_hostname

    def all(self) -> dict[str, dict[str, Any]]:
        """Every bucket by id, with `last_updated` (end of its newest event, UTC) where it has events."""
        listing = {}
        for bucket_id, metadata in self._db.buckets().items():
            try:
                span = self._db[bucket_id].span()
            except (KeyError, NoSuchBucket):
                continue  # deleted between the two questions
            updated = {} if span is None else {"last_updated": isoformat_us(to_us(span[1]))}
            listing[bucket_id] = metadata | updated
        return listing

    def metadata(self, bucket_id: str) -> dict[str, Any]:
        """One bucket's description. Raises NotFound."""
        with reading(self._db, bucket_id) as bucket:
            return bucket.metadata()

    def create(
        self,
        bucket_id: str,
        *,
        type: str,
        client: str,
        hostname: str,
        created: datetime | None = None,
        name: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> bool:
        """Create a bucket; False when it exists already, which changes nothing. `created` defaults to now.

        The host name `!local` stands for this computer; its device id then goes into the bucket's data (contract 1.6).
        An id under one of this computer's names is taken when the bucket is there under another.
        """
        data = dict(data or {})
        if hostname == LOCAL:
            hostname = self._hostname
            data["device_id"] = self._device_id()
        hostname = self._known(hostname)
        if self._db.resolve(bucket_id) != bucket_id:
            return False
        created = created or from_us(self._clock.wall_us())
        try:
            self._db.create_bucket(
                bucket_id, type=type, client=client, hostname=hostname, created=created, name=name, data=data
            )
        except BucketExists:
            return False
        return True

    def _known(self, hostname: str) -> str:
        """The computer's current name for any it has had, one that it was given since the start included."""
        names = self._db.host_names
        if hostname not in names and hostname == self._ask_hostname():
            names.add(hostname)
        return names.today(hostname)

    def change(self, bucket_id: str, changes: dict[str, Any]) -> None:
        """Change some of `type`, `client`, `hostname`, `name`, `data`; what is None stays. Raises NotFound."""
        renamed = {"type_id" if key == "type" else key: value for key, value in changes.items()}
        with self._live.held(bucket_id) as live:
            if renamed:
                self._db.update_bucket(live.bucket.bucket_id, **renamed)
                self._live.forget(live)

    def delete(self, bucket_id: str) -> None:
        """Delete a bucket with all its events. Raises NotFound."""
        with self._live.held(bucket_id) as live:
            self._db.delete_bucket(bucket_id)
            self._live.forget(live)
