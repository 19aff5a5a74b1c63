"""Sets of rules for categories and tags, compiled once and remembered with what they said about each text."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from aw_core.category_rule import RANK_OF_A_LEVEL, Rule
from aw_core.needles import Haystack, needles

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
        self._choosy = [(at, rule) for at, (_, rule) in enumerate(ranked) if rule.select_keys]
        self._searches = [
            (at, rule.regex.search) for at, (_, rule) in enumerate(ranked) if rule.regex and not rule.select_keys
        ]
        self._needles = [
            (needles(rule.regex), rule.ignores_case) for _, rule in ranked if rule.regex and not rule.select_keys
        ]
        self._first: dict[str, int] = {}

    def category(self, data: dict[str, Any]) -> list[str]:
        """The category of the highest-ranked matching rule, the last of the highest; else Uncategorized. A new list."""
        best = nobody = len(self._labels)
        first = self._first
        for text in data.values():
            if isinstance(text, str):
                at = first.get(text)
                if at is None:
                    at = self._first_for(text)
                if at < best:
                    best = at
        for at, rule in self._choosy:
            if at >= best:
                break
            if rule.match_data(data):
                best = at
        return list(self._labels[best]) if best < nobody else list(UNCATEGORIZED)

    def tags(self, data: dict[str, Any]) -> list[Any]:
        """The labels of all matching rules in their order, repeated where several match."""
        return [label for label, rule in self._pairs if rule.match_data(data)]

    def learn(self, texts: Iterable[str]) -> None:
        """Ask about many texts at once, each rule about those only that hold a text it cannot match without."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._first]
        haystack = Haystack(fresh)
        nobody = len(self._labels)
        found = [nobody] * len(fresh)
        for (at, search), (wanted, ignoring_case) in zip(self._searches, self._needles, strict=True):
            rows = range(len(fresh)) if wanted is None else haystack.holding(wanted, ignoring_case)
            for row in rows:
                if found[row] == nobody and search(fresh[row]):
                    found[row] = at
        if len(self._first) + len(fresh) > _MOST_TEXTS:
            self._first.clear()
        self._first.update(zip(fresh, found, strict=True))

    def _first_for(self, text: str) -> int:
        """Which of the rules that look at every text is the first to match this one."""
        found = next((at for at, search in self._searches if search(text)), len(self._labels))
        if len(self._first) >= _MOST_TEXTS:
            self._first.clear()
        self._first[text] = found
        return found


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
