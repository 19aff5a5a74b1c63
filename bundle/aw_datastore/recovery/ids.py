"""A set of row ids that takes a bit for each where they lie close together, as they do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_BITS: Final = 16
_MOST_PARTS: Final = 8192
"""Of 8 kB each: more than that come from garbage."""


class IdSet:
    """Add, ask, and walk through what one set has and another has not."""

    def __init__(self) -> None:
        self._parts: dict[int, bytearray] = {}

    def __bool__(self) -> bool:
        return bool(self._parts)

    def add(self, row_id: int) -> None:
        """Put it in."""
        part = self._parts.get(row_id >> _BITS)
        if part is None:
            if len(self._parts) >= _MOST_PARTS:
                return
            part = self._parts[row_id >> _BITS] = bytearray(1 << (_BITS - 3))
        part[row_id >> 3 & 0x1FFF] |= 1 << (row_id & 7)

    def __contains__(self, row_id: int) -> bool:
        part = self._parts.get(row_id >> _BITS)
        return part is not None and bool(part[row_id >> 3 & 0x1FFF] >> (row_id & 7) & 1)

    def without(self, other: IdSet) -> Iterator[int]:
        """Those that are not in `other`, ascending."""
        empty = bytearray(1 << (_BITS - 3))
        for high in sorted(self._parts):
            theirs = other._parts.get(high, empty)
            for place, byte in enumerate(self._parts[high]):
                rest = byte & ~theirs[place]
                while rest:
                    low = rest & -rest
                    yield (high << _BITS) + (place << 3) + low.bit_length() - 1
                    rest ^= low
