"""Numbers for data: equal ones for what Python calls equal."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any


def numbered(data: Iterable[dict[str, Any]]) -> list[int]:
    """For each datum the place of the first one that is equal (1 == 1.0 == True; the order of keys is none)."""
    first: dict[Hashable, int] = {}
    return [first.setdefault(frozen(datum), at) for at, datum in enumerate(data)]


def frozen(value: Any) -> Hashable:
    """Hashable, and equal exactly as the JSON value is; what cannot be hashed is equal only to itself."""
    if isinstance(value, dict):
        return ("{", frozenset((key, frozen(inner)) for key, inner in value.items()))
    if isinstance(value, list):
        return ("[", tuple(map(frozen, value)))
    try:
        hash(value)
    except TypeError:
        return ("object", id(value))
    return value  # type: ignore[no-any-return]
