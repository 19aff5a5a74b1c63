"""Asks a backup for what the damaged file has lost. A backup that cannot be read has nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from aw_datastore.recovery.rows import BucketRow, EventRow, RecordRow
from aw_datastore.storages.dictionary import text_hash

_EVENT = "SELECT e.id, e.bucket, e.start, e.duration, e.data_id, e.extra, d.json FROM event e"
_TEXT = " LEFT JOIN data d ON d.id = e.data_id"


class BackupReader:
    """One backup, opened for reading; used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"{path.as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def add_missing(
        self,
        buckets: dict[int, BucketRow],
        records: dict[tuple[str, str], RecordRow],
        indexed: Collection[tuple[str, ...]],
    ) -> None:
        """Add the buckets and records that are missing and not deleted: `indexed` holds names the file still knew.

        Where it knew none of a kind, all of the backup are taken: privacy rules that were deleted do less harm than
        privacy rules that are gone.
        """
        names = {row.id for row in buckets.values()}
        lengths = {len(name) for name in indexed}
        columns = "key, id, name, type, client, hostname, created, data, dictionary"
        for values in self._ask(f"SELECT {columns} FROM bucket"):
            known = 1 not in lengths or (values[1],) in indexed
            if known and values[0] not in buckets and values[1] not in names:
                buckets[values[0]] = BucketRow(*values)
        for kind, key, value, modified in self._ask("SELECT kind, key, value, modified FROM record"):
            if 2 not in lengths or (kind, key) in indexed:
                records.setdefault((kind, key), RecordRow(kind, key, value, modified))

    def last_id(self) -> int:
        """The highest id that was ever given to an event."""
        return max((value for (value,) in self._ask("SELECT seq FROM sqlite_sequence WHERE name = 'event'")), default=0)

    def agreeing(self, texts: dict[int, str]) -> Iterator[int]:
        """The ids under which the backup has the same text as `texts`.

        The dictionary gives out ids above all those in use: an id below one that has kept its text since the backup was
        made has not been given out anew.
        """
        return (data_id for data_id, text in self._ask("SELECT id, json FROM data") if texts.get(data_id) == text)

    def text_of_hash(self, key: int, data_id: int) -> str | None:
        """The text with that hash, the one under that id if several have it."""
        found = dict(self._ask("SELECT id, json FROM data WHERE hash = ?", key))
        text = found.get(data_id) or next(iter(found.values()), None)
        return text if isinstance(text, str) and text_hash(text) == key else None

    def text_of_id(self, data_id: int) -> str | None:
        """The text under that id."""
        return next((text for (text,) in self._ask("SELECT json FROM data WHERE id = ?", data_id)), None)

    def event(self, event_id: int) -> tuple[EventRow, str | None] | None:
        """An event and its dictionary text."""
        return next(self._events(f"{_EVENT}{_TEXT} WHERE e.id = ?", event_id), None)

    def events(self) -> Iterator[tuple[EventRow, str | None]]:
        """Every event with its dictionary text."""
        return self._events(f"{_EVENT}{_TEXT} ORDER BY e.id")

    def _events(self, question: str, *values: Any) -> Iterator[tuple[EventRow, str | None]]:
        for *row, text in self._ask(question, *values):
            yield EventRow(*row), text

    def _ask(self, question: str, *values: Any) -> Iterator[Any]:
        with contextlib.suppress(sqlite3.Error):
            yield from self._connection.execute(question, values)
