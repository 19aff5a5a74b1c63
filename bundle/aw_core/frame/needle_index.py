"""Which of many needles stand in which of many texts: all at once, by their first four bytes that say the most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, Final

import numpy as np

from aw_core.needles import lowered

from .arrays import NDArray
from .periods import spread

_GRAM: Final = 4
# Bytes of text that are searched at once: what is made of them fits the processor's cache.
_PORTION: Final = 1 << 17
_MIX: Final = np.uint32(2_654_435_761)
_BITS: Final = np.uint32(16)

Numbers = NDArray[np.int64]
Grams = NDArray[np.uint32]


class NeedleIndex:
    """Looks for needles (`aw_core.needles`: in lower case, none empty) in texts of any case."""

    def __init__(self, needles: Sequence[str]) -> None:
        written = [_bytes(needle) for needle in needles]
        self._lengths = np.array([len(needle) for needle in written], np.int64)
        self._begins = np.array([*accumulate(map(len, written), initial=0)][:-1], np.int64)
        self._windows = _windows(b"".join(written) + bytes(_GRAM))
        self._longest = int(self._lengths.max(initial=0))
        # Where in each needle the piece begins that stands for it.
        self._offsets = np.zeros(len(written), np.int64)
        long = np.flatnonzero(self._lengths >= _GRAM)
        if len(long):
            self._offsets[long] = self._rarest(long)
        self._kinds = [
            _Kind(size, self._windows[self._begins[of_size] + self._offsets[of_size]], of_size)
            for size in range(1, _GRAM + 1)
            if len(of_size := np.flatnonzero(np.minimum(self._lengths, _GRAM) == size))
        ]

    def found(self, texts: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Which text has which needle, as two columns; a pair comes once for each place where the needle stands.

        A needle may be said to stand in a text where it only stands across its end, never the other way round.
        """
        pairs = [
            (text + first, needle) for first, portion in _portions(texts) for text, needle in [self._searched(portion)]
        ]
        if not pairs:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        return np.concatenate([text for text, _ in pairs]), np.concatenate([needle for _, needle in pairs])

    def _searched(self, written: list[bytes]) -> tuple[Numbers, Numbers]:
        begins = np.array([*accumulate((len(text) + 1 for text in written), initial=0)], np.int64)
        windows = _windows(b"\0".join(written) + bytes(self._longest + _GRAM))
        # Behind it everything is padding.
        searched = windows[: begins[-1]]
        places, needles = zip(*[kind.met(searched) for kind in self._kinds], strict=True) if self._kinds else ([], [])
        if not places:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        needle = np.concatenate(needles)
        place = np.concatenate(places) - self._offsets[needle]
        place, needle = self._whole(windows, place[place >= 0], needle[place >= 0])
        return np.searchsorted(begins, place, "right") - 1, needle

    def _whole(self, windows: Grams, place: Numbers, needle: Numbers) -> tuple[Numbers, Numbers]:
        """Those places at which all of the needle stands, not only the piece that was looked for."""
        at = 0
        while at < self._longest and len(place):
            within = np.minimum(at, np.maximum(self._lengths[needle] - _GRAM, 0))
            same = (windows[place + within] == self._windows[self._begins[needle] + within]) | (
                self._lengths[needle] < _GRAM
            )
            place, needle = place[same], needle[same]
            at += _GRAM
        return place, needle

    def _rarest(self, long: Numbers) -> Numbers:
        """Of each of these needles the place of the piece that fewest of them have, as it says the most."""
        needle, within = spread(np.zeros(len(long), np.int64), self._lengths[long] - _GRAM + 1)
        pieces = self._windows[self._begins[long][needle] + within]
        _, number, counts = np.unique(pieces, return_inverse=True, return_counts=True)
        best = np.minimum.reduceat(counts[number] << 32 | within, np.flatnonzero(within == 0))
        found: Numbers = best & 0xFFFFFFFF
        return found


class _Kind:
    """The pieces of one size, and whose they are."""

    def __init__(self, size: int, pieces: Grams, needles: Numbers) -> None:
        self._mask = np.uint32((1 << 8 * size) - 1)
        pieces = pieces & self._mask
        order = np.argsort(pieces, kind="stable")
        self._needles = needles[order]
        self._pieces, self._first = np.unique(pieces[order], return_index=True)
        self._end = np.append(self._first[1:], len(order))
        self._may_be = np.zeros(1 << 16, np.bool_)
        self._may_be[_hashed(self._pieces)] = True

    def met(self, windows: Grams) -> tuple[Numbers, Numbers]:
        """Every place of every piece, and the needles that it stands for."""
        windows = windows & self._mask
        place = np.flatnonzero(self._may_be[_hashed(windows)])
        piece = windows[place]
        number = np.minimum(np.searchsorted(self._pieces, piece), len(self._pieces) - 1)
        real = self._pieces[number] == piece
        place, number = place[real], number[real]
        row, at = spread(self._first[number], self._end[number])
        return place[row], self._needles[at]


def _hashed(grams: Grams) -> NDArray[Any]:
    return (grams * _MIX) >> _BITS


def _windows(text: bytes) -> Grams:
    """The four bytes that begin at each place, as one number; the last three places are left out."""
    letters = np.frombuffer(text, np.uint8).astype(np.uint32)
    whole: Grams = letters[:-3] | letters[1:-2] << np.uint32(8)
    whole |= letters[2:-1] << np.uint32(16)
    whole |= letters[3:] << np.uint32(24)
    return whole


def _portions(texts: Sequence[str]) -> Iterator[tuple[int, list[bytes]]]:
    """The texts as bytes in lower case, some at a time, with the number of the first."""
    first, size = 0, 0
    portion: list[bytes] = []
    for text in texts:
        portion.append(_bytes(lowered(text)))
        size += len(portion[-1])
        if size >= _PORTION:
            yield first, portion
            first, size, portion = first + len(portion), 0, []
    if portion:
        yield first, portion


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
