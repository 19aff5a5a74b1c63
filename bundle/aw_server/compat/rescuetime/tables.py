"""Tables out of named stretches of time: by perspective, kind and resolution. Pure.

Seconds are whole and add up: the total is rounded once, buckets of time share it by largest remainder, and rows share
their bucket's. So no row is off by a second or more, no bucket holds more than it can, and all tables of one question
have the same total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from aw_server.compat.rescuetime.taxonomy import Named
from aw_server.today import largest_remainder

Row = list[Any]

TIME: Final = "Time Spent (seconds)"
PEOPLE: Final = "Number of People"
_SECOND: Final = 1_000_000


class Stretch(NamedTuple):
    """Time (µs) within a bucket of time, whose label is its start in local time, and what it was spent on."""

    label: str
    named: Named
    us: int


@dataclass(frozen=True)
class Table:
    """Headers and rows, ready to be written."""

    headers: list[str]
    rows: list[Row]


@dataclass(frozen=True)
class _Kind:
    """Which columns a kind has behind the time, and how a stretch is grouped and ordered by them."""

    headers: tuple[str, ...]
    values: Callable[[Named], tuple[Any, ...]]


_KINDS: Final[Mapping[str, _Kind]] = {
    "overview": _Kind(("Category",), lambda named: (named.overview,)),
    "category": _Kind(("Category",), lambda named: (named.category,)),
    "activity": _Kind(
        ("Activity", "Category", "Productivity"), lambda named: (named.activity, named.category, named.level)
    ),
    "document": _Kind(
        ("Activity", "Document", "Category", "Productivity"),
        lambda named: (named.activity, named.document, named.category, named.level),
    ),
    "productivity": _Kind(("Productivity",), lambda named: (named.level,)),
    # The documents of an activity, under the name of the column of activities.
    "documents": _Kind(
        ("Activity", "Category", "Productivity"), lambda named: (named.document, named.category, named.level)
    ),
}
_EFFICIENCY: Final = ("Efficiency (-2:2)", "Efficiency (percent)")


def make_table(stretches: Iterable[Stretch], perspective: str, kind: str, person: str) -> Table:
    """The table of a question. `kind` may also be `documents`: the documents of one activity."""
    stretches = list(stretches)
    if perspective == "rank":
        ranked = [(number, seconds, 1, *values) for number, (seconds, values) in enumerate(_summed(stretches, kind), 1)]
        return Table(["Rank", TIME, PEOPLE, *_headers(kind)], [list(row) for row in ranked])
    if perspective == "member":
        found = _with_efficiency(stretches) if kind == "efficiency" else _summed(stretches, kind)
        return Table(["Person", TIME, *_headers(kind)], [[person, seconds, *values] for seconds, values in found])
    return Table(["Date", TIME, PEOPLE, *_headers(kind)], _by_bucket(stretches, kind))


def pulse(seconds_by_level: Mapping[int, float]) -> int:
    """The productivity pulse, 0 to 100, cut to a whole number; 0 where there is no time."""
    total = sum(seconds_by_level.values())
    weighted = sum(seconds * (level + 2) for level, seconds in seconds_by_level.items())
    # In millionths first: 0.58 · 100 is less than 58 in binary.
    return int(round(weighted / (4 * total) * 100, 6)) if total else 0


def efficiency(us_by_level: Mapping[int, int]) -> tuple[float, float]:
    """(-2 to 2, percent), both to two decimals."""
    total = sum(us_by_level.values())
    mean = sum(level * us for level, us in us_by_level.items()) / total
    return round(mean, 2), round((mean + 2) * 25, 2)


def _headers(kind: str) -> tuple[str, ...]:
    return _EFFICIENCY if kind == "efficiency" else _KINDS[kind].headers


def _by_bucket(stretches: Sequence[Stretch], kind: str) -> list[Row]:
    buckets: dict[str, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        buckets[stretch.label].append(stretch)
    labels = sorted(buckets)
    totals = _shared([sum(stretch.us for stretch in buckets[label]) for label in labels])
    rows: list[Row] = []
    for label, total in zip(labels, totals, strict=True):
        own = buckets[label]
        found = _with_efficiency(own, total) if kind == "efficiency" else _summed(own, kind, total)
        rows += [[label, seconds, 1, *values] for seconds, values in found]
    return rows


def _summed(stretches: Sequence[Stretch], kind: str, total: int | None = None) -> list[tuple[int, tuple[Any, ...]]]:
    """(seconds, values) of each group, most first; what is less than half a second may be missing."""
    values_of = _KINDS[kind].values
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for stretch in stretches:
        sums[values_of(stretch.named)] += stretch.us
    # The order of equal remainders is that of the names, too.
    groups = sorted(sums, key=lambda values: (-sums[values], *map(_order, values)))
    seconds = _shared([sums[values] for values in groups], total)
    rows = [(count, values) for count, values in zip(seconds, groups, strict=True) if count]
    return sorted(rows, key=lambda row: (-row[0], *map(_order, row[1])))


def _with_efficiency(stretches: Sequence[Stretch], total: int | None = None) -> list[tuple[int, tuple[Any, ...]]]:
    by_level: dict[int, int] = defaultdict(int)
    for stretch in stretches:
        by_level[stretch.named.level] += stretch.us
    seconds = _rounded(sum(by_level.values())) if total is None else total
    return [(seconds, efficiency(by_level))] if seconds else []


def _shared(amounts: Sequence[int], total: int | None = None) -> list[int]:
    return largest_remainder(amounts, _rounded(sum(amounts)) if total is None else total)


def _rounded(us: int) -> int:
    return (us + _SECOND // 2) // _SECOND


def _order(value: Hashable) -> tuple[Any, ...]:
    """Texts without regard to case, then with; numbers as they are."""
    return (value.casefold(), value) if isinstance(value, str) else (value,)
