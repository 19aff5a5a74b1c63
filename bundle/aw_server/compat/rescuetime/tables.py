"""Tables out of named stretches of time: by perspective, kind and resolution. Pure.

Seconds are whole and add up: the total is rounded once, buckets of time share it by largest remainder, and rows share
their bucket's. So no row is off by a second or more, no bucket holds more than it can, and all tables of one question
have the same total.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aw_server.compat.rescuetime.taxonomy import Named

if TYPE_CHECKING:
    from aw_server.compat.rescuetime.columns import Stretches

Row = list[Any]
Values = tuple[Any, ...]

TIME: Final = "Time Spent (seconds)"
PEOPLE: Final = "Number of People"


@dataclass(frozen=True)
class Table:
    """Headers and rows, ready to be written. What stands first in the rows is in columns, the rest may be shared."""

    headers: list[str]
    firsts: list[list[Any]]
    rests: list[Values]

    @property
    def rows(self) -> list[Row]:
        """The rows as lists."""
        return [[*first, *rest] for *first, rest in zip(*self.firsts, self.rests, strict=True)]


class Rows(NamedTuple):
    """Rows in columns: the buckets of time, the seconds in them, and on what; equal values are the same object."""

    labels: list[str]
    seconds: list[int]
    values: list[Values]


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


def make_table(stretches: Stretches, perspective: str, kind: str, person: str) -> Table:
    """The table of a question. `kind` may also be `documents`: the documents of one activity."""
    labels, seconds, values = _rows(stretches, kind, perspective == "interval")
    if perspective == "member":
        return Table(["Person", TIME, *_headers(kind)], [[person] * len(seconds), seconds], values)
    people = [1] * len(seconds)
    if perspective == "rank":
        numbers = list(range(1, len(seconds) + 1))
        return Table(["Rank", TIME, PEOPLE, *_headers(kind)], [numbers, seconds, people], values)
    return Table(["Date", TIME, PEOPLE, *_headers(kind)], [labels, seconds, people], values)


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


def _rows(stretches: Stretches, kind: str, by_label: bool) -> Rows:
    """The rows of each bucket of time, or of all time under no label."""
    from aw_server.compat.rescuetime.columns import rows_of, sums_of

    if kind != "efficiency":
        return rows_of(sums_of(stretches, _KINDS[kind].values, by_label))
    sums = sums_of(stretches, lambda named: (named.level,), by_label)
    levels: list[dict[int, int]] = [{} for _ in sums.labels]
    for label, value, us in zip(sums.label.tolist(), sums.value.tolist(), sums.us.tolist(), strict=True):
        levels[label][sums.values[value][0]] = us
    found = [place for place, seconds in enumerate(sums.seconds) if seconds]
    return Rows(
        [sums.labels[place] for place in found],
        [sums.seconds[place] for place in found],
        [efficiency(levels[place]) for place in found],
    )
