"""One set of engine and tables per database file, however many storages a process opens on it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from aw_core.errors import StorageError
from aw_datastore.errors import DatabaseDamaged, from_os
from aw_datastore.storages import opening
from aw_datastore.storages.buckets import BucketTable
from aw_datastore.storages.columns import Others, select_columns
from aw_datastore.storages.dictionary import Dictionary
from aw_datastore.storages.engine import SYNC_DELAY, Engine, Synchronous
from aw_datastore.storages.events import EventTable
from aw_datastore.storages.frames import FrameCache
from aw_datastore.storages.schema import SLOT, Tables
from aw_datastore.storages.shapes import AnyEngine
from aw_datastore.storages.versions import Versions

logger = logging.getLogger(__name__)

KEPT_SECONDS: Final = 30 * 24 * 3600.0
"""How long the database as it was is kept after it was brought up to date."""


class Parts(Protocol):
    """The engine of one database and everything that remembers something about its rows."""

    key: str
    schema: int
    users: int
    frames: FrameCache
    purging: list[Callable[[], None]]
    """Called when what was deleted is about to leave every file: others may hold what was made of it."""

    @property
    def engine(self) -> AnyEngine: ...

    @property
    def tables(self) -> Tables: ...

    @property
    def versions(self) -> Versions: ...

    @property
    def buckets(self) -> BucketTable: ...

    @property
    def events(self) -> EventTable: ...

    @property
    def place(self) -> str | None:
        """Where the data is, for people; None for memory."""

    @property
    def select_columns(self) -> Callable[..., Others]: ...

    def claim(self) -> None:
        """Keep other servers away, where the database itself can do that."""

    def purge(self) -> None: ...

    def close(self) -> None: ...

    def erase(self) -> bool: ...


class Shared:
    """The parts of one SQLite database."""

    schema = opening.SCHEMA_VERSION
    select_columns = staticmethod(select_columns)

    def __init__(self, path: Path | None, busy_timeout: float, synchronous: Synchronous, sync_delay: float) -> None:
        self.key = str(path)
        version = opening.prepare(path) if path else 0
        cut_short = path is not None and opening.log_is_left(path)
        if path and version:
            _bring_up_to_date(path, version)
        self.engine = Engine(path, busy_timeout=busy_timeout, synchronous=synchronous, sync_delay=sync_delay)
        self.users = 1
        try:
            self.tables = Tables(self.engine)
            if not version:
                self.tables.create(self.engine)
            else:
                self._look()
        except BaseException:
            self.engine.close()
            raise
        self.dictionary = Dictionary(self.engine)
        # Nobody closed: what was deleted last may not have been swept any more.
        self.dictionary.may_hold_orphans = cut_short
        self.versions = Versions(self.engine)
        self.buckets = BucketTable(self.engine, self.tables)
        self.events = EventTable(self.engine, self.buckets, self.dictionary, self.versions)
        self.frames = FrameCache()
        self.engine.housekeeping.append(self._tidy)
        self.purging: list[Callable[[], None]] = []

    @property
    def place(self) -> str | None:
        return str(self.engine.path) if self.engine.path else None

    def claim(self) -> None:
        """Nothing to do: the server has locked the file before it was opened (`aw_datastore.lock`)."""

    def _look(self) -> None:
        """A cheap look at every table and index: both ends of each tree. A full check is the business of `check`."""
        with self.engine.reading() as connection:
            found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            missing = {"bucket", "event", "data", "record", "event_slot", "event_long", "data_hash"} - found
            if missing:
                raise DatabaseDamaged(self.engine.name, f"it lacks {', '.join(sorted(missing))}")
            for table, column in (("event", "id"), ("data", "id"), ("data", "hash"), ("bucket", "key")):
                connection.execute(f"SELECT * FROM {table} ORDER BY {column} LIMIT 1").fetchall()
                connection.execute(f"SELECT * FROM {table} ORDER BY {column} DESC LIMIT 1").fetchall()
            for edge in ("", " DESC"):
                connection.execute(
                    f"SELECT * FROM event INDEXED BY event_slot ORDER BY bucket{edge}, {SLOT}{edge} LIMIT 1"
                ).fetchall()

    def _tidy(self) -> None:
        if self.engine.held or not self.dictionary.may_hold_orphans:
            return
        with self.engine.reading() as connection:
            # Looked for first: it takes a scan of all events, for which no writer should wait.
            found = self.dictionary.holds_orphans(connection)
        self._purge(sweep=found)

    def purge(self) -> None:
        """Sweep the dictionary, then empty the log: what was deleted is gone from every file, and from memory.

        From the copies that migrations keep too: with them goes the way back to the version before.
        """
        self._purge(sweep=True)
        if self.engine.path:
            _forget_kept(self.engine.path, 0)

    def _purge(self, sweep: bool) -> None:
        self.frames.clear()
        for work in self.purging:
            work()
        # Lowered first: whatever is deleted meanwhile raises it again.
        self.dictionary.may_hold_orphans = False
        done = False
        try:
            if sweep:
                with self.engine.transaction() as connection:
                    self.dictionary.sweep(connection)
            done = self.engine.truncate_log()
        finally:
            if not done:
                self.dictionary.may_hold_orphans = True

    def close(self) -> None:
        """Finish what was put off, give back threads and files."""
        self.frames.close()
        try:
            self._tidy()
        except StorageError as error:
            logger.warning("What was deleted last is not swept yet: %s", error)
        self.engine.close()

    def erase(self) -> bool:
        """Purge, and write the whole file anew; False if that could not be done now."""
        self.purge()
        if self.engine.rebuild() and self.engine.truncate_log():
            return True
        # Tried again with the next write.
        self.dictionary.may_hold_orphans = True
        return False


def _bring_up_to_date(path: Path, version: int) -> None:
    if version < opening.SCHEMA_VERSION:
        from aw_datastore.storages.migration import migrate

        migrate(path, opening.SCHEMA_VERSION)
    _forget_kept(path, KEPT_SECONDS)


def _forget_kept(path: Path, older_than: float) -> None:
    if opening.kept_copies(path):
        from aw_datastore.storages.migration import forget_old

        forget_old(path, older_than)


_REGISTRY: Final[dict[str, Parts]] = {}
_REGISTRY_LOCK: Final = threading.Lock()


def acquire(
    path: Path | None, *, busy_timeout: float = 5.0, synchronous: Synchronous = "NORMAL", sync_delay: float = SYNC_DELAY
) -> Parts:
    """The shared parts for a file, by its real path, or fresh ones in memory for None; give them to `release`.

    The options count for the first who opens the file. Raises children of `StorageError`.
    """
    if path is None:
        return Shared(None, busy_timeout, synchronous, sync_delay)
    try:
        real = path.expanduser().resolve()
    except OSError as error:
        raise from_os(error, str(path)) from error
    return _kept(str(real), lambda: Shared(real, busy_timeout, synchronous, sync_delay))


def acquire_url(url: str, *, testing: bool, busy_timeout: float = 5.0) -> Parts:
    """The shared parts for a PostgreSQL database; testing has a namespace of its own in it. As `acquire`."""
    from aw_datastore.storages.postgres import PostgresParts

    schema = "activitywatch_testing" if testing else "activitywatch"
    return _kept(f"{url} {schema}", lambda: PostgresParts(url, schema, busy_timeout))


def _kept(key: str, make: Callable[[], Parts]) -> Parts:
    with _REGISTRY_LOCK:
        shared = _REGISTRY.get(key)
        if shared is not None:
            shared.users += 1
        else:
            shared = _REGISTRY[key] = make()
        return shared


def release(shared: Parts) -> None:
    """One storage less uses this; the last one closes it."""
    with _REGISTRY_LOCK:
        shared.users -= 1
        if shared.users:
            return
        _REGISTRY.pop(shared.key, None)
        shared.close()
