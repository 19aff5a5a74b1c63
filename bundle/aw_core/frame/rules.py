"""Sets of rules for categories and tags, compiled once and remembered with what they said about each text."""

from __future__ import annotations

import json
import re
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from aw_core.category_rule import RANK_OF_A_LEVEL, Rule, value_under
from aw_core.needles import Haystack, needles

UNCATEGORIZED: Final = ["Uncategorized"]
NOBODY: Final = sys.maxsize
"""Stands for the number of a rule where none matches."""

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
        groups: dict[tuple[str, ...], _Group] = {}
        for at, (_, rule) in enumerate(ranked):
            if rule.regex is not None:
                keys = tuple(rule.select_keys)
                groups.setdefault(keys, _Group(keys)).add(at, rule)
        self._groups = list(groups.values())

    def category(self, data: dict[str, Any]) -> list[str]:
        """The category of the highest-ranked matching rule, the last of the highest; else Uncategorized. A new list."""
        best = min((group.first_of(data) for group in self._groups), default=NOBODY)
        return list(UNCATEGORIZED if best == NOBODY else self._labels[best])

    def tags(self, data: dict[str, Any]) -> list[Any]:
        """The labels of all matching rules in their order, repeated where several match."""
        return [label for label, rule in self._pairs if rule.match_data(data)]

    def learn(self, data: Sequence[dict[str, Any]]) -> None:
        """Ask about many data at once, each rule about those texts only that hold what it cannot match without."""
        for group in self._groups:
            group.learn(text for datum in data for text in group.texts(datum))


class _Group:
    """The rules that look at the same keys. A rule matches a datum if it matches one of its texts, so what is kept is
    the first rule, by rank, for each text."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._keys = keys
        self._searches: list[tuple[int, Callable[[str], Any]]] = []
        self._needles: list[tuple[Any, bool]] = []
        self._first: dict[str, int] = {}

    def add(self, at: int, rule: Rule) -> None:
        """The next rule, by rank; `at` is its number."""
        assert rule.regex is not None
        self._searches.append((at, rule.regex.search))
        self._needles.append((needles(rule.regex), rule.ignores_case))

    def texts(self, data: dict[str, Any]) -> list[str]:
        """What the rules look at."""
        values = [value_under(data, key) for key in self._keys] if self._keys else data.values()
        return [value for value in values if isinstance(value, str)]

    def first_of(self, data: dict[str, Any]) -> int:
        """The number of the first rule that matches; NOBODY without one."""
        best = NOBODY
        first = self._first
        for text in self.texts(data):
            at = first.get(text)
            if at is None:
                at = self._first_for(text)
            if at < best:
                best = at
        return best

    def learn(self, texts: Iterable[str]) -> None:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._first]
        if not fresh:
            return
        haystack = Haystack(fresh)
        found = [NOBODY] * len(fresh)
        for (at, search), (wanted, ignoring_case) in zip(self._searches, self._needles, strict=True):
            rows = range(len(fresh)) if wanted is None else haystack.holding(wanted, ignoring_case)
            for row in rows:
                if found[row] == NOBODY and search(fresh[row]):
                    found[row] = at
        self._make_room(len(fresh))
        self._first.update(zip(fresh, found, strict=True))

    def _first_for(self, text: str) -> int:
        found = next((at for at, search in self._searches if search(text)), NOBODY)
        self._make_room(1)
        self._first[text] = found
        return found

    def _make_room(self, count: int) -> None:
        if len(self._first) + count > _MOST_TEXTS:
            self._first.clear()


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
