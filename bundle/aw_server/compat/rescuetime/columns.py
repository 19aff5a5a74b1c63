"""Stretches of named time as columns, and their sums: hundreds of thousands of rows, of a few thousand names. Pure.

Imports numpy: whoever needs it imports this when there is something to add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np

from aw_core.frame.arrays import Int64s, NDArray
from aw_core.frame.frame import EventFrame
from aw_core.frame.pool import MISSING, renumbered
from aw_server.compat.rescuetime.tables import Rows, Values
from aw_server.compat.rescuetime.taxonomy import Named
from aw_server.today import largest_remainder

T = TypeVar("T")

_SECOND: Final = 1_000_000


class Groups(NamedTuple):
    """Time (`us`) by period and data: for each group the places of its period in `periods` and its data in `data`."""

    periods: list[str]
    data: list[Mapping[str, Any]]
    period: Int64s
    datum: Int64s
    us: Int64s


@dataclass(frozen=True)
class Stretches:
    """Time (`us`) within buckets of time, and what it was spent on.

    For each stretch the places of its bucket in `labels` and of what it was spent on in `names`, both of which may have
    the same one twice. A label is the bucket's start in local time.
    """

    labels: list[str]
    names: list[Named]
    label: Int64s
    name: Int64s
    us: Int64s

    def relabelled(self, label_of: Callable[[str], str]) -> Stretches:
        """The same time in other buckets, each made of whole ones of these."""
        return replace(self, labels=list(map(label_of, self.labels)))

    def labelled(self, label: str) -> Stretches:
        """Those of one bucket."""
        kept = np.array([one == label for one in self.labels], np.bool_)[self.label]
        return replace(self, label=self.label[kept], name=self.name[kept], us=self.us[kept])


class Sums(NamedTuple):
    """Time (µs) by label and values, in the order of both; `seconds` are the shares of each label."""

    labels: list[str]
    values: list[Values]
    seconds: list[int]
    label: Int64s
    value: Int64s
    us: Int64s


def groups_of(frame: EventFrame, keys: Sequence[str], by_period: bool) -> Groups:
    """What a frame's events have under the keys, each combination once, and their `$period`, else an empty text."""
    count, first, datum = _numbered(frame, keys)
    pool = frame.pool
    rows = zip(*(pool.column(key, first) for key in keys), strict=True)
    data: list[Mapping[str, Any]] = [
        {key: value for key, value in zip(keys, row, strict=True) if value is not MISSING} for row in rows
    ]
    if not by_period:
        return Groups([""], data, np.zeros(count, np.int64), datum, frame.duration)
    _, first, period = _numbered(frame, ["$period"])
    return Groups(pool.column("$period", first), data, period, datum, frame.duration)


def stretches_of(groups: Groups, labels: list[str], names: Sequence[Named | None]) -> Stretches:
    """The groups under the labels of their periods and the names of their data, without those that have no name."""
    kept = np.array([name is not None for name in names], np.bool_)
    place = np.cumsum(kept) - 1
    rows = np.flatnonzero(kept[groups.datum])
    known = [name for name in names if name is not None]
    return Stretches(labels, known, groups.period[rows], place[groups.datum[rows]], groups.us[rows])


def joined(parts: Iterable[Stretches]) -> Stretches:
    """All time of all of them."""
    labels: list[str] = []
    names: list[Named] = []
    nothing = np.zeros(0, np.int64)
    columns = [(nothing, nothing, nothing)]
    for part in parts:
        columns.append((part.label + len(labels), part.name + len(names), part.us))
        labels += part.labels
        names += part.names
    return Stretches(labels, names, *map(np.concatenate, zip(*columns, strict=True)))


def sums_of(stretches: Stretches, values_of: Callable[[Named], Values], by_label: bool) -> Sums:
    """The time by what `values_of` makes of its names, in the buckets of time or in a single one without a label.

    The rounded total is shared by the labels, and each label's seconds by its values, both by largest remainder; of
    equal remainders the earlier label's and the longer time's count first, then the order of the values.
    """
    labels, label = _ranked(stretches.labels if by_label else [""] * len(stretches.labels), str)
    values, value = _ranked([values_of(name) for name in stretches.names], lambda one: tuple(map(_order, one)))
    pairs = label[stretches.label] * len(values) + value[stretches.name]
    distinct, place = renumbered(pairs, len(labels) * len(values))
    us = _added(stretches.us, place, len(distinct))
    label, value = np.divmod(distinct, max(len(values), 1))
    amounts = _added(us, label, len(labels)).tolist()
    seconds = largest_remainder(amounts, (sum(amounts) + _SECOND // 2) // _SECOND)
    return Sums(labels, values, seconds, label, value, us)


def rows_of(sums: Sums) -> Rows:
    """The sums by label, most first; what is less than half a second may be missing."""
    seconds = _shared(sums)
    # Of equal ones the first stays the first.
    most = int(seconds.max(initial=0))
    order = np.argsort(sums.label * (most + 1) + (most - seconds), kind="stable")
    order = order[seconds[order] > 0]
    labels = [sums.labels[place] for place in sums.label[order].tolist()]
    return Rows(labels, seconds[order].tolist(), [sums.values[place] for place in sums.value[order].tolist()])


def _shared(sums: Sums) -> Int64s:
    """The seconds of each label shared by its values: whole ones first, those left over by largest remainder."""
    whole, rest = np.divmod(sums.us, _SECOND)
    order = np.lexsort((-sums.us, sums.label * _SECOND - rest))
    label = sums.label[order]
    place = np.arange(len(order)) - np.searchsorted(label, label)
    over = np.array(sums.seconds, np.int64) - _added(whole, sums.label, len(sums.labels))
    whole[order[place < over[label]]] += 1
    return whole


def _numbered(frame: EventFrame, keys: Sequence[str]) -> tuple[int, list[int], Int64s]:
    """How many rows there are, a code of each combination of values, and for each row the place of its combination."""
    numbers, count = frame.pool.groups(keys, frame.code)
    distinct, place = renumbered(numbers.astype(np.int64), count)
    codes = np.zeros(len(distinct), np.int64)
    # The last to write a place has it: written backwards, the first row's.
    codes[place[::-1]] = frame.code[::-1]
    return len(numbers), codes.tolist(), place.astype(np.int64)


def _ranked(found: Sequence[T], order: Callable[[T], Any]) -> tuple[list[T], Int64s]:
    """The distinct ones in their order, and for each one its place among them."""
    distinct = sorted(dict.fromkeys(found), key=order)
    place_of = {one: place for place, one in enumerate(distinct)}
    return distinct, np.array([place_of[one] for one in found], np.int64)


def _added(amounts: Int64s, places: NDArray[np.integer[Any]], count: int) -> Int64s:
    """The sum of the amounts at each place; whole numbers, so exact."""
    sums = np.zeros(count, np.int64)
    np.add.at(sums, places, amounts)
    return sums


def _order(value: Any) -> tuple[Any, ...]:
    """Texts without regard to case, then with; numbers as they are."""
    return (value.casefold(), value) if isinstance(value, str) else (value,)
