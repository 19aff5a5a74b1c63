"""Reads the pages of a SQLite file one by one, without SQLite: whatever the rest of the file looks like.

The format is documented at https://www.sqlite.org/fileformat2.html. Nothing here trusts a number that it reads: every
offset, length and page number is held against the file, chains cannot loop, and no row takes more memory than
`LONGEST_ROW`.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

PageReader = Callable[[int], bytes | None]
"""Page by number (the first is 1), whole; None where there is none or it cannot be read."""

TABLE_LEAF: Final = 0x0D
INDEX_LEAF: Final = 0x0A
INDEX_INTERIOR: Final = 0x02

LONGEST_ROW: Final = 64 * 2**20
"""Bytes of a row beyond which it is taken for damage."""

HEADER_SIZE: Final = 100
DEFAULT_PAGE_SIZE: Final = 4096

_SIZES: Final = (DEFAULT_PAGE_SIZE, 1024, 512, 2048, 8192, 16384, 32768, 65536)
_SAMPLE: Final = 64


class Lost:
    """Stands for a value whose bytes are gone or cannot be what they claim."""

    def __repr__(self) -> str:
        return "LOST"


LOST: Final = Lost()


class PageFile:
    """A database file by pages. Give it back with `close`."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.size = os.fstat(self._file.fileno()).st_size
        header = self._read(0, HEADER_SIZE)
        self.page_size = page_size_of(header) or self._guess()
        # The reserved bytes at the end of each page: none in files of ours.
        self.usable = self.page_size
        self.count = -(-self.size // self.page_size)

    def page(self, number: int) -> bytes | None:
        """The page, filled with zeros where the file ends within it; None outside the file or on a read error."""
        if not 1 <= number <= self.count:
            return None
        content = self._read((number - 1) * self.page_size, self.page_size)
        return content.ljust(self.page_size, b"\x00") if content else None

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _read(self, offset: int, size: int) -> bytes:
        try:
            self._file.seek(offset)
            return self._file.read(size) or b""
        except OSError:
            # A disk that cannot read these sectors may read the next ones.
            return b""

    def _guess(self) -> int:
        """The page size under which most of a sample look like whole pages; the usual one if none does."""
        return max(_SIZES, key=lambda size: (self._share_of_pages(size), -_SIZES.index(size)))

    def _share_of_pages(self, size: int) -> float:
        places = range(1, self.size // size)
        sample = places[:: max(1, len(places) // _SAMPLE)]
        return sum(_looks_whole(self._read(number * size, size), size) for number in sample) / max(1, len(sample))


def page_size_of(header: bytes) -> int | None:
    """What the file's header says, if it can be true."""
    if len(header) < HEADER_SIZE or not header.startswith(b"SQLite format 3\x00"):
        return None
    size = int.from_bytes(header[16:18], "big")
    size = 65536 if size == 1 else size
    return size if size in _SIZES else None


def page_kind(content: bytes, number: int) -> int:
    """The byte that tells what a page is; 0 for an empty one."""
    return content[HEADER_SIZE if number == 1 else 0]


def read_varint(content: bytes, at: int) -> tuple[int, int]:
    """(the number of 1 to 9 bytes at that place, where it ends). Raises IndexError past the end."""
    value = content[at]
    if value < 0x80:
        return value, at + 1
    value &= 0x7F
    for step in range(1, 8):
        byte = content[at + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    return value << 8 | content[at + 8], at + 9


def signed(value: int) -> int:
    """A varint of 64 bits as the signed number that a row id is."""
    return value - (1 << 64) if value >= 1 << 63 else value


def cell_offsets(content: bytes, header: int, usable: int) -> list[int]:
    """Where a b-tree page's cells begin; places that cannot be are left out. `header`: where the page's own is."""
    interior = content[header] in (0x02, 0x05)
    first = header + (12 if interior else 8)
    count = min(int.from_bytes(content[header + 3 : header + 5], "big"), (usable - first) // 2)
    found = struct.unpack_from(f">{count}H", content, first)
    after = first + 2 * count
    return [offset for offset in found if after <= offset < usable - 2]


def _looks_whole(content: bytes, size: int) -> bool:
    """Does a table's leaf page of just that size begin here? Its cells reach down from its end."""
    if len(content) < size or content[0] != TABLE_LEAF:
        return False
    count, begin = struct.unpack_from(">HH", content, 3)
    found = cell_offsets(content, 0, size)
    return 0 < len(found) == count and min(found) >= begin and max(found) > size // 2


def table_rows(content: bytes, number: int, usable: int, read: PageReader) -> Iterator[tuple[int, bytes, int]]:
    """(row id, payload as far as it could be read, its full length) of the cells of a table's leaf page."""
    for offset in cell_offsets(content, HEADER_SIZE if number == 1 else 0, usable):
        try:
            length, at = read_varint(content, offset)
            if not 2 <= length <= LONGEST_ROW:
                continue
            row_id, at = read_varint(content, at)
            if length <= usable - 35:
                # All of it stands on this page, as with nearly every row.
                if at + length <= usable:
                    yield signed(row_id), content[at : at + length], length
            else:
                yield signed(row_id), _spilled(content, at, length, usable, usable - 35, read), length
        except IndexError:
            continue


def index_entries(content: bytes, number: int, usable: int) -> Iterator[tuple[bytes, int]]:
    """(payload, length) of the short entries of an index page; long ones, which spill, are left out."""
    interior = content[0] == INDEX_INTERIOR
    for offset in cell_offsets(content, 0, usable):
        try:
            length, at = read_varint(content, offset + (4 if interior else 0))
        except IndexError:
            continue
        if 2 <= length <= (usable - 12) * 64 // 255 - 23 and at + length <= usable:
            yield content[at : at + length], length


def _spilled(content: bytes, at: int, length: int, usable: int, most: int, read: PageReader) -> bytes:
    """A payload that goes on in overflow pages; cut off where the chain breaks."""
    least = (usable - 12) * 32 // 255 - 23
    local = least + (length - least) % (usable - 4)
    if local > most:
        local = least
    pieces = [content[at : min(at + local, usable)]]
    have = local
    following = int.from_bytes(content[at + local : at + local + 4], "big") if at + local + 4 <= usable else 0
    seen: set[int] = set()
    while have < length and following and following not in seen:
        seen.add(following)
        page = read(following)
        if page is None:
            break
        following = int.from_bytes(page[:4], "big")
        piece = page[4 : min(usable, 4 + length - have)]
        pieces.append(piece)
        have += len(piece)
    return b"".join(pieces)


_INTEGER_SIZES: Final = (0, 1, 2, 3, 4, 6, 8)


def read_record(payload: bytes, length: int) -> list[Any] | None:
    """The values of a record: None, int, float, str, bytes, or LOST where the bytes are cut off or are no UTF-8.

    None for what cannot be a record of `length` bytes at all.
    """
    try:
        header, at = read_varint(payload, 0)
        if not 1 < header <= length or header > len(payload):
            return None
        kinds = []
        while at < header:
            kind, at = read_varint(payload, at)
            kinds.append(kind)
    except IndexError:
        return None
    if at != header:
        return None
    values: list[Any] = []
    for kind in kinds:
        size = _INTEGER_SIZES[kind] if kind < 7 else _size(kind)
        if size is None or at + size > length:
            return None
        values.append(_value(kind, payload[at : at + size]) if at + size <= len(payload) else LOST)
        at += size
    return values if at == length else None


def _size(kind: int) -> int | None:
    if kind >= 12:
        return (kind - 12) // 2
    return {7: 8, 8: 0, 9: 0}.get(kind)


def _value(kind: int, content: bytes) -> Any:
    if kind >= 12:
        if kind % 2 == 0:
            return content
        try:
            return content.decode()
        except UnicodeDecodeError:
            return LOST
    if kind < 7:
        return int.from_bytes(content, "big", signed=True) if kind else None
    return struct.unpack(">d", content)[0] if kind == 7 else kind - 8
