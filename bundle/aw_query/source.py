"""The text of a query, as it was sent: in one piece or in many."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate


class Source:
    """Pieces of text that follow one another without anything in between (REST contract 1.10)."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.text = "".join(pieces)
        self._starts = [0, *accumulate(map(len, pieces))]

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of an offset, from 1.

        Clients cut a text into pieces at its line ends and drop these, so each piece counts as a line, unless there
        are line ends in the text.
        """
        if "\n" in self.text:
            return self.text.count("\n", 0, at) + 1, at - self.text.rfind("\n", 0, at)
        line = min(bisect_right(self._starts, at), max(1, len(self._starts) - 1))
        return line, at - self._starts[line - 1] + 1
