"""Event: a period of time with data, the one thing that everything here is about (contract 2.1)."""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from numbers import Real
from typing import Any

from .timestamps import from_us, parse_timestamp, to_us

__all__ = ["Event"]

logger = logging.getLogger(__name__)

# Names that typed programs of the ecosystem import.
Id = int | str | None
ConvertibleTimestamp = datetime | str
Duration = timedelta | int | float
Data = dict[str, Any]

_FLAT = frozenset({str, int, float, bool, type(None)})


class Event(dict[str, Any]):
    """A dict with the keys `id, timestamp, duration, data`, and attributes of the same names.

    Attribute assignment converts and checks; item access is the plain dict and does neither.

    - `timestamp`: aware UTC datetime. Text (ISO 8601) and datetimes are taken, naive ones as UTC with a warning; None
      means now, with a warning. Truncated to milliseconds on assignment.
    - `duration`: timedelta to the microsecond; a real number means seconds. Negative is allowed.
    - `data`: the very dict that was given (no copy); a falsy one becomes a fresh `{}`.
    - `id`: whatever the storage gave, or None.

    Two events are equal when timestamp, duration and data are; the id does not count. They order by timestamp.
    """

    __slots__ = ()

    def __init__(
        self,
        id: int | str | None = None,
        timestamp: datetime | str | None = None,
        duration: timedelta | float = 0,
        data: dict[str, Any] | None = None,
    ) -> None:
        dict.__init__(self, id=id)
        if timestamp is None:
            logger.warning("Event without a timestamp: taking now")
            timestamp = datetime.now(UTC)
        self.timestamp = timestamp
        self.duration = duration
        self["data"] = data or {}

    @classmethod
    def from_us(cls, id: int | None, start_us: int, duration_us: int, data: dict[str, Any]) -> Event:
        """An event from integers (µs since the epoch UTC, µs), without parsing, warning or truncation.

        For storages and transforms: what they hold is already clean, and cuts fall between milliseconds.
        """
        event = cls.__new__(cls)
        dict.update(event, id=id, timestamp=from_us(start_us), duration=timedelta(microseconds=duration_us), data=data)
        return event

    @property
    def id(self) -> Any:
        return self.get("id")

    @id.setter
    def id(self, value: int | str | None) -> None:
        self["id"] = value

    @property
    def timestamp(self) -> datetime:
        """Start, aware UTC."""
        return self["timestamp"]  # type: ignore[no-any-return]

    @timestamp.setter
    def timestamp(self, value: datetime | str) -> None:
        if isinstance(value, datetime) and value.tzinfo is None:
            logger.warning("Event with a naive timestamp: taking it as UTC")
        moment = parse_timestamp(value)
        below = moment.microsecond % 1000
        self["timestamp"] = moment.replace(microsecond=moment.microsecond - below) if below else moment

    @property
    def duration(self) -> timedelta:
        """Length; zero if none is stored."""
        return self.get("duration") or timedelta(0)

    @duration.setter
    def duration(self, value: timedelta | float) -> None:
        self["duration"] = value if type(value) is timedelta else _as_duration(value)

    @property
    def data(self) -> dict[str, Any]:
        """The stored dict itself; a fresh `{}` if none is stored."""
        stored = self.get("data")
        return {} if stored is None else stored

    @data.setter
    def data(self, value: dict[str, Any] | None) -> None:
        self["data"] = value or {}

    @property
    def end(self) -> datetime:
        """`timestamp + duration`, aware UTC; OverflowError past the year 9999."""
        return self.timestamp + self.duration

    @property
    def start_us(self) -> int:
        """Start in microseconds since the epoch, UTC."""
        return to_us(self["timestamp"])

    @property
    def duration_us(self) -> int:
        """Length in microseconds."""
        span = self.duration
        return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds

    def to_json_dict(self) -> dict[str, Any]:
        """As the API writes it (contract 2.3): ISO text in UTC, float seconds, `id` null if unset."""
        return {
            "id": self.id,
            "timestamp": parse_timestamp(self["timestamp"]).isoformat(),
            "duration": self.duration.total_seconds(),
            "data": self.data,
        }

    def to_json_str(self) -> str:
        """`to_json_dict()` as JSON text; TypeError if the data is not JSON."""
        import json

        return json.dumps(self.to_json_dict())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Event):
            return NotImplemented
        return (self.timestamp, self.duration, self.data) == (other.timestamp, other.duration, other.data)

    def __ne__(self, other: object) -> bool:
        # Without this, dict's own would compare the ids too: equal and unequal at once.
        return NotImplemented if not isinstance(other, Event) else not self == other

    __hash__ = None  # mutable, like the dict it is

    def __lt__(self, other: object) -> bool:
        return self.timestamp < other.timestamp if isinstance(other, Event) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.timestamp > other.timestamp if isinstance(other, Event) else NotImplemented

    def __deepcopy__(self, memo: dict[int, Any]) -> Event:
        twin = type(self).__new__(type(self))
        memo[id(self)] = twin
        for key, value in self.items():
            if isinstance(value, datetime | timedelta):
                twin[key] = value
            else:
                twin[key] = copy_data(value) if key == "data" and type(value) is dict else copy.deepcopy(value, memo)
        return twin


def copy_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """An independent copy of event data; flat data, the usual kind, is copied 20 times as fast as by deepcopy."""
    if all(type(value) in _FLAT for value in data.values()):
        return dict(data)
    return copy.deepcopy(dict(data))


def _as_duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, Real):
        raise TypeError(f"a duration is a timedelta or a number of seconds, not {type(value).__name__}")
    try:
        return timedelta(seconds=float(value))
    except OverflowError:
        raise ValueError(f"a duration of {value} seconds is out of range") from None
