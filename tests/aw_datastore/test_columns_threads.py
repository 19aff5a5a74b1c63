"""Several threads at the cache of readings: nobody gets what was before a write, nobody stumbles over another."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Hashable

from aw_core.frame import EventFrame
from aw_core.frame.functions import flood
from aw_core.models import Event
from aw_datastore.storages.frames import FrameCache, Period

T0_US = 1_714_557_600_000_000
LONG, SHORT = (T0_US - 10**9, T0_US + 10**9), (T0_US - 10**8, T0_US + 10**8)


def frame(events: int) -> EventFrame:
    return EventFrame.from_events(
        [Event.from_us(None, T0_US + n * 2_000_000, 1_000_000, {"n": n % 3}) for n in range(events)]
    )


def at(version: int) -> Callable[[int], int]:
    return lambda end: version


def read(events: int) -> Callable[[], EventFrame]:
    return lambda: frame(events)


class _Late(FrameCache):
    """Just as a reader looks for a longer reading, another one, which began before the last write, stores its own."""

    def __init__(self) -> None:
        super().__init__()
        self._slow = True

    def _longer(self, bucket: Hashable, versions: Callable[[int], int], period: Period) -> EventFrame | None:
        if self._slow:
            self._slow = False
            self.get(bucket, lambda end: versions(end) - 1, LONG, read(3))
        return super()._longer(bucket, versions, period)


def test_a_slow_reader_of_old_rows_misleads_nobody() -> None:
    cache = _Late()
    try:
        assert len(cache.get(1, at(2), SHORT, read(4))) == 4
        assert len(cache.get(1, at(2), SHORT, read(4))) == 4
    finally:
        cache.close()


def test_a_longer_reading_of_the_same_version_is_still_cut() -> None:
    cache = FrameCache()
    try:
        cache.get(1, at(2), LONG, read(4))
        assert len(cache.get(1, at(2), SHORT, read(0))) == 4
        assert len(cache.get(2, at(2), SHORT, read(0))) == 0
    finally:
        cache.close()


class _Watched(FrameCache):
    """Notes whether what a reading remembers ever changes while another thread could be adding it up."""

    unguarded = 0

    def _trim(self) -> None:
        if not self._held_by_me():
            type(self).unguarded += 1
        super()._trim()

    def _held_by_me(self) -> bool:
        """Would another thread have to wait?"""
        got: list[bool] = []

        def attempt() -> None:
            if free := self._lock.acquire(blocking=False):
                self._lock.release()
            got.append(free)

        other = threading.Thread(target=attempt)
        other.start()
        other.join()
        return got == [False]


def test_what_is_remembered_changes_under_the_lock_only() -> None:
    _Watched.unguarded = 0
    cache = _Watched()
    try:
        flood(cache.get(1, at(1), LONG, read(30)), 5)
    finally:
        cache.close()
    assert _Watched.unguarded == 0


def test_threads_that_flood_and_read_at_once_get_along() -> None:
    cache, errors = FrameCache(), []
    kept = frame(30)

    def work(number: int) -> None:
        try:
            for turn in range(1, 400):
                flood(cache.get(1, at(1), LONG, lambda: kept), (number * 1000 + turn) / 100)
        except RuntimeError as error:
            errors.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
        cache.close()
    assert errors == []
