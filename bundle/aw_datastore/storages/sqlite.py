"""The name `sqlite`, which people have in their configuration: the same file and code as `peewee`."""

from __future__ import annotations

from typing import ClassVar

from aw_datastore.storages.peewee import PeeweeStorage


class SqliteStorage(PeeweeStorage):
    """`PeeweeStorage` under its other name."""

    sid: ClassVar[str] = "sqlite"
