"""The dictionary: each distinct data of an event stands in the database once, events point at it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from aw_core.recent import Recent
from aw_datastore.storages.engine import Listener
from aw_datastore.storages.schema import SLOT
from aw_datastore.storages.shapes import AnyEngine, Connection

REMEMBERED: Final = 6000
"""How many texts and their ids are kept in memory for the next insert: what years of work repeat within some weeks."""

_ORPHANED: Final = "id NOT IN (SELECT data_id FROM event WHERE data_id IS NOT NULL)"


def text_hash(text: str) -> int:
    """32 bits that find a text in the index; equal hashes are told apart by the text itself."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big", signed=True)


class Dictionary(Listener):
    """Hands out ids for texts. All methods that write belong inside a transaction of the engine."""

    def __init__(self, engine: AnyEngine) -> None:
        self._ids = Recent[str, int](REMEMBERED)
        self.may_hold_orphans = False
        engine.listeners.append(self)

    def forget(self) -> None:
        self._ids.clear()

    def ids(self, connection: Connection, texts: Iterable[str]) -> tuple[dict[str, int], int]:
        """The id of every text, new ones stored; and how many were new."""
        distinct = list(dict.fromkeys(texts))
        found = self._ids.take(distinct)
        added = 0
        ids: list[int] = []
        for text, data_id in zip(distinct, found, strict=True):
            if data_id is None:
                data_id, is_new = find_or_add(connection, text)
                added += is_new
            ids.append(data_id)
        self._ids.keep(distinct, ids)
        return dict(zip(distinct, ids, strict=True)), added

    def id(self, connection: Connection, text: str) -> tuple[int, bool]:
        """The id of one text and whether it is new."""
        data_id = self._ids.get(text)
        if data_id is not None:
            return data_id, False
        found, added = self.ids(connection, (text,))
        return found[text], bool(added)

    def holds_orphans(self, connection: Connection) -> bool:
        """Is there anything to sweep? One scan of the events."""
        return bool(connection.execute(f"SELECT EXISTS (SELECT 1 FROM data WHERE {_ORPHANED})").fetchone()[0])

    def sweep(self, connection: Connection) -> int:
        """Remove what no event points at any more, by one scan of the events; how many there were."""
        removed = connection.execute(f"DELETE FROM data WHERE {_ORPHANED}").rowcount
        if removed:
            self._ids.clear()
        return removed


def find_or_add(connection: Connection, text: str) -> tuple[int, bool]:
    """The id of a text in SQLite's table, added if it was not there; and whether it was added."""
    key = text_hash(text)
    for data_id, stored in connection.execute("SELECT id, json FROM data WHERE hash = ?", (key,)):
        if stored == text:
            return data_id, False
    cursor = connection.execute("INSERT INTO data (hash, json) VALUES (?, ?)", (key, text))
    assert cursor.lastrowid is not None
    return cursor.lastrowid, True


class Tally:
    """Judges from what a bucket wrote lately whether the dictionary pays for it."""

    # The first days of a bucket are mostly new data, whatever comes later: judged by those it would be wrong for years.
    _ENOUGH: Final = 10_000
    _WINDOW: Final = 20_000
    LIMIT: Final = 0.5

    def __init__(self, total: int = 0, distinct: int = 0) -> None:
        self._total = total
        self._distinct = distinct

    @classmethod
    def of(cls, connection: Connection, bucket: int) -> Tally:
        """Begin with the newest events that stand in the database."""
        total, distinct = connection.execute(
            "SELECT count(*), count(DISTINCT data_id) FROM (SELECT data_id FROM event WHERE bucket = ?"
            f" ORDER BY {SLOT} DESC LIMIT ?) AS newest",
            (bucket, cls._WINDOW // 2),
        ).fetchone()
        return cls(total, distinct)

    def add(self, total: int, distinct: int) -> bool:
        """Count events written and distinct data among them that were new; True once the dictionary no longer pays."""
        self._total += total
        self._distinct += distinct
        if self._total < self._ENOUGH:
            return False
        passed = self._distinct > self._total * self.LIMIT
        if self._total > self._WINDOW:
            # Old writes fade, so that the judgement follows what the bucket does today.
            self._total //= 2
            self._distinct //= 2
        return passed
