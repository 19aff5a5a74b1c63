"""Heartbeats: merged into the bucket's newest one or stored as a new event (contract 3.1, 3.3).

The newest one is the last that this server took in, even when it was late; it is rewritten by its id, never by
"whatever starts last". It is kept in memory and dropped with every other write to the bucket.
"""

from __future__ import annotations

from aw_core.models import Event
from aw_server.api_live import LiveBucket, LiveBuckets, row_id
from aw_server.api_receipts import Receipts
from aw_server.pause import Pause
from aw_server.privacy import Privacy
from aw_transform import heartbeat_merge


class Heartbeats:
    """Takes heartbeats in. When `take` returns, the event is committed."""

    def __init__(self, live: LiveBuckets, pause: Pause, privacy: Privacy, receipts: Receipts) -> None:
        self._live = live
        self._pause = pause
        self._privacy = privacy
        self._receipts = receipts

    def take(self, bucket_id: str, heartbeat: Event, pulsetime: float) -> Event:
        """The stored event after this heartbeat; `pulsetime` in seconds.

        While paused, for a moment inside the last pause, and where a privacy rule drops it, nothing is stored and the
        heartbeat itself is the answer, with id None. Raises NotFound.
        """
        with self._live.held(bucket_id) as live:
            kept = None if self._pause.on() else self._privacy.filtered(bucket_id, heartbeat)
            if kept is not None:
                stored = self._store_unpaused(live, kept, pulsetime)
            else:
                stored = heartbeat
                live.dropped_us = heartbeat.start_us
            self._receipts.note(live.client)
        return stored

    def _store_unpaused(self, live: LiveBucket, heartbeat: Event, pulsetime: float) -> Event:
        start, end = heartbeat.start_us, heartbeat.start_us + heartbeat.duration_us
        parts = self._pause.unpaused_parts(start, end)
        if parts == [(start, end)]:
            return self._store(live, heartbeat, pulsetime)
        stored = heartbeat
        for part_start, part_end in parts:
            part = Event.from_us(None, part_start, part_end - part_start, heartbeat.data)
            stored = self._store(live, part, pulsetime)
        return stored

    def _store(self, live: LiveBucket, heartbeat: Event, pulsetime: float) -> Event:
        last = live.last or live.bucket.last()
        # Forgotten until the commit: should it fail, the next heartbeat reads what really is stored.
        live.last = None
        stored = self._merged(last, heartbeat, pulsetime, live.dropped_us)
        if stored is None or not live.bucket.replace(row_id(stored), stored):
            live.bucket.insert(heartbeat)
            stored = heartbeat
        live.last = stored
        return stored

    def _merged(self, last: Event | None, heartbeat: Event, pulsetime: float, dropped_us: int | None) -> Event | None:
        if last is None or self._pause.lies_between(last.start_us, heartbeat.start_us):
            return None
        if dropped_us is not None and last.start_us <= dropped_us <= heartbeat.start_us:
            # Something else held in between, of which nothing may be said: not even what was before it.
            return None
        # The merge changes its first argument, and that one may be an answer on its way out in another thread.
        copy = Event.from_us(last.id, last.start_us, last.duration_us, last.data)
        return heartbeat_merge(copy, heartbeat, pulsetime)
