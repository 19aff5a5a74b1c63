"""The queue's file: heartbeats the server has not acknowledged, in order, surviving every kind of end."""

from __future__ import annotations

import contextlib
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
from .waiting import MOST, Row, Step, Waiting, apply, is_no_room, release

if TYPE_CHECKING:
    from aw_core.privacy.queued import Decide, Sieved

logger = logging.getLogger(__name__)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY AUTOINCREMENT, endpoint TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS held (bucket TEXT PRIMARY KEY, endpoint TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bucket (id TEXT PRIMARY KEY, type TEXT NOT NULL);
"""

_IN_MEMORY = -1
"""The id of an item that could not be written to the file."""

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

    Opened at first use. What was held when the last process ended joins the line then. While the disk is full, what is
    put waits in memory and is sent from there; the first write that succeeds takes it along. Safe for several threads.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._waiting = Waiting()
        self._unsieved: Decide | None = None
        self.sending = _senders.setdefault(path, threading.Lock())

    def put(
        self, requests: Iterable[QueuedRequest], bucket: str | None = None, held: QueuedRequest | None = None
    ) -> None:
        """Add `requests` to the end of the line and, in the same step, replace what is held for `bucket` by `held`."""
        step = Step([_row(request) for request in requests], bucket, None if held is None else _row(held))
        with self._lock:
            try:
                with self._write() as db:
                    apply(db, step)
            except QueueError as error:
                self._keep(step, error)

    def release(self) -> None:
        """Move everything held to the end of the line."""
        with self._lock:
            try:
                with self._write() as db:
                    release(db)
            except QueueError as error:
                if not is_no_room(error.__cause__, self.path):
                    raise
                self._waiting.release()

    def first(self) -> Item | None:
        """The oldest item of the line, which stays there until `remove`."""
        with self._lock:
            self._sieve_first()
            self._catch_up()
            row = self._on_disk("SELECT id, endpoint, data FROM item ORDER BY id LIMIT 1")
            if row is None:
                waiting = self._waiting.first()
                row = None if waiting is None else (_IN_MEMORY, *waiting)
        return None if row is None else Item(row[0], QueuedRequest(row[1], json.loads(row[2])))

    def remove(self, item_id: int) -> None:
        """Forget an item: it arrived, or never will."""
        with self._lock:
            if item_id == _IN_MEMORY:
                self._waiting.remove_first()
                return
            with self._write() as db:
                db.execute("DELETE FROM item WHERE id = ?", (item_id,))

    def sieve(self, decide: Decide) -> Sieved:
        """Put everything held into the line and apply `decide` to all of it; what is taken out leaves no trace.

        On a full disk that is put off, and until it is done nothing is sent.
        """
        from aw_core.privacy.queued import Sieved

        with self._lock:
            try:
                found = self._sieve(decide, again=self._unsieved is not None)
            except QueueError as error:
                if not is_no_room(error.__cause__, self.path):
                    raise
                self._unsieved = decide
                return Sieved(0, 0)
            self._unsieved = None
            return found

    def _sieve_first(self) -> None:
        """What was put off. Nothing may leave before: QueueError while there is no room for it."""
        if self._unsieved is not None:
            self.sieve(self._unsieved)
        if self._unsieved is not None:
            raise QueueError("Queue not usable", f"There is no room to apply new privacy rules to {self.path}.")

    def _sieve(self, decide: Decide, again: bool) -> Sieved:
        from aw_core.privacy.queued import leave_no_trace, sieve

        with self._write() as db:
            release(db)
            found = sieve(db, decide)
        if any(found) or again:
            with self._sentences():
                leave_no_trace(self._open())
        return found

    def size(self) -> int:
        """How many items are in the line."""
        with self._lock:
            on_disk = self._on_disk("SELECT count(*) FROM item")
            return (on_disk[0] if on_disk else 0) + self._waiting.size()

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
        """A transaction, begun with what has been waiting for room."""
        with self._lock:
            with self._sentences(), self._open() as db:
                self._waiting.write(db)
                yield db
            if self._waiting.steps:
                self._waiting.steps.clear()
                logger.info("There is room on the disk again; what waited in memory is in the heartbeat queue.")

    def _keep(self, step: Step, error: QueueError) -> None:
        """The step waits in memory if there is no room for it on the disk, else the error stands."""
        if not is_no_room(error.__cause__, self.path) or len(self._waiting.steps) >= MOST:
            raise error
        if not self._waiting.steps:
            logger.warning("The disk is full: heartbeats are kept in memory until there is room. %s", error.message)
        self._waiting.add(step)

    def _catch_up(self) -> None:
        """Write what waits for room, if there is some now."""
        if self._waiting.steps:
            with contextlib.suppress(QueueError), self._write():
                pass

    def _on_disk(self, sql: str) -> Any:
        """The first row of an answer; none from a file that cannot be opened while all that is new waits in memory."""
        try:
            with self._sentences():
                return self._open().execute(sql).fetchone()
        except QueueError as error:
            if not self._waiting.steps or not is_no_room(error.__cause__, self.path):
                raise
            return None

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


def _row(request: QueuedRequest) -> Row:
    return request.endpoint, json.dumps(request.data)


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
            release(db)
    except BaseException:
        db.close()
        raise
    return db


def _set_aside(path: Path, error: Exception) -> None:
    """A damaged queue must not keep a watcher from recording; what is left of it is kept beside the new one."""
    aside = path.with_name(f"{path.name}.damaged-{int(time.time())}")
    logger.error("The heartbeat queue is damaged (%s); kept as %s, a new one begins.", error, aside)
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        side = path.with_name(path.name + suffix)
        if side.exists():
            side.rename(f"{aside}{suffix}")
