"""What the stored setting `classes` says: rules for `categorize`, colours and productivity.

The setting is any JSON that any program stored. What has not the shape of a class is passed over; an expression that
does not compile is left to whoever compiles it, who can name its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .catalogue import default_classes

Path = Sequence[str]


def classes_from_settings(value: Any) -> list[dict[str, Any]]:
    """The classes in effect, in stored order: those of the setting, or the default catalogue's while it holds none.

    Each has `name`, `rule` and `data`, the last two possibly empty, and whatever else was stored with it.
    """
    stored = value if isinstance(value, list) and value else default_classes()
    return [
        {**entry, "name": name, "rule": rule, "data": data}
        for entry in stored
        for name, rule, data in _classes([entry])
    ]


def rules_from_settings(value: Any) -> list[tuple[list[str], dict[str, Any]]]:
    """(path, rule) for each class that has a rule, in stored order.

    None or an empty list, as an unset setting reads in every server of the ecosystem, means the default catalogue.
    """
    return [(path, rule) for path, rule, _ in _classes(value) if rule.get("type") != "none" and rule.get("regex")]


def productivity_of(value: Any, path: Path) -> int:
    """The level of a category, -2 very distracting to 2 very productive; 0 for one that nothing is known of.

    Its own score counts, else that of the nearest parent; what lies outside is clamped, halves go to the even level.
    """
    score = _inherited(value, path, "score")
    return 0 if score is None else round(max(-2, min(2, score)))


def color_of(value: Any, path: Path) -> str | None:
    """The colour of a category as "#rrggbb" or whatever the user stored: its own, else the nearest parent's."""
    color: str | None = _inherited(value, path, "color")
    return color


def _inherited(value: Any, path: Path, key: str) -> Any:
    own = {tuple(name): found for name, _, data in _classes(value) if _usable(key, found := data.get(key))}
    for depth in range(len(path), 0, -1):
        if tuple(path[:depth]) in own:
            return own[tuple(path[:depth])]
    return None


def _usable(key: str, found: Any) -> bool:
    if key == "color":
        return isinstance(found, str) and bool(found)
    return isinstance(found, int | float) and not isinstance(found, bool) and found == found


def _classes(value: Any) -> Iterator[tuple[list[str], dict[str, Any], dict[str, Any]]]:
    for entry in value if isinstance(value, list) and value else default_classes():
        if not isinstance(entry, dict):
            continue
        name, rule, data = entry.get("name"), entry.get("rule"), entry.get("data")
        if isinstance(name, list) and name and all(isinstance(part, str) for part in name):
            yield name, rule if isinstance(rule, dict) else {}, data if isinstance(data, dict) else {}
