"""Files that were taken out of use and are kept: damaged databases, and those that a restored backup replaced.

`<folder of the database>/quarantine/<its name>-<YYYYMMDDThhmmssZ>-<why>.db`, `why` being "damaged" or "replaced", with
its log (`-wal`) beside it, all mode 0600. Nothing here is ever deleted by the program, except what a purge removes:
whoever removes something for good looks through all of `QUARANTINE_FOLDER/*`.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from aw_core.files import ensure_private_dir

QUARANTINE_FOLDER: Final = "quarantine"
LOG_SUFFIX: Final = "-wal"
_INDEX_SUFFIX: Final = "-shm"

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
    # The log before the database: a database without its log is older, a log beside a new database would ruin it.
    for path, place in ((log, target.with_name(target.name + LOG_SUFFIX)), (database, target)):
        if path.exists():
            path.chmod(0o600)
            path.rename(place)
    database.with_name(database.name + _INDEX_SUFFIX).unlink(missing_ok=True)
    return target


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
