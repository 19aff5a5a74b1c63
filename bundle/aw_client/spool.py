"""The queue's file: heartbeats the server has not acknowledged, in order, surviving every kind of end."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import QueueError

if TYPE_CHECKING:
    from aw_core.privacy.queued import Decide, Sieved

logger = logging.getLogger(__name__)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY AUTOINCREMENT, endpoint TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS held (bucket TEXT PRIMARY KEY, endpoint TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bucket (id TEXT PRIMARY KEY, type TEXT NOT NULL);
"""

# Two clients of one name in one process share a file; only one of them may be sending from it at a time,
# or an item sent twice could arrive after its successor.
_senders: dict[Path, threading.Lock] = {}


class QueuedRequest(NamedTuple):
    """What is sent: the path below `/api/0/` with its query string, and the JSON body (contract 8.4)."""

    endpoint: str
    data: dict[str, Any]


class Item(NamedTuple):
    """A queued request and its place in the line."""

    id: int
    request: QueuedRequest


class Spool:
    """A SQLite file of its own (0600): `item` is the line, `held` the state of each bucket that is still growing,
    `bucket` what is needed to create a vanished bucket again.

    Opened at first use. What was held when the last process ended joins the line then. Safe for several threads.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self.sending = _senders.setdefault(path, threading.Lock())

    def put(
        self, requests: Iterable[QueuedRequest], bucket: str | None = None, held: QueuedRequest | None = None
    ) -> None:
        """Add `requests` to the end of the line and, in the same step, replace what is held for `bucket` by `held`."""
        with self._write() as db:
            db.executemany(
                "INSERT INTO item (endpoint, data) VALUES (?, ?)", [(r.endpoint, json.dumps(r.data)) for r in requests]
            )
            if bucket is None:
                return
            if held is None:
                db.execute("DELETE FROM held WHERE bucket = ?", (bucket,))
            else:
                db.execute("REPLACE INTO held VALUES (?, ?, ?)", (bucket, held.endpoint, json.dumps(held.data)))

    def release(self) -> None:
        """Move everything held to the end of the line."""
        with self._write() as db:
            _release(db)

    def first(self) -> Item | None:
        """The oldest item of the line, which stays there until `remove`."""
        with self._lock, self._sentences():
            row = self._open().execute("SELECT id, endpoint, data FROM item ORDER BY id LIMIT 1").fetchone()
        return None if row is None else Item(row[0], QueuedRequest(row[1], json.loads(row[2])))

    def remove(self, item_id: int) -> None:
        """Forget an item: it arrived, or never will."""
        with self._write() as db:
            db.execute("DELETE FROM item WHERE id = ?", (item_id,))

    def sieve(self, decide: Decide) -> Sieved:
        """Put everything held into the line and apply `decide` to all of it; what is taken out leaves no trace."""
        from aw_core.privacy.queued import leave_no_trace, sieve

        with self._write() as db:
            _release(db)
            found = sieve(db, decide)
        if any(found):
            with self._lock, self._sentences():
                leave_no_trace(self._open())
        return found

    def size(self) -> int:
        """How many items are in the line."""
        with self._lock, self._sentences():
            return int(self._open().execute("SELECT count(*) FROM item").fetchone()[0])

    def remember_bucket(self, bucket_id: str, event_type: str) -> None:
        """Keep the type of a bucket, for items that outlive the process which registered it."""
        with self._write() as db:
            db.execute("REPLACE INTO bucket VALUES (?, ?)", (bucket_id, event_type))

    def bucket_type(self, bucket_id: str) -> str | None:
        """The type a bucket was registered with, now or by an earlier process."""
        with self._lock, self._sentences():
            row = self._open().execute("SELECT type FROM bucket WHERE id = ?", (bucket_id,)).fetchone()
        return None if row is None else str(row[0])

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._sentences(), self._open() as db:
            yield db

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise QueueError("Queue not usable", f"The heartbeat queue {self.path} cannot be used: {error}.") from error

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                self._connection = _connect(self.path)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):  # locked, full or forbidden: the file itself is fine
                    raise
                _set_aside(self.path, error)
                self._connection = _connect(self.path)
        return self._connection


def _connect(path: Path) -> sqlite3.Connection:
    # SQLite gives its side files the mode of the main file, so that one has to be private before they exist.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
    db = sqlite3.connect(path, timeout=10, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA secure_delete = ON")
        verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        db.executescript(_SCHEMA)
        with db:
            _release(db)
    except BaseException:
        db.close()
        raise
    return db


def _release(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO item (endpoint, data) SELECT endpoint, data FROM held ORDER BY rowid")
    db.execute("DELETE FROM held")


def _set_aside(path: Path, error: Exception) -> None:
    """A damaged queue must not keep a watcher from recording; what is left of it is kept beside the new one."""
    aside = path.with_name(f"{path.name}.damaged-{int(time.time())}")
    logger.error("The heartbeat queue is damaged (%s); kept as %s, a new one begins.", error, aside)
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        side = path.with_name(path.name + suffix)
        if side.exists():
            side.rename(f"{aside}{suffix}")
