"""Sums of events that can be added to later: what is settled is not gone through again."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

import numpy as np

from .arrays import Codes, Int64s, NDArray
from .frame import EventFrame
from .pool import MISSING, NO_ID, Data, DataPool, by_equality, by_spelling, renumbered

_BYTES_A_VALUE: Final = 300
"""About what a text takes, with its places in two dictionaries."""
_MOST_NUMBERS: Final = 2**62


class Totals:
    """What `merge_events_by_keys` gives for events of one stretch of time after another, added up so far."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys` are those that everything is merged by."""
        self._columns = {key: _Column() for key in keys}
        self._start: Int64s = np.empty(0, np.int64)
        self._duration: Int64s = np.empty(0, np.int64)

    @classmethod
    def of(cls, merged: EventFrame, keys: Sequence[str]) -> Totals:
        """What `merge_events_by_keys` made under these keys."""
        made = cls(keys)
        made.add(merged)
        return made

    def __len__(self) -> int:
        return len(self._start)

    @property
    def nbytes(self) -> int:
        """About what is held, in bytes."""
        values = sum(len(column.values) for column in self._columns.values())
        return len(self) * (16 + 4 * len(self._columns)) + values * _BYTES_A_VALUE

    def copy(self) -> Totals:
        """The same, for others to add to."""
        made = Totals(())
        made._columns = {key: column.copy() for key, column in self._columns.items()}
        made._start, made._duration = self._start, self._duration
        return made

    def plain(self) -> dict[str, Any]:
        """All of it in texts, numbers, lists, dicts and bytes, for `of_plain` on a computer like this one."""
        columns = {key: column.plain() for key, column in self._columns.items()}
        return {"columns": columns, "start": self._start.tobytes(), "duration": self._duration.tobytes()}

    @classmethod
    def of_plain(cls, plain: dict[str, Any]) -> Totals:
        """What `plain` was made of."""
        made = cls(())
        made._columns = {key: _Column.of_plain(column) for key, column in plain["columns"].items()}
        made._start = np.frombuffer(plain["start"], np.int64)
        made._duration = np.frombuffer(plain["duration"], np.int64)
        return made

    def add(self, merged: EventFrame) -> None:
        """Add what `merge_events_by_keys` made of events that are later than all so far."""
        count = len(self)
        for key, column in self._columns.items():
            column.add(merged, key)
        if not count:
            self._start, self._duration = merged.start, merged.duration
            return
        place = self._places(count)
        known = place < count
        duration = self._duration.copy()
        # Each group is there once: no place comes twice.
        duration[place[known]] += merged.duration[known]
        new = np.flatnonzero(~known)
        self._start = np.concatenate([self._start, merged.start[new]])
        self._duration = np.concatenate([duration, merged.duration[new]])
        for column in self._columns.values():
            column.keep(count, new)

    def _places(self, count: int) -> Int64s:
        """For each row from `count` on the one before `count` with equal values; a number from `count` on if none."""
        ident, _ = _identified(list(self._columns.values()), slice(None))
        order = np.argsort(ident[:count], kind="stable")
        ordered = np.append(ident[:count][order], -1)
        at = np.searchsorted(ordered[:-1], ident[count:])
        return np.where(ordered[at] == ident[count:], np.append(order, 0)[at], count)

    def frame(self) -> EventFrame:
        """All of it, as `merge_events_by_keys` gives it for all events at once. Not to be added to afterwards."""
        count = len(self)
        code: Codes = np.arange(count, dtype=np.int32)
        pool = _TotalsPool(self._columns, count)
        return EventFrame(self._start, self._duration, code, np.full(count, NO_ID, np.int64), pool)


