"""Buckets of events, and records, kept for good."""

from aw_datastore.datastore import Bucket, Datastore
from aw_datastore.storages import AbstractStorage, MemoryStorage, PeeweeStorage, SqliteStorage

__all__ = ["Bucket", "Datastore", "check_for_migration", "get_storage_methods"]


def get_storage_methods() -> dict[str, type[AbstractStorage]]:
    """The storages by name, the default one first (contract 6)."""
    return {cls.sid: cls for cls in (PeeweeStorage, MemoryStorage, SqliteStorage)}


def check_for_migration(storage: AbstractStorage) -> None:
    """Kept because programs call it: a file is brought up to date, or refused, when its storage is opened."""
