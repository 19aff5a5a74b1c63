"""Connections and transactions of one PostgreSQL database; the counterpart of `engine` for SQLite.

All writes of the process go through one connection under one lock, each thread reads through a connection of its own.
Every transaction first raises the number in the table `state`: that keeps other processes' writers waiting, and shows
when one of them has written. A connection that was lost is made anew.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from aw_datastore.errors import DatabaseInUse, StorageClosed
from aw_datastore.storages.address import without_password
from aw_datastore.storages.checkpoint import DelayedAction
from aw_datastore.storages.engine import Listener
from aw_datastore.storages.postgres_connection import PostgresConnection, translated

_TRUSTED: Final = 5.0
"""Seconds for which an idle connection is taken to be alive without asking."""

_TIDY_DELAY: Final = 60.0
"""Seconds after a write before what can wait is done."""


class _Session:
    """A connection that can be made anew, and the lock that whoever uses it holds."""

    def __init__(self, connect: Callable[[], PostgresConnection]) -> None:
        self._connect = connect
        self.connection = connect()
        self.lock = threading.RLock()
        self._used = time.monotonic()

    def revive(self) -> None:
        """Make the connection anew if it is lost. Under the lock, outside of transactions."""
        now = time.monotonic()
        idle, self._used = now - self._used, now
        connection = self.connection
        if not connection.lost and (idle > _TRUSTED or connection.suspicious):
            connection.answers()
        if connection.lost:
            connection.close()
            self.connection = self._connect()

    def close(self) -> None:
        with self.lock:
            self.connection.close()

    def __del__(self) -> None:
        # The thread has ended, nobody else holds this session.
        if hasattr(self, "connection"):
            self.connection.close()


class PostgresEngine:
    """One PostgreSQL database. `schema`: the namespace in it that is ours.

    `busy_timeout` is how many seconds to wait for another process that writes. Everything raises children of
    `StorageError`, never the driver's own errors, except where the statement itself is wrong.
    """

    path: Path | None = None

    def __init__(self, url: str, schema: str, *, busy_timeout: float = 5.0, tidy_delay: float = _TIDY_DELAY) -> None:
        self.url = url
        self.schema = schema
        self.name = without_password(url)
        self.listeners: list[Listener] = []
        self.housekeeping: list[Callable[[], None]] = []
        """Called by a timer's thread some time after a write."""
        self._busy_timeout = busy_timeout
        self._closed = False
        self._local = threading.local()
        self._sessions: weakref.WeakSet[_Session] = weakref.WeakSet()
        self._depth = 0
        self._owner: int | None = None
        self._number = 0
        self._writing = 0
        self._foreign = False
        self._claimed = False
        with translated(self.name):
            self._writer = _Session(self._connect)
        self._tidy = DelayedAction("database-tidy", tidy_delay, self._on_tidy_due)

    # -- connections ---------------------------------------------------------------------------------------------

    def _connect(self) -> PostgresConnection:
        return PostgresConnection(self.url, self.schema, self._busy_timeout)

    def _session(self) -> _Session:
        """The session of the calling thread: its own to read, the writing one inside a transaction."""
        if self.in_transaction:
            return self._writer
        session: _Session | None = getattr(self._local, "session", None)
        if session is None:
            if self._closed:
                raise StorageClosed(self.name)
            self._local.session = session = _Session(self._connect)
            self._sessions.add(session)
        return session

    def connection(self) -> PostgresConnection:
        """The calling thread's connection, to be used only inside `reading()` or `transaction()`."""
        return self._session().connection

    @contextmanager
    def reading(self) -> Iterator[PostgresConnection]:
        """A connection to ask. Each statement sees one moment; inside a transaction, what it has written so far."""
        with translated(self.name):
            session = self._session()
            with session.lock:
                if self._closed:
                    raise StorageClosed(self.name)
                if not self.in_transaction:
                    session.revive()
                yield session.connection

    # -- transactions --------------------------------------------------------------------------------------------

    @property
    def in_transaction(self) -> bool:
        """Is the calling thread inside `transaction()`?"""
        return self._owner == threading.get_ident()

    @contextmanager
    def transaction(self) -> Iterator[PostgresConnection]:
        """All or nothing, durable once left. Inside another one of the same thread, a part that can fail alone.

        Other threads and other processes that want to write wait.
        """
        with self._writer.lock, translated(self.name):
            if self._closed:
                raise StorageClosed(self.name)
            self._begin()
            try:
                yield self._writer.connection
                self._commit()
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._end()

    def _begin(self) -> None:
        if self._depth:
            self._writer.connection.execute(f"SAVEPOINT s{self._depth}")
        else:
            self._revive_writer()
            self._take_turn()
            self._owner = threading.get_ident()
        self._depth += 1

    def _take_turn(self) -> None:
        """Begin, wait for other processes' writers, and see whether one has written since our last turn."""
        connection = self._writer.connection
        try:
            connection.execute("BEGIN")
            found = connection.execute("UPDATE state SET changes = changes + 1 RETURNING changes").fetchone()
        except BaseException:
            if not connection.lost:
                connection.execute("ROLLBACK")
            raise
        self._writing = found[0] if found else 0
        self._notice(self._writing - 1)

    def _notice(self, number: int) -> None:
        if number == self._number:
            return
        self._number = number
        self._foreign = True
        for listener in self.listeners:
            listener.forget()

    def _commit(self) -> None:
        if self._depth > 1:
            self._writer.connection.execute(f"RELEASE s{self._depth - 1}")
        else:
            self._writer.connection.execute("COMMIT")
            self._number = self._writing

    def _roll_back(self) -> None:
        for listener in self.listeners:
            listener.forget()
        connection = self._writer.connection
        # A lost connection has undone all of it; whoever swallows the error fails at the next statement.
        if connection.lost:
            return
        if self._depth > 1:
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
        self._tidy.arm()

    def _revive_writer(self) -> None:
        before = self._writer.connection
        self._writer.revive()
        if self._claimed and self._writer.connection is not before:
            self._claim()

    # -- other processes -----------------------------------------------------------------------------------------

    def begin_counting(self) -> None:
        """What is there now is known: only later writes of other processes are foreign."""
        with self.reading() as connection:
            self._number = _changes(connection)

    def foreign_write(self) -> bool:
        """Has another process written since the last call? Never waits for our own writers."""
        self.notice_foreign_write()
        seen, self._foreign = self._foreign, False
        return seen

    def notice_foreign_write(self) -> None:
        """Let all who remember rows forget them if another process has written. Never waits for our own writers."""
        if self._writer.lock.acquire(blocking=False):
            try:
                if not self._closed and not self._depth:
                    with translated(self.name):
                        self._revive_writer()
                        self._notice(_changes(self._writer.connection))
            finally:
                self._writer.lock.release()

    def claim(self) -> None:
        """Keep other servers away until `close()`: `DatabaseInUse` if one is there. Ends with the connection."""
        with self._writer.lock, translated(self.name):
            self._revive_writer()
            self._claim()
            self._claimed = True

    def _claim(self) -> None:
        key = ("aw-server", self.schema)
        connection = self._writer.connection
        found = connection.execute("SELECT pg_try_advisory_lock(hashtext(?), hashtext(?))", key).fetchone()
        if not found or not found[0]:
            # Dropped, so that the next write tries again instead of working without the lock.
            connection.close()
            raise DatabaseInUse(self.name, "another server")

    # -- the whole -----------------------------------------------------------------------------------------------

    def checkpoint(self) -> None:
        """Nothing to do: PostgreSQL has every commit on its disk before it answers."""
        if self._closed:
            raise StorageClosed(self.name)

    def vacuum(self, *tables: str, full: bool = False) -> None:
        """Let PostgreSQL take deleted rows out of its tables; `full`: write them anew, while others wait."""
        with self._writer.lock, translated(self.name):
            if not self._closed and not self._depth:
                self._revive_writer()
                for table in tables:
                    self._writer.connection.execute(f"VACUUM ({'FULL' if full else 'SKIP_LOCKED'}) {table}")

    def _on_tidy_due(self) -> None:
        for work in self.housekeeping:
            work()

    def close(self) -> None:
        """End the timer's thread, close every thread's connection. Waits for a write under way."""
        self._tidy.stop()
        with self._writer.lock:
            if self._closed:
                return
            self._closed = True
        for session in list(self._sessions):
            session.close()
        self._writer.close()


def _changes(connection: PostgresConnection) -> int:
    found: tuple[Any, ...] | None = connection.execute("SELECT changes FROM state").fetchone()
    return int(found[0]) if found else 0
