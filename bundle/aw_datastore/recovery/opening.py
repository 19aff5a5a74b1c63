"""Opening a database that may be damaged: the damaged file is set aside, and a fresh one answers at once."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from aw_core.errors import StorageError
from aw_datastore.check import check_connection
from aw_datastore.datastore import Datastore
from aw_datastore.errors import DatabaseDamaged, DatabaseForeign, DatabaseLocked, DatabaseNewer, from_os
from aw_datastore.quarantine import LOG_SUFFIX, put_back_halves, set_aside, set_log_aside, unanswered
from aw_datastore.recovery.log import has_lost_commits, left_over
from aw_datastore.recovery.merge import plant
from aw_datastore.recovery.source import Source
from aw_datastore.storages.opening import log_is_left
from aw_datastore.storages.peewee import PeeweeStorage
from aw_datastore.storages.shared import Parts, Shared

logger = logging.getLogger(__name__)

SURVEY_SECONDS: Final = 4.0
"""How long the first look at a damaged file may keep the first answer waiting; what it did not reach comes later."""

_FARTHEST_VERSION: Final = 10_000
_CHANGED: Final = "Parts of it have changed."


class Aside(NamedTuple):
    """Where a damaged file is now, what was wrong with it, and whether the first look at it came to its end."""

    path: Path
    why: str
    surveyed: bool


def is_damage(error: StorageError, database: Path) -> bool:
    """Is the file one of ours that something has happened to? Not: another program's, or of a newer version."""
    if isinstance(error, DatabaseNewer):
        return error.found >= _FARTHEST_VERSION
    if isinstance(error, DatabaseForeign):
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(database)) as connection:
            found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            return {"bucket", "event", "data", "record", "event_slot", "data_hash"} <= found
        return False
    return isinstance(error, DatabaseDamaged)


def is_broken(storage: PeeweeStorage, error: Exception) -> bool:
    """Does an error of an open storage mean that its file is damaged? If it does not say so, the file is searched."""
    if isinstance(error, StorageError) and not isinstance(error, DatabaseDamaged | DatabaseLocked):
        return False
    with storage.parts.engine.reading() as connection:
        return not check_connection(connection, storage.parts.engine.name)["whole"]


def open_or_begin_anew(make: Callable[[], Datastore], database: Path, now: datetime) -> tuple[Datastore, Aside | None]:
    """The datastore that `make` opens on `database`; and, if the file was too damaged for that, what became of it.

    Raises `StorageError` for what is not damage. The caller holds the `DatabaseLock`.
    """
    try:
        put_back_halves(database)
        _refuse_emptied(database)
        if log_is_left(database):
            _look_at_log(database, now)
        with _log_kept(database):
            whole = make()
    except OSError as error:
        raise from_os(error, str(database)) from error
    except StorageError as error:
        if not is_damage(error, database):
            raise
        why = error.message
        logger.error("%s It is set aside, a fresh one takes its place.", error.message)
    else:
        return whole, _left_unanswered(whole, database)
    try:
        aside = set_aside(database, now, "damaged")
    except OSError as error:
        raise from_os(error, str(database)) from error
    fresh = make()
    if aside is None:
        return fresh, None
    assert isinstance(fresh.storage_strategy, PeeweeStorage)
    return fresh, Aside(aside, why, begin(aside, database, fresh.storage_strategy.parts))


def _left_unanswered(datastore: Datastore, database: Path) -> Aside | None:
    """The damaged file that a run had set aside when it was killed: what it had begun is begun again."""
    left = unanswered(database)
    if not left:
        return None
    assert isinstance(datastore.storage_strategy, PeeweeStorage)
    logger.error("The run before was cut short when it had set a damaged database aside: %s", left[0])
    try:
        return Aside(left[0], _CHANGED, begin(left[0], database, datastore.storage_strategy.parts))
    except BaseException:
        datastore.close()
        raise


def _look_at_log(database: Path, now: datetime) -> None:
    """What SQLite would not notice: a log that is older than the file, and commits behind a damaged frame."""
    if left_over(database):
        logger.error("The log beside the database is older than the database; it is set aside.")
        set_log_aside(database, now)
    elif has_lost_commits(database):
        raise DatabaseDamaged(str(database), "a part of its log is overwritten")


@contextlib.contextmanager
def _log_kept(database: Path) -> Iterator[None]:
    """Keep SQLite from copying the log into the file when opening fails: while somebody reads, closing does not."""
    if not log_is_left(database):
        yield
        return
    with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as reader:
        with contextlib.suppress(sqlite3.Error):
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield


def start_over(storage: PeeweeStorage, database: Path, now: datetime, why: str) -> Aside | None:
    """The same for a storage that is in use and damaged, as `why` says. Raises `StorageError`."""
    moved: list[Path | None] = []
    surveyed: list[bool] = []

    def replace() -> None:
        try:
            moved.append(set_aside(database, now, "damaged"))
        except OSError as error:
            raise from_os(error, str(database)) from error

    def furnish(parts: Parts) -> None:
        if moved and moved[0] is not None:
            surveyed.append(begin(moved[0], database, parts))

    logger.error("The database is damaged: %s It is set aside, a fresh one takes its place.", why)
    storage.hold()
    with _log_kept(database):
        storage.start_over(replace, furnish)
    return Aside(moved[0], why, surveyed[0]) if moved and moved[0] and surveyed else None


def begin(aside: Path, database: Path, parts: Parts) -> bool:
    """Give the fresh database what the first answer needs, within some seconds; False if there may be more of it."""
    assert isinstance(parts, Shared)
    until = time.monotonic() + SURVEY_SECONDS
    source = Source(aside, database)
    try:
        done = source.survey(lambda: time.monotonic() > until)
        plant(parts, source)
        return done
    finally:
        source.close()


def _refuse_emptied(database: Path) -> None:
    """An empty file is a new database, unless a log of it or backups tell that it was more."""
    if database.is_file() and database.stat().st_size == 0:
        from aw_datastore.backup import list_backups

        log = database.with_name(database.name + LOG_SUFFIX)
        if (log.exists() and log.stat().st_size) or list_backups(database):
            raise DatabaseDamaged(str(database), "it is empty and was not")
