"""What is MongoDB's own: several writes as one without the database's help, and who owns the database.

On mongomock, which can be stopped before any chosen write; the same code meets a real server in `test_storages.py` and
`tests/system/test_database_servers.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mongomock
import pymongo.errors
import pytest

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.errors import DatabaseInUse, DatabaseNewer, DatabaseReadOnly, DatabaseUnreachable, DiskFull
from aw_datastore.storages import MongoDBStorage
from aw_datastore.storages.mongo_client import connect, translated

WRITES = {
    *("insert_one", "insert_many", "update_one", "replace_one", "delete_one", "delete_many"),
    "find_one_and_update",
}


class Killed(BaseException):
    """The program ended here."""


class Plug:
    """Stands before a database in memory and can be pulled before any write."""

    def __init__(self) -> None:
        self.client = mongomock.MongoClient()
        self.left: int | None = None
        """How many writes still get through; None for all."""
        self.error: Callable[[], BaseException] = Killed
        self.reply_lost = False
        """Does the first write that fails happen all the same?"""
        self.writes = 0

    def __getitem__(self, name: str) -> Any:
        return _Wrapped(self, self.client[name])

    def close(self) -> None:
        """The data stay for whoever connects next."""

    def through(self, write: bool) -> None:
        if self.left is not None and self.left <= 0:
            raise self.error()
        if write:
            self.writes += 1
            if self.left is not None:
                self.left -= 1


class _Wrapped:
    def __init__(self, plug: Plug, inner: Any) -> None:
        self._plug, self._inner = plug, inner

    def __getitem__(self, name: str) -> Any:
        return _Wrapped(self._plug, self._inner[name])

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            write = name in WRITES
            if write and self._plug.left == 0 and self._plug.reply_lost:
                self._plug.left = -1
                getattr(self._inner, name)(*args, **kwargs)
            self._plug.through(write)
            return getattr(self._inner, name)(*args, **kwargs)

        return call


def event(second: int, data: str = "x", id: int | None = None) -> Event:
    return Event.from_us(id, 1_772_366_400_000_000 + second * 1_000_000, 0, {"label": data})


def everything(datastore: Datastore) -> Any:
    found = {
        name: (about, [(e.id, e.start_us, e.data) for e in datastore[name].get()])
        for name, about in datastore.buckets().items()
    }
    return found, datastore.records.all("k")


def beginning(plug: Plug) -> Datastore:
    datastore = Datastore(MongoDBStorage, client=plug)
    datastore.create_bucket("b", "t", "c", "h", "2026-01-01T00:00:00Z").insert([event(i) for i in range(5)])
    datastore.create_bucket("other", "t", "c", "h", "2026-01-01T00:00:00Z").insert(event(1))
    datastore.records.put("k", "old", 1)
    return datastore


def many(ds: Datastore) -> None:
    ids = [e.id for e in ds["b"].get(2)]
    ds["b"].insert([event(10), event(20, "replaced", ids[0]), event(11), event(21, "replaced", ids[1])])


def mixed(ds: Datastore) -> None:
    with ds.transaction():
        ds["b"].insert(event(30))
        ds["b"].replace_last(event(31, "last"))
        ds["b"].delete(ds["b"].get()[-1].id)
        ds.update_bucket("b", hostname="moved")
        ds.create_bucket("new", "t", "c", "h", "2026-01-01T00:00:00Z").insert([event(1), event(2)])
        ds.records.put("k", "old", 2)
        ds.records.put("k", "new", 3)
        ds.delete_bucket("other")


def with_a_part_that_fails(ds: Datastore) -> None:
    with ds.transaction():
        ds["b"].insert(event(40))
        with pytest.raises(ZeroDivisionError), ds.transaction():
            ds["b"].replace_last(event(41, "never"))
            ds.records.delete("k", "old")
            raise ZeroDivisionError
        ds["b"].replace_last(event(42, "at last"))


WORKS: list[Callable[[Datastore], object]] = [
    many,
    mixed,
    with_a_part_that_fails,
    lambda ds: ds["b"].insert_many_new([event(0), event(50), event(51)]),
    lambda ds: ds.delete_bucket("b"),
    lambda ds: ds["b"].replace_last(event(60)),
    lambda ds: ds.records.delete("k", "old"),
]


@pytest.mark.parametrize(
    "work", WORKS, ids=["many", "mixed", "part fails", "new", "delete bucket", "replace", "record"]
)
def test_killed_before_any_write_it_is_all_or_nothing(work: Callable[[Datastore], object]) -> None:
    plug = Plug()
    datastore = beginning(plug)
    before = everything(datastore)
    plug.writes = 0
    work(datastore)
    writes, after = plug.writes, everything(datastore)
    assert after != before
    seen = set()
    for survives in range(writes):
        plug = Plug()
        datastore = beginning(plug)
        plug.left = survives
        with pytest.raises(Killed):
            work(datastore)
        plug.left = None
        again = Datastore(MongoDBStorage, client=plug)
        found = everything(again)
        assert found in (before, after), f"killed after {survives} of {writes} writes"
        seen.add(found == after)
        # And nothing is left of the attempt.
        database = plug.client["activitywatch"]
        assert database["journal"].count_documents({}) == 0
        keys = [bucket["_id"] for bucket in database["bucket"].find()]
        assert database["event"].count_documents({"b": {"$nin": keys}}) == 0
        again.close()
        datastore.close()
    assert False in seen or writes == 0


def test_killed_while_it_is_put_back() -> None:
    reference = Plug()
    before = everything(beginning(reference))
    for survives in range(40):
        plug = Plug()
        datastore = beginning(plug)
        plug.left = 19  # all but the end
        with pytest.raises(Killed):
            mixed(datastore)
        plug.left = survives
        try:
            Datastore(MongoDBStorage, client=plug).close()
        except Killed:
            pass
        else:
            assert survives > 10
            return
        plug.left = None
        again = Datastore(MongoDBStorage, client=plug)
        assert everything(again) == before
        again.close()
    raise AssertionError("it never came to an end")


@pytest.mark.parametrize("reply_lost", [False, True])
def test_a_connection_lost_anywhere_heals_by_itself(reply_lost: bool) -> None:
    seen = []
    for survives in range(25):
        plug = Plug()
        plug.error = lambda: pymongo.errors.AutoReconnect("gone")
        datastore = beginning(plug)
        before = everything(datastore)
        plug.left, plug.reply_lost = survives, reply_lost
        try:
            mixed(datastore)
            acknowledged = True
        except DatabaseUnreachable:
            acknowledged = False
        plug.left = None
        found = everything(datastore)
        seen.append((acknowledged, found != before))
        if found == before:
            mixed(datastore)
            found = everything(datastore)
        assert found[0]["b"][0]["hostname"] == "moved"
        assert (set(found[0]), found[1]) == ({"b", "new"}, {"old": 2, "new": 3})
        assert [data for _, _, data in found[0]["b"][1]].count({"label": "last"}) == 1
        # Nothing of a bucket that is gone outlives the next transaction.
        with datastore.transaction():
            datastore["b"].insert(event(1))
        database = plug.client["activitywatch"]
        keys = [bucket["_id"] for bucket in database["bucket"].find()]
        assert database["event"].count_documents({"b": {"$nin": keys}}) == 0
        assert database["journal"].count_documents({}) == 0
        datastore.close()
    # Only where the answer to the very last word was lost, nobody can know.
    assert seen.count((False, True)) == int(reply_lost)
    assert (True, False) not in seen
    assert {(False, False), (True, True)} <= set(seen)


def test_whoever_opens_it_last_owns_it() -> None:
    plug = Plug()
    first = beginning(plug)
    second = Datastore(MongoDBStorage, client=plug)
    second["b"].insert(event(70))
    for write in (lambda: first["b"].insert(event(71)), lambda: first.records.put("k", "x", 1)):
        with pytest.raises(DatabaseInUse, match=r"another server \(.+, pid \d+\)"):
            write()
    with pytest.raises(DatabaseInUse), first.transaction():
        raise AssertionError("not reached")
    assert second["b"].get(1) == [event(70)]
    first.close()
    second["b"].insert(event(72))
    second.close()


def test_taken_over_in_the_middle_of_a_transaction() -> None:
    plug = Plug()
    first = beginning(plug)
    before = everything(first)
    with pytest.raises(DatabaseInUse), first.transaction():
        first["b"].insert([event(80), event(81)])
        second = Datastore(MongoDBStorage, client=plug)
        assert everything(second) == before
        second["b"].insert(event(82))
    assert second["b"].get(1) == [event(82)]
    assert second["b"].get_eventcount() == 6
    first.close()
    second.close()


def test_a_newer_schema_is_left_alone() -> None:
    plug = Plug()
    beginning(plug).close()
    plug.client["activitywatch"]["state"].update_one({}, {"$set": {"schema": 99}})
    plug.writes = 0
    with pytest.raises(DatabaseNewer, match="schema version 99"):
        Datastore(MongoDBStorage, client=plug)
    assert plug.writes == 0


def test_the_name_of_the_database() -> None:
    plug = Plug()
    for database, testing, name in (
        ("", False, "activitywatch"),
        ("", True, "activitywatch-testing"),
        ("mongodb://anna:secret@box:1/home?tls=true", False, "home"),
        ("mongodb://box", True, "activitywatch-testing"),
    ):
        datastore = Datastore(MongoDBStorage, testing=testing, database=database, client=plug)
        datastore.create_bucket(f"{database}{testing}", "t", "c", "h")
        assert f"{database}{testing}" in {found["id"] for found in plug.client[name]["bucket"].find()}
        assert "secret" not in str(datastore.describe())
        datastore.close()


def test_what_is_purged_is_gone_from_every_collection() -> None:
    plug = Plug()
    datastore = beginning(plug)
    datastore["b"].insert([event(90, "planted"), event(91, "planted")])
    with datastore.transaction():
        datastore["b"].replace_last(event(92, "harmless"))
        datastore["b"].delete(datastore["b"].get(2)[1].id)
    database = plug.client["activitywatch"]
    stored = [str(found) for name in database.list_collection_names() for found in database[name].find()]
    assert not any("planted" in text for text in stored)
    datastore.close()


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (pymongo.errors.ServerSelectionTimeoutError("secret"), DatabaseUnreachable, "nothing answers at that address"),
        (pymongo.errors.OperationFailure("secret", 18), DatabaseUnreachable, "refuses user or password"),
        (pymongo.errors.OperationFailure("secret", 13), DatabaseReadOnly, "read-only"),
        (pymongo.errors.OperationFailure("secret", 14031), DiskFull, "no room left"),
    ],
)
def test_errors_in_words(error: pymongo.errors.PyMongoError, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words) as caught, translated("mongodb://box/x"):
        raise error
    assert "mongodb://box/x" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["mongodb://", "mongodb://a:secret@box:port/x", "mongodb://secret@@box/", "mongodb+srv://a:1/x"]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(Exception, match="is not an address of MongoDB's") as caught:
        connect(url)
    assert "secret" not in str(caught.value)
