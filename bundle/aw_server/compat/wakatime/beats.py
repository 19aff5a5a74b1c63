"""Heartbeats as clients send them: types are loose, keys come and go, and everything is kept as it came."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from aw_server.compat.wakatime.errors import Invalid

Data = dict[str, Any]

# What clients compare a reply by. Sent back exactly as received; a null is left out, as it breaks typed clients.
ECHOED = ("entity", "type", "time", "category", "project", "branch", "is_write", "cursorpos")
_SAME = ("entity", "type", "project", "branch", "language")
_SPACE = uuid.UUID("4a0fb7a5-14c1-4f6f-9a7e-3f2b6a0f9f1d")

FUTURE_US = 3600 * 1_000_000
_LAST_US = 253_402_300_799_000_000
_LONGEST_TEXT = 64 * 1024
# Numbers above these cannot be seconds any more: they count thousandths or millionths.
_MILLISECONDS = 1e12
_MICROSECONDS = 1e15

_CATEGORY_OF = {"domain": "browsing", "url": "browsing"}


class Sender(NamedTuple):
    """What the request says about all its beats."""

    agent: str
    machine: str
    timezone: str | None


class Beat(NamedTuple):
    """One heartbeat, ready to be stored: when (µs UTC), on which machine (None: not said), and its data."""

    time_us: int
    machine: str | None
    data: Data


def read(value: Any, sender: Sender, now_us: int) -> Beat:
    """A heartbeat of any client. Raises Invalid for one that can never be used, with the field at fault."""
    if not isinstance(value, dict):
        raise Invalid("A heartbeat is an object.")
    entity = value.get("entity")
    if not isinstance(entity, str) or not entity.strip():
        raise Invalid("entity is required", {"entity": ["This field is required."]})
    for key, item in value.items():
        if isinstance(item, str) and len(item) > _LONGEST_TEXT:
            raise Invalid(f"{key[:60]} is too long", {key[:60]: ["This text is too long."]})
    time_us = _moment(value.get("time"))
    if time_us > now_us + FUTURE_US:
        raise Invalid("Heartbeat time is in the future.", {"time": ["Heartbeat time is in the future."]})
    machine = sender.machine or text(value.get("machine")) or text(value.get("machine_name"))
    # A leading underscore marks what this server adds.
    data = {key: item for key, item in value.items() if not key.startswith("_")}
    if sender.agent and sender.agent != value.get("user_agent"):
        data["_user_agent_header"] = sender.agent
    if sender.timezone:
        data["_timezone"] = sender.timezone
    data["_received_at"] = now_us // 1_000_000
    return Beat(time_us, machine, data)


def echo(value: Mapping[str, Any], beat_id: str) -> Data:
    """What is sent back for a stored heartbeat."""
    return {"id": beat_id} | {key: value[key] for key in ECHOED if value.get(key) is not None}


def mark(time_us: int, data: Mapping[str, Any]) -> tuple[Any, ...]:
    """The same for two heartbeats that are one: clients replay whole batches."""
    return (time_us, *(text(data.get(key)) for key in _SAME))


def beat_id(machine: str, time_us: int, data: Mapping[str, Any]) -> str:
    """The heartbeat's id for ever: one that came with it (out of an export), else made of what identifies it."""
    given = data.get("id")
    if isinstance(given, str) and given:
        return given
    parts = (machine, str(time_us), *(text(data.get(key)) or "" for key in _SAME))
    return str(uuid.uuid5(_SPACE, "\0".join(parts)))


def stable_id(kind: str, name: str) -> str:
    """An id for something that has a name: a machine, a project, a language."""
    return str(uuid.uuid5(_SPACE, f"{kind}\0{name}"))


# -- loose types ----------------------------------------------------------------------------------------------------


def text(value: Any) -> str | None:
    """Text, None for nothing; numbers as they are written."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or value is None or isinstance(value, dict | list):
        return None
    return str(value)


def number(value: Any) -> int | None:
    """A whole number, also one that was sent as text."""
    if isinstance(value, bool):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return int(found) if math.isfinite(found) else None


def truth(value: Any) -> bool:
    """Yes or no, also as text or number."""
    if isinstance(value, str):
        return value.strip().lower() in ("true", "1", "yes", "t")
    return bool(value) and isinstance(value, bool | int | float)


def names(value: Any) -> tuple[str, ...]:
    """Distinct names, of a list or of a text with commas, in their order."""
    if isinstance(value, list):
        return _distinct(tuple(text(item) or "" for item in value))
    return _distinct(tuple(part.strip() for part in value.split(","))) if isinstance(value, str) else ()


@lru_cache(maxsize=4096)
def _distinct(found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in found if name))


def kind(data: Mapping[str, Any]) -> str:
    """The type of the entity; a file where none is given."""
    return text(data.get("type")) or "file"


def category(data: Mapping[str, Any]) -> str:
    """The category as sent, else by the type of the entity."""
    return text(data.get("category")) or _CATEGORY_OF.get(kind(data), "coding")


def is_placeholder(value: Any) -> bool:
    """Whether a client leaves it to the server: the same project, language or branch as last time."""
    return isinstance(value, str) and value.startswith("<<LAST_") and value.endswith(">>")


def _moment(value: Any) -> int:
    wrong = {"time": ["A UNIX time in seconds is required."]}
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Invalid("time is required", wrong)
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        raise Invalid("time is not a number", wrong) from None
    if seconds > _MICROSECONDS:
        seconds /= 1e6
    elif seconds > _MILLISECONDS:
        seconds /= 1e3
    if not 0 <= seconds <= _LAST_US / 1e6:
        raise Invalid("time is out of range", wrong)
    return round(seconds * 1e6)
