"""The storages, each a class that passes the same tests."""

from typing import TYPE_CHECKING, Any

from aw_datastore.storages.abstract import AbstractStorage
from aw_datastore.storages.memory import MemoryStorage
from aw_datastore.storages.peewee import PeeweeStorage
from aw_datastore.storages.sqlite import SqliteStorage

if TYPE_CHECKING:
    from aw_datastore.storages.mongodb import MongoDBStorage

__all__ = ["AbstractStorage", "MemoryStorage", "MongoDBStorage", "PeeweeStorage", "SqliteStorage"]


def __getattr__(name: str) -> Any:
    # Loaded when somebody asks: who keeps a file starts without it.
    if name == "MongoDBStorage":
        from aw_datastore.storages.mongodb import MongoDBStorage

        return MongoDBStorage
    raise AttributeError(name)
