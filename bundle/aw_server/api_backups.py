"""Backups by themselves: once a day, if anything was written, while the server runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from aw_core.errors import StorageError
from aw_core.timestamps import from_us, isoformat_us
from aw_datastore import Datastore
from aw_server.api_clock import Clock

logger = logging.getLogger(__name__)

KIND = "backups"

INTERVAL: Final = timedelta(days=1)

SETTLE: Final = 120.0
"""Seconds after the start in which no backup is begun: a login is busy enough."""

RETRY: Final = 3600.0
"""Seconds after an attempt before the next one."""


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
        copies = list_backups(self._file)
        if is_due(copies[0].made if copies else None, from_us(self._clock.wall_us()), INTERVAL):
            try:
                self.make()
            except StorageError as error:
                logger.warning("No backup was made: %s", error.message)

    def make(self) -> dict[str, Any]:
        """Copy the database now, remove what need not be kept any more; the copy as `state` lists it.

        Raises `StorageError` with the reason why there is none; it is also noted for `state`.
        """
        from aw_datastore.backup import make_backup, remove_expired
        from aw_datastore.errors import DatabaseDamaged

        if self._file is None:
            raise StorageError(
                "There is nothing to back up",
                "What is kept in memory has no backups, and a database server has tools of its own.",
            )
        with self._busy:
            now = self._clock.wall_us()
            began = self._clock.monotonic()
            try:
                made, rows = make_backup(self._file, from_us(now))
            except StorageError as error:
                self._note("failed", {"at": isoformat_us(now), "why": error.message})
                if isinstance(error, DatabaseDamaged):
                    self._damaged(error)
                raise
            for path in remove_expired(self._file, self._plan.daily, self._plan.weekly):
                self._forget(path.name)
            took = round(self._clock.monotonic() - began, 3)
            self._note(made.path.name, {"made": isoformat_us(now), "size": made.size, "rows": rows, "seconds": took})
            self._forget("failed")
        logger.info("Backup made: %s (%d events, %.1f s)", made.path.name, rows["event"], took)
        return {"name": made.path.name, "made": isoformat_us(now), "size": made.size, "rows": rows}

    def undisturbed(self) -> AbstractContextManager[object]:
        """While it is held no copy is being made and nothing recovered; waits for what is under way."""
        return self._busy

    def state(self) -> dict[str, Any]:
        """`{enabled, folder, backups: [{name, made, size, rows}] newest first, failed}`; `rows` null if not known."""
        if self._file is None:
            return {"enabled": False, "folder": None, "backups": [], "failed": None}
        from aw_core.timestamps import to_us
        from aw_datastore.backup import backup_folder, list_backups

        notes = self._db.records.all(KIND)
        found = [
            {
                "name": copy.path.name,
                "made": isoformat_us(to_us(copy.made)),
                "size": copy.size,
                "rows": notes.get(copy.path.name, {}).get("rows"),
            }
            for copy in list_backups(self._file)
        ]
        return {
            "enabled": self._plan.enabled,
            "folder": str(backup_folder(self._file)),
            "backups": found,
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
