"""Sets of rules for categories and tags, compiled once and remembered with what they said about each text."""

from __future__ import annotations

import json
import re
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from aw_core.category_rule import RANK_OF_A_LEVEL, Rule, value_under
from aw_core.needles import needle_of, needles

from .needle_index import NeedleIndex

UNCATEGORIZED: Final = ["Uncategorized"]

_NOBODY: Final = sys.maxsize
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
        self.labels: Final[list[list[str]]] = [*(list(label) for label, _ in ranked), UNCATEGORIZED]
        """The categories by rank: 0 is the highest, the last stands for what no rule matches. Not to be changed."""
        kinds: dict[tuple[str, ...], list[tuple[int, Rule]]] = {}
        for at, (_, rule) in enumerate(ranked):
            if rule.pattern is not None:
                kinds.setdefault(tuple(rule.select_keys), []).append((at, rule))
        self._looks = [_Look(keys, rules) for keys, rules in kinds.items()]

    def category(self, data: dict[str, Any]) -> list[str]:
        """The category of the highest-ranked matching rule, the last of the highest; else Uncategorized. A new list."""
        return list(self.labels[self.ranks([data])[0]])

    def ranks(self, data: Sequence[dict[str, Any]], most: int = sys.maxsize) -> list[int]:
        """For each datum the place of its category in `labels`. Of each text only the first `most` characters count.

        Many at once are far faster than one by one.
        """
        found = [look.first(data, most) for look in self._looks]
        nobody = len(self.labels) - 1
        return [min(nobody, *of_one) for of_one in zip(*found, strict=True)] if found else [nobody] * len(data)

    def tags(self, data: dict[str, Any]) -> list[Any]:
        """The labels of all matching rules in their order, repeated where several match."""
        return [label for label, rule in self._pairs if rule.match_data(data)]


class _Look:
    """The rules that look at the same keys (none: at all), highest rank first."""

    def __init__(self, keys: tuple[str, ...], rules: Sequence[tuple[int, Rule]]) -> None:
        self._keys = keys
        self._parts: list[_Part] = []
        needles_of: list[tuple[str, int]] = []
        for rank, rule in rules:
            for part, wanted in _parts(rank, rule):
                needles_of += [(needle, len(self._parts)) for needle in wanted or ()]
                part.always = wanted is None
                self._parts.append(part)
        self._always = [part for part in self._parts if part.always]
        self._index = NeedleIndex([needle for needle, _ in needles_of])
        self._part_of = np.array([number for _, number in needles_of], np.int64)
        self._first: dict[str, int] = {}

    def first(self, data: Sequence[dict[str, Any]], most: int) -> list[int]:
        """For each datum the rank of the first rule that matches it, a huge number if there is none."""
        texts_of = [self._texts(one, most) for one in data]
        known = self._first
        unknown = [text for text in dict.fromkeys(text for texts in texts_of for text in texts) if text not in known]
        if unknown:
            if len(known) + len(unknown) > _MOST_TEXTS:
                known.clear()
                unknown = list(dict.fromkeys(text for texts in texts_of for text in texts))
            known.update(zip(unknown, self._asked(unknown), strict=True))
        return [min([known[text] for text in texts], default=_NOBODY) for texts in texts_of]

    def _texts(self, data: dict[str, Any], most: int) -> list[str]:
        values = [value_under(data, key) for key in self._keys] if self._keys else data.values()
        return [text if len(text) <= most else text[:most] for text in values if isinstance(text, str)]

    def _asked(self, texts: list[str]) -> list[int]:
        """The rank of each text; only those parts are asked that it gives a reason to ask."""
        found = [_NOBODY] * len(texts)
        text, needle = self._index.found(texts)
        # By text, then by rank.
        pairs = np.sort(text * len(self._parts) + self._part_of[needle])
        # Not numpy's own `unique`: without options it loads masked arrays.
        pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]]
        numbers, parts = np.divmod(pairs, max(1, len(self._parts)))
        for number, at in zip(numbers.tolist(), parts.tolist(), strict=True):
            if found[number] == _NOBODY and self._parts[at].search(texts[number]):
                found[number] = self._parts[at].rank
        for number, one in enumerate(texts if self._always else ()):
            for part in self._always:
                if part.rank >= found[number]:
                    break
                if part.search(one):
                    found[number] = part.rank
        return found


class _Part:
    """A rule, or one of the alternatives that it consists of; compiled when a text gives a reason to ask it."""

    __slots__ = ("_regex", "_search", "always", "rank")

    def __init__(self, rank: int, regex: str, search: Callable[[str], Any] | None = None) -> None:
        self.rank = rank
        self.always = False
        self._regex = regex
        self._search = search

    def search(self, text: str) -> Any:
        """What the expression finds in a text."""
        if self._search is None:
            self._search = re.compile(self._regex).search
        return self._search(text)


def _parts(rank: int, rule: Rule) -> Iterator[tuple[_Part, list[str] | None]]:
    """The parts of a rule, each with its needles (None: none are known)."""
    category = rule.category
    if category is None:
        assert rule.regex is not None
        yield _Part(rank, rule.regex.pattern, rule.regex.search), needles(rule.regex)
        return
    for about, regex in category.parts():
        needle = needle_of(about) if about else ""
        if needle:
            yield _Part(rank, regex), [needle]
        else:
            compiled = re.compile(regex)
            yield _Part(rank, regex, compiled.search), needles(compiled)


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
