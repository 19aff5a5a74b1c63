"""What is PostgreSQL's own: lost connections, other processes, what is refused at the start."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.errors import (
    DatabaseForeign,
    DatabaseInUse,
    DatabaseLocked,
    DatabaseNewer,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFull,
    StorageError,
)
from aw_datastore.storages import PeeweeStorage
from aw_datastore.storages.address import without_password
from aw_datastore.storages.postgres import PostgresParts
from aw_datastore.storages.postgres_connection import from_postgres
from aw_datastore.storages.shared import _REGISTRY
from tests.support.postgres import Cluster
from tests.support.wait import wait_until


def event(second: int, data: str = "x") -> Event:
    return Event.from_us(None, 1_772_366_400_000_000 + second * 1_000_000, 0, {"label": data})


class OfAnotherProcess(PeeweeStorage):
    """With parts of its own, as another process has them."""

    def __init__(self, testing: bool = False, *, url: str) -> None:
        self._open(PostgresParts(url, "activitywatch", 1.0), time.time)


def another(url: str) -> Datastore:
    """A datastore of another process."""
    return Datastore(OfAnotherProcess, url=url)


@pytest.fixture
def datastore(postgres_url: str) -> Iterator[Datastore]:
    datastore = Datastore(PeeweeStorage, database=postgres_url)
    yield datastore
    datastore.close()


@pytest.fixture
def cut(postgres_cluster: Cluster, postgres_url: str) -> Callable[[], None]:
    """End every connection to the database, as a restart of PostgreSQL does."""
    name = postgres_url.split("/")[3].split("?", maxsplit=1)[0]
    return lambda: (
        postgres_cluster.ask(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")
        and None
    )


def test_all_is_there_when_it_is_opened_again(postgres_url: str) -> None:
    first = Datastore(PeeweeStorage, database=postgres_url)
    first.create_bucket("b", "currentwindow", "c", "h").insert([event(1), event(2)])
    first.records.put("k", "x", [1, 1.0])
    first.close()
    assert _REGISTRY == {}
    again = Datastore(PeeweeStorage, database=postgres_url)
    assert again["b"].get() == [event(2), event(1)]
    assert repr(again.records.get("k", "x")) == "[1, 1.0]"
    again.close()


def test_testing_has_a_place_of_its_own(postgres_url: str) -> None:
    real, testing = (Datastore(PeeweeStorage, testing=t, database=postgres_url) for t in (False, True))
    real.create_bucket("b", "t", "c", "h")
    assert testing.buckets() == {}
    real.close()
    testing.close()


def test_other_programs_tables_do_not_matter(postgres_cluster: Cluster, postgres_url: str) -> None:
    postgres_cluster.ask("CREATE TABLE event (a integer); CREATE TABLE bucket (b integer)", postgres_url)
    datastore = Datastore(PeeweeStorage, database=postgres_url)
    datastore.create_bucket("b", "t", "c", "h").insert(event(1))
    datastore.close()
    assert postgres_cluster.ask("SELECT count(*) FROM public.event", postgres_url) == [(0,)]


def test_the_character_nul_in_names(datastore: Datastore) -> None:
    bucket = datastore.create_bucket("a\0b", "t", "c\0", "h")
    bucket.insert(event(1, "nul \0 stays"))
    assert bucket.get() == [event(1, "nul \0 stays")]
    assert bucket.metadata()["client"] == "c\u2400"
    assert list(datastore.buckets()) == ["a\u2400b"]


# -- lost connections ----------------------------------------------------------------------------------------------


def test_a_lost_connection_costs_nothing(datastore: Datastore, cut: Callable[[], None]) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    bucket.insert(event(1))
    cut()
    assert bucket.get() == [event(1)]
    cut()
    bucket.insert(event(2))
    assert bucket.get() == [event(2), event(1)]
    assert datastore.foreign_write() is False


def test_a_connection_lost_inside_a_transaction_undoes_it(datastore: Datastore, cut: Callable[[], None]) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    with pytest.raises(DatabaseUnreachable), datastore.transaction():
        bucket.insert(event(1))
        cut()
        with pytest.raises(StorageError):
            bucket.insert(event(2))
        # Whoever swallows the error does not commit half.
    bucket.insert(event(3))
    assert bucket.get() == [event(3)]


def test_a_database_that_is_not_there_is_a_sentence(postgres_cluster: Cluster) -> None:
    url = postgres_cluster.url("nothing")
    with pytest.raises(DatabaseUnreachable, match='database "nothing" does not exist'):
        Datastore(PeeweeStorage, database=url)
    with pytest.raises(DatabaseUnreachable, match="does not answer"):
        Datastore(PeeweeStorage, database="postgresql://someone:secret@127.0.0.1:1/x")
    assert _REGISTRY == {}


# -- other processes -----------------------------------------------------------------------------------------------


def test_a_foreign_write_is_told_once(datastore: Datastore, postgres_url: str) -> None:
    bucket = datastore.create_bucket("b", "t", "c", "h")
    bucket.insert(event(1))
    version = bucket.version
    assert datastore.foreign_write() is False
    other = another(postgres_url)
    other["b"].insert(event(2))
    assert datastore.foreign_write() is True
    assert datastore.foreign_write() is False
    assert bucket.version > version
    other["b"].insert(event(3))
    bucket.insert(event(4))  # noticed by the write as well
    assert datastore.foreign_write() is True
    other.close()
    assert [e.id for e in bucket.get()] == [4, 3, 2, 1]


def test_two_processes_add_the_same_text_once(datastore: Datastore, postgres_url: str) -> None:
    datastore.create_bucket("b", "t", "c", "h")
    other = another(postgres_url)

    def write(side: Datastore) -> None:
        for i in range(50):
            side["b"].insert(event(i, f"text {i}"))
            side["b"].insert_many_new([event(100 + i, "new")])

    threads = [threading.Thread(target=write, args=(side,)) for side in (datastore, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert other["b"].get_eventcount() == datastore["b"].get_eventcount() == 150
    storage = other.storage_strategy
    assert isinstance(storage, PeeweeStorage)
    with storage._engine.reading() as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT json) FROM data").fetchone() == (51, 51)
    other.close()


def test_another_process_that_keeps_writing_is_a_sentence(datastore: Datastore, postgres_url: str) -> None:
    datastore.create_bucket("b", "t", "c", "h")
    other = another(postgres_url)
    with datastore.transaction(), pytest.raises(DatabaseLocked):
        other["b"].insert(event(1))
    other["b"].insert(event(2))
    assert datastore["b"].get() == [event(2)]
    other.close()


def test_one_server_per_database(datastore: Datastore, postgres_url: str, cut: Callable[[], None]) -> None:
    datastore.claim()
    other = another(postgres_url)
    with pytest.raises(DatabaseInUse, match="already used by another server"):
        other.claim()
    datastore.create_bucket("b", "t", "c", "h")
    cut()
    # Whoever is first after a restart has it; the other one must not write any more.
    other.claim()
    for _ in range(2):
        with pytest.raises(DatabaseInUse):
            datastore["b"].insert(event(1))
    other["b"].insert(event(2))
    other.close()
    wait_until(lambda: _writes(datastore))
    assert [e.timestamp for e in datastore["b"].get()] == [event(2).timestamp, event(1).timestamp]


def _writes(datastore: Datastore) -> bool:
    try:
        datastore["b"].insert(event(1))
    except DatabaseInUse:  # its connection may take a moment to end
        return False
    return True


# -- at the start --------------------------------------------------------------------------------------------------


def test_a_newer_schema_is_left_alone(postgres_cluster: Cluster, postgres_url: str) -> None:
    Datastore(PeeweeStorage, database=postgres_url).close()
    postgres_cluster.ask("UPDATE activitywatch.state SET schema = 99", postgres_url)
    with pytest.raises(DatabaseNewer, match="schema version 99"):
        Datastore(PeeweeStorage, database=postgres_url)


def test_a_foreign_namespace_is_left_alone(postgres_cluster: Cluster, postgres_url: str) -> None:
    postgres_cluster.ask("CREATE SCHEMA activitywatch; CREATE TABLE activitywatch.x (a integer)", postgres_url)
    with pytest.raises(DatabaseForeign):
        Datastore(PeeweeStorage, database=postgres_url)


def test_an_encoding_that_cannot_hold_every_title(postgres_cluster: Cluster, postgres_url: str) -> None:
    name = postgres_url.split("/")[3].split("?", maxsplit=1)[0] + "_latin"
    postgres_cluster.ask(f"CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0")
    try:
        with pytest.raises(StorageError, match="encoded as LATIN1"):
            Datastore(PeeweeStorage, database=postgres_cluster.url(name))
    finally:
        postgres_cluster.ask(f"DROP DATABASE {name}")


def test_whoever_may_only_read_is_told_so(postgres_cluster: Cluster, postgres_url: str) -> None:
    Datastore(PeeweeStorage, database=postgres_url).close()
    reader = postgres_url.replace("aw@", "reader@")
    postgres_cluster.ask("CREATE ROLE reader LOGIN", postgres_url)
    try:
        with pytest.raises(DatabaseReadOnly):
            Datastore(PeeweeStorage, database=reader)
    finally:
        postgres_cluster.ask("DROP ROLE reader", postgres_url)


# -- purge ---------------------------------------------------------------------------------------------------------


def test_a_purge_leaves_no_text_that_nothing_points_at(postgres_cluster: Cluster, postgres_url: str) -> None:
    datastore = Datastore(PeeweeStorage, database=postgres_url)
    bucket = datastore.create_bucket("b", "t", "c", "h")
    first = bucket.insert(event(1, "the secret"))
    bucket.insert(event(2, "stays"))
    bucket.replace(first.id, event(1, "harmless"))
    datastore.purge()
    texts = postgres_cluster.ask("SELECT json FROM activitywatch.data ORDER BY json", postgres_url)
    assert texts == [('{"label":"harmless"}',), ('{"label":"stays"}',)]
    bucket.insert(event(3, "the secret"))
    assert bucket.get(1) == [event(3, "the secret")]
    datastore.close()


def test_erasing_does_not_wait_for_ever(postgres_url: str) -> None:
    datastore = another(postgres_url)
    datastore.create_bucket("b", "t", "c", "h").insert(event(1, "the secret"))
    with psycopg.connect(postgres_url) as reader:
        reader.execute("SELECT * FROM activitywatch.event").fetchall()
        assert datastore.erase() is False
    assert datastore.erase() is True
    assert datastore["b"].get() == [event(1, "the secret")]
    datastore.close()


# -- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (psycopg.errors.DiskFull, DiskFull),
        (psycopg.errors.ReadOnlySqlTransaction, DatabaseReadOnly),
        (psycopg.errors.LockNotAvailable, DatabaseLocked),
        (psycopg.errors.AdminShutdown, DatabaseUnreachable),
        (psycopg.OperationalError, DatabaseUnreachable),
        (psycopg.errors.OutOfMemory, DatabaseUnreachable),
        (psycopg.errors.SyntaxError, None),
    ],
)
def test_errors_in_words(error: type[psycopg.Error], kind: type[StorageError] | None) -> None:
    found = from_postgres(error("server closed the connection.\n\tmore"), "postgresql://box/x")
    assert (type(found) if found else None) is kind
    if kind is DatabaseUnreachable:
        assert found is not None
        assert found.message == "The database postgresql://box/x does not answer: server closed the connection."


def test_an_address_is_shown_without_who_and_how() -> None:
    assert without_password("postgresql://me:secret@box:5433/aw?sslpassword=x") == "postgresql://box:5433/aw"
    assert without_password("postgresql:///aw?host=/run") == "postgresql:///aw"
