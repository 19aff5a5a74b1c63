"""Random histories give the same answers on every storage as on a plain list."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import mongomock
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from aw_core import Event
from aw_core.timestamps import from_us
from aw_datastore import Datastore
from aw_datastore.storages import AbstractStorage, MemoryStorage, MongoDBStorage, PeeweeStorage, SqliteStorage
from tests.aw_datastore.model import Data, Model, Stored, text

DAY = 86_400_000_000
NOON = 1_772_366_400_000_000
# Few distinct moments, so that ends and edges meet; some days apart, so that the look-back of 24 h matters.
MOMENTS = st.builds(
    lambda day, step: NOON + day * DAY + step,
    st.integers(-3, 3),
    st.sampled_from([0, 1, 1000, 5_000_000, 5_000_001, 268_435_456, 3_600_000_000, DAY - 1]),
)
DURATIONS = st.sampled_from([0, 0, 1, 4_999_999, 5_000_000, 3_600_000_000, DAY, DAY + 1, 3 * DAY, 30 * DAY, -5_000_000])
VALUES = st.sampled_from([1, 1.0, True, None, "a", "b", [1], {"x": 1.0}])
DATA = st.fixed_dictionaries({"v": VALUES}, optional={"lineno": st.integers(0, 99), "w": VALUES})
BUCKETS = st.sampled_from(["one", "editor"])
EVENTS = st.tuples(MOMENTS, DURATIONS, DATA)
BOUNDS = st.none() | MOMENTS


Place = Callable[[Path], dict[str, Any]]
"""Where a history is kept: what its storage is opened with."""


class StorageHistory(RuleBasedStateMachine):
    """Writes at random; after each step, reads are asked of both sides."""

    storage_class: type[AbstractStorage]
    place: Place

    def open(self) -> Datastore:
        return Datastore(self.storage_class, **self.kwargs)

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.kwargs = self.place(Path(self.folder.name))
        self.ds = self.open()
        for name in self.ds.buckets():
            self.ds.delete_bucket(name)
        self.model = Model()
        # The storage's id of the model's n-th arrival.
        self.ids: dict[int, int] = {}
        for name, type_id in (("one", "currentwindow"), ("editor", "app.editor.activity")):
            self.ds.create_bucket(name, type_id, "c", "h")

    def teardown(self) -> None:
        self.ds.close()
        self.folder.cleanup()

    @rule(bucket=BUCKETS, one=EVENTS)
    def insert_one(self, bucket: str, one: tuple[int, int, Data]) -> None:
        stored = self.ds[bucket].insert(Event.from_us(None, *one))
        self.ids[self.model.insert(bucket, *one)] = stored.id

    @rule(bucket=BUCKETS, many=st.lists(EVENTS, max_size=8))
    def insert_returning(self, bucket: str, many: list[tuple[int, int, Data]]) -> None:
        stored = self.ds[bucket].insert_returning([Event.from_us(None, *one) for one in many])
        for one, event in zip(many, stored, strict=True):
            self.ids[self.model.insert(bucket, *one)] = event.id

    @rule(bucket=BUCKETS, many=st.lists(EVENTS, max_size=8))
    def insert_new(self, bucket: str, many: list[tuple[int, int, Data]]) -> None:
        before = set(self.ids.values())
        arrived = set(self.ids)
        added = self.ds[bucket].insert_many_new([Event.from_us(None, *one) for one in many])
        assert added == self.model.insert_new(bucket, many)
        fresh = sorted(e.id for e in self.ds[bucket].get() if e.id not in before)
        arrivals = sorted(e.arrival for e in self.model.events if e.arrival not in arrived)
        self.ids.update(zip(arrivals, fresh, strict=True))

    @precondition(lambda self: self.ids)
    @rule(bucket=BUCKETS, one=EVENTS, choice=st.integers(0, 10**6))
    def replace(self, bucket: str, one: tuple[int, int, Data], choice: int) -> None:
        arrival = sorted(self.ids)[choice % len(self.ids)]
        done = self.ds[bucket].replace(self.ids[arrival], Event.from_us(None, *one))
        assert done == self.model.replace(bucket, arrival, *one)

    @precondition(lambda self: self.ids)
    @rule(bucket=BUCKETS, one=EVENTS, choice=st.integers(0, 10**6))
    def insert_list_with_an_id(self, bucket: str, one: tuple[int, int, Data], choice: int) -> None:
        arrival = sorted(self.ids)[choice % len(self.ids)]
        [stored] = self.ds[bucket].insert_returning([Event.from_us(self.ids[arrival], *one)])
        if not self.model.replace(bucket, arrival, *one):
            self.ids[self.model.insert(bucket, *one)] = stored.id

    @rule(bucket=BUCKETS, one=EVENTS)
    def replace_last(self, bucket: str, one: tuple[int, int, Data]) -> None:
        newest = self.model.get(bucket, 1, None, None)
        assert self.ds[bucket].replace_last(Event.from_us(None, *one)) == bool(newest)
        if newest:
            self.model.replace(bucket, newest[0].arrival, *one)

    @precondition(lambda self: self.ids)
    @rule(bucket=BUCKETS, choice=st.integers(0, 10**6))
    def delete(self, bucket: str, choice: int) -> None:
        arrival = sorted(self.ids)[choice % len(self.ids)]
        assert bool(self.ds[bucket].delete(self.ids[arrival])) == self.model.delete(bucket, arrival)

    @rule()
    def delete_bucket(self) -> None:
        self.ds.delete_bucket("editor")
        self.model.delete_bucket("editor")
        self.ds.create_bucket("editor", "app.editor.activity", "c", "h")

    @rule(bucket=BUCKETS, many=st.lists(EVENTS, min_size=1, max_size=4))
    def a_write_that_fails(self, bucket: str, many: list[tuple[int, int, Data]]) -> None:
        with pytest.raises(RuntimeError), self.ds.transaction():
            self.ds[bucket].insert([Event.from_us(None, *one) for one in many])
            self.ds[bucket].replace_last(Event.from_us(None, *many[0]))
            raise RuntimeError

    @rule()
    def purge(self) -> None:
        self.ds.purge()

    @rule()
    def reopen(self) -> None:
        if self.storage_class is not MemoryStorage:
            self.ds.close()
            self.ds = self.open()

    @rule(bucket=BUCKETS, limit=st.integers(-1, 6), lower=BOUNDS, upper=BOUNDS)
    def get(self, bucket: str, limit: int, lower: int | None, upper: int | None) -> None:
        low, high = _moment(lower), _moment(upper)
        found = self.ds[bucket].get(limit, low, high)
        expected = self.model.get(bucket, limit, lower, upper)
        assert [_facts(e) for e in found] == [self._expected(e) for e in expected]
        assert self.ds[bucket].get_eventcount(low, high) == len(self.model.get(bucket, -1, lower, upper))

    @invariant()
    def everything_is_the_same(self) -> None:
        for bucket in ("one", "editor"):
            everything = self.ds[bucket].get()
            expected = self.model.get(bucket, -1, None, None)
            assert [_facts(e) for e in everything] == [self._expected(e) for e in expected]
            assert [e.id for page in self.ds[bucket].pages(3) for e in page] == [e.id for e in everything]

    def _expected(self, event: Stored) -> tuple[int, int, int, str]:
        return self.ids[event.arrival], event.start, event.duration, event.data


def _moment(us: int | None) -> datetime | None:
    return None if us is None else from_us(us)


def _facts(event: Event) -> tuple[int, int, int, str]:
    return event.id, event.start_us, event.duration_us, text(event.data)


def play(storage_class: type[AbstractStorage], place: Place, examples: int = 25) -> None:
    """Play random histories on a storage."""

    class History(StorageHistory):
        pass

    History.storage_class = storage_class
    History.place = staticmethod(place)
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


@pytest.mark.parametrize("storage_class", [PeeweeStorage, SqliteStorage])
def test_random_histories(storage_class: type[AbstractStorage]) -> None:
    play(storage_class, lambda folder: {"filepath": folder / "a.db"})


def test_random_histories_in_memory() -> None:
    play(MemoryStorage, lambda _: {})


def test_random_histories_on_postgres(postgres_url: str) -> None:
    play(PeeweeStorage, lambda _: {"database": postgres_url}, examples=10)


class Undying(mongomock.MongoClient):  # type: ignore[misc]
    """Keeps its data when it is closed."""

    def close(self) -> None:
        pass


def test_random_histories_on_mongomock() -> None:
    client = Undying()
    play(MongoDBStorage, lambda _: {"client": client}, examples=10)


def test_random_histories_on_a_mongodb_server(mongodb_url: str) -> None:
    play(MongoDBStorage, lambda _: {"database": mongodb_url}, examples=3)
