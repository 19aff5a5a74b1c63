"""EventFrame: the columns of a list of events."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, MutableMapping
from typing import Any, Final

import numpy as np

from aw_core.models import Event

from .arrays import Int64s, NDArray
from .pool import NO_ID, DataPool, used
from .values import FLAT, copied

_NONE: Final = np.int64(NO_ID)


def no_ids(count: int) -> Int64s:
    """The ids of so many events that have none, in next to no room. Not to be written to."""
    return np.broadcast_to(_NONE, (count,))


def takes_room(ids: Int64s) -> bool:
    """Whether they are not just `no_ids`."""
    return ids.strides != (0,)


class EventFrame:
    """A list of events as columns: `start` (µs since 1970 UTC), `duration` (µs), `code` into `pool`, `id` (-1: none).

    Never changed once made: functions give new frames, which may share columns and pool. An id that is not an int is
    lost. Made by `from_events`, by `aw_datastore.Bucket.frame`, and by the functions of this package.
    """

    __slots__ = ("__weakref__", "code", "duration", "id", "memo", "pool", "start")

    def __init__(self, start: Int64s, duration: Int64s, code: NDArray[np.int32], id: Int64s, pool: DataPool) -> None:
        self.start = start
        self.duration = duration
        self.code = code
        self.id = id
        self.pool = pool
        self.memo: MutableMapping[Hashable, EventFrame] | None = None

    @classmethod
    def empty(cls) -> EventFrame:
        """No events."""
        none = np.empty(0, np.int64)
        return cls(none, none, np.empty(0, np.int32), none, DataPool.of([]))

    @classmethod
    def from_events(cls, events: Iterable[Event]) -> EventFrame:
        """The same events as columns. OverflowError for a duration of more than 292,000 years."""
        listed = list(events)
        codes: dict[Hashable, int] = {}
        pool: list[dict[str, Any]] = []
        code = np.empty(len(listed), np.int32)
        for at, event in enumerate(listed):
            data = event.data
            number = codes.setdefault(_spelling(data), len(pool))
            if number == len(pool):
                pool.append(data)
            code[at] = number
        return cls(
            np.array([event.start_us for event in listed], np.int64),
            np.array([event.duration_us for event in listed], np.int64),
            code,
            np.array([_number(event.id) for event in listed], np.int64),
            DataPool.of(pool),
        )

    def to_events(self) -> list[Event]:
        """The events as objects of their own, each with data of its own."""
        data = dict(zip(codes := self.used(), self.pool.some(codes), strict=True))
        make = Event.from_us
        return [
            make(None if number == NO_ID else number, start, duration, copied(data[code]))
            for number, start, duration, code in zip(
                self.id.tolist(), self.start.tolist(), self.duration.tolist(), self.code.tolist(), strict=True
            )
        ]

    def to_json(self) -> bytes:
        """The events as a JSON array, in the form of contract 2.3; TypeError if data is not JSON."""
        from .jsontext import frame_json

        return frame_json(self)

    def __len__(self) -> int:
        return len(self.start)

    def __repr__(self) -> str:
        return f"<EventFrame of {len(self)} events>"

    @property
    def end(self) -> Int64s:
        """Start plus duration."""
        return self.start + self.duration

    @property
    def nbytes(self) -> int:
        """Of the columns."""
        ids = self.id.nbytes if takes_room(self.id) else 0
        return self.start.nbytes + self.duration.nbytes + self.code.nbytes + ids

    def used(self) -> list[int]:
        """The codes that occur, ascending."""
        codes: list[int] = used(self.code, len(self.pool)).tolist()
        return codes

    def sum_durations(self) -> int:
        """Microseconds of all events together."""
        return int(self.duration.sum())

    def take(self, rows: NDArray[np.integer[Any]] | NDArray[np.bool_] | slice) -> EventFrame:
        """The chosen rows, by numbers (in that order), by a mask, or by a slice."""
        return EventFrame(self.start[rows], self.duration[rows], self.code[rows], self.ids_of(rows), self.pool)

    def ids_of(self, rows: NDArray[np.integer[Any]] | NDArray[np.bool_] | slice) -> Int64s:
        """The ids of the chosen rows."""
        if takes_room(self.id) or isinstance(rows, slice):
            return self.id[rows]
        return no_ids(int(np.count_nonzero(rows)) if rows.dtype == np.bool_ else len(rows))

    def slice(self, count: int) -> EventFrame:
        """The first `count` events; a negative count drops that many from the end."""
        return self.take(slice(count))

    def with_times(self, start: Int64s, duration: Int64s) -> EventFrame:
        """The same events at other times."""
        return EventFrame(start, duration, self.code, self.id, self.pool)

    def with_pool(self, pool: DataPool) -> EventFrame:
        """The same events with what `pool` has under their codes."""
        return EventFrame(self.start, self.duration, self.code, self.id, pool)

    def remembering(self, memo: MutableMapping[Hashable, EventFrame]) -> EventFrame:
        """The same events; what is made of exactly these is kept in `memo` and taken from there."""
        frame = self.take(slice(None))
        frame.memo = memo
        return frame

    def cut(self, start_us: int, end_us: int) -> EventFrame:
        """The events that touch [start, end] (both included), cut to it, in the order they have (REST contract 1.8)."""
        if start_us > end_us:
            return self.take(slice(0))
        ends = self.end
        touching = (self.start <= end_us) & (ends >= start_us)
        inside = (self.start >= start_us) & (ends <= end_us)
        if bool((touching & inside).all()):
            return self
        frame = self.take(touching)
        start = np.maximum(frame.start, start_us)
        return frame.with_times(start, np.minimum(ends[touching], end_us) - start)


class LateFrame(EventFrame):
    """A frame whose columns are fetched when somebody looks at them: often `memo` has what is asked for."""

    __slots__ = ("_count", "_fetch")

    def __init__(self, count: int, fetch: Callable[[], EventFrame], memo: MutableMapping[Hashable, EventFrame]) -> None:
        self._count = count
        self._fetch = fetch
        self.memo = memo

    def __len__(self) -> int:
        return self._count

    def __getattr__(self, name: str) -> Any:
        """Called for columns not set yet."""
        if name not in ("start", "duration", "code", "id", "pool"):
            raise AttributeError(name)
        frame = self._fetch()
        self.start, self.duration, self.code, self.id = frame.start, frame.duration, frame.code, frame.id
        self.pool = frame.pool
        self._count = len(frame.start)
        return getattr(self, name)


def _number(event_id: Any) -> int:
    return event_id if type(event_id) is int and event_id >= 0 else NO_ID


def _spelling(data: Any) -> Hashable:
    """The same for data that is spelled alike, types and order of keys included; other data stands for itself."""
    if type(data) is dict and all(type(value) in FLAT for value in data.values()):
        return tuple(data.items()), tuple(map(type, data.values()))
    return id(data)
