"""Carries the buckets of a source over in batches, and counts on both sides."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from aw_datastore.foreign import Known, Source, SourceBucket, SourceRow
from aw_server.imports.merge import Incoming, Plan

if TYPE_CHECKING:
    from aw_server.transfer import Transfer

BATCH: Final = 100
"""Events of one transaction: a heartbeat waits for it some milliseconds at most."""

LOOK_BACK_US: Final = 48 * 3600 * 1_000_000
"""How far before the newest known event a repeated import looks for events that grew or came late."""

Turn = Callable[[], AbstractContextManager[None]]
"""Taken for each batch: waits until it may compute, and is where an import is stopped."""


@dataclass
class Tally:
    """One bucket's import so far; durations in µs, `newest_us` (UTC) the last start seen at the source.

    `source` counts what the source holds and could be read; `stored` what of it is in ours, found by asking ours.
    """

    source: int = 0
    source_us: int = 0
    stored: int = 0
    stored_us: int = 0
    new: int = 0
    grown: int = 0
    longer: int = 0
    gone: int = 0
    unreadable: int = 0
    withheld: int = 0
    removed: bool = False
    newest_us: int | None = None

    @property
    def complete(self) -> bool:
        """Is everything that the source holds and the user's rules let pass in ours?"""
        return self.removed or self.stored + self.withheld == self.source

    def shown(self) -> dict[str, Any]:
        """As the REST API shows it, durations in seconds."""
        return {
            "source": {"events": self.source, "seconds": self.source_us / 1e6},
            "ours": {"events": self.stored, "seconds": self.stored_us / 1e6},
            **{name: getattr(self, name) for name in ("new", "grown", "longer", "gone", "unreadable", "withheld")},
            "removed": self.removed,
        }


@dataclass
class Carried:
    """What is remembered of a source: the tallies by bucket, and its highest id when it was read."""

    last_id: int = 0
    buckets: dict[str, Tally] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def of(cls, record: dict[str, Any]) -> Carried:
        """The opposite of `record`."""
        tallies = {bucket_id: Tally(**tally) for bucket_id, tally in record["buckets"].items()}
        return cls(record["last_id"], tallies)


class Carrier:
    """Carries sources over, one at a time.

    `progress` is told how many events have been dealt with. Events that start within one of the `paused` spans
    (µs UTC) are withheld.
    """

    def __init__(
        self,
        transfer: Transfer,
        turn: Turn,
        progress: Callable[[int], None] = lambda _: None,
        paused: Sequence[tuple[int, int]] = (),
    ) -> None:
        self._transfer = transfer
        self._turn = turn
        self._progress = progress
        self._paused = sorted(paused)

    def whole(self, source: Source) -> Carried:
        """Everything, then once more for comparing."""
        carried = Carried(source.last_id())
        for bucket in source.buckets():
            tally = carried.buckets[bucket.id] = Tally()
            with self._turn():
                self._transfer.ensure(bucket)
            for batch in _batches(source.events(bucket), tally):
                self._store(bucket, batch, tally)
            for batch in _batches(source.events(bucket), Tally()):
                self._compare(bucket, batch, tally)
        return carried

    def since(self, source: Source, earlier: Carried) -> Carried:
        """What is new at a source that was carried over before. What was deleted from ours since then stays so."""
        carried = Carried(max(source.last_id(), earlier.last_id), dict(earlier.buckets))
        for bucket in source.buckets():
            before = earlier.buckets.get(bucket.id, Tally())
            tally = carried.buckets[bucket.id] = Tally(**asdict(before))
            with self._turn():
                tally.removed = bucket.id in earlier.buckets and not self._transfer.has(bucket.id)
                if tally.removed:
                    continue
                self._transfer.ensure(bucket)
            known = known_until(earlier, bucket.id)
            for batch in _batches(source.events(bucket, known), tally, known, before.newest_us):
                self._store(bucket, batch, tally)
                self._compare(bucket, [one for one in batch if not one.known], tally)
        return carried

    def _store(self, bucket: SourceBucket, batch: list[Incoming], tally: Tally) -> None:
        recorded = self._recorded(batch)
        with self._turn():
            plan, withheld = self._transfer.merge(bucket.id, recorded)
        _count(tally, batch, plan)
        tally.withheld += withheld + len(batch) - len(recorded)
        self._progress(len(batch))

    def _compare(self, bucket: SourceBucket, batch: list[Incoming], tally: Tally) -> None:
        recorded = self._recorded(batch)
        if not recorded:
            return
        with self._turn():
            plan = self._transfer.compare(bucket.id, recorded)
        tally.stored += plan.present + plan.longer
        tally.stored_us += plan.stored_us - sum(event.duration_us for event in plan.new)

    def _recorded(self, batch: list[Incoming]) -> list[Incoming]:
        """What of a batch was not recorded in a pause of ours."""
        if not self._paused:
            return batch
        return [one for one in batch if not self._in_pause(one.event.start_us)]

    def _in_pause(self, moment: int) -> bool:
        at = bisect_right(self._paused, moment, key=lambda span: span[0])
        return at > 0 and moment < self._paused[at - 1][1]


def known_until(earlier: Carried, bucket_id: str) -> Known | None:
    """From where a source has to be read again for one of its buckets; None for all of a new or empty one."""
    tally = earlier.buckets.get(bucket_id)
    if tally is None or tally.newest_us is None:
        return None
    return Known(earlier.last_id, tally.newest_us - LOOK_BACK_US)


def _count(tally: Tally, batch: list[Incoming], plan: Plan) -> None:
    fresh = [one.event.duration_us for one in batch if not one.known]
    tally.source += len(fresh)
    tally.source_us += sum(fresh)
    tally.new += len(plan.new)
    tally.grown += len(plan.grown)
    tally.longer += plan.longer
    tally.gone += plan.gone
    tally.source_us += plan.known_grown_us
    tally.stored_us += plan.known_grown_us


def _batches(
    rows: Iterator[SourceRow], tally: Tally, known: Known | None = None, newest_us: int | None = None
) -> Iterator[list[Incoming]]:
    """Lists of about `BATCH` events by start; all events of one start are in the same list."""
    batch: list[Incoming] = []
    last_start = None
    for row in rows:
        if row.event is None:
            tally.unreadable += known is None or row.id > known.last_id
            continue
        start = row.event.start_us
        if len(batch) >= BATCH and start != last_start:
            yield batch
            batch = []
        # An id at the end of a table can be given out again: what starts later than everything before is new.
        seen = known is not None and row.id <= known.last_id and newest_us is not None and start <= newest_us
        batch.append(Incoming(row.event, seen))
        last_start = start
        tally.newest_us = start if tally.newest_us is None else max(tally.newest_us, start)
    if batch:
        yield batch
