"""Reads a write-ahead log frame by frame. Unlike SQLite it goes on behind a damaged frame.

A frame's checksum is seeded by the one of the frame before, which stands in that frame's header: so each frame can be
judged by itself as long as the header before it is whole.
"""

from __future__ import annotations

import array
import contextlib
import os
import sys
from pathlib import Path
from typing import Final

from aw_datastore.recovery.pages import DEFAULT_PAGE_SIZE, HEADER_SIZE, page_size_of

_HEADER: Final = 32
_FRAME_HEADER: Final = 24
_MAGIC: Final = 0x377F0682
_MOST_BYTES: Final = 2**31
_MOST_BYTES_AT_START: Final = 2**26


class LogFile:
    """Which whole pages a log holds. Give it back with `close`.

    `committed`: the newest place of each page in what SQLite itself would read; `beyond`: the same for whole frames
    behind a damaged one, and of a commit that is cut short. `stopped`: there is a damaged frame,
    `lost_commits`: and whole commits behind it, which SQLite would pass over in silence.
    """

    def __init__(self, path: Path, page_size: int) -> None:
        self.committed: dict[int, int] = {}
        self.beyond: dict[int, int] = {}
        self.stopped = False
        self.lost_commits = False
        self._page_size = page_size
        self._file = path.open("rb", buffering=0)
        try:
            self._scan(min(os.fstat(self._file.fileno()).st_size, _MOST_BYTES))
        except BaseException:
            self._file.close()
            raise

    def page(self, place: int) -> bytes | None:
        """The page at a place that `committed` or `beyond` names."""
        content = self._read(place, self._page_size)
        return content if len(content) == self._page_size else None

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _read(self, offset: int, size: int) -> bytes:
        try:
            self._file.seek(offset)
            return self._file.read(size) or b""
        except OSError:
            return b""

    def _scan(self, size: int) -> None:
        header = self._read(0, _HEADER)
        if len(header) < _HEADER:
            return
        whole, big, salts = self._judge(header)
        seed = header[24:32] if whole else None
        self.stopped = not whole
        pending: dict[int, int] = {}
        step = _FRAME_HEADER + self._page_size
        for offset in range(_HEADER, size - step + 1, step):
            frame = self._read(offset, step)
            if len(frame) < step or (salts is not None and frame[8:16] != salts):
                # Of an earlier generation, and all behind it; or damage, with more of ours behind it.
                seed = None
                continue
            salts = frame[8:16]
            if seed is None or _checksum(seed, frame[:8] + frame[_FRAME_HEADER:], big) != frame[16:24]:
                self.stopped = True
                seed = frame[16:24]
                continue
            seed = frame[16:24]
            pending[int.from_bytes(frame[:4], "big")] = offset + _FRAME_HEADER
            if frame[4:8] != b"\x00\x00\x00\x00":
                (self.beyond if self.stopped else self.committed).update(pending)
                self.lost_commits = self.lost_commits or self.stopped
                pending.clear()
        # A commit that the damage has cut short: better a row too many than one lost.
        self.beyond.update(pending)

    def _judge(self, header: bytes) -> tuple[bool, bool, bytes | None]:
        """(is the header whole, are checksums big-endian, the salts if they can be known)."""
        magic = int.from_bytes(header[:4], "big")
        big = bool(magic & 1)
        known = magic & ~1 == _MAGIC and int.from_bytes(header[8:12], "big") == self._page_size
        if known and _checksum(bytes(8), header[:24], big) == header[24:32]:
            return True, big, header[16:24]
        # Frames of the newest generation stand first.
        first = self._read(_HEADER, _FRAME_HEADER)
        return False, sys.byteorder == "big" if not known else big, first[8:16] if len(first) >= 16 else None


def _checksum(seed: bytes, content: bytes, big: bool) -> bytes:
    words = array.array("I", content)
    if big != (sys.byteorder == "big"):
        words.byteswap()
    one, two = int.from_bytes(seed[:4], "big"), int.from_bytes(seed[4:], "big")
    pairs = iter(words)
    for word in pairs:
        one = (one + word + two) & 0xFFFFFFFF
        two = (two + next(pairs) + one) & 0xFFFFFFFF
    return one.to_bytes(4, "big") + two.to_bytes(4, "big")


def has_lost_commits(database: Path) -> bool:
    """Would SQLite pass over commits in the log beside the file? Not looked for in logs of unusual size."""
    log = database.with_name(database.name + "-wal")
    with contextlib.suppress(OSError), database.open("rb") as file:
        size = page_size_of(file.read(HEADER_SIZE)) or DEFAULT_PAGE_SIZE
        if log.stat().st_size <= _MOST_BYTES_AT_START:
            found = LogFile(log, size)
            found.close()
            return found.lost_commits
    return False


def left_over(database: Path) -> bool:
    """Is the log beside the file from before the file was written last, so that applying it would ruin the file?

    Looks at page 1 alone, whose counter only grows, in whole frames; False where that cannot tell. Reads no more than
    the headers of the others.
    """
    log = database.with_name(database.name + "-wal")
    with contextlib.suppress(OSError), log.open("rb") as frames, database.open("rb") as file:
        head = file.read(HEADER_SIZE)
        size = page_size_of(head)
        header = frames.read(_HEADER)
        if size is None or len(header) < _HEADER or int.from_bytes(header[8:12], "big") != size:
            return False
        newest, seed, big = None, header[24:32], bool(header[3] & 1)
        while len(frame := frames.read(_FRAME_HEADER)) == _FRAME_HEADER and frame[8:16] == header[16:24]:
            if frame[:4] == b"\x00\x00\x00\x01":
                page = frames.read(size)
                # Killed between its two writes of a frame, SQLite leaves one with no page, or with another one's.
                if len(page) == size and _checksum(seed, frame[:8] + page, big) == frame[16:24]:
                    newest = page[24:28]
            else:
                frames.seek(size, os.SEEK_CUR)
            seed = frame[16:24]
        # The counter stands twice in a whole head.
        return newest is not None and newest < head[24:28] == head[92:96]
    return False
