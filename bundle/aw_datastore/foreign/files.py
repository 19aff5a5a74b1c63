"""Reading another program's SQLite file as of one moment, also while it is written, without leaving a trace.

How depends on what lies beside it. With a write-ahead log in use, or with the old kind of journal, a read-only
connection sees one moment and locks as it should. A database in WAL mode without its log is at rest: a connection
would make new side files, so it is read as immutable and judged valid if nothing has changed meanwhile. A log or
journal that a killed program left behind can only be put right by writing, so that is done with a copy.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from aw_core.errors import StorageError

T = TypeVar("T")

_MAGIC: Final = b"SQLite format 3\x00"
_ATTEMPTS: Final = 5
_BUSY_SECONDS: Final = 5.0
_ROOM_LEFT: Final = 500 * 1024 * 1024
_PAGES: Final = 4096
_SIDES: Final = ("", "-wal", "-journal")


class _Mark(NamedTuple):
    """What of a file changes when it is written."""

    inode: int
    size: int
    mtime_ns: int


State = tuple[_Mark | None, ...]


def signature(path: Path) -> list[int]:
    """Numbers that change whenever the database does, those of its log included; OSError if there is none."""
    path.stat()
    return [number for mark in _state(path) for number in (mark or _Mark(0, 0, 0))]


def is_sqlite(path: Path) -> bool:
    """Is the file an SQLite database? Never to be asked of one this process has open. OSError."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def snapshot(path: Path, scratch: Path, step: Callable[[], None] = lambda: None) -> Path:
    """A copy of the whole database as of one moment, in the private folder `scratch`.

    `step` is called now and then and may raise. StorageError when it cannot be read, or when there is no room for it.
    """
    target = scratch / "snapshot.db"
    _check_room(path, scratch)

    def copy(connection: sqlite3.Connection) -> None:
        _make_private(target)
        with closing(sqlite3.connect(target)) as ours:
            connection.backup(ours, pages=_PAGES, progress=lambda *_: step())

    consistently(path, scratch, copy)
    return target


def open_snapshot(copy: Path) -> sqlite3.Connection:
    """A connection to a copy of ours; the caller closes it."""
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.text_factory = _text
    return connection


def consistently(path: Path, scratch: Path, read: Callable[[sqlite3.Connection], T]) -> T:
    """What `read` finds in the database as of one moment. It may be asked again when that moment was disturbed.

    `scratch` is a private folder for what a killed program left. Raises StorageError.
    """
    try:
        for _ in range(_ATTEMPTS):
            before = _state(path)
            connect, guarded = _how(path, before)
            with closing(connect(path, scratch)) as connection:
                connection.text_factory = _text
                connection.execute("BEGIN")
                # From here on, and for the whole of a copy, what others write is not seen.
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                answer = read(connection)
            if not guarded or _state(path) == before:
                return answer
    except sqlite3.Error as error:
        raise StorageError("The database cannot be read", f"The database {path} cannot be read: {error}.") from error
    except OSError as error:
        raise StorageError(
            "The database cannot be read", f"The database {path} cannot be read: {error.strerror}."
        ) from error
    raise StorageError("The database is in use", f"The database {path} changes too fast to be read; try again.")


def _how(path: Path, state: State) -> tuple[Callable[[Path, Path], sqlite3.Connection], bool]:
    """How to connect, and whether the answer holds only if the files are then as before."""
    _, log, journal = state
    has_index = path.with_name(path.name + "-shm").exists()
    if _uses_log(path):
        if log is not None and has_index:
            return _connect_live, False
        return (_connect_copy, True) if log is not None and log.size else (_connect_resting, True)
    if journal is not None and journal.size and _is_hot(path):
        return _connect_copy, True
    return _connect_live, False


def _uses_log(path: Path) -> bool:
    with path.open("rb") as file:
        header = file.read(20)
    if not header.startswith(_MAGIC):
        raise StorageError("The database cannot be read", f"The file {path} is not a database.")
    return header[18] == 2


def _is_hot(path: Path) -> bool:
    """Did a program end in the middle of a write? Then reading would have to write first, which this cannot."""
    try:
        with closing(_connect_live(path, path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        return True
    return False


def _connect_live(path: Path, _: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS, isolation_level=None)


def _connect_resting(path: Path, _: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)


def _connect_copy(path: Path, scratch: Path) -> sqlite3.Connection:
    """A connection to a copy of the database and what lies beside it, which SQLite then puts right."""
    import shutil

    _check_room(path, scratch)
    for side in _SIDES:
        source, target = path.with_name(path.name + side), scratch / f"left.db{side}"
        target.unlink(missing_ok=True)
        if source.exists():
            _make_private(target)
            shutil.copyfile(source, target)
    (scratch / "left.db-shm").unlink(missing_ok=True)
    return sqlite3.connect(scratch / "left.db", isolation_level=None)


def _make_private(target: Path) -> None:
    """An empty file that only its owner can read; SQLite gives its side files the same mode."""
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _check_room(path: Path, scratch: Path) -> None:
    import shutil

    needed = sum(mark.size for mark in _state(path) if mark) + _ROOM_LEFT
    if shutil.disk_usage(scratch).free < needed:
        raise StorageError(
            "Not enough room",
            f"Reading {path} needs {needed // 1024 // 1024} MB on the disk of {scratch}, which are not free.",
        )


def _state(path: Path) -> State:
    return tuple(_mark(path.with_name(path.name + side)) for side in _SIDES)


def _mark(path: Path) -> _Mark | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return _Mark(found.st_ino, found.st_size, found.st_mtime_ns)


def _text(raw: bytes) -> str:
    """Text that is not quite UTF-8 is no reason to lose an event."""
    return raw.decode("utf-8", "replace")
