"""A number per bucket that rises with every write to it: what a cache outside keeps its answers under."""

from __future__ import annotations

import itertools

from aw_datastore.storages.engine import Listener
from aw_datastore.storages.shapes import Transactions


class Versions(Listener):
    """Versions live as long as the process; a foreign write raises all of them."""

    def __init__(self, engine: Transactions) -> None:
        self._engine = engine
        self._next = itertools.count(1)
        self._of: dict[int, int] = {}
        self._others = next(self._next)
        self._touched: set[int] = set()
        engine.listeners.append(self)

    def touch(self, bucket: int) -> None:
        """The transaction under way writes to this bucket."""
        self._touched.add(bucket)

    def forget(self) -> None:
        self._others = next(self._next)
        self._of.clear()

    def ended(self) -> None:
        # After the commit: whoever read old rows before it has kept them under the old number.
        for bucket in self._touched:
            self._of[bucket] = next(self._next)
        self._touched.clear()

    def of(self, bucket: int) -> int:
        """The bucket's version. Inside a transaction never the same twice: what it has not committed is not kept."""
        if self._engine.in_transaction:
            return next(self._next)
        return self._of.get(bucket, self._others)
