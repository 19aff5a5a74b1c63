"""What every layout gives: buckets, their events in the order of their starts, settings."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from aw_core.models import Event
from aw_core.timestamps import parse_timestamp

Decode = Callable[[str], Any]
"""JSON text to its value; ValueError for what is none."""


@dataclass(frozen=True)
class SourceBucket:
    """A bucket as its source describes it; `key` is what its events refer to, `created` is aware or None."""

    key: int
    id: str
    type: str
    client: str
    hostname: str
    created: datetime | None = None
    name: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


class SourceRow(NamedTuple):
    """One event with the id it has at its source; None for a row that cannot be understood."""

    id: int
    event: Event | None


class Known(NamedTuple):
    """Where the last reading ended: the highest id, and the moment (µs UTC) from which events are read again."""

    last_id: int
    since_us: int


class Source(ABC):
    """Something to import from."""

    layout: ClassVar[str]
    """What it is, in words for people."""

    @abstractmethod
    def buckets(self) -> list[SourceBucket]:
        """Every bucket."""

    @abstractmethod
    def events(self, bucket: SourceBucket, known: Known | None = None) -> Iterator[SourceRow]:
        """Its events by start; with `known` only those with a higher id or a start from there on."""

    @abstractmethod
    def count(self) -> int:
        """How many events there are in all."""

    @abstractmethod
    def last_id(self) -> int:
        """The highest id of an event."""

    def settings(self) -> dict[str, Any]:
        """Settings that stand beside the events, by key."""
        return {}


class Tables(Source):
    """A source that is an SQLite database: `events` comes from one table with the columns named here."""

    table: ClassVar[str]
    bucket_column: ClassVar[str]
    start_column: ClassVar[str]
    end_column: ClassVar[str]
    data_column: ClassVar[str]

    def __init__(self, connection: sqlite3.Connection, decode: Decode) -> None:
        self._connection = connection
        self._decode = decode

    @classmethod
    def index(cls, connection: sqlite3.Connection) -> None:
        """Let a copy of ours give the events of a bucket in order, without sorting rows that hold titles."""
        columns = f"{cls.bucket_column}, {cls.start_column}"
        connection.execute(f"CREATE INDEX import_order ON {cls.table} ({columns})")

    def events(self, bucket: SourceBucket, known: Known | None = None) -> Iterator[SourceRow]:
        where, values = f"{self.bucket_column} = ?", [bucket.key]
        if known is not None:
            where += f" AND ({self.start_column} >= ? OR id > ?)"
            values += [self.native(known.since_us), known.last_id]
        rows = self._connection.execute(
            f"SELECT id, {self.start_column}, {self.end_column}, {self.data_column} FROM {self.table} "
            f"WHERE {where} ORDER BY {self.start_column}, id",
            values,
        )
        for row_id, start, end, data in rows:
            yield SourceRow(row_id, self._event(start, end, data))

    def count(self) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {self.table}").fetchone()[0])

    def count_after(self, row_id: int) -> int:
        """How many events have a higher id."""
        found = self._connection.execute(f"SELECT count(*) FROM {self.table} WHERE id > ?", (row_id,))
        return int(found.fetchone()[0])

    def last_id(self) -> int:
        return int(self._connection.execute(f"SELECT max(id) FROM {self.table}").fetchone()[0] or 0)

    @abstractmethod
    def native(self, us: int) -> Any:
        """A moment (µs UTC) as this layout writes starts, for comparing."""

    @abstractmethod
    def period(self, start: Any, end: Any) -> tuple[int, int]:
        """Start and duration in µs; ValueError, TypeError or OverflowError for what is no period."""

    def object(self, text: Any) -> dict[str, Any]:
        """The JSON object of a text; ValueError for anything else, `{}` for none."""
        if text is None or text == "":
            return {}
        value = self._decode(text)
        if not isinstance(value, dict):
            raise ValueError("not an object")
        return value

    def lenient(self, text: Any) -> dict[str, Any]:
        """An object that may be missing: a bucket without its data is still a bucket."""
        try:
            return self.object(text)
        except (ValueError, TypeError):
            return {}

    def columns(self, table: str) -> set[str]:
        """The columns of a table: older files lack some."""
        return {row[1] for row in self._connection.execute(f"PRAGMA table_info({table})")}

    def _event(self, start: Any, end: Any, data: Any) -> Event | None:
        try:
            start_us, duration_us = self.period(start, end)
            event = Event.from_us(None, start_us, duration_us, self.object(data))
            event.end  # noqa: B018 - raises where the calendar ends
        except (ValueError, TypeError, OverflowError):
            return None
        return event


def created(text: Any) -> datetime | None:
    """When a bucket was made. Without a zone it is the local time of this computer, as the Python server wrote it."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return parse_timestamp(moment if moment.tzinfo else moment.astimezone())
    except (ValueError, OverflowError, OSError):
        return None


def nearest_ms(us: float) -> int:
    """µs that were milliseconds before floating point touched them."""
    return round(us / 1000) * 1000
