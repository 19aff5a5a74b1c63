"""Connections, transactions and durability of one SQLite database; knows nothing of what is stored in it.

All writes of the process go through one connection under one lock, each thread reads through a connection of its
own. So SQLite's `data_version` of the writing connection changes exactly when *another process* wrote.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from aw_core.errors import StorageError
from aw_datastore.errors import StorageClosed, from_os, translated
from aw_datastore.storages.checkpoint import DelayedAction

Synchronous = Literal["NORMAL", "FULL"]

SYNC_DELAY: Final = 4.0
"""Seconds after which a commit is forced to the disk: with the time that takes, a power cut costs at most 5 s."""

_COPY_DELAY: Final = 600.0
"""Seconds after which commits that were only synced in the log are copied into the database file."""

_FEW_CHANGES: Final = 1000
"""How many changed rows may wait that long."""

_AUTO_CHECKPOINT_PAGES: Final = 8000
_LOG_SIZE_LIMIT: Final = 32 * 1024 * 1024
_IN_MEMORY: Final = ":memory:"

# Not the file's times, where the system can leave them.
_sync_file: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


class Listener:
    """Something that keeps knowledge about the rows in memory."""

    def forget(self) -> None:
        """Rows may have changed behind your back (roll-back, another process): drop all you know."""

    def ended(self) -> None:
        """The outermost transaction of this process ended, one way or the other."""


class _Session:
    """A connection and the lock that whoever uses it holds."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.lock = threading.RLock()

    def close(self) -> None:
        with self.lock:
            self.connection.close()

    def __del__(self) -> None:
        # The thread has ended, nobody else holds this session.
        self.connection.close()


