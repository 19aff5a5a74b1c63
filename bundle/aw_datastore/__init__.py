"""Buckets of events, and records, kept for good."""

from aw_datastore.batch import Batch
from aw_datastore.datastore import Bucket, Datastore
from aw_datastore.storages import AbstractStorage, MemoryStorage, PeeweeStorage, SqliteStorage

__all__ = ["Batch", "Bucket", "Datastore", "check_for_migration", "get_storage_methods", "storage_named"]

_ALWAYS_THERE = (PeeweeStorage, MemoryStorage, SqliteStorage)


def get_storage_methods() -> dict[str, type[AbstractStorage]]:
    """The storages by name, the default one first (contract 6)."""
    from aw_datastore.storages import MongoDBStorage

    return {cls.sid: cls for cls in (*_ALWAYS_THERE, MongoDBStorage)}


def storage_named(name: str) -> type[AbstractStorage]:
    """The storage of that name, without loading the others; KeyError if there is none."""
    return {cls.sid: cls for cls in _ALWAYS_THERE}.get(name) or get_storage_methods()[name]


def check_for_migration(storage: AbstractStorage) -> None:
    """Kept because programs call it: a file is brought up to date, or refused, when its storage is opened."""
