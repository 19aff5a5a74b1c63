"""The package as programs see it: names, default file, several datastores in one process."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from aw_core import Event
from aw_datastore import Bucket, Datastore, check_for_migration, get_storage_methods
from aw_datastore.storages import AbstractStorage, MemoryStorage, MongoDBStorage, PeeweeStorage, SqliteStorage
from aw_datastore.storages.shared import _REGISTRY


def event(second: int) -> Event:
    return Event.from_us(None, 1_772_366_400_000_000 + second * 1_000_000, 0, {"n": second})


def test_the_storages_by_name_the_default_first() -> None:
    assert list(get_storage_methods().items()) == [
        ("peewee", PeeweeStorage),
        ("memory", MemoryStorage),
        ("sqlite", SqliteStorage),
        ("mongodb", MongoDBStorage),
    ]
    assert all(issubclass(cls, AbstractStorage) for cls in get_storage_methods().values())


@pytest.mark.parametrize("cls", [PeeweeStorage, SqliteStorage])
@pytest.mark.parametrize(("testing", "name"), [(False, "activitywatch.db"), (True, "activitywatch-testing.db")])
def test_the_default_file(cls: type[AbstractStorage], testing: bool, name: str, home: Path) -> None:
    datastore = Datastore(cls, testing=testing)
    path = home / ".local/share/activitywatch/aw-server" / name
    assert datastore.describe() == {"storage": cls.sid, "database": str(path), "file": str(path), "schema": 1}
    assert path.exists()
    datastore.close()


def test_memory_leaves_no_file(home: Path) -> None:
    datastore = Datastore(MemoryStorage, testing=True)
    datastore.create_bucket("b", "t", "c", "h").insert(event(1))
    assert datastore.describe() == {"storage": "memory", "database": None, "file": None, "schema": 1}
    datastore.close()
    assert list(home.rglob("*.db*")) == []


def test_a_file_path_may_be_text_or_path(tmp_path: Path) -> None:
    for path in (str(tmp_path / "a.db"), tmp_path / "b.db"):
        Datastore(PeeweeStorage, filepath=path).close()
        assert Path(path).exists()


def test_migration_has_nothing_to_do(tmp_path: Path) -> None:
    datastore = Datastore(PeeweeStorage, filepath=tmp_path / "a.db")
    check_for_migration(datastore.storage_strategy)
    assert datastore.buckets() == {}
    datastore.close()


def test_what_datastore_and_bucket_carry(tmp_path: Path) -> None:
    datastore = Datastore(PeeweeStorage, filepath=tmp_path / "a.db")
    bucket = datastore.create_bucket(bucket_id="b", type="t", client="c", hostname="h")
    assert isinstance(bucket, Bucket)
    assert isinstance(datastore.storage_strategy, PeeweeStorage)
    assert (bucket.ds, bucket.bucket_id, repr(datastore)) == (datastore, "b", "<Datastore peewee>")
    datastore.close()


def test_different_files_do_not_mix(tmp_path: Path) -> None:
    """Two storages of one class in one process, used in turns and by other threads."""
    stores = [Datastore(PeeweeStorage, filepath=tmp_path / f"{n}.db") for n in range(3)]
    stores.append(Datastore(MemoryStorage))
    stores.append(Datastore(MemoryStorage))
    for number, datastore in enumerate(stores):
        datastore.create_bucket(f"b{number}", "t", "c", "h")

    def work(number: int) -> None:
        for i in range(20):
            stores[number][f"b{number}"].insert(event(i))
            stores[number].records.put("k", str(i), number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(len(stores))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, datastore in enumerate(stores):
        assert list(datastore.buckets()) == [f"b{number}"]
        assert datastore[f"b{number}"].get_eventcount() == 20
        assert set(datastore.records.all("k").values()) == {number}
        datastore.close()


def test_storages_on_one_file_share_it(tmp_path: Path) -> None:
    """Also through a link and another class: one engine, so one lock, one memory of versions, no false alarms."""
    (tmp_path / "link").symlink_to(tmp_path)
    one = Datastore(PeeweeStorage, filepath=tmp_path / "a.db")
    two = Datastore(SqliteStorage, filepath=tmp_path / "link" / "a.db")
    assert list(_REGISTRY) == [str(tmp_path.resolve() / "a.db")]
    bucket = one.create_bucket("b", "t", "c", "h")
    before = two["b"].version
    bucket.insert(event(1))
    two["b"].insert(event(2))
    assert bucket.get() == two["b"].get() == [event(2), event(1)]
    assert two["b"].version == bucket.version > before
    assert (one.foreign_write(), two.foreign_write()) == (False, False)
    one.close()
    one.close()
    assert two["b"].get_eventcount() == 2
    two.close()
    assert _REGISTRY == {}


def test_a_new_file_where_the_old_one_was_deleted(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    first = Datastore(PeeweeStorage, filepath=path)
    first.create_bucket("b", "t", "c", "h")
    first.close()
    path.unlink()
    second = Datastore(PeeweeStorage, filepath=path)
    assert second.buckets() == {}
    second.close()


@pytest.mark.parametrize("name", ["event_slot", "event_long"])
def test_ranges_use_the_indexes(tmp_path: Path, name: str) -> None:
    """A look-up by range reads the range, not the table."""
    datastore = Datastore(PeeweeStorage, filepath=tmp_path / "a.db")
    storage = datastore.storage_strategy
    assert isinstance(storage, PeeweeStorage)
    seen: list[str] = []
    bucket = datastore.create_bucket("b", "t", "c", "h")
    with storage._engine.reading() as connection:
        connection.set_trace_callback(seen.append)
    bucket.get(10, event(1).timestamp, event(2).timestamp)
    plans: list[Any] = []
    with storage._engine.reading() as connection:
        connection.set_trace_callback(None)
        [asked] = [sql for sql in seen if name in sql]
        plans = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked}")]
    assert any(f"USING INDEX {name}" in plan and "bucket=?" in plan and "<?" in plan for plan in plans), plans
    datastore.close()
