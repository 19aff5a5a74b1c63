"""A question, read from any of the spellings that its parameters have. Pure.

Of several spellings of one parameter the principal name counts, then the short one, the alias, the short alias. What
is empty counts as absent; what nobody knows is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from aw_server.compat.rescuetime.errors import QueryError

SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "operation": ("operation", "op"),
    "version": ("version", "vn"),
    "perspective": ("perspective", "pv", "by"),
    "resolution_time": ("resolution_time", "rs", "interval", "i"),
    "restrict_group": ("restrict_group", "rg", "group", "g"),
    "restrict_user": ("restrict_user", "ru", "user", "u"),
    "restrict_begin": ("restrict_begin", "rb"),
    "restrict_end": ("restrict_end", "re"),
    "restrict_kind": ("restrict_kind", "rk", "taxonomy", "ty"),
    "restrict_project": ("restrict_project", "rj", "project"),
    "restrict_thing": ("restrict_thing", "rt", "taxon", "tx"),
    "restrict_thingy": ("restrict_thingy", "ry", "sub_taxon", "tn"),
    "restrict_source_type": ("restrict_source_type",),
    "format": ("format",),
}
PERSPECTIVES: Final = ("rank", "interval", "member")
RESOLUTIONS: Final = ("month", "week", "day", "hour", "minute")
KINDS: Final = ("category", "activity", "productivity", "efficiency", "overview", "document")
FORMATS: Final = ("json", "csv")
END_MODES: Final = ("exclusive", "inclusive")
_SOURCES: Final = ("computers", "mobile", "offline")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
# Longer than any person has recorded, and short enough to be counted in days.
_MOST_DAYS: Final = 100 * 366


@dataclass(frozen=True)
class Question:
    """What is asked. `first` and `last` are local days, both included; names are as given, empty where none is.

    `search`: words, in lower case, that all have to stand in the names of what counts.
    """

    perspective: str
    resolution: str
    kind: str
    first: date
    last: date
    format: str
    group: str = ""
    user: str = ""
    project: str = ""
    thing: str = ""
    thingy: str = ""
    source: str = ""
    search: tuple[str, ...] = ()


def read_question(given: Mapping[str, str], today: date, end_mode: str = "exclusive") -> Question:
    """The question in query string or form. `today` is the local day of now. Raises QueryError."""
    values = {name: _first(given, spellings) for name, spellings in SPELLINGS.items()}
    _one_of(values["operation"] or "select", ("select",))
    _one_of(values["version"] or "0", ("0",))
    perspective = _one_of(values["perspective"] or "rank", PERSPECTIVES)
    kind = _one_of(values["restrict_kind"] or "activity", KINDS)
    if kind == "efficiency" and perspective == "rank":
        raise QueryError
    first, last = _days(values["restrict_begin"], values["restrict_end"], today, end_mode)
    if values["restrict_thingy"] and not values["restrict_thing"]:
        raise QueryError
    return Question(
        perspective=perspective,
        resolution=_one_of(values["resolution_time"] or "hour", RESOLUTIONS),
        kind=kind,
        first=first,
        last=last,
        format=_one_of(values["format"] or "json", FORMATS),
        group=values["restrict_group"],
        user=values["restrict_user"],
        project=values["restrict_project"],
        thing=values["restrict_thing"],
        thingy=values["restrict_thingy"],
        source=_one_of(values["restrict_source_type"], _SOURCES) if values["restrict_source_type"] else "",
    )


def _first(given: Mapping[str, str], spellings: tuple[str, ...]) -> str:
    for name in spellings:
        value = given.get(name, "").strip()
        if value:
            return value
    return ""


def _one_of(value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise QueryError
    return value


def _days(begin: str, end: str, today: date, end_mode: str) -> tuple[date, date]:
    """The first and the last day. An end that is not after the begin means that one day, as single-day clients ask."""
    first = _day(begin) if begin else None
    stop = _day(end) if end else None
    if first is None and stop is None:
        return today, today
    if first is None:
        assert stop is not None
        return stop, stop
    if stop is None:
        return first, max(first, today)
    last = stop if end_mode == "inclusive" else stop - timedelta(days=1)
    if (last - first).days > _MOST_DAYS:
        raise QueryError
    return first, max(first, last)


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise QueryError
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise QueryError from None
    # Days at the ends of the calendar have no neighbours.
    if not 1970 <= day.year <= 9990:
        raise QueryError
    return day
