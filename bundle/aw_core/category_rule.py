"""One rule for categories and tags, over bare data (contract 4, A.6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from .web_address import url_parts

if TYPE_CHECKING:
    from .categories.shape import Category

# How much a level of depth counts against an explicit priority.
RANK_OF_A_LEVEL = 10
# Shorter ones are compiled sooner than looked up.
_LONG: Final = 200


class Rule:
    """A pattern over the text values of an event's data.

    Keys of the dict: `regex` (empty or missing: never matches), `ignore_case` (default no), `select_keys` (which values
    to look at; empty: all), `priority` or `weight` (an int). Raises `re.error` for a wrong pattern and ValueError for a
    priority that is no int.
    """

    __slots__ = ("_regex", "ignore_case", "pattern", "priority", "select_keys")

    def __init__(self, rules: dict[str, Any]) -> None:
        self.select_keys: list[str] = list(rules.get("select_keys") or [])
        self.ignore_case = bool(rules.get("ignore_case", False))
        self.priority = _priority(rules)
        self.pattern: str | None = (rules.get("regex") or None) if rules.get("type") != "none" else None
        self._regex: re.Pattern[str] | None = None
        if self.category is None:
            # Now, so that a wrong pattern is told of.
            _ = self.regex

    @property
    def regex(self) -> re.Pattern[str] | None:
        """What is looked for, compiled; None if the rule never matches."""
        if self._regex is None and self.pattern:
            self._regex = re.compile(self.pattern, re.UNICODE | (re.IGNORECASE if self.ignore_case else 0))
        return self._regex

    @property
    def category(self) -> Category | None:
        """The category of the default catalogue whose expression this is: right, and long to compile as a whole."""
        if self.pattern is None or self.ignore_case or len(self.pattern) <= _LONG:
            return None
        from .categories.catalogue import category_of

        return category_of(self.pattern)

    def match_data(self, data: dict[str, Any]) -> bool:
        """Whether the pattern is found anywhere in a value looked at.

        "$domain" may be selected without having split the addresses before.
        """
        regex = self.regex
        if regex is None:
            return False
        values = [value_under(data, key) for key in self.select_keys] if self.select_keys else data.values()
        search = regex.search
        return any(isinstance(value, str) and search(value) is not None for value in values)


def value_under(data: dict[str, Any], key: str) -> Any:
    """What a rule that selects `key` looks at: the domain of an address also where it was not split."""
    if key == "$domain" and key not in data and "url" in data:
        return url_parts(data["url"])[key]
    return data.get(key)


def _priority(rules: dict[str, Any]) -> int | None:
    priority = rules.get("priority", rules.get("weight"))
    if priority is not None and type(priority) is not int:
        raise ValueError(f"a rule's priority is a whole number, not {priority!r}")
    return priority