class Engine:
    """One SQLite database: a file, or (path None) one unshared database in memory.

    `busy_timeout` is how many seconds to wait for another process that holds the file. Everything raises children of
    `StorageError`, never SQLite's own errors, except where the statement itself is wrong.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        busy_timeout: float = 5.0,
        synchronous: Synchronous = "NORMAL",
        sync_delay: float = SYNC_DELAY,
        copy_delay: float = _COPY_DELAY,
    ) -> None:
        self.path = path
        self.name = str(path) if path else _IN_MEMORY
        self.listeners: list[Listener] = []
        self._busy_timeout = busy_timeout
        self._synchronous = synchronous
        self._closed = False
        self._local = threading.local()
        self._sessions: weakref.WeakSet[_Session] = weakref.WeakSet()
        self._depth = 0
        self._owner: int | None = None
        self._broken: StorageError | None = None
        self._foreign = False
        with translated(self.name):
            self._writer = _Session(self._connect_writer())
            self._data_version = self._ask_data_version()
        self._copy_delay = copy_delay
        self._copied_at = float("-inf")
        self._copied_changes = 0
        self._sync = DelayedAction("database-sync", sync_delay, self._on_sync_due) if path else None
        self.housekeeping: list[Callable[[], None]] = []
        """Called by the timer's thread after it has synced: work that may wait until a write is some seconds old."""
        self.held = False
        """While True nothing is copied from the log into the file: it is not known yet whether both are whole."""

    # -- connections ---------------------------------------------------------------------------------------------

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(
            self.name, timeout=self._busy_timeout, isolation_level=None, check_same_thread=False, cached_statements=64
        )

    def _connect_writer(self) -> sqlite3.Connection:
        connection = self._connect()
        try:
            connection.execute("PRAGMA secure_delete=ON")
            if self.path:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute(f"PRAGMA synchronous={self._synchronous}")
                # The timer checkpoints; this is for imports that outrun it.
                connection.execute(f"PRAGMA wal_autocheckpoint={_AUTO_CHECKPOINT_PAGES}")
                connection.execute(f"PRAGMA journal_size_limit={_LOG_SIZE_LIMIT}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _session(self) -> _Session:
        """The session of the calling thread: its own to read, the writing one inside a transaction."""
        if self.path is None or self._owner == threading.get_ident():
            return self._writer
        session: _Session | None = getattr(self._local, "session", None)
        if session is None:
            if self._closed:
                raise StorageClosed(self.name)
            connection = self._connect()
            connection.execute("PRAGMA query_only=ON")
            self._local.session = session = _Session(connection)
            self._sessions.add(session)
        return session

    def connection(self) -> sqlite3.Connection:
        """The calling thread's connection, to be used only inside `reading()` or `transaction()`."""
        return self._session().connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to ask. Each statement sees one moment; inside a transaction, what it has written so far."""
        with translated(self.name):
            session = self._session()
            with session.lock:
                if self._closed:
                    raise StorageClosed(self.name)
                yield session.connection

    # -- transactions --------------------------------------------------------------------------------------------

    @property
    def in_transaction(self) -> bool:
        """Is the calling thread inside `transaction()`?"""
        return self._owner == threading.get_ident()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, durable once left. Inside another one of the same thread, a part that can fail alone.

        Other threads that want to write wait.
        """
        with self._writer.lock, translated(self.name):
            if self._closed:
                raise StorageClosed(self.name)
            self._begin()
            try:
                self._look_for_foreign_write()
                yield self._writer.connection
                self._commit()
            except BaseException as error:
                self._roll_back(error)
                raise
            finally:
                self._end()

    def _begin(self) -> None:
        connection = self._writer.connection
        if self._depth:
            self._check_unbroken()
            connection.execute(f"SAVEPOINT s{self._depth}")
        else:
            connection.execute("BEGIN IMMEDIATE")
            self._broken = None
            self._owner = threading.get_ident()
        self._depth += 1

    def _commit(self) -> None:
        self._check_unbroken()
        if self._depth > 1:
            self._writer.connection.execute(f"RELEASE s{self._depth - 1}")
        else:
            self._writer.connection.execute("COMMIT")

    def _roll_back(self, error: BaseException) -> None:
        connection = self._writer.connection
        for listener in self.listeners:
            listener.forget()
        if not connection.in_transaction:
            # SQLite has undone everything by itself, as it does on a full disk.
            if self._depth > 1 and self._broken is None:
                self._broken = StorageError("The transaction was undone", f"An earlier write failed: {error}.")
        elif self._depth > 1:
            connection.execute(f"ROLLBACK TO s{self._depth - 1}")
            connection.execute(f"RELEASE s{self._depth - 1}")
        else:
            connection.execute("ROLLBACK")

    def _end(self) -> None:
        self._depth -= 1
        if self._depth:
            return
        self._owner = None
        for listener in self.listeners:
            listener.ended()
        if self._sync:
            self._sync.arm()

    def _check_unbroken(self) -> None:
        """A caller that swallowed the error of an inner part must not go on as if the outer part still stood."""
        if self._depth and not self._writer.connection.in_transaction:
            raise self._broken or StorageError("The transaction was undone", "The database has undone all of it.")

    # -- other processes -----------------------------------------------------------------------------------------

    def _ask_data_version(self) -> int:
        return int(self._writer.connection.execute("PRAGMA data_version").fetchone()[0])

    def _look_for_foreign_write(self) -> None:
        if self.path is None or self._depth > 1:
            return
        version = self._ask_data_version()
        if version != self._data_version:
            self._data_version = version
            self._foreign = True
            for listener in self.listeners:
                listener.forget()

    def foreign_write(self) -> bool:
        """Has another process written since the last call? Never waits: while this process writes, nobody else can."""
        self.notice_foreign_write()
        seen, self._foreign = self._foreign, False
        return seen

    def announce_change(self) -> None:
        """Let everybody forget what they remember, as after a write of another process."""
        with self._writer.lock:
            self._foreign = True
            for listener in self.listeners:
                listener.forget()

    def notice_foreign_write(self) -> None:
        """Let all who remember rows forget them if another process has written. Never waits."""
        if self._writer.lock.acquire(blocking=False):
            try:
                if not self._closed:
                    with translated(self.name):
                        self._look_for_foreign_write()
            finally:
                self._writer.lock.release()

    # -- durability ----------------------------------------------------------------------------------------------

    def checkpoint(self) -> None:
        """Force all commits so far to the disk and copy them into the database file as far as readers allow."""
        with self.reading() as connection:
            if self.path is None:
                return
            self._copied_at, self._copied_changes = time.monotonic(), self._writer.connection.total_changes
            busy, frames, copied = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            if busy or frames != copied:
                self._sync_log()

    def truncate_log(self) -> bool:
        """Empty the write-ahead log, so that nothing deleted is left in it; False while readers hold it back."""
        if self.path is None:
            return True
        with self._writer.lock, translated(self.name):
            if self._closed or self._depth:
                return False
            self._look_for_foreign_write()
            busy, *_ = self._writer.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy and self._sync:
                # Who tries again with the timer must not wait for the next write.
                self._sync.arm()
        return not busy

    def rebuild(self) -> bool:
        """Write every page anew from what is stored (twice the file's room for a while); False if it cannot be now."""
        with self._writer.lock:
            if self._closed or self._depth:
                return False
            try:
                with translated(self.name):
                    self._writer.connection.execute("VACUUM")
            except StorageError:
                return False
        return True

    def _sync_log(self) -> None:
        """Force all commits so far to the disk, where they are: in the log."""
        name = f"{self.name}-wal"
        try:
            descriptor = os.open(name, os.O_RDWR)
            try:
                _sync_file(descriptor)
            finally:
                os.close(descriptor)
        except FileNotFoundError:
            return
        except OSError as error:
            raise from_os(error, name) from error

    @property
    def unsynced(self) -> bool:
        """Would a power cut now cost something that was committed?"""
        return self._sync is not None and self._sync.armed

    def _on_sync_due(self) -> None:
        try:
            self._sync_or_copy()
        finally:
            # After the sync, which must neither wait for it nor fail with it; and after a failed one too.
            self._keep_house()

    def _keep_house(self) -> None:
        """Each gets its turn, whatever becomes of the one before."""
        failures: list[StorageError] = []
        for work in self.housekeeping:
            try:
                work()
            except StorageError as error:
                failures.append(error)
        if failures:
            raise failures[0]

    def _sync_or_copy(self) -> None:
        # One sync instead of three: a checkpoint syncs log and file, and the next write the head of a fresh log.
        few = self._writer.connection.total_changes - self._copied_changes < _FEW_CHANGES
        if self.held or (few and time.monotonic() - self._copied_at < self._copy_delay):
            self._sync_log()
        else:
            self.checkpoint()

    def close(self) -> None:
        """Check-point, end the timer's thread, close every thread's connection. Waits for a write under way."""
        if self._sync:
            self._sync.stop()
        with self._writer.lock:
            if self._closed:
                return
            self._closed = True
        for session in list(self._sessions):
            session.close()
        # The last connection that closes copies the log into the file and removes it.
        self._writer.close()
