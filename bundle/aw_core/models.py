"""The event: what happened (data), when (timestamp) and for how long (duration)."""

from __future__ import annotations

import json
import logging
import math
from datetime import UTC, datetime, timedelta
from numbers import Real
from typing import Any

from .timestamps import from_us, parse_timestamp, to_us

logger = logging.getLogger(__name__)

Id = int | str | None
ConvertibleTimestamp = datetime | str
Duration = timedelta | int | float
Data = dict[str, Any]

_ZERO = timedelta(0)
_MICROSECOND = timedelta(microseconds=1)


class Event(dict[str, Any]):
    """A dict with the keys id, timestamp, duration and data, which are attributes too (contract 2.1).

    Assigning through an attribute converts: timestamps become aware UTC datetimes cut to the millisecond, durations
    become timedeltas. Item access does not convert. Two events are equal when timestamp, duration and data are; the id
    does not count. They are ordered by timestamp.
    """

    def __init__(
        self,
        id: Id = None,
        timestamp: ConvertibleTimestamp | None = None,
        duration: Duration = 0,
        data: Data | None = None,
    ) -> None:
        """`duration` in seconds or as a timedelta; without a timestamp it is now, with a warning in the log.

        Raises TypeError for a duration that is no number, ValueError for NaN and for text that is no timestamp.
        """
        super().__init__()
        self.id = id
        if timestamp is None:
            logger.warning("Event initializer did not receive a timestamp argument, using now as timestamp")
            timestamp = datetime.now(UTC)
        self.timestamp = timestamp
        self.duration = duration
        self.data = data

    @classmethod
    def from_us(cls, id: Id, start_us: int, duration_us: int, data: Data) -> Event:
        """An event from microseconds, without parsing, cutting or warnings: the way out of a storage."""
        event = cls.__new__(cls)
        dict.__init__(event)
        event["id"] = id
        event["timestamp"] = from_us(start_us)
        event["duration"] = timedelta(microseconds=duration_us)
        event["data"] = data
        return event

    @property
    def id(self) -> Id:
        found: Id = self["id"] if "id" in self else None  # noqa: SIM401 - as fast as it gets, and dict.get is not ours
        return found

    @id.setter
    def id(self, value: Id) -> None:
        self["id"] = value

    @property
    def timestamp(self) -> datetime:
        found: datetime = self["timestamp"]
        return found

    @timestamp.setter
    def timestamp(self, value: ConvertibleTimestamp) -> None:
        if isinstance(value, datetime) and value.tzinfo is None:
            logger.warning("timestamp without timezone found, using UTC: %s", value)
        moment = parse_timestamp(value)
        self["timestamp"] = moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    @property
    def duration(self) -> timedelta:
        found: timedelta | None = self.get("duration")
        return found or _ZERO

    @duration.setter
    def duration(self, value: Duration) -> None:
        if isinstance(value, timedelta):
            self["duration"] = value
        elif isinstance(value, Real):
            if math.isnan(value):
                raise ValueError("a duration cannot be NaN")
            self["duration"] = timedelta(seconds=float(value))
        else:
            raise TypeError(f"a duration is a timedelta or a number of seconds, not {type(value).__name__}")

    @property
    def data(self) -> Data:
        found: Data | None = self.get("data")
        return found if found is not None else {}

    @data.setter
    def data(self, value: Data | None) -> None:
        self["data"] = value or {}

    @property
    def end(self) -> datetime:
        """timestamp + duration."""
        return self.timestamp + self.duration

    @property
    def start_us(self) -> int:
        """timestamp in microseconds since 1970 UTC."""
        return to_us(self.timestamp)

    @property
    def duration_us(self) -> int:
        """duration in microseconds."""
        return self.duration // _MICROSECOND

    def to_json_dict(self) -> dict[str, Any]:
        """A plain dict ready for JSON: id, timestamp (ISO text in UTC), duration (seconds), data (contract 2.3)."""
        return {
            "id": self.id,
            "timestamp": self.timestamp.astimezone(UTC).isoformat(),
            "duration": self.duration.total_seconds(),
            "data": self.data,
        }

    def to_json_str(self) -> str:
        """`to_json_dict` as text."""
        return json.dumps(self.to_json_dict(), default=str)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Event):
            return NotImplemented
        return self.timestamp == other.timestamp and self.duration == other.duration and self.data == other.data

    def __ne__(self, other: object) -> bool:
        # dict has its own, which would compare the ids as well.
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    __hash__ = None  # mutable, like the dict it is

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Event):
            return NotImplemented
        return self.timestamp < other.timestamp

    def __gt__(self, other: object) -> bool:
        if not isinstance(other, Event):
            return NotImplemented
        return self.timestamp > other.timestamp