class _Column:
    """What rows have under one key: a number for each distinct value as it is spelled, and one for equal values."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self.code: Codes = np.empty(0, np.int32)
        self._by_spelling: dict[Hashable, int] = {}
        self._by_equality: dict[Hashable, int] = {}
        self._classes: list[int] = []

    def copy(self) -> _Column:
        """The same, for others to add to."""
        made = _Column()
        made.values, made.code = self.values.copy(), self.code
        made._by_spelling, made._by_equality = self._by_spelling.copy(), self._by_equality.copy()
        made._classes = self._classes.copy()
        return made

    def plain(self) -> dict[str, Any]:
        missing = [at for at, value in enumerate(self.values) if value is MISSING]
        values = [None if value is MISSING else value for value in self.values]
        return {"values": values, "missing": missing, "code": self.code.tobytes()}

    @classmethod
    def of_plain(cls, plain: dict[str, Any]) -> _Column:
        made = cls()
        values = list(plain["values"])
        for at in plain["missing"]:
            values[at] = MISSING
        made._numbers(values)
        made.code = np.frombuffer(plain["code"], np.int32)
        return made

    def add(self, frame: EventFrame, key: str) -> None:
        """The values of more rows."""
        numbers, count = frame.pool.spellings([key], frame.code)
        distinct, place = renumbered(numbers.astype(np.int64), count)
        some = np.zeros(len(distinct), np.int64)
        some[place] = frame.code
        own = np.array(self._numbers(frame.pool.column(key, some.tolist())), np.int32)
        self.code = np.concatenate([self.code, own[place]])

    def _numbers(self, values: list[Any]) -> list[int]:
        """The number of each value; those that are spelled as none before get the next ones."""
        numbers = []
        spelled, equal = by_spelling(values), by_equality(values)
        for at, value in enumerate(values):
            number = self._by_spelling.setdefault(spelled[at], len(self.values))
            if number == len(self.values):
                self.values.append(value)
                self._classes.append(self._by_equality.setdefault(equal[at], len(self._by_equality)))
            numbers.append(number)
        return numbers

    def keep(self, count: int, rows: Int64s) -> None:
        """Of the rows from `count` on only these, by their numbers from there."""
        self.code = np.concatenate([self.code[:count], self.code[count:][rows]])

    def equal(self, rows: NDArray[Any] | slice) -> tuple[Int64s, int]:
        """For each of the rows a number that is the same for equal values, and how many there are."""
        return np.array(self._classes, np.int64)[self.code[rows]], len(self._by_equality)

    def spelled(self, rows: NDArray[Any] | slice) -> tuple[Int64s, int]:
        """For each of the rows a number that is the same for values that are written alike, and how many there are."""
        return self.code[rows].astype(np.int64), len(self.values)


def _identified(columns: Sequence[_Column], rows: NDArray[Any] | slice, *, spelled: bool = False) -> tuple[Int64s, int]:
    """For each of the rows a number that is the same exactly for equal values in all columns, and a bound of it."""
    ident, size = np.zeros(0, np.int64), 1
    for at, column in enumerate(columns):
        number, count = column.spelled(rows) if spelled else column.equal(rows)
        if size * count > _MOST_NUMBERS:
            distinct, ident = np.unique(ident, return_inverse=True)
            size = len(distinct)
        ident = ident * count + number if at else number
        size *= max(count, 1)
    return ident, size


class _TotalsPool(DataPool):
    """The data of a table of totals, row by row; written out only for those that are looked at."""

    def __init__(self, columns: dict[str, _Column], size: int) -> None:
        super().__init__(size, self._written)
        self._columns = columns

    def column(self, key: str, codes: Sequence[int] | None = None) -> list[Any]:
        column = self._columns.get(key)
        if column is None:
            return [MISSING] * (len(self) if codes is None else len(codes))
        wanted = column.code if codes is None else column.code[np.asarray(codes, np.int64)]
        return [column.values[number] for number in wanted.tolist()]

    def groups(self, keys: Sequence[str], codes: Codes) -> tuple[Codes, int]:
        return self._numbers(keys, codes, spelled=False)

    def spellings(self, keys: Sequence[str], codes: Codes) -> tuple[Codes, int]:
        return self._numbers(keys, codes, spelled=True)

    def _numbers(self, keys: Sequence[str], codes: Codes, *, spelled: bool) -> tuple[Codes, int]:
        columns = [self._columns[key] for key in dict.fromkeys(keys) if key in self._columns]
        if not columns:
            return np.zeros(len(codes), np.int32), 1
        distinct, place = renumbered(*_identified(columns, codes, spelled=spelled))
        return place, len(distinct)

    def _written(self, codes: list[int]) -> list[Data]:
        columns = {key: self.column(key, codes) for key in self._columns}
        rows = zip(*columns.values(), strict=True)
        return [{key: one for key, one in zip(columns, row, strict=True) if one is not MISSING} for row in rows]
