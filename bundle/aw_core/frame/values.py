"""Single values of event data: what equals what, independent copies."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

from aw_core.models import Event

FLAT: Final = frozenset({str, int, float, bool, type(None)})


def mark(value: Any) -> Hashable:
    """Equal for values that are equal in Python (1, 1.0 and True are), and only for those; can be hashed.

    What cannot be hashed and is no list, tuple or dict equals itself only.
    """
    if type(value) in FLAT:
        return value  # type: ignore[no-any-return]
    if isinstance(value, Event):
        return "event", value.timestamp, value.duration, mark(value.data)
    if isinstance(value, dict):
        return "dict", frozenset((key, mark(item)) for key, item in value.items())
    if isinstance(value, list):
        return "list", tuple(map(mark, value))
    if isinstance(value, tuple):
        return "tuple", tuple(map(mark, value))
    try:
        hash(value)
    except TypeError:
        return "object", id(value)
    return value  # type: ignore[no-any-return]


def data_mark(data: dict[str, Any]) -> Hashable:
    """`mark` of a whole datum; fast for flat ones."""
    try:
        return frozenset(data.items())
    except TypeError:
        return mark(data)


def copied(value: Any) -> Any:
    """A copy that shares no dict and no list with `value`; what is not JSON passes by object."""
    if type(value) in FLAT:
        return value
    if isinstance(value, Event):
        return Event.from_us(value.id, value.start_us, value.duration_us, copied(value.data))
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value
