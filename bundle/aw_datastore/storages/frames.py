"""Columns that queries read lately, kept until their bucket changes, until others need the room, or until they rest.

Derived and droppable at any time: the rows are the truth.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final

from aw_datastore.storages.checkpoint import DelayedAction

if TYPE_CHECKING:
    from aw_core.frame import EventFrame

LIMIT: Final = 64 * 1024 * 1024
"""Bytes of columns kept, those that flood made included."""

REST: Final = 600.0
"""Seconds without a query after which all is dropped."""

Period = tuple[int, int]


class _Entry:
    """One reading: its columns as long as there is room, and what flood made of them."""

    def __init__(self, version: int, frame: EventFrame, memo: _Memo) -> None:
        self.version = version
        self.frame: EventFrame | None = frame
        self.count = len(frame)
        self.memo = memo

    def nbytes(self) -> int:
        own = self.frame.nbytes if self.frame is not None else 0
        return own + sum(made.nbytes for made in self.memo.values())


class _Memo(dict[Hashable, "EventFrame"]):
    """What was made of a reading; makes room when something is added.

    Under the cache's lock, as other threads add up what is in here.
    """

    def __init__(self, lock: AbstractContextManager[bool], trim: Callable[[], None]) -> None:
        super().__init__()
        self._lock = lock
        self._trim = trim

    def __setitem__(self, key: Hashable, made: EventFrame) -> None:
        with self._lock:
            super().__setitem__(key, made)
            self._trim()


class FrameCache:
    """Readings by bucket and period; a version other than the one kept means that the reading is no longer true.

    `versions` tells the version of what starts up to a moment (µs since 1970): that of a period is the one at its end.
    """

    def __init__(self, limit: int = LIMIT, rest: float = REST, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._rest = rest
        self._clock = clock
        self._lock = threading.RLock()
        self._entries: OrderedDict[tuple[Hashable, Period], _Entry] = OrderedDict()
        self._used = clock()
        # Rises whenever everything is dropped: what was being read then may be gone by now and is not kept.
        self._dropped = 0
        # Rings once, and again only while something is kept: nothing wakes up in an idle program.
        self._alarm = DelayedAction("frames-rest", rest, self._rested)

    def get(
        self, bucket: Hashable, versions: Callable[[int], int], period: Period, read: Callable[[], EventFrame]
    ) -> EventFrame:
        """A bucket's events of that period: as kept, cut out of a longer reading, or by `read`.

        `bucket` may be its number with the manner of reading it.
        """
        version = versions(period[1])
        with self._lock:
            self._used = self._clock()
            dropped = self._dropped
            found = self._kept(bucket, versions, period)
        if found is not None:
            late = found.frame
            if late is None:
                from aw_core.frame import LateFrame

                late = LateFrame(found.count, read, found.memo)
            return late
        longer = self._longer(bucket, versions, period)
        frame = longer.cut(*period) if longer is not None else read()
        with self._lock:
            if dropped != self._dropped:
                return frame
            memo = _Memo(self._lock, self._trim)
            frame = frame.remembering(memo)
            self._entries[bucket, period] = _Entry(version, frame, memo)
            self._trim()
        self._alarm.arm()
        return frame

    def clear(self) -> None:
        """Drop everything, what rules said about data included."""
        with self._lock:
            self._dropped += 1
            self._entries.clear()
        rules = sys.modules.get("aw_core.frame.rules")
        if rules is not None:
            rules.forget()

    def close(self) -> None:
        """End the thread."""
        self._alarm.stop()
        with self._lock:
            self._entries.clear()

    @property
    def nbytes(self) -> int:
        """Of all columns kept."""
        with self._lock:
            return sum(entry.nbytes() for entry in self._entries.values())

    def _kept(self, bucket: Hashable, versions: Callable[[int], int], period: Period) -> _Entry | None:
        """The reading of exactly that period; drops those of the bucket's readings that are no longer true."""
        for key in [k for k, e in self._entries.items() if k[0] == bucket and e.version != versions(k[1][1])]:
            del self._entries[key]
        found = self._entries.get((bucket, period))
        if found is not None:
            self._entries.move_to_end((bucket, period))
        return found

    def _longer(self, bucket: Hashable, versions: Callable[[int], int], period: Period) -> EventFrame | None:
        """The columns of a reading that holds the whole period: cutting it gives what reading the period would."""
        with self._lock:
            for (of, (start, end)), entry in self._entries.items():
                if of != bucket or entry.frame is None or not start <= period[0] <= period[1] <= end:
                    continue
                # The version again: a slow reader may have stored an older reading a moment ago.
                if entry.version == versions(end):
                    return entry.frame
        return None

    def _trim(self) -> None:
        """Make room: first columns that were flooded, as that is what queries ask for next time; then what rested."""
        with self._lock:
            size = sum(entry.nbytes() for entry in self._entries.values())
            for entry in list(self._entries.values()):
                if size > self._limit and entry.memo and entry.frame is not None:
                    size -= entry.frame.nbytes
                    entry.frame = None
            while size > self._limit and self._entries:
                _, entry = self._entries.popitem(last=False)
                size -= entry.nbytes()

    def _rested(self) -> None:
        with self._lock:
            rested = self._clock() - self._used >= self._rest
            if rested:
                self.clear()
        if not rested:
            self._alarm.arm()
