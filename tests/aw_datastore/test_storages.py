"""Every storage passes the one suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage, PeeweeStorage, SqliteStorage
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
