"""Texts one of which stands in everything that a regular expression matches: finding those is far faster.

`GitHub|Stack *Overflow` matches nothing without "GitHub" or "Stack". Told from the pattern's shape; where it cannot be
told, there are no needles and every text has to be asked.
"""

from __future__ import annotations

import importlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, Final

# The standard library's own parser of patterns; `re` itself uses it.
_parser: Any = importlib.import_module("re._parser")
_op: Any = importlib.import_module("re._constants")

_MOST: Final = 64
"""More needles than that are no gain."""

_BORDER: Final = "\n"


def needles(pattern: re.Pattern[str]) -> list[str] | None:
    """The texts, one of which every match contains; None where the pattern does not tell.

    Those of a pattern that ignores case are to be looked for in what `lowered` makes of a text.
    """
    ignores_case = bool(pattern.flags & re.IGNORECASE)
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    found = _of_sequence(list(tree), ignores_case)
    if found is None or len(found) > _MOST:
        return None
    return [text.lower() for text in found] if ignores_case else found


def _of_sequence(items: Sequence[tuple[Any, Any]], ignores_case: bool) -> list[str] | None:
    """Of everything that has to match in a row, the part whose shortest needle is the longest."""
    best: list[str] | None = None
    run = ""
    for op, value in [*items, (None, None)]:
        # Beyond ASCII, what equals what without case is a long story.
        if op is _op.LITERAL and (value < 128 or not ignores_case) and chr(value) != _BORDER:
            run += chr(value)
            continue
        best = _better(best, [run] if run else None)
        run = ""
        best = _better(best, _of_part(op, value, ignores_case))
    return best


def _of_part(op: Any, value: Any, ignores_case: bool) -> list[str] | None:
    if op is _op.SUBPATTERN:
        _, added, removed, body = value
        # Flags of its own: not worth following.
        return None if added or removed else _of_sequence(list(body), ignores_case)
    if op is _op.BRANCH:
        union: list[str] = []
        for branch in value[1]:
            found = _of_sequence(list(branch), ignores_case)
            if found is None:
                return None
            union += found
        return union
    if op in (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT):
        least, _, body = value
        return _of_sequence(list(body), ignores_case) if least else None
    if op is _op.ATOMIC_GROUP:
        return _of_sequence(list(value), ignores_case)
    return None


def _better(one: list[str] | None, other: list[str] | None) -> list[str] | None:
    if one is None or other is None:
        return one if other is None else other
    return max(one, other, key=lambda texts: (min(map(len, texts)), -len(texts)))


def lowered(text: str) -> str:
    """The text with every character that `re` takes for an ASCII letter when it ignores case as that letter."""
    if text.isascii():
        return text.lower()
    # Lower case makes two characters of a capital I with a dot.
    return text.lower().replace("i\u0307", "i").replace("\u017f", "s").replace("\u0131", "i")


class Haystack:
    """Many texts, searched through at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._exact: _Joined | None = None
        self._lowered: _Joined | None = None

    def holding(self, wanted: Iterable[str], ignoring_case: bool) -> set[int]:
        """The numbers of the texts that may hold one of `wanted`: some that do not, none left out."""
        if ignoring_case:
            if self._lowered is None:
                self._lowered = _Joined([lowered(text) for text in self._texts])
            return self._lowered.holding(wanted)
        if self._exact is None:
            self._exact = _Joined(self._texts)
        return self._exact.holding(wanted)


class _Joined:
    """Texts in a row, a border between each two. Those with a border in them are always found."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._odd = {at for at, text in enumerate(texts) if _BORDER in text}
        plain = ["" if _BORDER in text else text for text in texts] if self._odd else texts
        self._text = _BORDER.join(plain)
        self._starts = list(accumulate((len(text) + 1 for text in plain), initial=0))

    def holding(self, wanted: Iterable[str]) -> set[int]:
        found = set(self._odd)
        find, starts = self._text.find, self._starts
        for needle in wanted:
            at = find(needle)
            while at >= 0:
                row = bisect_right(starts, at) - 1
                found.add(row)
                at = find(needle, starts[row + 1])
        return found
