"""What was settled of long questions, in a file beside the database: it outlives its place in memory, and the program.

Derived and droppable at any time. While the server runs nobody else may use the file, and that of a server that was
killed is removed by the next. One that ends politely seals it with the mark of the database as it is then; where the
next finds the database with the same mark, nobody has written to it since.
"""

from __future__ import annotations

import contextlib
import logging
import os
import struct
import sys
import threading
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

import msgspec

import aw_core
from aw_core.files import write_private
from aw_datastore.storages import opening
from aw_server.__about__ import __version__
from aw_server.answers import ABSENT, Seen

logger = logging.getLogger(__name__)

SUFFIX: Final = ".sums"
"""What the name of the database's file is followed by."""

_LIMIT: Final = 24 * 1024 * 1024
_MOST: Final = 16
_SEAL_SIZE: Final = 160
_COMPUTING: Final = ("aw_core", "aw_datastore", "aw_query")
"""The packages that sums are made by."""
_HEAD: Final = struct.Struct(">QI")
"""Length and check sum of the index."""
_BROKEN: Final = b" " * _SEAL_SIZE


class _Place(NamedTuple):
    """Where something stands in the file, from the end of the index, and what it was made of."""

    begin: int
    size: int
    check: int
    until: int
    seen: Seen


class SumsFile:
    """Packed values by key, each with what was read for it. Thread-safe; a disk that fails costs no more than speed."""

    def __init__(self, database: Path) -> None:
        """For the database in that file. What the last server left counts only after `recall` and `begin`."""
        self._database = database
        self.path = database.with_name(database.name + SUFFIX)
        self._lock = threading.Lock()
        self._places: dict[str, _Place] = {}
        self._behind = 0
        self._recalled: dict[str, _Place] = {}
        self._final = False

    # -- from one run to the next --------------------------------------------------------------------------------

    def recall(self) -> None:
        """Take over what the last server left, if nobody has written to the database since; remove it otherwise.

        To be called before the database is opened. Breaks the seal.
        """
        mark = opening.mark(self._database)
        try:
            with self.path.open("r+b") as file:
                sealed = file.read(_SEAL_SIZE)
                file.seek(0)
                file.write(_BROKEN)
                if mark is not None and sealed == _seal(mark):
                    self._recalled, self._behind = _index(file)
                    return
        except FileNotFoundError:
            return
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            logger.warning("What was summed up before is lost: %s", error)
        self._remove()

    def begin(self, version: int | None) -> None:
        """What was recalled holds as long as what it was made of has this version: nobody has written to it yet.

        None if the database was not just opened, but recovered from something: then nothing holds.
        """
        with self._lock:
            recalled, self._recalled = self._recalled, {}
            if version is None:
                self._remove()
                return
            self._places = {key: place._replace(seen=_all_of(place.seen, version)) for key, place in recalled.items()}

    def end(self, holds: Callable[[Seen], bool]) -> None:
        """Keep what holds, for the next run: nobody may ask or write any more but who closes the database."""
        self.sift(holds)
        with self._lock:
            self._final = True

    def seal(self) -> None:
        """Leave the file to the next server, or none. To be called when the database is closed."""
        mark = opening.mark(self._database)
        with self._lock:
            if mark is None or not self._final or not self._places:
                self._remove()
                return
            # Where that fails the next server finds no seal, and removes it.
            with contextlib.suppress(OSError), self.path.open("r+b") as file:
                file.write(_seal(mark))
                file.flush()
                os.fsync(file.fileno())

    # -- while the server runs -----------------------------------------------------------------------------------

    def holds(self, key: str, until: int, seen: Seen) -> bool:
        """Whether what is kept under the key reaches until then (µs) and was made of just that."""
        with self._lock:
            place = self._places.get(key)
            return place is not None and (place.until, place.seen) == (until, seen)

    def fetch(self, key: str) -> tuple[bytes, Seen] | None:
        """What is kept under the key, and what it was made of."""
        with self._lock:
            place = self._places.get(key)
            if place is None:
                return None
            found = self._read(place)
            if found is None:
                del self._places[key]
                return None
            return found, place.seen

    def store(self, values: Mapping[str, tuple[int, bytes, Seen]]) -> None:
        """Keep values by key: until when one reaches (µs), itself, what it was made of. The oldest ones go for room."""
        with self._lock:
            kept = self._kept(lambda key: key not in values)
            for key, (until, value, seen) in values.items():
                kept[key] = _Place(0, len(value), zlib.crc32(value), until, seen), value
            self._write(kept)

    def sift(self, holds: Callable[[Seen], bool]) -> None:
        """Leave nothing in the file that was made of something that is not there any more."""
        with self._lock:
            stale = [key for key, place in self._places.items() if not holds(place.seen)]
            if stale:
                self._write(self._kept(lambda key: key not in stale))

    # -- the file, under the lock --------------------------------------------------------------------------------

    def _kept(self, wanted: Callable[[str], bool]) -> dict[str, tuple[_Place, bytes]]:
        read = {key: (place, self._read(place)) for key, place in self._places.items() if wanted(key)}
        return {key: (place, packed) for key, (place, packed) in read.items() if packed is not None}

    def _write(self, kept: dict[str, tuple[_Place, bytes]]) -> None:
        size = sum(len(packed) for _, packed in kept.values())
        while kept and (size > _LIMIT or len(kept) > _MOST):
            size -= len(kept.pop(next(iter(kept)))[1])
        if not kept:
            self._remove()
            return
        places, at = {}, 0
        for key, (place, packed) in kept.items():
            places[key] = place._replace(begin=at)
            at += len(packed)
        try:
            index = msgspec.msgpack.encode({key: _plain(place) for key, place in places.items()})
            head = _HEAD.pack(len(index), zlib.crc32(index))
            write_private(self.path, b"".join([_BROKEN, head, index, *(packed for _, packed in kept.values())]))
        except (OSError, TypeError, ValueError, OverflowError) as error:
            # A full disk; or a name or a number that no file takes.
            logger.warning("What was summed up is not kept: %s", type(error).__name__)
            self._remove()
            return
        self._places, self._behind = places, _SEAL_SIZE + _HEAD.size + len(index)

    def _read(self, place: _Place) -> bytes | None:
        try:
            with self.path.open("rb") as file:
                file.seek(self._behind + place.begin)
                found = file.read(place.size)
        except OSError:
            return None
        return found if zlib.crc32(found) == place.check else None

    def _remove(self) -> None:
        self._places = {}
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            logger.warning("%s cannot be removed: %s", self.path, error)


