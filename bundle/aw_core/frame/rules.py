"""Sets of rules for categories and tags, compiled once and remembered with what they said about each datum."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Any, Final

from aw_core.category_rule import RANK_OF_A_LEVEL, Rule

UNCATEGORIZED: Final = ["Uncategorized"]

_MOST_SETS: Final = 8
_MOST_ANSWERS: Final = 200_000
_compiled: Final[OrderedDict[str, Rules]] = OrderedDict()


class Rules:
    """Labels (a category as a list, or a tag) and their rules, in order. Answers are kept: equal data, same answer."""

    def __init__(self, pairs: Sequence[tuple[Any, Rule]]) -> None:
        self._pairs = list(pairs)
        # Highest rank first, of equal ranks the last first: the first that matches has the datum.
        self._ranked = sorted(
            ((_rank(label, rule), number) for number, (label, rule) in enumerate(self._pairs) if label), reverse=True
        )
        self._categories: dict[Hashable, list[str]] = {}

    def category(self, data: dict[str, Any]) -> list[str]:
        """The category of the highest-ranked matching rule, the last of the highest; else Uncategorized. A new list."""
        key = tuple(data.items())
        try:
            found = self._categories.get(key)
        except TypeError:
            return list(self._category(data))
        if found is None:
            if len(self._categories) >= _MOST_ANSWERS:
                self._categories.clear()
            found = self._categories[key] = self._category(data)
        return list(found)

    def tags(self, data: dict[str, Any]) -> list[Any]:
        """The labels of all matching rules in their order, repeated where several match."""
        return [label for label, rule in self._pairs if rule.match_data(data)]

    def _category(self, data: dict[str, Any]) -> list[str]:
        for _, number in self._ranked:
            label, rule = self._pairs[number]
            if rule.match_data(data):
                return list(label)
        return UNCATEGORIZED


def compile_rules(rules: Sequence[Any]) -> Rules:
    """The rules, pairs of a label and a rule's dict. The same for the same content, as long as it is remembered.

    Raises ValueError or `re.error` with the number of the rule that is wrong, from 1.
    """
    try:
        key = json.dumps(rules)
    except (TypeError, ValueError):
        return _compile(rules)
    found = _compiled.get(key)
    if found is None:
        found = _compiled[key] = _compile(rules)
        while len(_compiled) > _MOST_SETS:
            _compiled.popitem(last=False)
    return found


def forget() -> None:
    """Drop all that is remembered."""
    _compiled.clear()


def _compile(rules: Sequence[Any]) -> Rules:
    pairs = []
    for number, (label, rule) in enumerate(rules, 1):
        try:
            pairs.append((label, Rule(rule)))
        except re.error as error:
            raise re.error(f"rule {number}: {error.msg}", error.pattern, error.pos) from error
        except ValueError as error:
            raise ValueError(f"rule {number}: {error}") from error
    return Rules(pairs)


def _rank(label: Any, rule: Rule) -> int:
    return rule.priority if rule.priority is not None else len(label) * RANK_OF_A_LEVEL
