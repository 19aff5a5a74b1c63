"""Sets of rules for categories and tags, compiled once and remembered with what they said about each text."""

from __future__ import annotations

import json
import re
import sys
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

from aw_core.category_rule import RANK_OF_A_LEVEL, Rule, value_under
from aw_core.needles import NeedleIndex, needles

UNCATEGORIZED: Final = ["Uncategorized"]

_MOST_SETS: Final = 8
_MOST_TEXTS: Final = 200_000
_compiled: Final[OrderedDict[str, Rules]] = OrderedDict()


class Rules:
    """Labels (a category as a list, or a tag) and their rules, in order. What they say about a text is kept."""

    def __init__(self, pairs: Sequence[tuple[Any, Rule]]) -> None:
        self._pairs = list(pairs)
        # Highest rank first, of equal ranks the last first: the first that matches has the datum.
        ranks = [(_rank(label, rule), number) for number, (label, rule) in enumerate(self._pairs) if label]
        ranked = [self._pairs[number] for _, number in sorted(ranks, reverse=True)]
        self._labels = [label for label, _ in ranked]
        kinds: dict[tuple[str, ...], list[tuple[int, re.Pattern[str]]]] = {}
        for at, (_, rule) in enumerate(ranked):
            if rule.regex is not None:
                kinds.setdefault(tuple(rule.select_keys), []).append((at, rule.regex))
        self._looks = [_Look(keys, patterns) for keys, patterns in kinds.items()]

    def category(self, data: dict[str, Any]) -> list[str]:
        """The category of the highest-ranked matching rule, the last of the highest; else Uncategorized. A new list."""
        return self.label(self.rank(data))

    def rank(self, data: dict[str, Any]) -> int:
        """The place of that rule among all, 0 being the highest; one behind the last if none matches."""
        nobody = len(self._labels)
        return min((look.first(data, nobody) for look in self._looks), default=nobody)

    def label(self, rank: int) -> list[str]:
        """The category of the rule at that place. A new list."""
        return list(self._labels[rank]) if rank < len(self._labels) else list(UNCATEGORIZED)

    def tags(self, data: dict[str, Any]) -> list[Any]:
        """The labels of all matching rules in their order, repeated where several match."""
        return [label for label, rule in self._pairs if rule.match_data(data)]


class _Look:
    """The rules that look at the same keys (none: at all), highest rank first."""

    def __init__(self, keys: tuple[str, ...], patterns: Sequence[tuple[int, re.Pattern[str]]]) -> None:
        self._keys = keys
        self._ranks = [rank for rank, _ in patterns]
        self._searches = [pattern.search for _, pattern in patterns]
        self._index = NeedleIndex([needles(pattern) for _, pattern in patterns])
        self._first: dict[str, int] = {}

    def first(self, data: dict[str, Any], best: int) -> int:
        """The lowest number of a rule that matches the datum, `best` if none below that does."""
        values = [value_under(data, key) for key in self._keys] if self._keys else data.values()
        known = self._first
        for text in values:
            if isinstance(text, str):
                at = known.get(text)
                if at is None:
                    at = self._ask(text)
                if at < best:
                    best = at
        return best

    def _ask(self, text: str) -> int:
        """Ask only those that the text gives a reason to ask."""
        found = next((number for number in self._index.candidates(text) if self._searches[number](text)), None)
        if len(self._first) >= _MOST_TEXTS:
            self._first.clear()
        at = self._first[text] = sys.maxsize if found is None else self._ranks[found]
        return at


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
