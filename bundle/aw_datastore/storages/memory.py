"""The same storage with nothing on disk: for tests and trials."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from aw_datastore.storages import shared as registry
from aw_datastore.storages.peewee import PeeweeStorage


class MemoryStorage(PeeweeStorage):
    """One unshared SQLite connection in memory, which all threads use in turn. Gone at `close()`."""

    sid: ClassVar[str] = "memory"

    def __init__(self, testing: bool = False, *, clock: Callable[[], float] = time.time) -> None:
        self._open(registry.acquire(None), clock)
