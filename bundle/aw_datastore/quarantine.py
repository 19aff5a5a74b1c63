"""Files that were taken out of use and are kept: damaged databases, and those that a restored backup replaced.

A damaged one has a mark beside it (`unanswered`) until the database in its place knows that it has to be read.

`<folder of the database>/quarantine/<its name>-<YYYYMMDDThhmmssZ>-<why>.db`, `why` being "damaged" or "replaced", with
its log (`-wal`) beside it, all mode 0600. Nothing here is ever deleted by the program, except what a purge removes:
whoever removes something for good looks through all of `QUARANTINE_FOLDER/*`.
"""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from aw_core.files import ensure_private_dir, sync_directory

QUARANTINE_FOLDER: Final = "quarantine"
LOG_SUFFIX: Final = "-wal"
_INDEX_SUFFIX: Final = "-shm"
_MARK: Final = ".unanswered"

Why = Literal["damaged", "replaced"]


def quarantine_folder(database: Path) -> Path:
    """Where files taken out of use are; perhaps not made yet."""
    return database.with_name(QUARANTINE_FOLDER)


def list_quarantine(database: Path) -> list[Path]:
    """The databases in the folder, newest first, without their logs."""
    with contextlib.suppress(OSError):
        return sorted(quarantine_folder(database).glob(f"{database.stem}-????????T??????Z-*.db"), reverse=True)
    return []


def set_aside(database: Path, now: datetime, why: Why) -> Path | None:
    """Move `database` and its log into the folder; where it is now, None if there was none. OSError if it fails.

    Nobody may have the file open. After a kill in the middle `put_back_halves` repairs what was begun.
    """
    log = database.with_name(database.name + LOG_SUFFIX)
    if not database.exists():
        return None
    folder = ensure_private_dir(quarantine_folder(database))
    moment = now.astimezone(UTC)
    while (target := folder / f"{database.stem}-{moment.strftime('%Y%m%dT%H%M%SZ')}-{why}.db").exists():
        moment += timedelta(seconds=1)
    if why == "damaged":
        os.close(os.open(_mark(target), os.O_CREAT | os.O_WRONLY, 0o600))
    # The log before the database: a database without its log is older, a log beside a new database would ruin it.
    for path, place in ((log, target.with_name(target.name + LOG_SUFFIX)), (database, target)):
        if path.exists():
            path.chmod(0o600)
            path.rename(place)
    database.with_name(database.name + _INDEX_SUFFIX).unlink(missing_ok=True)
    for place in (folder, database.parent):
        sync_directory(place)
    return target


def put_back(database: Path, aside: Path) -> None:
    """Undo `set_aside` while nothing has taken the database's place. OSError if it fails."""
    log = aside.with_name(aside.name + LOG_SUFFIX)
    if log.exists():
        log.rename(database.with_name(database.name + LOG_SUFFIX))
    aside.rename(database)


def unanswered(database: Path) -> list[Path]:
    """Damaged databases set aside by a run that was cut short before it could note that, newest first."""
    found = []
    with contextlib.suppress(OSError):
        for mark in quarantine_folder(database).glob(f".{database.stem}-*{_MARK}"):
            aside = mark.with_name(mark.name.removeprefix(".").removesuffix(_MARK))
            if aside.exists():
                found.append(aside)
            else:
                mark.unlink()
    return sorted(found, reverse=True)


def answered(aside: Path) -> None:
    """What has to be done about a damaged database is noted where a power cut does not reach it."""
    with contextlib.suppress(OSError):
        _mark(aside).unlink(missing_ok=True)


def _mark(aside: Path) -> Path:
    return aside.with_name(f".{aside.name}{_MARK}")


def set_log_aside(database: Path, now: datetime) -> Path:
    """Move the database's log alone into the folder, where it is called `….log`. OSError if it fails."""
    folder = ensure_private_dir(quarantine_folder(database))
    target = folder / f"{database.stem}-{now.astimezone(UTC).strftime('%Y%m%dT%H%M%SZ')}-leftover.log"
    log = database.with_name(database.name + LOG_SUFFIX)
    log.chmod(0o600)
    log.replace(target)
    database.with_name(database.name + _INDEX_SUFFIX).unlink(missing_ok=True)
    return target


def put_back_halves(database: Path) -> None:
    """Bring the log back that `set_aside` had moved when it was killed before it moved the database. OSError."""
    log = database.with_name(database.name + LOG_SUFFIX)
    for moved in quarantine_folder(database).glob(f"{database.stem}-????????T??????Z-*.db{LOG_SUFFIX}"):
        if not moved.with_name(moved.name.removesuffix(LOG_SUFFIX)).exists() and database.exists() and not log.exists():
            moved.rename(log)
