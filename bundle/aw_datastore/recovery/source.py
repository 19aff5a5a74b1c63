"""A damaged database, its log and its backups as one source of rows.

What is read first wins. The view that SQLite had comes first; pages that only the log behind a damaged frame holds come
after it, and the backups fill in what neither has.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from aw_datastore.backup import list_backups
from aw_datastore.quarantine import LOG_SUFFIX
from aw_datastore.recovery.backups import BackupReader
from aw_datastore.recovery.ids import IdSet
from aw_datastore.recovery.log import LogFile
from aw_datastore.recovery.pages import (
    INDEX_INTERIOR,
    INDEX_LEAF,
    TABLE_LEAF,
    PageFile,
    PageReader,
    index_entries,
    page_kind,
    table_rows,
)
from aw_datastore.recovery.rows import AnyRow, BucketRow, DataRow, EventRow, RecordRow, SequenceRow, as_entry, as_row
from aw_datastore.recovery.texts import Texts

_IDS_BESIDE: Final = 100_000
"""How far above the highest id seen at the head of a page another one may lie."""


_TYPES: Final = {"aw-watcher-window": "currentwindow", "aw-watcher-afk": "afkstatus"}


class Source:
    """Open with the path of the file set aside and that of the database it was; give it back with `close`.

    After `survey`: `buckets`, `records` and `last_id` (no event had a higher one) hold what was found, from the newest
    backup where the file has nothing; `event_pages` says where the events are. Texts stay in memory until `close`.
    """

    def __init__(self, path: Path, database: Path) -> None:
        self.buckets: dict[int, BucketRow] = {}
        self.records: dict[tuple[str, str], RecordRow] = {}
        self.event_pages: list[int] = []
        self.indexed = IdSet()
        self.last_id = 0
        self._texts = Texts()
        self._newer_texts = Texts()
        self._names: dict[tuple[str, ...], int] = {}
        self._sequence = 0
        self._file = PageFile(path)
        self._log: LogFile | None = None
        log = path.with_name(path.name + LOG_SUFFIX)
        if log.exists() and log.stat().st_size:
            self._log = LogFile(log, self._file.page_size)
        self._over, self._beyond = self._layers(path)
        self._backups = [BackupReader(backup.path) for backup in list_backups(database)]
        self._trusted_below = 0

    def close(self) -> None:
        """Close every file."""
        self._file.close()
        if self._log:
            self._log.close()
        for backup in self._backups:
            backup.close()

    # -- pages ---------------------------------------------------------------------------------------------------

    def _layers(self, path: Path) -> tuple[dict[int, int], dict[int, int]]:
        """(pages of the log that replace those of the file, pages of the log that only add to them)."""
        if self._log is None:
            return {}, {}
        if is_older(self._file, self._log) or (_is_whole(path, alone=True) and not _is_whole(path, alone=False)):
            return {}, {**self._log.committed, **self._log.beyond}
        return self._log.committed, self._log.beyond

    def page(self, number: int) -> bytes | None:
        """A page as SQLite would see it."""
        place = self._over.get(number)
        return self._log.page(place) if self._log and place is not None else self._file.page(number)

    def _page_beyond(self, number: int) -> bytes | None:
        place = self._beyond.get(number)
        return self._log.page(place) if self._log and place is not None else self.page(number)

    def _rows(self, number: int, read: PageReader) -> Iterator[AnyRow]:
        content = read(number)
        if content is not None and page_kind(content, number) == TABLE_LEAF:
            for row_id, payload, length in table_rows(content, number, self._file.usable, read):
                row = as_row(row_id, payload, length)
                if row is not None:
                    yield row

    # -- everything but events -----------------------------------------------------------------------------------

    def survey(self, late: Callable[[], bool] = lambda: False) -> bool:
        """Look at every page once; False if `late()` ended it early, with what was found so far."""
        done = True
        for number in range(1, max([self._file.count, *self._over]) + 1):
            if number % 64 == 0 and late():
                done = False
                break
            self._look(number, self.page, self._texts)
        for number in self._beyond:
            self._look(number, self._page_beyond, self._newer_texts, beyond=True)
        for backup in self._backups:
            backup.add_missing(self.buckets, self.records, self._names)
        self._name_buckets()
        known = max([self._sequence, *(backup.last_id() for backup in self._backups)])
        self.last_id = max(known, self.last_id + _IDS_BESIDE) if self._sequence == 0 or not done else known
        if not done:
            self.last_id += self._file.size // 8
        if self._backups:
            self._trusted_below = max(self._backups[0].agreeing(self._texts.proven), default=0)
        return done

    def _look(self, number: int, read: PageReader, texts: Texts, beyond: bool = False) -> None:
        content = read(number)
        kind = page_kind(content, number) if content else 0
        if kind in (INDEX_LEAF, INDEX_INTERIOR) and content:
            self._take_index(content, number)
        for row in self._rows(number, read) if kind == TABLE_LEAF else ():
            if isinstance(row, EventRow):
                # The rest of such a page is read when its turn comes.
                self.last_id = max(self.last_id, row.id)
                if not beyond:
                    self.event_pages.append(number)
                return
            self._take(row, texts)

    def _take(self, row: AnyRow, texts: Texts) -> None:
        if isinstance(row, DataRow):
            texts.add(row)
        elif isinstance(row, BucketRow):
            self.buckets.setdefault(row.key, row)
        elif isinstance(row, RecordRow):
            known = self.records.get((row.kind, row.key))
            if known is None or known.modified < row.modified:
                self.records[row.kind, row.key] = row
        elif isinstance(row, SequenceRow) and row.table == "event":
            self._sequence = max(self._sequence, row.value)

    def _take_index(self, content: bytes, number: int) -> None:
        for payload, length in index_entries(content, number, self._file.usable):
            entry = as_entry(payload, length)
            if entry is None:
                continue
            if isinstance(entry[0], str):
                self._names[entry[:-1]] = entry[-1]
            elif len(entry) == 3:
                self.indexed.add(entry[2])
            elif -(2**31) <= entry[0] < 2**31:
                self._texts.indexed.setdefault(entry[1], entry[0])

    def _name_buckets(self) -> None:
        """A bucket whose row is gone has its name in an index; by custom that is made of client and host."""
        for name, key in self._names.items():
            if len(name) == 1 and key not in self.buckets and name[0] not in {row.id for row in self.buckets.values()}:
                client, _, host = name[0].partition("_")
                kind = _TYPES.get(client, "unknown")
                self.buckets[key] = BucketRow(key, name[0], None, kind, client, host or "unknown", 0, "{}", 1)

    # -- events --------------------------------------------------------------------------------------------------

    def events(self, page: int) -> list[EventRow]:
        """The events of one of the `event_pages`."""
        return [row for row in self._rows(page, self.page) if isinstance(row, EventRow)]

    def events_beyond(self) -> Iterator[EventRow]:
        """The events of the pages that only add to what SQLite saw: newer states of some, and perhaps more."""
        for number in self._beyond:
            for row in self._rows(number, self._page_beyond):
                if isinstance(row, EventRow):
                    yield row

    def text(self, data_id: int, newer: bool = False) -> str | None:
        """The dictionary's text; None if it is lost."""
        found = (self._newer_texts.get(data_id) if newer else None) or self._texts.get(data_id)
        if found is not None:
            return found
        for backup in self._backups:
            if data_id < self._trusted_below:
                found = backup.text_of_id(data_id)
            for key in () if found else self._texts.hashes(data_id):
                found = found or backup.text_of_hash(key, data_id)
            if found is not None:
                self._texts.proven[data_id] = found
                return found
        return self._texts.last_resort(data_id)

    def from_backups(self, ids: Iterable[int]) -> Iterator[tuple[EventRow, str | None]]:
        """Of these events those that a backup has, each with its dictionary text."""
        for event_id in ids:
            for backup in self._backups:
                found = backup.event(event_id)
                if found is not None:
                    yield found
                    break

    def all_of_newest_backup(self) -> Iterator[tuple[EventRow, str | None]]:
        """Every event of the newest backup: for a file of which nothing can be read."""
        return self._backups[0].events() if self._backups else iter(())


def is_older(file: PageFile, log: LogFile) -> bool:
    """Is the log a left-over from before the file was written last? Only a sure sign counts: the counter on page 1."""
    first = log.page(log.committed[1]) if 1 in log.committed else None
    head = file.page(1)
    if first is None or head is None or not head.startswith(b"SQLite format 3\x00"):
        return False
    return int.from_bytes(first[24:28], "big") < int.from_bytes(head[24:28], "big")


def _is_whole(path: Path, *, alone: bool) -> bool:
    """What SQLite says of the file without (`alone`) or with its log."""
    try:
        uri = f"{path.as_uri()}?mode=ro" + ("&immutable=1" if alone else "")
        with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            whole = bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
            counts = {
                connection.execute(f"SELECT count(*) FROM event {how}").fetchone()[0]
                for how in ("NOT INDEXED", "INDEXED BY event_slot")
            }
            return whole and len(counts) == 1
    except sqlite3.Error:
        return False
