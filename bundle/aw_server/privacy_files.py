"""What a purge cleans outside the database: its copies, the queues of clients on this computer, logs; and what not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from aw_core.dirs import get_cache_dir, get_data_dir, get_log_dir

if TYPE_CHECKING:
    from aw_core.privacy import RuleSet
    from aw_core.privacy.queued import Sieved

_SIDES = ("-wal", "-shm", "-journal")
_QUEUES = "aw-client/queued"
_EXPORTS = "aw-server/*-dumps/*.json"
# The published servers' own databases, which only their programs may change.
_FOREIGN = ("aw-server-rust/*.db", "aw-server/peewee-sqlite*.db", "aw-server/sqlite*.db")
_FOREIGN_WHY = "another program's database; it may hold the same"


class Places(NamedTuple):
    """Where this user's files are."""

    data: Path
    logs: Path
    cache: Path

    @classmethod
    def of_this_user(cls) -> Places:
        """Where they are now."""
        return cls(Path(get_data_dir()), Path(get_log_dir()), Path(get_cache_dir()))


class Queue(NamedTuple):
    """A queue's file and what became of it: `sieved` None, it could not be cleaned."""

    path: Path
    sieved: Sieved | None
    deleted: bool = False


def sieve_queues(places: Places, rules: RuleSet, *, dry: bool = False) -> list[Queue]:
    """Apply the rules to what waits in the queues of every client of ours; damaged queues set aside are deleted."""
    folder = places.data / _QUEUES
    return [_sieve(path, rules, dry) for path in sorted(folder.glob("*.v2.db*")) if not _is_side(path)]


def delete_exports(places: Places) -> list[str]:
    """Delete what was written for downloading, whatever is in it: it can be had anew. Those that could not be."""
    failed = []
    for path in sorted(places.cache.glob(_EXPORTS)):
        try:
            path.unlink()
        except FileNotFoundError:
            pass
        except OSError:
            failed.append(str(path))
    return failed


def _sieve(path: Path, rules: RuleSet, dry: bool) -> Queue:
    from aw_core.privacy.queued import sieve_file

    try:
        return Queue(path, sieve_file(path, rules.apply, dry=dry))
    except (sqlite3.Error, ValueError, OSError):
        if path.name.endswith(".v2.db"):
            return Queue(path, None)
    if not dry:
        try:
            for side in (*_SIDES, ""):
                path.with_name(path.name + side).unlink(missing_ok=True)
        except OSError:
            return Queue(path, None)
    return Queue(path, None, deleted=True)


def _is_side(path: Path) -> bool:
    return path.name.endswith(_SIDES)


def untouched(places: Places) -> list[dict[str, str]]:
    """Files that may hold the same and that no program but their own may change."""
    found = [(path, _FOREIGN_WHY) for form in _FOREIGN for path in sorted(places.data.glob(form))]
    folder = places.data / _QUEUES
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.is_file() and ".v2.db" not in path.name:
            found.append((path, "another program's queue; it may hold the same"))
    for copy in sorted(places.cache.glob("aw-server/importing*/*")):
        found.append((copy, "a copy that an import works on; it goes with the import"))
    return [{"path": str(path), "why": why} for path, why in found]


def clean_log_files(places: Places, finds: Callable[[str], bool], *, dry: bool = False) -> dict[str, Any]:
    """`{"lines", "files", "failed": [paths]}` of what went, or would go, out of logs."""
    from aw_server.privacy_logs import clean_logs

    found = clean_logs(places.logs, finds, dry=dry)
    return {
        "lines": sum(lines for lines in found.values() if lines > 0),
        "files": sum(lines > 0 for lines in found.values()),
        "failed": [str(path) for path, lines in found.items() if lines < 0],
    }
