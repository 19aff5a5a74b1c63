"""The dictionary of distinct data: one row each, nothing left behind, and left alone where it does not pay."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aw_core import Event
from aw_datastore import Bucket, Datastore
from aw_datastore.storages import PeeweeStorage, dictionary
from tests.support.wait import wait_until


def event(second: int, data: dict[str, Any]) -> Event:
    return Event.from_us(None, 1_772_366_400_000_000 + second * 1_000_000, 0, data)


@pytest.fixture
def datastore(tmp_path: Path) -> Iterator[Datastore]:
    datastore = Datastore(PeeweeStorage, filepath=tmp_path / "a.db", sync_delay=60)
    yield datastore
    datastore.close()


def bucket(datastore: Datastore, name: str = "b", type_id: str = "currentwindow") -> Bucket:
    return datastore.create_bucket(name, type_id, "c", "h")


def ask(datastore: Datastore, sql: str) -> list[Any]:
    storage = datastore.storage_strategy
    assert isinstance(storage, PeeweeStorage)
    with storage._engine.reading() as connection:
        return [row[0] for row in connection.execute(sql)]


def texts(datastore: Datastore) -> list[str]:
    return ask(datastore, "SELECT json FROM data ORDER BY id")


def test_equal_data_stand_once_whatever_the_way_in(datastore: Datastore) -> None:
    one, two = bucket(datastore), bucket(datastore, "two")
    data = {"app": "x", "n": 1}
    stored = one.insert(event(0, data))
    one.insert([event(i, data) for i in range(1, 9)])
    two.insert_returning([event(0, data)])
    two.insert_many_new([event(1, data)])
    one.replace(stored.id, event(0, data))
    assert texts(datastore) == ['{"app":"x","n":1}']


def test_it_is_found_again_after_a_restart(datastore: Datastore, tmp_path: Path) -> None:
    bucket(datastore).insert(event(0, {"a": 1}))
    datastore.close()
    again = Datastore(PeeweeStorage, filepath=tmp_path / "a.db")
    again["b"].insert(event(1, {"a": 1}))
    assert texts(again) == ['{"a":1}']
    again.close()


def test_types_make_a_difference(datastore: Datastore) -> None:
    bucket(datastore).insert([event(0, {"n": 1}), event(1, {"n": 1.0}), event(2, {"n": True})])
    assert texts(datastore) == ['{"n":1}', '{"n":1.0}', '{"n":true}']


def test_equal_hashes_are_told_apart(datastore: Datastore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "text_hash", lambda text: 7)
    b = bucket(datastore)
    data = [{"n": i % 5} for i in range(20)]
    for i, one in enumerate(data):
        b.insert(event(i, one))
    assert [e.data for e in reversed(b.get())] == data
    assert len(texts(datastore)) == 5


def test_more_texts_than_are_remembered(datastore: Datastore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "REMEMBERED", 10)
    b = bucket(datastore)
    for start in (0, 100, 200):
        b.insert([event(start + i, {"n": i % 37}) for i in range(100)])
        b.insert(event(start + 100, {"n": 5}))
    assert [e.data["n"] for e in reversed(b.get())][:3] == [0, 1, 2]
    assert len(texts(datastore)) == 37


def test_varying_keys_stay_outside(datastore: Datastore) -> None:
    b = bucket(datastore, type_id="wakatime.heartbeat")
    b.insert([event(i, {"entity": "a.py", "lineno": i, "time": i + 0.5}) for i in range(50)])
    assert texts(datastore) == ['{"entity":"a.py"}']
    assert ask(datastore, "SELECT extra FROM event LIMIT 1") == ['{"lineno":0,"time":0.5}']
    plain = bucket(datastore, "plain")
    plain.insert(event(0, {"entity": "a.py", "lineno": 1}))
    assert len(texts(datastore)) == 2


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge a bucket by its first thousand events."""
    monkeypatch.setattr(dictionary.Tally, "_ENOUGH", 1000)
    monkeypatch.setattr(dictionary.Tally, "_WINDOW", 4000)


