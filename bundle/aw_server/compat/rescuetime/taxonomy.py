"""Overview → category → activity → document: what an event is called here. Pure.

An activity is the domain of the page in front, without a leading "www.", else the application, else what it was called
by who entered it by hand. A document is the file, else the title of page or window. Categories are the user's own: the
first level is the overview, the second the category; one without a second level is "General" of its overview. The level
of productivity is that of the category, unless the activity has one of its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aw_core.categories import productivity_of

NO_DETAILS: Final = "No Details"
UNCATEGORIZED: Final = "Uncategorized"
NAMELESS: Final = "Unknown"
_WEB: Final = ("http", "https")


@dataclass(frozen=True)
class Named:
    """What a stretch of time was spent on; `level` is -2 very distracting to 2 very productive."""

    activity: str
    document: str
    category: str
    overview: str
    level: int


class Taxonomy:
    """Names events by the setting `classes` and the levels that activities have of their own (by lower-case name)."""

    def __init__(self, classes: Any, own_levels: Mapping[str, int]) -> None:
        self._classes = classes
        self._own_levels = own_levels
        self._levels: dict[tuple[str, ...], int] = {}
        self._names: dict[Hashable, Named] = {}

    def named(self, data: Mapping[str, Any]) -> Named:
        """The names of one event's data, categorized and with its address split. The same for the same data."""
        path = _path(data)
        mark = (*map(data.get, ("$protocol", "$domain", "app", "label", "file", "title")), path)
        try:
            found = self._names.get(mark)
        except TypeError:
            # No text where a text belongs.
            return self._named(data, path)
        if found is None:
            found = self._names[mark] = self._named(data, path)
        return found

    def _named(self, data: Mapping[str, Any], path: tuple[str, ...]) -> Named:
        activity = activity_of(data)
        level = self._own_levels.get(activity.casefold())
        overview, category = names_of(path)
        return Named(activity, document_of(data), category, overview, self._level(path) if level is None else level)

    def _level(self, path: tuple[str, ...]) -> int:
        level = self._levels.get(path)
        if level is None:
            level = self._levels[path] = productivity_of(self._classes, path)
        return level


def activity_of(data: Mapping[str, Any]) -> str:
    """The site, else the application, else the label."""
    domain = data.get("$domain")
    if data.get("$protocol") in _WEB and isinstance(domain, str) and domain:
        host = domain.rpartition("@")[2]
        bare = host if host.endswith("]") else host.partition(":")[0] or host
        return bare.lower().removeprefix("www.")
    return _text(data.get("app")) or _text(data.get("label")) or NAMELESS


def document_of(data: Mapping[str, Any]) -> str:
    """The file, else the title of the page, else that of the window."""
    return _text(data.get("file")) or _text(data.get("title")) or NO_DETAILS


def names_of(path: Sequence[str]) -> tuple[str, str]:
    """(overview, category) of a category's path."""
    if not path or path[0] == UNCATEGORIZED:
        return UNCATEGORIZED, UNCATEGORIZED
    return path[0], path[1] if len(path) > 1 else f"General {path[0]}"


def _path(data: Mapping[str, Any]) -> tuple[str, ...]:
    path = data.get("$category")
    return tuple(map(str, path)) if isinstance(path, list | tuple) else ()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
