#!/usr/bin/env python3
"""How long the default categories take: making the catalogue, compiling it, finding the category of an event.

The events are made-up windows (tests/vectors/categories); each distinct pair of application and title is looked up
once, as the server does. Prints one line of JSON. `make bench` runs it.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bundle")]

from aw_core.categories import default_classes, rules_from_settings  # noqa: E402

T = TypeVar("T")
Compiled = list[tuple[list[str], re.Pattern[str]]]


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """The result, and how many seconds it took."""
    begun = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begun


def windows() -> list[tuple[float, str, str]]:
    """(seconds, app, title), each pair once."""
    found = []
    for path in sorted((ROOT / "tests/vectors/categories").glob("*.tsv")):
        for line in path.read_text().splitlines():
            seconds, app, title = line.split("\t")
            found.append((float(seconds), app, title))
    return found


def compiled() -> Compiled:
    """Every rule of the catalogue, ready to be searched for."""
    re.purge()
    return [(path, re.compile(rule["regex"])) for path, rule in rules_from_settings(None)]


def category(rules: Compiled, values: tuple[str, ...]) -> str:
    """All rules are equally deep, so the last that is found wins and the others need no look."""
    for path, regex in reversed(rules):
        if any(regex.search(value) for value in values):
            return " > ".join(path)
    return "Uncategorized"


def main() -> None:
    """Measure and print."""
    classes, made = timed(default_classes)
    rules, compiling = timed(compiled)
    events = windows()
    found, looking = timed(lambda: [category(rules, (app, title)) for _, app, title in events])
    total = sum(seconds for seconds, _, _ in events)
    unknown = sum(row[0] for row, name in zip(events, found, strict=True) if name == "Uncategorized")
    browser = sum(row[0] for row, name in zip(events, found, strict=True) if name == "Utilities > Browsers")
    result = {
        "classes": len(classes),
        "json_kb": round(len(json.dumps(classes)) / 1000, 1),
        "make_ms": round(made * 1000, 1),
        "compile_ms": round(compiling * 1000, 1),
        "distinct": len(events),
        "us_per_distinct": round(looking / len(events) * 1e6, 1),
        "categorized_percent": round(100 * (1 - unknown / total), 1),
        "beyond_browsers_percent": round(100 * (1 - (unknown + browser) / total), 1),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
