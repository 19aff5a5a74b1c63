"""Backups by themselves: once a day, if anything was written, while the server runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aw_core.errors import StorageError
from aw_core.timestamps import from_us, isoformat_us, to_us
from aw_datastore import Datastore
from aw_server.api_clock import Clock
from aw_server.exceptions import Conflict

if TYPE_CHECKING:
    from aw_datastore.backup import Backup

logger = logging.getLogger(__name__)

KIND = "backups"

INTERVAL: Final = timedelta(days=1)

SETTLE: Final = 120.0
"""Seconds after the start in which no backup is begun: a login is busy enough."""

RETRY: Final = 3600.0
"""Seconds after an attempt before the next one."""


_NO_FILE: Final = "What is kept in memory has no backups, and a database server has tools of its own."

_BUSY: Final = "A copy is being made, or the database recovered or purged; ask again soon"


class BackupPlan(NamedTuple):
    """How many of the daily and weekly copies to keep; `enabled` False: make none by itself."""

    enabled: bool = True
    daily: int = 4
    weekly: int = 3


DAILY_BACKUPS: Final = BackupPlan()
NO_BACKUPS: Final = BackupPlan(enabled=False)


class Backups:
    """Makes the copies on a thread of its own, begun by the database's own timer some seconds after a write.

    So nothing wakes up for it, and where nothing is written no copy is made.
    """

    def __init__(
        self,
        db: Datastore,
        clock: Clock,
        plan: BackupPlan,
        turn: threading.Lock | None = None,
        *,
        damaged: Callable[[StorageError], None] = lambda _: None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._plan = plan
        self._damaged = damaged
        self._busy = turn or threading.Lock()
        self._next_look = clock.monotonic() + SETTLE
        self._thread: threading.Thread | None = None
        self._closed = False
        self._running = False
        file = db.describe()["file"]
        self._file = Path(file) if file else None
        if plan.enabled and self._file:
            db.after_writes(self._look)

    def _look(self) -> None:
        """Called by the database's timer, which must not be kept: a look at the clock, most times."""
        if self._closed or self._clock.monotonic() < self._next_look:
            return
        self._next_look = self._clock.monotonic() + RETRY
        self._thread = threading.Thread(target=self._make_if_due, name="backup", daemon=True)
        self._thread.start()

    def _make_if_due(self) -> None:
        from aw_datastore.backup import is_due, list_backups

        assert self._file is not None
        made = (copy.made for copy in list_backups(self._file))
        if is_due(made, from_us(self._clock.wall_us()), INTERVAL):
            try:
                self.make()
            except StorageError as error:
                logger.warning("No backup was made: %s", error.message)

    def make(self) -> dict[str, Any]:
        """Copy the database now, remove what need not be kept any more; the copy as `state` lists it.

        Waits while another copy, a recovery or a purge is under way. Raises `StorageError` with the reason why there
        is none; it is also noted for `state`.
        """
        if self._file is None:
            raise StorageError("There is nothing to back up", _NO_FILE)
        with self._busy:
            return self._copied(self._file)

    def ask(self) -> dict[str, Any]:
        """A copy that somebody wants now: like `make`, but keeps nobody waiting for what is under way.

        Raises Conflict then, and where there can be no copies; StorageError as `make` does.
        """
        if self._file is None:
            raise Conflict("NoBackups", _NO_FILE)
        if not self._busy.acquire(blocking=False):
            raise Conflict("BackupRunning", _BUSY)
        try:
            if self._made_this_second(self._file):
                raise Conflict("BackupRunning", _BUSY)
            return self._copied(self._file)
        finally:
            self._busy.release()

    def _made_this_second(self, file: Path) -> bool:
        """Whether a copy has the name already that the next one would get."""
        from aw_datastore.backup import list_backups

        now = from_us(self._clock.wall_us()).replace(microsecond=0)
        return any(copy.made == now for copy in list_backups(file))

    def _copied(self, file: Path) -> dict[str, Any]:
        from aw_datastore.backup import make_backup, remove_expired
        from aw_datastore.errors import DatabaseDamaged

        now = self._clock.wall_us()
        began = self._clock.monotonic()
        self._running = True
        try:
            made, rows = make_backup(file, from_us(now))
        except StorageError as error:
            self._note("failed", {"at": isoformat_us(now), "why": error.message})
            if isinstance(error, DatabaseDamaged):
                self._damaged(error)
            raise
        finally:
            self._running = False
        for path in remove_expired(file, self._plan.daily, self._plan.weekly):
            self._forget(path.name)
        took = round(self._clock.monotonic() - began, 3)
        self._note(made.path.name, {"made": isoformat_us(now), "size": made.size, "rows": rows, "seconds": took})
        self._forget("failed")
        logger.info("Backup made: %s (%d events, %.1f s)", made.path.name, rows["event"], took)
        return _shown(made, rows)

    def undisturbed(self) -> AbstractContextManager[object]:
        """While it is held no copy is being made and nothing recovered; waits for what is under way."""
        return self._busy

    def state(self) -> dict[str, Any]:
        """The plan, where the copies are, whether one is being made; `backups`, newest first; why the last one failed.

        `events` and `buckets` of a copy are null where they are not known; `folder` is null, and nothing listed, where
        there is no file.
        """
        plan = {
            "enabled": self._plan.enabled and self._file is not None,
            "every": int(INTERVAL.total_seconds()),
            "daily": self._plan.daily,
            "weekly": self._plan.weekly,
            "running": self._running,
        }
        if self._file is None:
            return {**plan, "folder": None, "backups": [], "failed": None}
        from aw_datastore.backup import backup_folder, list_backups

        notes = self._db.records.all(KIND)
        return {
            **plan,
            "folder": str(backup_folder(self._file)),
            "backups": [
                _shown(copy, notes.get(copy.path.name, {}).get("rows") or {}) for copy in list_backups(self._file)
            ],
            "failed": notes.get("failed"),
        }

    def close(self) -> None:
        """Begin no more. One being made is given up when the program ends; what there is of it goes some day later."""
        self._closed = True

    def _note(self, key: str, value: dict[str, Any]) -> None:
        try:
            self._db.records.put(KIND, key, value)
        except StorageError as error:
            logger.warning("The backup cannot be noted: %s", error.message)

    def _forget(self, key: str) -> None:
        try:
            self._db.records.delete(KIND, key)
        except StorageError as error:
            logger.warning("The backup cannot be noted: %s", error.message)


def _shown(copy: Backup, rows: dict[str, int]) -> dict[str, Any]:
    return {
        "name": copy.path.name,
        "made": isoformat_us(to_us(copy.made)),
        "size": copy.size,
        "events": rows.get("event"),
        "buckets": rows.get("bucket"),
    }
