"""Columns read from a bucket are what `get` gives, on every storage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aw_core.models import Event
from aw_datastore import Bucket, Datastore
from aw_datastore.storages import MemoryStorage, PeeweeStorage, columns

T0 = datetime(2024, 5, 1, tzinfo=UTC)
DAY = 24 * 3600.0


@pytest.fixture(params=[PeeweeStorage, MemoryStorage])
def datastore(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Datastore]:
    kwargs = {"filepath": tmp_path / "a.db"} if request.param is PeeweeStorage else {}
    datastore = Datastore(request.param, testing=True, **kwargs)
    yield datastore
    datastore.close()


def event(at: float, length: float, data: dict[str, Any]) -> Event:
    return Event(timestamp=T0 + timedelta(seconds=at), duration=length, data=data)


def whole(events: list[Event]) -> list[tuple[Any, ...]]:
    return [(e.id, e.start_us, e.duration_us, json.dumps(e.data)) for e in events]


def check(bucket: Bucket, start: datetime | None = None, end: datetime | None = None) -> None:
    expected = whole(bucket.get(-1, start, end))
    assert whole(bucket.frame(start, end).to_events()) == expected
    without = whole(bucket.frame(start, end, ids=False).to_events())
    assert [one[1:] for one in without] == [one[1:] for one in expected]


_data = st.sampled_from(
    [{"app": "a"}, {"app": "a", "n": 1}, {"app": "a", "n": 1.0}, {}, {"url": "x", "tabCount": 3}, {"tabCount": 3}]
)
_events = st.builds(
    event,
    st.integers(0, 30) | st.integers(-3, 3).map(lambda n: n * DAY),
    st.sampled_from([0, 1, 5, 3 * DAY, -7]),
    _data,
)
_times = st.none() | st.integers(-1, 35).map(lambda n: T0 + timedelta(seconds=n))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(_events, max_size=15), start=_times, end=_times)
def test_a_frame_is_what_get_gives(
    datastore: Datastore, events: list[Event], start: datetime | None, end: datetime | None
) -> None:
    bucket = datastore.create_bucket("b", type="web.tab.current", client="c", hostname="h")
    try:
        bucket.insert(events)
        check(bucket, start, end)
        check(bucket, start, end)
        bucket.insert(event(3, 1, {"late": True}))
        check(bucket, start, end)
    finally:
        datastore.delete_bucket("b")


def test_rows_outside_the_dictionary(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", type="t", client="c", hostname="h")
    bucket.insert([event(n, 1, {"n": n}) for n in range(3000)])
    bucket.insert([event(n + 0.5, 1, {"n": n % 7, "b": [n % 3]}) for n in range(3000)])
    check(bucket)
    check(bucket, T0 + timedelta(seconds=100.2), T0 + timedelta(seconds=2000.7))


def test_only_distinct_texts_become_data(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", type="t", client="c", hostname="h")
    bucket.insert([event(n, 1, {"app": str(n % 5)}) for n in range(200)])
    assert len(bucket.frame().pool) == 5


def test_inside_a_transaction_a_frame_has_what_was_written(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", type="t", client="c", hostname="h")
    check(bucket)
    with pytest.raises(RuntimeError), datastore.transaction():
        bucket.insert(event(1, 1, {"app": "x"}))
        assert len(bucket.frame()) == 1
        raise RuntimeError
    assert len(bucket.frame()) == 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(_events, max_size=15), start=_times, end=_times, most=st.integers(1, 4))
def test_in_however_many_pieces_it_is_read(
    datastore: Datastore, events: list[Event], start: datetime | None, end: datetime | None, most: int
) -> None:
    bucket = datastore.create_bucket("b", type="web.tab.current", client="c", hostname="h")
    try:
        bucket.insert(events)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(columns, "_PIECE", 1)
            patch.setattr(columns, "_MOST_PIECES", most)
            check(bucket, start, end)
            check(bucket, None, end)
    finally:
        datastore.delete_bucket("b")


def test_a_day_costs_the_same_however_much_follows_it(datastore: Datastore) -> None:
    alone = datastore.create_bucket("alone", type="t", client="c", hostname="h")
    alone.insert([event(n * 600, 60, {"app": "x"}) for n in range(144)])
    busy = datastore.create_bucket("busy", type="t", client="c", hostname="h")
    busy.insert([event(n * 600, 60, {"app": "x"}) for n in range(20 * 144)])
    storage = datastore.storage_strategy
    assert isinstance(storage, PeeweeStorage)

    def steps(bucket: Bucket) -> int:
        """What SQLite does for it, in hundreds of steps of its machine."""
        done = [0]

        def count() -> None:
            done[0] += 1

        with storage.parts.engine.reading() as connection:
            connection.set_progress_handler(count, 100)
            bucket.frame(T0, T0 + timedelta(hours=23))
            connection.set_progress_handler(None, 0)
        return done[0]

    assert 0 < steps(busy) < 2 * steps(alone)


def test_an_event_far_away_does_not_cost_thousands_of_pieces(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("b", type="t", client="c", hostname="h")
    far = [Event(timestamp=datetime(year, 1, 1, tzinfo=UTC), data={"app": "x"}) for year in (1, 1970, 2024, 9999)]
    bucket.insert(far)
    check(bucket)
    check(bucket, T0)
