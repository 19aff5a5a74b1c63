"""Which heartbeats need to be sent: every change at once, progress of an unchanged state now and then. Pure, no I/O."""

from __future__ import annotations

from dataclasses import dataclass

from aw_core.models import Event
from aw_transform import heartbeat_merge


@dataclass(frozen=True)
class Beat:
    """A heartbeat on its way: the event of a bucket and the `pulsetime` (seconds) the server merges it with."""

    bucket_id: str
    event: Event
    pulsetime: float


@dataclass(frozen=True)
class Step:
    """What one heartbeat leads to: `send` goes to the queue now, in this order; `held` waits for its continuation."""

    send: tuple[Beat, ...]
    held: Beat | None


class Premerge:
    """Remembers the newest state of each bucket.

    A changed state is sent at once, so the server is never behind. Equal heartbeats are merged here and sent once
    they have grown by `commit_interval` seconds, or when nothing was sent for that long. Each sent event begins where
    the one before it ended: a repeated, lost or discarded one never reaches back over what the server was told before.
    """

    def __init__(self) -> None:
        self.last_heartbeat: dict[str, Event] = {}
        self._held: dict[str, Beat] = {}
        self._sent_at: dict[str, float] = {}

    def feed(self, beat: Beat, commit_interval: float, now: float) -> Step:
        """Take a heartbeat (its event becomes ours) at `now` (monotonic seconds)."""
        bucket, last = beat.bucket_id, self.last_heartbeat.get(beat.bucket_id)
        merged = None if last is None else heartbeat_merge(last, beat.event, beat.pulsetime)
        if merged is None:
            before = self._held.pop(bucket, None)
            self._remember(beat, now)
            return Step((beat,) if before is None else (before, beat), None)
        grown = Beat(bucket, merged, beat.pulsetime)
        waited = now - self._sent_at[bucket]
        if merged.duration.total_seconds() >= commit_interval or waited >= commit_interval:
            self._held.pop(bucket, None)
            self._remember(beat, now)
            return Step((grown,), None)
        self._held[bucket] = grown
        return Step((), grown)

    def interrupt(self, bucket_id: str) -> Step:
        """Something holds now that may not be told: what was held before ends, the next heartbeat is a first one."""
        held = self._held.get(bucket_id)
        self.forget(bucket_id)
        return Step((held,) if held else (), None)

    def clear(self) -> None:
        """Forget every state (what is held is the queue's to send); the next heartbeat of a bucket is a first one."""
        self._held.clear()
        self.last_heartbeat.clear()

    def forget(self, bucket_id: str) -> None:
        """Take the next heartbeat of the bucket as a first one, because this one got lost on its way to the queue."""
        self.last_heartbeat.pop(bucket_id, None)
        self._held.pop(bucket_id, None)

    def _remember(self, beat: Beat, now: float) -> None:
        self.last_heartbeat[beat.bucket_id] = Event(
            timestamp=beat.event.timestamp, duration=beat.event.duration, data=beat.event.data
        )
        self._sent_at[beat.bucket_id] = now
