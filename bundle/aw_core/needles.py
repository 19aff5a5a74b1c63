"""Texts one of which stands in everything that a regular expression matches: finding those is far faster.

`GitHub|Stack *Overflow` matches nothing without "github" or "stack". Told from the pattern's shape; where it cannot be
told, there are no needles and every text has to be asked. Needles are in lower case, to be looked for in lower case.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from typing import Any, Final

# The standard library's own parser of patterns; `re` itself uses it.
_parser: Any = importlib.import_module("re._parser")
_op: Any = importlib.import_module("re._constants")

_MOST: Final = 2000
"""More needles than that are no gain."""


def needles(pattern: re.Pattern[str]) -> list[str] | None:
    """The texts, one of which every match contains in lower case (`lowered`); None where the pattern does not tell."""
    return needles_in(pattern.pattern, pattern.flags & ~re.DEBUG)


def needles_in(regex: str, flags: int = 0) -> list[str] | None:
    """The same for a pattern that need not be compiled."""
    found = _of_sequence(list(_parser.parse(regex, flags)))
    return None if found is None or len(found) > _MOST else found


def needle_of(text: str) -> str:
    """The needle of a pattern that matches just this text; empty where nothing of it can be looked for."""
    if text.isascii():
        return text.lower()
    pieces = "".join(_letter(_op.LITERAL, ord(letter)) or "\0" for letter in text).split("\0")
    return max(pieces, key=len)


def lowered(text: str) -> str:
    """The text with every character that `re` takes for an ASCII letter when it ignores case as that letter."""
    if text.isascii():
        return text.lower()
    # Lower case makes two characters of a capital I with a dot.
    return text.lower().replace("i\u0307", "i").replace("\u017f", "s").replace("\u0131", "i")


def _of_sequence(items: Sequence[tuple[Any, Any]]) -> list[str] | None:
    """Of everything that has to match in a row, the part whose shortest needle is the longest."""
    best: list[str] | None = None
    run = ""
    for op, value in [*items, (None, None)]:
        letter = _letter(op, value)
        if letter:
            run += letter
            continue
        best = _better(best, [run] if run else None)
        run = ""
        best = _better(best, _of_part(op, value))
    return best


def _letter(op: Any, value: Any) -> str:
    """The one character that is read here but for its case, in lower case; else nothing.

    Beyond ASCII, what equals what without case is a long story, except for characters that have no case.
    """
    if op is _op.LITERAL:
        letter = chr(value)
        return letter.lower() if value < 128 or letter == letter.lower() == letter.upper() else ""
    if op is _op.IN and all(kind is _op.LITERAL and number < 128 for kind, number in value):
        letters = {chr(number).lower() for _, number in value}
        return letters.pop() if len(letters) == 1 else ""
    return ""


def _of_part(op: Any, value: Any) -> list[str] | None:
    if op is _op.SUBPATTERN:
        _, added, removed, body = value
        # Flags of its own: not worth following.
        return None if added or removed else _of_sequence(list(body))
    if op is _op.BRANCH:
        union: list[str] = []
        for branch in value[1]:
            found = _of_sequence(list(branch))
            if found is None:
                return None
            union += found
        return union
    if op in (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT):
        least, _, body = value
        return _of_sequence(list(body)) if least else None
    if op is _op.ATOMIC_GROUP:
        return _of_sequence(list(value))
    return None


def _better(one: list[str] | None, other: list[str] | None) -> list[str] | None:
    if one is None or other is None:
        return one if other is None else other
    return max(one, other, key=lambda texts: (min(map(len, texts)), -len(texts)))
