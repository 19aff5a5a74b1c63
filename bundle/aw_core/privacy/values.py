"""What a rule looks at in an event's data, and how it changes it. Data is never changed in place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from aw_core.web_address import url_parts

ANYTHING: Final = "*"
"""The field that stands for every value and every key."""

DEEPEST: Final = 60
"""Levels of a value that are looked into."""

Path = tuple[str, ...]


class TooDeep(Exception):
    """A value is nested more deeply than anybody looks: it counts as matching."""


def as_text(value: object) -> str | None:
    """A value as patterns see it: text as it is, true, false and numbers as in JSON; None for what is no such thing."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return json.dumps(value)
    return None


def texts_in(value: object, level: int = 0) -> Iterator[str]:
    """Every text in a value, through lists and objects, the keys of objects inside it included. Raises TooDeep."""
    if isinstance(value, dict | list):
        if level >= DEEPEST:
            raise TooDeep
        if isinstance(value, dict):
            yield from value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner, level + 1)
        return
    text = as_text(value)
    if text is not None:
        yield text


def mapped(value: Any, change: Callable[[str], str | None], deep: str, level: int = 0) -> Any:
    """The value with every text in it (keys too) replaced by what `change` gives, unless that is None.

    What is nested too deeply becomes `deep`. The very same value if nothing changed.
    """
    if isinstance(value, dict):
        if level >= DEEPEST:
            return deep
        made = {change(key) or key: mapped(inner, change, deep, level + 1) for key, inner in value.items()}
        same = made.keys() == value.keys() and all(made[key] is value[key] for key in made)
        return value if same else made
    if isinstance(value, list):
        if level >= DEEPEST:
            return deep
        items = [mapped(inner, change, deep, level + 1) for inner in value]
        return value if all(one is other for one, other in zip(items, value, strict=True)) else items
    text = as_text(value)
    changed = None if text is None else change(text)
    return value if changed is None or changed == text else changed


def place_of(data: dict[str, Any], field: str) -> Path | None:
    """Where a field stands: a key of that very name, or else the way through objects that its dots describe."""
    if field in data:
        return (field,)
    if "." not in field:
        return None
    path: list[str] = []
    inside: Any = data
    for key in field.split("."):
        if not isinstance(inside, dict) or key not in inside:
            return None
        inside = inside[key]
        path.append(key)
    return tuple(path)


def value_at(data: dict[str, Any], path: Path) -> Any:
    """What stands there."""
    found: Any = data
    for key in path:
        found = found[key]
    return found


def with_value(data: dict[str, Any], path: Path, value: object) -> dict[str, Any]:
    """A copy with another value there."""
    key, rest = path[0], path[1:]
    return {**data, key: with_value(data[key], rest, value) if rest else value}


def domain_in(data: dict[str, Any]) -> str | None:
    """The host of the event's address, without a leading "www."; None without an address."""
    url = data.get("url")
    return (url_parts(url)["$domain"] or None) if isinstance(url, str) else None
