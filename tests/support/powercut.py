"""What a power cut would have left of a program's files: records all it does to them, then cuts at any moment.

After a cut a disk holds what was synced, and of everything younger any part: whole writes, single sectors of them, or
nothing, in any order; names likewise, but in the order in which they were made.
"""

from __future__ import annotations

import enum
import itertools
import os
import random
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).with_name("record_writes.c")
SECTOR = 512
_HEAD = struct.Struct("=IIIIQQ")


class Op(enum.IntEnum):
    """As in record_writes.c."""

    WRITE = 1
    TRUNCATE = 2
    SYNC_BEGIN = 3
    SYNC_END = 4
    CREATE = 5
    UNLINK = 6
    RENAME = 7


@dataclass(frozen=True)
class Note:
    """One thing done to a file, at `seconds` on the monotonic clock. `data`: what was written, or the new name."""

    op: Op
    thread: int
    seconds: float
    path: str
    offset: int
    data: bytes


def compiler() -> str | None:
    """A C compiler, where there is one."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


class Recorder:
    """`env` makes a program write down what it does in `folder`; `notes()` reads it."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        library, self._log = scratch / "record_writes.so", scratch / "notes"
        command = [str(compiler()), "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl", "-lpthread"]
        subprocess.run(command, check=True)
        self.env = {"LD_PRELOAD": str(library), "AW_RECORD_DIR": str(folder), "AW_RECORD_LOG": str(self._log)}

    def notes(self) -> list[Note]:
        """Everything noted so far, in order."""
        return list(_parse(self._log.read_bytes()))


def _parse(content: bytes) -> Iterator[Note]:
    place = 0
    while place + _HEAD.size <= len(content):
        op, thread, path_length, data_length, nanoseconds, offset = _HEAD.unpack_from(content, place)
        place += _HEAD.size
        path = os.fsdecode(content[place : place + path_length])
        place += path_length
        yield Note(Op(op), thread, nanoseconds / 1e9, path, offset, content[place : place + data_length])
        place += data_length


@dataclass
class _File:
    """What is surely on the disk, and what is not yet."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[Note] = field(default_factory=list)
    seen: int = 0
    """How many changes there were, synced or not: a sync counts for those before its beginning."""

    def sync(self, upto: int) -> None:
        count = len(self.pending) - (self.seen - upto)
        for note in self.pending[: max(0, count)]:
            _apply(self.synced, note.op, note.offset, note.data)
        del self.pending[: max(0, count)]


class Disk:
    """Follows the notes one by one. `after_cut` may be asked at any moment, and as often as wanted."""

    def __init__(self) -> None:
        self._names: dict[str, _File] = {}
        self._durable_names: dict[str, _File] = {}
        self._name_changes: list[tuple[Note, _File | None]] = []
        self._names_seen = 0
        self._syncs: dict[tuple[int, str], int] = {}

    def follow(self, note: Note) -> None:
        """Take the next note."""
        file = self._names.get(note.path)
        match note.op:
            case Op.CREATE | Op.UNLINK | Op.RENAME:
                self._follow_name(note, file)
            case Op.SYNC_BEGIN:
                self._syncs[note.thread, note.path] = file.seen if file else self._names_seen
            case Op.SYNC_END:
                self._end_sync(file, self._syncs.pop((note.thread, note.path)))
            case Op.WRITE | Op.TRUNCATE if file:
                file.pending.append(note)
                file.seen += 1

    def _follow_name(self, note: Note, file: _File | None) -> None:
        made = _File() if note.op is Op.CREATE else file
        _rename(self._names, note, made)
        self._name_changes.append((note, made))
        self._names_seen += 1

    def _end_sync(self, file: _File | None, upto: int) -> None:
        if file:
            file.sync(upto)
            return
        # Of a folder. All that is recorded lies in one.
        count = len(self._name_changes) - (self._names_seen - upto)
        for note, made in self._name_changes[: max(0, count)]:
            _rename(self._durable_names, note, made)
        del self._name_changes[: max(0, count)]

    def after_cut(self, folder: Path, dice: random.Random) -> None:
        """Make `folder` hold the files, by their names, as one of many possible cuts leaves them now."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        names = dict(self._durable_names)
        for note, made in self._name_changes[: dice.randint(0, len(self._name_changes))]:
            _rename(names, note, made)
        survive = _chooser(dice)
        for path, file in names.items():
            content = bytearray(file.synced)
            for note in file.pending:
                survive(content, note)
            (folder / Path(path).name).write_bytes(content)


def _rename(names: dict[str, _File], note: Note, file: _File | None) -> None:
    if note.op is Op.CREATE and file is not None:
        names[note.path] = file
    elif note.op is Op.UNLINK:
        names.pop(note.path, None)
    elif note.op is Op.RENAME and file is not None:
        names.pop(note.path, None)
        names[os.fsdecode(note.data)] = file


class _Chooser:
    """Which of the unsynced changes reach the disk: each with the same chance, as a whole or sector by sector."""

    def __init__(self, dice: random.Random, chance: float, torn: bool) -> None:
        self._dice, self._chance, self._torn = dice, chance, torn

    def __call__(self, content: bytearray, note: Note) -> None:
        if note.op is Op.TRUNCATE or not self._torn:
            if self._dice.random() < self._chance:
                _apply(content, note.op, note.offset, note.data)
            return
        first = SECTOR - note.offset % SECTOR
        edges = [0, *range(first, len(note.data), SECTOR), len(note.data)]
        for start, end in itertools.pairwise(edges):
            if self._dice.random() < self._chance:
                _apply(content, note.op, note.offset + start, note.data[start:end])


def _chooser(dice: random.Random) -> _Chooser:
    return _Chooser(dice, dice.choice([0.0, 0.1, 0.5, 0.9, 0.98, 1.0]), dice.random() < 0.6)


def _apply(content: bytearray, op: Op, offset: int, data: bytes) -> None:
    if op is Op.TRUNCATE:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data
