"""Shared readings: what a period is given equals what reading it alone gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from aw_core.models import Event
from aw_core.timestamps import from_us, to_us
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_query.query2 import answers
from aw_query.reads import Reads
from aw_query.source import Source

T0 = datetime(2024, 5, 1, tzinfo=UTC)
_times = st.integers(0, 40).map(lambda n: T0 + timedelta(seconds=n * 0.5))
_periods = st.lists(st.tuples(_times, _times), min_size=1, max_size=6)
_events = st.lists(st.tuples(_times, st.sampled_from([0, 0.5, 1, 7, 30])), max_size=25)


@settings(max_examples=60, deadline=None)
@given(_events, _periods)
def test_as_if_each_period_were_read_alone(events: list[tuple[datetime, float]], periods: Any) -> None:
    db = Datastore(MemoryStorage, testing=True)
    try:
        bucket = db.create_bucket("b", type="t", client="c", hostname="h")
        bucket.insert([Event(timestamp=at, duration=n, data={"n": i}) for i, (at, n) in enumerate(events)])
        alone = [
            [(e.id, e.start_us, e.duration_us, e.data) for e in bucket.get(-1, start, end)] for start, end in periods
        ]
        shared = answers("", Source(["RETURN = query_bucket('b');"]), periods, db)
        together = [[(e.id, e.start_us, e.duration_us, e.data) for e in frame.to_events()] for frame in shared]
        assert together == alone
    finally:
        db.close()


class _Counting:
    """A datastore that counts readings."""

    def __init__(self) -> None:
        self.read: list[tuple[datetime, datetime]] = []

    def __getitem__(self, _name: str) -> _Counting:
        return self

    def frame(self, start: datetime, end: datetime, *, ids: bool) -> Any:
        from aw_core.frame import EventFrame

        self.read.append((start, end))
        return EventFrame.empty()


def test_periods_that_touch_are_read_once() -> None:
    source: Any = _Counting()
    days = [(to_us(T0 + timedelta(days=n)), to_us(T0 + timedelta(days=n + 1))) for n in (2, 0, 1, 5)]
    reads = Reads(source, days)
    for period in days * 2:
        reads.frame("b", period)
    alone = (T0 + timedelta(days=5), T0 + timedelta(days=6))
    assert source.read == [(T0, T0 + timedelta(days=3)), alone, alone]


def test_a_period_of_the_querys_own_is_read_as_it_is() -> None:
    source: Any = _Counting()
    reads = Reads(source, [(10, 20)])
    for period in ((5, 15), (15, 25), (20, 10), (30, 40)):
        reads.frame("b", period)
    assert source.read == [(from_us(a), from_us(b)) for a, b in ((5, 15), (15, 25), (20, 10), (30, 40))]
    reads.frame("b", (12, 13))
    assert source.read[-1] == (from_us(10), from_us(20))
