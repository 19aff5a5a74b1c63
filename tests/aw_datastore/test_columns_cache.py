"""What is kept of readings: never past a write, never more than there is room for, gone when nobody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aw_core.frame import EventFrame
from aw_core.frame.functions import flood
from aw_core.frame.rules import compile_rules
from aw_core.models import Event
from aw_datastore import Bucket, Datastore
from aw_datastore.storages import PeeweeStorage
from aw_datastore.storages.frames import FrameCache
from tests.support.wait import wait_until

T0 = datetime(2024, 5, 1, tzinfo=UTC)


def event(at: float, length: float = 1, app: str = "a") -> Event:
    return Event(timestamp=T0 + timedelta(seconds=at), duration=length, data={"app": app})


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[Bucket]:
    datastore = Datastore(PeeweeStorage, filepath=tmp_path / "a.db")
    bucket = datastore.create_bucket("b", type="t", client="c", hostname="h")
    bucket.insert([event(n * 2, app=str(n % 3)) for n in range(30)])
    yield bucket
    datastore.close()


def test_the_same_reading_is_the_same_frame_until_a_write(bucket: Bucket) -> None:
    first = bucket.frame()
    assert bucket.frame() is first
    bucket.insert(event(99))
    second = bucket.frame()
    assert second is not first and len(second) == len(first) + 1
    bucket.delete(second.to_events()[0].id)
    assert len(bucket.frame()) == len(first)


def test_what_is_recorded_later_leaves_a_reading_as_it_is(bucket: Bucket) -> None:
    until = T0 + timedelta(seconds=20)
    kept = bucket.frame(T0, until)
    for second in range(100, 180):
        bucket.insert(event(second))
        bucket.replace_last(event(second, 0.9))
        assert bucket.frame(T0, until) is kept
    bucket.insert(event(20, app="just there"))
    assert len(bucket.frame(T0, until)) == len(kept) + 1


def test_a_flood_is_done_once_per_pulsetime(bucket: Bucket) -> None:
    flooded = flood(bucket.frame(), 5)
    assert flood(bucket.frame(), 5) is flooded
    assert flood(bucket.frame(), 0.5) is not flooded
    # Of part of a frame it is another question.
    assert len(flood(bucket.frame().slice(3), 5)) == 3


def test_a_shorter_period_is_cut_out_of_a_longer_one(bucket: Bucket) -> None:
    whole = bucket.frame()
    start, end = T0 + timedelta(seconds=4.5), T0 + timedelta(seconds=20)
    part = bucket.frame(start, end)
    assert part.pool is whole.pool
    assert part.to_events() == bucket.get(-1, start, end)


def at(version: int) -> Callable[[int], int]:
    return lambda end: version


def _frame(events: int) -> EventFrame:
    return EventFrame.from_events([event(n * 2, app=str(n % 2)) for n in range(events)])


def test_no_more_is_kept_than_there_is_room_for() -> None:
    size = _frame(1000).nbytes
    cache = FrameCache(limit=size * 2 + 10)
    try:
        reads = []

        def read() -> EventFrame:
            reads.append(1)
            return _frame(1000)

        for bucket in (1, 2, 3, 2, 3):
            cache.get(bucket, at(1), (0, bucket), read)
        assert (len(reads), cache.nbytes) == (3, size * 2)
        cache.get(1, at(1), (0, 1), read)
        assert len(reads) == 4
    finally:
        cache.close()


def test_flooded_columns_stay_longer_than_what_they_were_made_of() -> None:
    size = _frame(1000).nbytes
    cache = FrameCache(limit=round(size * 1.5))
    try:
        reads = []

        def read() -> EventFrame:
            reads.append(1)
            return _frame(1000)

        flooded = flood(cache.get(1, at(1), (0, 1), read))
        assert cache.nbytes == flooded.nbytes <= size
        again = cache.get(1, at(1), (0, 1), read)
        assert len(again) == 1000 and flood(again) is flooded and len(reads) == 1
        # Who looks at the columns themselves gets them.
        assert again.to_events() == _frame(1000).to_events() and len(reads) == 2
    finally:
        cache.close()


def test_what_rests_is_dropped() -> None:
    now = [0.0]
    cache = FrameCache(rest=0.05, clock=lambda: now[0])
    try:
        cache.get(1, at(1), (0, 1), lambda: _frame(5))
        assert cache.nbytes
        now[0] = 1.0
        wait_until(lambda: not cache.nbytes, what="the cache to be dropped")
    finally:
        cache.close()


def test_a_purge_leaves_nothing_in_memory(bucket: Bucket) -> None:
    rules = [[["A"], {"regex": "a"}]]
    compiled = compile_rules(rules)
    frame = bucket.frame()
    bucket.ds.purge()
    assert bucket.frame() is not frame
    assert compile_rules(rules) is not compiled


def test_another_process_that_writes_is_noticed(bucket: Bucket, tmp_path: Path) -> None:
    import sqlite3

    before = len(bucket.frame())
    with sqlite3.connect(tmp_path / "a.db") as other:
        other.execute("DELETE FROM event WHERE id = (SELECT max(id) FROM event)")
    other.close()
    assert len(bucket.frame()) == before - 1


def test_a_reader_under_way_does_not_put_back_what_was_dropped() -> None:
    """A purge between the beginning and the end of a reading: what was read is answered, and not kept."""
    cache = FrameCache()
    old = EventFrame.from_events([event(0)])

    def read() -> EventFrame:
        cache.clear()
        return old

    try:
        assert cache.get(1, at(1), (0, 2**62), read).to_events() == old.to_events()
        assert cache.nbytes == 0
        assert cache.get(1, at(1), (0, 2**62), lambda: old) is not old
        assert cache.nbytes > 0
        # The same for what is cut out of a longer reading that is gone meanwhile.
        assert len(cache.get(1, at(1), (0, 2**61), lambda: pytest.fail("read again"))) == 1
    finally:
        cache.close()
