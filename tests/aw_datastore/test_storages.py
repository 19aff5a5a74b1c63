"""Every storage passes the one suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage, MongoDBStorage, PeeweeStorage, SqliteStorage
from tests.contract.storages import StorageContract


class TestPeeweeStorage(StorageContract):
    @pytest.fixture
    def datastore(self, tmp_path: Path) -> Iterator[Datastore]:
        datastore = Datastore(PeeweeStorage, filepath=tmp_path / "a.db")
        yield datastore
        datastore.close()


class TestSqliteStorage(StorageContract):
    @pytest.fixture
    def datastore(self) -> Iterator[Datastore]:
        datastore = Datastore(SqliteStorage, testing=True)
        yield datastore
        datastore.close()


class TestMemoryStorage(StorageContract):
    @pytest.fixture
    def datastore(self) -> Iterator[Datastore]:
        datastore = Datastore(MemoryStorage, testing=True)
        yield datastore
        datastore.close()


class TestPostgres(StorageContract):
    """On a real PostgreSQL."""

    @pytest.fixture
    def datastore(self, postgres_url: str) -> Iterator[Datastore]:
        datastore = Datastore(PeeweeStorage, database=postgres_url)
        yield datastore
        datastore.close()


class TestMongoDBWithMongomock(StorageContract):
    """What the code asks for, answered by a stand-in in Python.

    It proves our side: documents, filters, order, the journal and how it is put back. It does not prove that a server
    understands the same, keeps what it acknowledged, or how it behaves when a connection is lost: for that there is
    `TestMongoDBServer`.
    """

    @pytest.fixture
    def datastore(self) -> Iterator[Datastore]:
        import mongomock

        datastore = Datastore(MongoDBStorage, client=mongomock.MongoClient())
        yield datastore
        datastore.close()


class TestMongoDBServer(StorageContract):
    """On the real server that AW_TEST_MONGODB_URI names."""

    @pytest.fixture
    def datastore(self, mongodb_url: str) -> Iterator[Datastore]:
        datastore = Datastore(MongoDBStorage, database=mongodb_url)
        yield datastore
        datastore.close()
