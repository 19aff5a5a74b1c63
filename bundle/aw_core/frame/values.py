"""Single values of event data: what equals what, independent copies, JSON text."""

from __future__ import annotations

import json
import math
from collections.abc import Hashable
from datetime import UTC, datetime, timedelta
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


def json_text(value: Any) -> str:
    """Compact JSON as the API writes it: NaN and infinities null, half surrogate pairs U+FFFD, times as ISO text.

    TypeError for what has no JSON form.
    """
    try:
        text = _STRICT.encode(value)
        text.encode()
    except (ValueError, UnicodeEncodeError):
        text = _STRICT.encode(_tidy(value))
    return text


def is_tidy(text: str) -> bool:
    """Whether JSON text from the storage can be sent as it stands: no NaN, no escaped half of a surrogate pair."""
    return not ("\\ud" in text or "NaN" in text or "Infinity" in text)


def _other(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise TypeError(f"{type(value).__name__} has no JSON form")


_STRICT: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_other)


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {_tidy(key): _tidy(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(item) for item in value]
    return value
