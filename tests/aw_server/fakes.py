"""A clock that tests turn by hand, and an API over an unshared in-memory datastore."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from aw_core.models import Event
from aw_core.timestamps import to_us
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage, PeeweeStorage
from aw_server.api import ServerAPI

T0 = to_us(datetime(2024, 5, 1, 9, tzinfo=UTC))
SECOND = 1_000_000
HOST = "box"


class FakeClock:
    """Wall and monotonic time that pass only when told, timers that then fire at once."""

    def __init__(self, wall: int = T0) -> None:
        self.wall = wall
        self.mono = 1000.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def wall_us(self) -> int:
        return self.wall

    def monotonic(self) -> float:
        return self.mono

    def call_later(self, seconds: float, action: Callable[[], None]) -> Callable[[], None]:
        timer = (self.mono + seconds, action)
        self.timers.append(timer)

        def cancel() -> None:
            if timer in self.timers:
                self.timers.remove(timer)

        return cancel

    def pass_time(self, seconds: float, *, timers: bool = True) -> None:
        """Both clocks move on; timers that are due fire, unless the machine "slept" (`timers=False`)."""
        self.wall += round(seconds * SECOND)
        self.mono += seconds
        for timer in [timer for timer in self.timers if timers and timer[0] <= self.mono]:
            self.timers.remove(timer)
            timer[1]()


@contextmanager
def memory_api(clock: FakeClock | None = None, *, testing: bool = True) -> Iterator[ServerAPI]:
    """An API whose data is gone when the block ends."""
    db = Datastore(MemoryStorage, testing=True)
    api = ServerAPI(db, testing, clock=clock or FakeClock(), hostname=HOST)
    try:
        yield api
    finally:
        api.close()
        db.close()


@contextmanager
def file_api(path: Path, clock: FakeClock | None = None) -> Iterator[ServerAPI]:
    """An API over a file; opening it again is a restart of the server."""
    db = Datastore(PeeweeStorage, testing=True, filepath=str(path))
    api = ServerAPI(db, True, clock=clock or FakeClock(), hostname=HOST)
    try:
        yield api
    finally:
        api.close()
        db.close()


def event(start: float, duration: float = 0, **data: object) -> Event:
    """An event `start` seconds after T0."""
    return Event.from_us(None, T0 + round(start * SECOND), round(duration * SECOND), dict(data))


def rows(api: ServerAPI, bucket_id: str) -> list[tuple[float, float]]:
    """The bucket's events as (start, duration) in seconds from T0, in time order."""
    stored = api.get_events(bucket_id)
    return sorted(((e.start_us - T0) / SECOND, e.duration_us / SECOND) for e in stored)


def bucket(api: ServerAPI, bucket_id: str = "b", event_type: str = "test", client: str = "tester") -> str:
    """A new bucket of this host."""
    assert api.create_bucket(bucket_id, event_type, client, HOST)
    return bucket_id
