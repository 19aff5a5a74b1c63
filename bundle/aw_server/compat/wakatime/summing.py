"""Facts and their microseconds summed by one dimension, as the lists of every answer show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final

from aw_server.compat.wakatime import beats
from aw_server.compat.wakatime.facts import Fact
from aw_server.compat.wakatime.format import item
from aw_server.compat.wakatime.tables import OTHER

Items = list[dict[str, Any]]

_SECOND: Final = 1_000_000

# Key of the answer → the names that a fact counts for. A file with several dependencies counts fully for each.
DIMENSIONS: Final[dict[str, Callable[[Fact], tuple[str, ...]]]] = {
    "categories": lambda fact: (fact.category,),
    "projects": lambda fact: (fact.project,),
    "languages": lambda fact: (fact.language,),
    "editors": lambda fact: (fact.editor,),
    "operating_systems": lambda fact: (fact.os,),
    "dependencies": lambda fact: fact.dependencies,
    "machines": lambda fact: (fact.machine,),
}
# Only where one project is asked for.
OF_A_PROJECT: Final[dict[str, Callable[[Fact], tuple[str, ...]]]] = {
    "branches": lambda fact: (fact.branch,),
    "entities": lambda fact: (fact.entity,),
}
ALL: Final = {**DIMENSIONS, **OF_A_PROJECT}


def sums(times: Iterable[tuple[Fact, int]], dimension: str) -> dict[str, int]:
    """Microseconds by name, without names that have none."""
    names_of = ALL[dimension]
    found: dict[str, int] = defaultdict(int)
    for fact, us in times:
        if us > 0:
            for name in names_of(fact):
                found[name] += us
    return found


def items(times: Iterable[tuple[Fact, int]], dimension: str) -> Items:
    """The rows of a list, most time first, then by name; percents of the list's own sum."""
    found = sums(times, dimension)
    whole = sum(found.values())
    rows = []
    for name, us in sorted(found.items(), key=lambda entry: (-entry[1], entry[0])):
        row = item(name, us / _SECOND, round(100 * us / whole, 2))
        if dimension == "machines":
            row["machine_name_id"] = beats.stable_id("machine", name)
        rows.append(row)
    return rows


def lists(times: list[tuple[Fact, int]], granted: frozenset[str] | None, of_project: bool = False) -> dict[str, Items]:
    """Every list of an answer; one that was not `granted` (None: all are) stays empty."""
    wanted = ALL if of_project else DIMENSIONS
    return {name: items(times, name) if granted is None or name in granted else [] for name in wanted}


def other_us(times: Iterable[tuple[Fact, int]]) -> int:
    """Microseconds without a language."""
    return sum(us for fact, us in times if fact.language == OTHER)
