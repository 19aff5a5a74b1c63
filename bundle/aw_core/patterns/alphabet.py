"""Which characters a part of a regular expression reads, over a sample: ASCII, some others, what the pattern names."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

_op: Any = importlib.import_module("re._constants")

_IGNORECASE = int(re.IGNORECASE)
_DOTALL = int(re.DOTALL)
_ASCII = int(re.ASCII)
_NEWLINE = 10
_LAST = 0x10FFFF
_USUAL = frozenset(
    {*range(128), *map(ord, "\x85\xa0\xdf\xe0\xe9\xc9\u0131\u017f\u0663\u0416\u0436\u2014\u2028\u4e2d\U0001f600")}
)


class Alphabet:
    """The sample for one pattern; sets of characters are numbers, one bit for each character of the sample."""

    def __init__(self, named: Iterable[int]) -> None:
        self._sample = sorted(_USUAL.union(named))
        self._all = (1 << len(self._sample)) - 1
        self._bits = {code: 1 << at for at, code in enumerate(self._sample)}
        self._cases: dict[int, int] | None = None

    def read_by(self, op: Any, value: Any, flags: int) -> int:
        """The characters that one node of a parsed pattern (LITERAL, NOT_LITERAL, ANY, IN, GROUPREF) can read."""
        if op is _op.GROUPREF:
            return self._all
        if op is _op.ANY:
            return self._all if flags & _DOTALL else self._all & ~self._bits[_NEWLINE]
        if op is _op.LITERAL:
            return self._one(value, flags)
        if op is _op.NOT_LITERAL:
            return self._all & ~self._one(value, flags)
        return self._class(value, flags)

    def _one(self, code: int, flags: int) -> int:
        return (self._either_case() if flags & _IGNORECASE else self._bits).get(code, 0)

    def _either_case(self) -> dict[int, int]:
        """For a code, the characters that are it in lower or upper case."""
        if self._cases is None:
            self._cases = dict(self._bits)
            for code, bit in self._bits.items():
                for other in _cases(code):
                    self._cases[other] = self._cases.get(other, 0) | bit
        return self._cases

    def _class(self, items: Any, flags: int) -> int:
        found = 0
        negated = False
        for op, value in items:
            if op is _op.NEGATE:
                negated = True
            elif op is _op.LITERAL:
                found |= self._one(value, flags)
            elif op is _op.RANGE:
                found |= self._range(value[0], value[1], flags)
            elif op is _op.CATEGORY:
                found |= self._category(str(value), flags)
        return self._all & ~found if negated else found

    def _range(self, first: int, last: int, flags: int) -> int:
        found = 0
        for code, bits in (self._either_case() if flags & _IGNORECASE else self._bits).items():
            if first <= code <= last:
                found |= bits
        return found

    def _category(self, name: str, flags: int) -> int:
        found = 0
        for code, bit in self._bits.items():
            if _in_category(name.rpartition("_")[2], code) and (code < 128 or not flags & _ASCII):
                found |= bit
        return self._all & ~found if "NOT_" in name else found


def named_in(tree: Any) -> Iterator[int]:
    """Every character that a parsed pattern names, with its neighbours and its other case."""
    waiting = [tree]
    while waiting:
        for entry in waiting.pop():
            if isinstance(entry, int) and not isinstance(entry, bool):
                # Counts and flags are among them: harmless.
                if 0 <= entry <= _LAST and entry not in _USUAL:
                    yield from (code for code in (entry - 1, entry, entry + 1) if 0 <= code <= _LAST)
                    yield from _cases(entry)
            elif isinstance(entry, tuple | list) or hasattr(entry, "data"):
                waiting.append(entry)


@lru_cache(maxsize=2048)
def _cases(code: int) -> tuple[int, ...]:
    character = chr(code)
    return tuple({ord(text) for text in (character.lower(), character.upper()) if len(text) == 1} - {code})


@lru_cache(maxsize=8192)
def _in_category(name: str, code: int) -> bool:
    character = chr(code)
    if name == "DIGIT":
        return character.isdecimal()
    if name == "SPACE":
        return character.isspace()
    return character.isalnum() or character == "_"
