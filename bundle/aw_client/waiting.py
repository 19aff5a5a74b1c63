"""What could not be written to the queue's file because the disk is full: kept in memory, in order, until it can."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Row: TypeAlias = tuple[str, str]
"""Endpoint and data (JSON) of a queued request."""

MOST = 20_000
"""How many steps are kept: a day of changes every few seconds, some megabytes."""

_ROOM = 1 << 20
_MAYBE_FULL = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)


@dataclass
class Step:
    """Rows for the end of the line; then `held` takes the place of what is held for `bucket`, unless that is None.

    `release`: before all that, what is held in the file joins the line.
    """

    rows: list[Row]
    bucket: str | None = None
    held: Row | None = None
    release: bool = False


class Waiting:
    """Steps that wait for room. Not thread-safe: the queue's lock guards it."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(self, step: Step) -> None:
        """Behind the others. A state that only grows takes the place of what it was a moment ago."""
        last = self.steps[-1] if self.steps else None
        if last is not None and not last.rows and not step.rows and last.bucket == step.bucket:
            last.held = step.held
        else:
            self.steps.append(step)

    def release(self) -> None:
        """What is held joins the line: at once what is held here, with the next write what is held in the file."""
        held: dict[str, Row] = {}
        for step in self.steps:
            if step.bucket is not None:
                held.pop(step.bucket, None)
                if step.held is not None:
                    held[step.bucket], step.held = step.held, None
        self.steps.append(Step(list(held.values()), release=True))

    def first(self) -> Row | None:
        """The oldest row."""
        return next((step.rows[0] for step in self.steps if step.rows), None)

    def remove_first(self) -> None:
        """Forget that one."""
        next(step.rows for step in self.steps if step.rows).pop(0)

    def size(self) -> int:
        """How many rows there are."""
        return sum(len(step.rows) for step in self.steps)

    def write(self, db: sqlite3.Connection) -> None:
        """Everything into the file, in the transaction of the caller, who clears `steps` once that is committed."""
        for step in self.steps:
            apply(db, step)


def apply(db: sqlite3.Connection, step: Step) -> None:
    """Write one step."""
    if step.release:
        release(db)
    db.executemany("INSERT INTO item (endpoint, data) VALUES (?, ?)", step.rows)
    if step.bucket is None:
        return
    if step.held is None:
        db.execute("DELETE FROM held WHERE bucket = ?", (step.bucket,))
    else:
        db.execute("REPLACE INTO held VALUES (?, ?, ?)", (step.bucket, *step.held))


def release(db: sqlite3.Connection) -> None:
    """Move everything held to the end of the line."""
    db.execute("INSERT INTO item (endpoint, data) SELECT endpoint, data FROM held ORDER BY rowid")
    db.execute("DELETE FROM held")


def is_no_room(error: BaseException | None, path: Path) -> bool:
    """Does this error say that the disk of `path` is full? SQLite does not always say so itself."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    return code == sqlite3.SQLITE_FULL or (code in _MAYBE_FULL and _free(path) < _ROOM)


def _free(path: Path) -> int:
    import shutil

    place = next(folder for folder in path.parents if folder.exists())
    return shutil.disk_usage(place).free
