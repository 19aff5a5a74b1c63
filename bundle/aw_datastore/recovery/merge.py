"""Brings rows of a damaged file into the database that took its place, beside what is recorded meanwhile.

Buckets and events keep the numbers they had; the new database begins above the highest of them. So doing it again,
after a kill, adds nothing twice.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from aw_datastore.recovery.ids import IdSet
from aw_datastore.recovery.rows import LOST_DATA, EventRow
from aw_datastore.recovery.source import Source
from aw_datastore.storages.shared import Shared

_BATCH: Final = 1000
"""Rows a transaction: heartbeats wait for one of them."""

_GAP: Final = 1000
"""Ids of neighbours on a page that lie farther apart than this are looked at last."""

_MOST_STRAYS: Final = 200_000
_FEW_STRAYS: Final = 3
"""So many events under a number that no bucket has are taken for garbage if other buckets were found."""

_INSERT: Final = "INSERT OR IGNORE INTO event (id, bucket, start, duration, data_id, extra) VALUES (?, ?, ?, ?, ?, ?)"

Found = tuple[EventRow, str | None]
"""An event and its dictionary text."""


class Stopped(Exception):
    """The program ends; the next start goes on."""


@dataclass
class Figures:
    """What came of it: events brought back, how many of those from a backup and without their data, events lost."""

    events: int = 0
    from_backup: int = 0
    without_data: int = 0
    lost: int = 0


def plant(parts: Shared, source: Source) -> None:
    """Put what the first answer needs into the fresh database: buckets, records, and above which id events begin."""
    with parts.engine.transaction() as connection:
        marks = ", ".join("?" * 9)
        connection.executemany(
            "INSERT OR IGNORE INTO bucket (key, id, name, type, client, hostname, created, data, dictionary)"
            f" VALUES ({marks})",
            list(source.buckets.values()),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO record (kind, key, value, modified) VALUES (?, ?, ?, ?)",
            list(source.records.values()),
        )
        if connection.execute("SELECT count(*) FROM sqlite_sequence WHERE name = 'event'").fetchone()[0] == 0:
            connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('event', 0)")
        connection.execute(
            "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'event'", (min(source.last_id, 2**60),)
        )


def apart(rows: Sequence[EventRow]) -> tuple[list[EventRow], list[EventRow]]:
    """The rows of a page with ids in order, and those that fall out of it."""
    sound: list[EventRow] = []
    doubtful: list[EventRow] = []
    for index, row in enumerate(rows):
        before = rows[index - 1].id if index else None
        after = rows[index + 1].id if index + 1 < len(rows) else None
        out = (before is not None and not before < row.id < before + _GAP) or (after is not None and row.id >= after)
        (doubtful if out else sound).append(row)
    return sound, doubtful


class Merge:
    """`rest()` is called between two transactions; it lets others in, and raises `Stopped` to end."""

    def __init__(self, parts: Shared, source: Source, rest: Callable[[], None]) -> None:
        self.figures = Figures()
        self._parts = parts
        self._source = source
        self._rest = rest
        self._seen = IdSet()
        self._strays: dict[int, list[Found]] = {}
        with parts.engine.reading() as connection:
            self._keys = {key for (key,) in connection.execute("SELECT key FROM bucket")}

    def run(self) -> Figures:
        """Everything that can be had. Each event is seen once, the first time that counts."""
        waiting: list[Found] = []
        doubtful: list[EventRow] = []
        for page in self._source.event_pages:
            sound, others = apart(self._source.events(page))
            waiting += [(row, self._text(row)) for row in sound]
            doubtful += others
            if len(waiting) >= _BATCH:
                self.figures.events += self._add(waiting)
                waiting = []
        self.figures.events += self._add(waiting)
        # Only now: a number that has changed must not take the place of the event whose number it is.
        self.figures.events += self._add([(row, self._text(row)) for row in doubtful if row.id not in self._seen])
        self._add_beyond()
        self._add_from_backups()
        self._add_strays()
        return self.figures

    def _text(self, row: EventRow, newer: bool = False) -> str | None:
        if row.data_id is None:
            return None
        text = self._source.text(row.data_id, newer)
        if text is None:
            self.figures.without_data += 1
        return text if text is not None else LOST_DATA

    def _add(self, found: Sequence[Found]) -> int:
        """Add those whose id is not there yet; how many that were."""
        added = 0
        for start in range(0, len(found), _BATCH):
            batch = []
            for row, text in found[start : start + _BATCH]:
                if row.id > self._source.last_id:
                    continue
                self._seen.add(row.id)
                if row.bucket in self._keys:
                    batch.append((row, text))
                elif row.bucket not in self._source.buckets:
                    self._stray(row, text)
            if batch:
                with self._parts.engine.transaction() as connection:
                    added += self._insert(connection, batch)
            self._rest()
        return added

    def _insert(self, connection: sqlite3.Connection, batch: Sequence[Found]) -> int:
        # Buckets that were deleted since the last batch get nothing any more.
        self._keys = {key for (key,) in connection.execute("SELECT key FROM bucket")}
        batch = [(row, text) for row, text in batch if row.bucket in self._keys]
        ids, _ = self._parts.dictionary.ids(connection, [text for _, text in batch if text is not None])
        before = connection.total_changes
        connection.executemany(
            _INSERT,
            [(*row[:4], ids[text] if text is not None else None, row.extra) for row, text in batch],
        )
        for bucket in {row.bucket for row, _ in batch}:
            self._parts.versions.touch(bucket)
        return connection.total_changes - before

    def _add_beyond(self) -> None:
        """Pages behind a damaged place of the log: of an event that both have the longer state is the newer one."""
        rows = self._source.events_beyond()
        while batch := list(itertools.islice(rows, _BATCH)):
            known = [row for row in batch if row.id in self._seen]
            fresh = [row for row in batch if row.id not in self._seen]
            self.figures.events += self._add([(row, self._text(row, newer=True)) for row in fresh])
            with self._parts.engine.transaction() as connection:
                connection.executemany(
                    "UPDATE event SET duration = ? WHERE id = ? AND bucket = ? AND start = ? AND duration < ?",
                    [(row.duration, row.id, row.bucket, row.start, row.duration) for row in known],
                )
                for bucket in {row.bucket for row in known}:
                    self._parts.versions.touch(bucket)

    def _add_from_backups(self) -> None:
        """Events whose page is gone, but which the index still names; without any index all that the backup has."""
        if self._source.indexed:
            self.figures.lost = sum(1 for _ in self._source.indexed.without(self._seen))
            found: Iterable[Found] = self._source.from_backups(self._source.indexed.without(self._seen))
        elif not self._source.event_pages:
            found = self._source.all_of_newest_backup()
        else:
            return
        waiting: list[Found] = []
        for one in found:
            waiting.append(one)
            if len(waiting) >= _BATCH:
                self._count_from_backup(waiting)
                waiting = []
        self._count_from_backup(waiting)

    def _count_from_backup(self, waiting: Sequence[Found]) -> None:
        added = self._add(waiting)
        self.figures.events += added
        self.figures.from_backup += added
        self.figures.lost = max(0, self.figures.lost - added)

    def _stray(self, row: EventRow, text: str | None) -> None:
        if sum(map(len, self._strays.values())) < _MOST_STRAYS:
            self._strays.setdefault(row.bucket, []).append((row, text))

    def _add_strays(self) -> None:
        """Events of a bucket whose description is gone get a bucket that says so."""
        for key, found in self._strays.items():
            if len(found) <= _FEW_STRAYS and self._source.buckets:
                continue
            with self._parts.engine.transaction() as connection:
                connection.execute(
                    "INSERT OR IGNORE INTO bucket (key, id, type, client, hostname, created, data, dictionary)"
                    " VALUES (?, ?, 'unknown', 'aw-server', 'unknown', 0, '{}', 1)",
                    (key, f"recovered_{key}"),
                )
                self._keys.add(key)
                self._parts.versions.touch(key)
            self.figures.events += self._add(found)