def _seal(mark: str) -> bytes:
    """Of another version of this program it would tell nothing."""
    return f"{__version__} {_program()} {mark}".encode()[:_SEAL_SIZE].ljust(_SEAL_SIZE)


def _program() -> str:
    """Tells one state of the program from another that calls itself by the same version: another build or checkout."""
    if getattr(sys, "frozen", False):
        files = [Path(sys.executable)]
    else:
        home = Path(aw_core.__file__).parent.parent
        files = [file for name in _COMPUTING for file in (home / name).rglob("*.py")]
    return f"{len(files)} {max(file.stat().st_mtime_ns for file in files)}"


def _index(file: BinaryIO) -> tuple[dict[str, _Place], int]:
    """What stands in a file, read from behind its seal, and where the index ends."""
    file.seek(_SEAL_SIZE)
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise ValueError("it was cut off")
    length, check = _HEAD.unpack(head)
    index = file.read(min(length, _LIMIT))
    if zlib.crc32(index) != check:
        raise ValueError("it was changed")
    listed: dict[str, list[Any]] = msgspec.msgpack.decode(index)
    return {key: _place(*plain) for key, plain in listed.items()}, file.tell()


def _plain(place: _Place) -> list[Any]:
    begin, size, check, until, seen = place
    # A record that was looked for and not there has no value.
    records = [[*where, *([value] if value is not ABSENT else [])] for where, value in seen.records.items()]
    return [begin, size, check, until, [[*reach] for reach in seen.versions], seen.listing, records]


def _place(
    begin: int, size: int, check: int, until: int, reaches: list[Any], listing: Any, records: list[list[Any]]
) -> _Place:
    versions = dict.fromkeys(map(tuple, reaches), 0)
    there = {(kind, key): value[0] if value else ABSENT for kind, key, *value in records}
    return _Place(begin, size, check, until, Seen(versions, listing, there))


def _all_of(seen: Seen, version: int) -> Seen:
    return seen._replace(versions=dict.fromkeys(seen.versions, version))