@pytest.mark.parametrize("batch", [1, 100, 2000])
@pytest.mark.usefixtures("hasty")
def test_a_bucket_of_distinct_data_leaves_it(datastore: Datastore, batch: int) -> None:
    b = bucket(datastore)
    for start in range(0, 2000, batch):
        with datastore.transaction():
            b.insert([event(i, {"id": f"{i:x}"}) for i in range(start, start + batch)])
    known = len(texts(datastore))
    assert 1000 <= known <= 2000
    b.insert([event(i, {"id": f"{i:x}"}) for i in range(2000, 2500)])
    assert len(texts(datastore)) == known
    assert ask(datastore, "SELECT count(*) FROM event WHERE data_id IS NULL")[0] >= 500
    assert [e.data["id"] for e in reversed(b.get())] == [f"{i:x}" for i in range(2500)]


def test_a_bucket_of_few_distinct_data_keeps_it(datastore: Datastore) -> None:
    b = bucket(datastore)
    for i in range(3000):
        with datastore.transaction():
            b.insert(event(i, {"n": i // 3}))
    b.insert([event(i, {"n": i // 3}) for i in range(3000, 9000)])
    assert ask(datastore, "SELECT count(*) FROM event WHERE data_id IS NULL") == [0]


def test_first_days_that_are_all_new_are_not_judged(datastore: Datastore) -> None:
    """As of a window watcher: the first events show ever new titles, the later ones the same again."""
    b = bucket(datastore)
    for start in range(0, 9000, 1000):
        b.insert([event(i, {"title": f"{i % 3000:x}"}) for i in range(start, start + 1000)])
    assert ask(datastore, "SELECT count(*) FROM event WHERE data_id IS NULL") == [0]


def test_data_that_is_always_new_is_found_out(datastore: Datastore) -> None:
    b = bucket(datastore)
    for start in range(0, 12_000, 1000):
        b.insert([event(i, {"title": f"{i:x}"}) for i in range(start, start + 1000)])
    assert ask(datastore, "SELECT count(*) FROM event WHERE data_id IS NULL")[0] >= 1000


@pytest.mark.usefixtures("hasty")
def test_the_judgement_goes_on_after_a_restart(datastore: Datastore, tmp_path: Path) -> None:
    """A program restarted every 300 events still finds out."""
    bucket(datastore)
    datastore.close()
    for start in range(0, 1500, 300):
        again = Datastore(PeeweeStorage, filepath=tmp_path / "a.db")
        for i in range(start, start + 300):
            with again.transaction():
                again["b"].insert(event(i, {"id": i}))
        left = ask(again, "SELECT count(*) FROM event WHERE data_id IS NULL")[0]
        again.close()
    assert left > 0


def test_a_roll_back_takes_back_what_was_remembered(datastore: Datastore) -> None:
    b = bucket(datastore)
    with pytest.raises(RuntimeError), datastore.transaction():
        b.insert(event(0, {"a": 1}))
        raise RuntimeError
    b.insert([event(0, {"b": 1}), event(1, {"a": 1})])
    assert [e.data for e in b.get()] == [{"a": 1}, {"b": 1}]


def test_purge_leaves_no_trace_in_any_file(datastore: Datastore, tmp_path: Path) -> None:
    b, other = bucket(datastore), bucket(datastore, "other")
    secret = "my-secret-title"
    stored = b.insert(event(0, {"title": secret + "-1"}))
    replaced = b.insert(event(1, {"title": secret + "-2"}))
    kept = other.insert(event(2, {"title": "kept"}))
    b.insert(event(3, {"title": "kept"}))
    datastore.checkpoint()
    assert traces(tmp_path, secret)
    b.delete(stored.id)
    b.replace(replaced.id, event(1, {"title": "harmless"}))
    datastore.purge()
    assert traces(tmp_path, secret) == []
    assert sorted(texts(datastore)) == ['{"title":"harmless"}', '{"title":"kept"}']
    assert other.get() == [kept]


def traces(folder: Path, needle: str) -> list[str]:
    return [f.name for f in folder.glob("a.db*") if needle.encode() in f.read_bytes()]


def test_deleting_a_bucket_leaves_no_trace(datastore: Datastore, tmp_path: Path) -> None:
    b = bucket(datastore)
    b.insert([event(i, {"title": f"my-secret-{i}"}) for i in range(500)])
    datastore.checkpoint()
    assert traces(tmp_path, "my-secret")
    datastore.delete_bucket("b")
    assert traces(tmp_path, "my-secret") == []
    assert texts(datastore) == []


def test_what_a_deletion_left_goes_by_itself(tmp_path: Path) -> None:
    datastore = Datastore(PeeweeStorage, filepath=tmp_path / "a.db", sync_delay=0.05)
    b = bucket(datastore)
    stored = b.insert(event(0, {"title": "my-secret"}))
    datastore.checkpoint()
    b.delete(stored.id)
    wait_until(lambda: not traces(tmp_path, "my-secret"), 5, "the sweep")
    with datastore.transaction():
        gone = b.insert(event(0, {"title": "my-other-secret"}))
        b.delete(gone.id)
    wait_until(lambda: not traces(tmp_path, "my-other-secret"), 5, "the second sweep")
    datastore.close()


def test_what_is_deleted_last_is_swept_when_the_storage_closes(datastore: Datastore, tmp_path: Path) -> None:
    stored = bucket(datastore).insert(event(0, {"title": "my-secret"}))
    datastore.checkpoint()
    datastore["b"].delete(stored.id)
    datastore.close()
    assert traces(tmp_path, "my-secret") == []


def test_what_was_deleted_right_before_a_kill_is_swept_by_the_next_start(datastore: Datastore, tmp_path: Path) -> None:
    stored = bucket(datastore).insert(event(0, {"title": "my-secret"}))
    datastore.checkpoint()
    datastore["b"].delete(stored.id)
    left = tmp_path / "left"
    left.mkdir()
    for suffix in ("", "-wal"):  # as a kill leaves them
        shutil.copy(tmp_path / f"a.db{suffix}", left / f"a.db{suffix}")
    assert traces(left, "my-secret")
    again = Datastore(PeeweeStorage, filepath=left / "a.db", sync_delay=0.05)
    again.records.put("any", "write", 1)
    wait_until(lambda: not traces(left, "my-secret"), 20, "the sweep")
    again.close()


def test_another_process_may_sweep_too(datastore: Datastore, tmp_path: Path) -> None:
    """Ids remembered here must not be given out once another process has removed what they stood for."""
    b = bucket(datastore)
    stored = b.insert(event(0, {"a": 1}))
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("DELETE FROM event")
    other.execute("DELETE FROM data")
    other.execute("INSERT INTO data (hash, json) VALUES (1, '{\"wrong\":1}')")
    other.close()
    again = b.insert(event(1, {"a": 1}))
    assert [e.data for e in b.get()] == [{"a": 1}]
    assert again.id > stored.id
    assert datastore.foreign_write() is True


def test_another_process_may_remake_a_bucket(datastore: Datastore, tmp_path: Path) -> None:
    b = bucket(datastore)
    b.insert(event(0, {"a": 1}))
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("UPDATE bucket SET key = 77")
    other.close()
    b.insert(event(1, {"a": 1}))
    assert b.get_eventcount() == 1


def test_what_varies_stays_out_of_the_dictionary_however_many_files_there_are(datastore: Datastore) -> None:
    """Columns of heartbeats are read without it: a bucket of theirs that left the dictionary would cost a gigabyte."""
    b = datastore.create_bucket("w", type="wakatime.heartbeat", client="c", hostname="h")
    b.insert([event(n, {"entity": f"f{n}", "time": n, "lineno": n, "_received_at": n}) for n in range(9000)])
    b.insert([event(9001, {"entity": "f1", "time": 9001.5})])
    few = b.frame(varying=False)
    assert few.pool.data(int(few.code[0])) == {"entity": "f1"}
    assert len(few.pool) == 9000
