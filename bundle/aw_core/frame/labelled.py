"""Data that got one more key with one of few values: kept as numbers, written out for the few that are looked at."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from .arrays import Codes, NDArray
from .pool import Data, DataPool, renumbered
from .values import copied, mark


class LabelledPool(DataPool):
    """The data of another pool with `key` set to one of `values`, all of them texts or lists of texts.

    `base_code` and `value` say for each code which datum of the other pool and which of the values; `value` may be
    filled in later for codes that nobody has asked for yet.
    """

    def __init__(
        self, base: DataPool, base_code: Codes, key: str, values: Sequence[list[str] | str], value: NDArray[Any]
    ) -> None:
        super().__init__(len(base_code), self._written)
        self._base = base
        self._base_code = base_code
        self._key = key
        self._values = values
        self._value = value
        marks: dict[Hashable, int] = {}
        # Several rules may give the same category.
        self._distinct = np.array([marks.setdefault(mark(one), len(marks)) for one in values], np.int64)

    def column(self, key: str, codes: Sequence[int] | None = None) -> list[Any]:
        wanted = np.arange(len(self)) if codes is None else np.asarray(codes, np.int64)
        if key == self._key:
            return [self._values[number] for number in self._value[wanted].tolist()]
        return self._base.column(key, self._base_code[wanted].tolist())

    def classes(self, codes: Codes) -> Codes:
        if self.kept("hides", lambda: any(self._key in data for data in self._base.some(range(len(self._base))))):
            return super().classes(codes)
        kinds = self._base.classes(self._base_code[codes])
        return self._with_values(kinds, int(kinds.max(initial=0)) + 1, codes)[0].astype(np.int32)

    def groups(self, keys: Sequence[str], codes: Codes) -> tuple[Codes, int]:
        return self._combined(keys, codes, self._base.groups)

    def spellings(self, keys: Sequence[str], codes: Codes) -> tuple[Codes, int]:
        return self._combined(keys, codes, self._base.spellings)

    def _combined(
        self, keys: Sequence[str], codes: Codes, of_base: Callable[[Sequence[str], Codes], tuple[Codes, int]]
    ) -> tuple[Codes, int]:
        others = [key for key in keys if key != self._key]
        if keys and not others:
            return self._distinct[self._value[codes]], len(self._values)
        numbers, count = of_base(others, self._base_code[codes])
        return self._with_values(numbers, count, codes) if len(others) < len(keys) else (numbers, count)

    def _with_values(self, numbers: Codes, count: int, codes: Codes) -> tuple[Codes, int]:
        """A number for each pair of a number below `count` and the code's value."""
        pairs = numbers.astype(np.int64) * len(self._values) + self._distinct[self._value[codes]]
        distinct, pairs = renumbered(pairs, count * len(self._values))
        return pairs, len(distinct)

    def _written(self, codes: list[int]) -> list[Data]:
        base = self._base.some(self._base_code[codes].tolist())
        values = self._value[codes].tolist()
        return [{**data, self._key: copied(self._values[number])} for data, number in zip(base, values, strict=True)]
