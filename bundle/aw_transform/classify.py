"""Categories and tags by rule (contract 4, A.6)."""

from __future__ import annotations

import re
from typing import Any

from aw_core.models import Event

from .split_url_events import url_parts

UNCATEGORIZED = ["Uncategorized"]
# How much a level of depth counts against an explicit priority.
_RANK_OF_A_LEVEL = 10


class Rule:
    """A pattern over the text values of an event's data.

    Keys of the dict: `regex` (empty or missing: never matches), `ignore_case` (default no), `select_keys` (which values
    to look at; empty: all), `priority` or `weight` (an int). Raises `re.error` for a wrong pattern and ValueError for a
    priority that is no int.
    """

    __slots__ = ("ignore_case", "priority", "regex", "select_keys")

    def __init__(self, rules: dict[str, Any]) -> None:
        self.select_keys: list[str] = list(rules.get("select_keys") or [])
        self.ignore_case = bool(rules.get("ignore_case", False))
        self.priority = _priority(rules)
        pattern = rules.get("regex") if rules.get("type") != "none" else None
        flags = re.UNICODE | (re.IGNORECASE if self.ignore_case else 0)
        self.regex: re.Pattern[str] | None = re.compile(pattern, flags) if pattern else None

    def match(self, event: Event) -> bool:
        """Whether the pattern is found anywhere in a value looked at."""
        return self.match_data(event.data)

    def match_data(self, data: dict[str, Any]) -> bool:
        """The same on the bare data. "$domain" may be selected without having split the addresses before."""
        if self.regex is None:
            return False
        values = map(self._value(data), self.select_keys) if self.select_keys else data.values()
        return any(isinstance(value, str) and self.regex.search(value) is not None for value in values)

    @staticmethod
    def _value(data: dict[str, Any]) -> Any:
        def value(key: str) -> Any:
            if key == "$domain" and key not in data and "url" in data:
                return url_parts(data["url"])[key]
            return data.get(key)

        return value


def _priority(rules: dict[str, Any]) -> int | None:
    priority = rules.get("priority", rules.get("weight"))
    if priority is not None and type(priority) is not int:
        raise ValueError(f"a rule's priority is a whole number, not {priority!r}")
    return priority


def categorize(events: list[Event], classes: list[tuple[list[str], Rule]]) -> list[Event]:
    """Set $category on each event, **in place**: the highest-ranked matching category, else Uncategorized.

    The rank is the rule's priority, or ten for each level of depth; the last of the highest wins.
    """
    for event in events:
        event.data["$category"] = list(category_of(event.data, classes))
    return events


def category_of(data: dict[str, Any], classes: list[tuple[list[str], Rule]]) -> list[str]:
    """The category of one datum; the caller copies it before changing it."""
    best: list[str] = UNCATEGORIZED
    best_rank: int | None = None
    for category, rule in classes:
        if not category:
            continue
        rank = rule.priority if rule.priority is not None else len(category) * _RANK_OF_A_LEVEL
        if (best_rank is None or rank >= best_rank) and rule.match_data(data):
            best, best_rank = category, rank
    return best


def tag(events: list[Event], classes: list[tuple[str, Rule]]) -> list[Event]:
    """Set $tags on each event, **in place**: every matching tag in the rules' order, repeated where several match."""
    for event in events:
        event.data["$tags"] = tags_of(event.data, classes)
    return events


def tags_of(data: dict[str, Any], classes: list[tuple[str, Rule]]) -> list[str]:
    """The tags of one datum."""
    return [name for name, rule in classes if rule.match_data(data)]
