"""The storages, each a class that passes the same tests."""

from aw_datastore.storages.abstract import AbstractStorage
from aw_datastore.storages.memory import MemoryStorage
from aw_datastore.storages.peewee import PeeweeStorage
from aw_datastore.storages.sqlite import SqliteStorage

__all__ = ["AbstractStorage", "MemoryStorage", "PeeweeStorage", "SqliteStorage"]
