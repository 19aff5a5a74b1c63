"""Reads what an ELF file needs: other libraries, and the newest version of the C library. Standard library only.

So that building, checking and testing need no binutils, and a test can look into any archive.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NEEDED, _DT_STRTAB, _DT_VERNEED, _DT_VERNEEDNUM = 1, 5, 0x6FFFFFFE, 0x6FFFFFFF


@dataclass(frozen=True)
class Needs:
    """What one file asks of the loader: names of libraries, and versions such as `GLIBC_2.34`."""

    libraries: tuple[str, ...]
    versions: tuple[str, ...]

    def glibc(self) -> tuple[int, ...]:
        """The newest C library it was linked against, `(2, 34)`; () when it asks for none."""
        return newest(self.versions, "GLIBC")


def newest(versions: tuple[str, ...], family: str) -> tuple[int, ...]:
    """The greatest `family_x.y` among version names."""
    found = (re.fullmatch(rf"{family}_(\d+(?:\.\d+)*)", version) for version in versions)
    return max((tuple(map(int, match[1].split("."))) for match in found if match), default=())


def is_elf(path: Path) -> bool:
    """Whether the file is one (links are not followed)."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def needs(path: Path) -> Needs:
    """What a 64-bit little-endian ELF file needs. Raises ValueError for any other file."""
    data = path.read_bytes()
    if data[:6] != b"\x7fELF\x02\x01":
        raise ValueError(f"{path.name} is no 64-bit little-endian ELF file")
    return _Image(data).needs()


class _Image:
    def __init__(self, data: bytes) -> None:
        self._data = data
        start, size, count = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
        headers = [struct.unpack_from("<IIQQQQ", data, start + i * size) for i in range(count)]
        # (address, offset in the file, length)
        self._loads: list[tuple[int, int, int]] = [
            (vaddr, offset, length) for kind, _, offset, vaddr, _, length in headers if kind == _PT_LOAD
        ]
        self._dynamic = next(((h[2], h[5]) for h in headers if h[0] == _PT_DYNAMIC), None)

    def needs(self) -> Needs:
        entries = list(self._entries())
        tags = dict(entries)
        if _DT_STRTAB not in tags:
            return Needs((), ())
        strings = self._offset(tags[_DT_STRTAB])
        libraries = tuple(self._text(strings + value) for tag, value in entries if tag == _DT_NEEDED)
        versions = tuple(self._versions(tags, strings)) if _DT_VERNEED in tags else ()
        return Needs(libraries, versions)

    def _entries(self) -> Iterator[tuple[int, int]]:
        if self._dynamic is None:
            return
        offset, length = self._dynamic
        for place in range(offset, offset + length, 16):
            tag, value = struct.unpack_from("<QQ", self._data, place)
            if tag == 0:
                return
            yield tag, value

    def _versions(self, tags: dict[int, int], strings: int) -> Iterator[str]:
        place = self._offset(tags[_DT_VERNEED])
        for _ in range(tags[_DT_VERNEEDNUM]):
            _, count, _, aux, following = struct.unpack_from("<HHIII", self._data, place)
            inner = place + aux
            for _ in range(count):
                _, _, _, name, next_inner = struct.unpack_from("<IHHII", self._data, inner)
                yield self._text(strings + name)
                inner += next_inner
            place += following

    def _offset(self, address: int) -> int:
        for start, offset, length in self._loads:
            if start <= address < start + length:
                return address - start + offset
        raise ValueError("damaged ELF file: an address outside every segment")

    def _text(self, place: int) -> str:
        return self._data[place : self._data.index(b"\0", place)].decode("ascii", "replace")
