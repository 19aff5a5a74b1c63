"""A number per bucket that rises with every write to it: what a cache outside keeps its answers under."""

from __future__ import annotations

import itertools
import threading
from bisect import bisect_right
from typing import Final

from aw_datastore.storages.engine import Listener
from aw_datastore.storages.shapes import Transactions

EVER: Final = 2**63
"""Later than any event, and, negated, earlier: in microseconds since 1970."""

_NUMBERS: Final = itertools.count(1)
"""Of the whole process: no two databases that it has open one after the other share a number."""

_MINUTE_US: Final = 60_000_000
_MOST_STEPS: Final = 4096


class Versions(Listener):
    """Versions live as long as the process; a foreign write raises all of them.

    Watchers write all day, and nearly always what happens now: what lies before has a version of its own, to the
    minute at first, coarser as time goes by.
    """

    def __init__(self, engine: Transactions) -> None:
        self._engine = engine
        # For each bucket from when on its events changed, and to which version: both rise.
        self._steps: dict[int, list[tuple[int, int]]] = {}
        self._others = self.opened = next(_NUMBERS)
        """The version of everything until something is written."""
        self._touched: dict[int, int] = {}
        self._lock = threading.Lock()
        engine.listeners.append(self)

    def touch(self, bucket: int, since: int = -EVER) -> None:
        """The transaction under way writes to this bucket; events that start before `since` stay as they are."""
        self._touched[bucket] = min(since, self._touched.get(bucket, EVER))

    def forget(self) -> None:
        with self._lock:
            self._others = next(_NUMBERS)
            self._steps.clear()

    def ended(self) -> None:
        # After the commit: whoever read old rows before it has kept them under the old number.
        with self._lock:
            for bucket, since in self._touched.items():
                steps = self._steps.setdefault(bucket, [])
                minute = since - since % _MINUTE_US
                # What changed only later than this has changed with it.
                while steps and steps[-1][0] >= minute:
                    steps.pop()
                if len(steps) >= _MOST_STEPS:
                    # Two as one each: what lies between the two counts as changed once more than it was.
                    steps[:] = [(first[0], second[1]) for first, second in zip(steps[::2], steps[1::2], strict=True)]
                steps.append((minute, next(_NUMBERS)))
            self._touched.clear()

    def of(self, bucket: int, until: int = EVER) -> int:
        """The bucket's version; of what starts at `until` or earlier, if that is given.

        Inside a transaction never the same twice: what it has not committed is not kept.
        """
        if self._engine.in_transaction:
            return next(_NUMBERS)
        with self._lock:
            steps = self._steps.get(bucket, ())
            at = bisect_right(steps, until, key=lambda step: step[0])
            return steps[at - 1][1] if at else self._others
