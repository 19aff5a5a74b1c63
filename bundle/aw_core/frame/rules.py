"""Sets of rules for categories and tags, compiled once and remembered with what they said about each text."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from aw_core.categories.shape import Part, together
from aw_core.category_rule import RANK_OF_A_LEVEL, Rule, value_under
from aw_core.needles import needle_of, needles, needles_in

from .arrays import NDArray
from .needle_index import NeedleIndex

UNCATEGORIZED: Final = ["Uncategorized"]

MATCHES: Final = 50_000
"""Searches between two looks at the clock."""

_NOBODY: Final = sys.maxsize
_MOST_SETS: Final = 8
_MOST_TEXTS: Final = 200_000
Ranks = NDArray[np.int64]

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
        # A long question is computed by several threads, and what is known grows while it is asked for.
        self._lock = threading.Lock()

    def category(self, data: dict[str, Any]) -> list[str]:
        """The category of the highest-ranked matching rule, the last of the highest; else Uncategorized. A new list."""
        return list(self.labels[self.ranks([data])[0]])

    def ranks(
        self, data: Sequence[dict[str, Any]], most: int = sys.maxsize, between: Callable[[], None] = lambda: None
    ) -> Ranks:
        """For each datum the place of its category in `labels`. Of each text only the first `most` characters count.

        Many at once are far faster than one by one. `between` is called every `MATCHES` searches.
        """
        found = np.full(len(data), len(self.labels) - 1, np.int64)
        with self._lock:
            for look in self._looks:
                np.minimum(found, look.first(data, most, between), out=found)
        return found

    def tags(self, data: dict[str, Any]) -> list[Any]:
        """The labels of all matching rules in their order, repeated where several match."""
        return [label for label, rule in self._pairs if rule.match_data(data)]


class _Look:
    """The rules that look at the same keys (none: at all), highest rank first."""

    def __init__(self, keys: tuple[str, ...], rules: Sequence[tuple[int, Rule]]) -> None:
        self._keys = keys
        # What may be found, its rank, and by which of `_searches` (-1: compiled when a text gives a reason to).
        self._parts: list[Part | None] = []
        self._searches: list[Callable[[str], Any]] = []
        # Rank and search of what every text has to be asked for.
        self._always: list[tuple[int, Callable[[str], Any]]] = []
        ranks, searches, part_of, words = [], [], [], []
        for rank, part, search, wanted in _asking(rules):
            if wanted is None:
                assert search is not None
                self._always.append((rank, search))
                continue
            part_of += [len(self._parts)] * len(wanted)
            words += wanted
            self._parts.append(part)
            ranks.append(rank)
            searches.append(-1 if search is None else len(self._searches))
            self._searches += [search] if search else []
        self._index = NeedleIndex(words)
        self._part_of = np.array(part_of, np.int64)
        self._rank_of = np.array(ranks, np.int64)
        self._search_of = np.array(searches, np.int64)
        self._first: dict[str, int] = {}

    def first(self, data: Sequence[dict[str, Any]], most: int, between: Callable[[], None]) -> Ranks:
        """For each datum the rank of the first rule that matches it, a huge number if there is none."""
        found = np.full(len(data), _NOBODY, np.int64)
        for key in self._keys:
            np.minimum(found, self._ranks(_column(data, key), most, between), out=found)
        if not self._keys:
            counts = np.fromiter(map(len, data), np.int64, len(data))
            ranks = self._ranks([value for one in data for value in one.values()], most, between)
            some = np.flatnonzero(counts)
            if len(some):
                found[some] = np.minimum.reduceat(ranks, (np.cumsum(counts) - counts)[some])
        return found

    def _ranks(self, values: list[Any], most: int, between: Callable[[], None]) -> Ranks:
        """For each value the rank of the first rule that matches it, a huge number if there is none or it is no text.

        Few are distinct, as a rule: only they are gone through one by one.
        """
        try:
            distinct = set(values)
        except TypeError:
            values = [value if isinstance(value, str) else None for value in values]
            distinct = set(values)
        texts = {value: value[:most] for value in distinct if isinstance(value, str)}
        known = self._known(set(texts.values()), between)
        rank_of: dict[Any, int] = dict.fromkeys(distinct, _NOBODY)
        rank_of.update((value, known[text]) for value, text in texts.items())
        return np.fromiter(map(rank_of.__getitem__, values), np.int64, len(values))

    def _known(self, texts: set[str], between: Callable[[], None]) -> dict[str, int]:
        """The rank of each of these texts, among others."""
        known = self._first
        unknown = [text for text in texts if text not in known]
        if len(known) + len(unknown) > _MOST_TEXTS:
            known.clear()
            unknown = list(texts)
        if unknown:
            known.update(zip(unknown, self._asked(unknown, between), strict=True))
        return known

    def _asked(self, texts: list[str], between: Callable[[], None]) -> list[int]:
        """The rank of each text; only that is looked for which it gives a reason to look for."""
        found = [_NOBODY] * len(texts)
        searches = self._searches
        for at, (number, rank, search) in enumerate(zip(*self._reasons(texts), strict=True)):
            if at % MATCHES == 0:
                between()
            if found[number] == _NOBODY and searches[search](texts[number]):
                found[number] = rank
        step = MATCHES // (len(self._always) or 1) + 1
        for number, one in enumerate(texts if self._always else ()):
            if number % step == 0:
                between()
            for rank, ask in self._always:
                if rank >= found[number]:
                    break
                if ask(one):
                    found[number] = rank
        return found

    def _reasons(self, texts: list[str]) -> tuple[list[int], list[int], list[int]]:
        """Text, rank and search of all that has to be asked, by text and then by rank."""
        text, needle = self._index.found(texts)
        part = self._part_of[needle]
        self._compile(np.flatnonzero(np.bincount(part, minlength=1)).tolist())
        ranks = int(self._rank_of.max(initial=0)) + 1
        keys = np.sort((text * ranks + self._rank_of[part]) * (len(self._searches) + 1) + self._search_of[part])
        # Not numpy's own `unique`: without options it loads masked arrays.
        keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
        keys, search = np.divmod(keys, len(self._searches) + 1)
        number, rank = np.divmod(keys, ranks)
        return number.tolist(), rank.tolist(), search.tolist()

    def _compile(self, numbers: list[int]) -> None:
        """See that these parts can be asked: all new ones of a rule and a kind by one expression."""
        new: dict[tuple[int, tuple[str, str]], list[int]] = {}
        for number in numbers:
            part = self._parts[number]
            if part is not None and self._search_of[number] < 0:
                new.setdefault((int(self._rank_of[number]), part.around), []).append(number)
        for alike in new.values():
            self._search_of[alike] = len(self._searches)
            regex = together(part for part in map(self._parts.__getitem__, alike) if part is not None)
            self._searches.append(re.compile(regex).search)


def _column(data: Sequence[dict[str, Any]], key: str) -> list[Any]:
    if key == "$domain":
        return [value_under(one, key) for one in data]
    return [one.get(key) for one in data]


def _asking(
    rules: Sequence[tuple[int, Rule]],
) -> Iterator[tuple[int, Part | None, Callable[[str], Any] | None, list[str] | None]]:
    """What is asked for: rank, part of a catalogue's category or a search, and its needles (None: none are known)."""
    for rank, rule in rules:
        category = rule.category
        if category is None:
            assert rule.regex is not None
            yield rank, None, rule.regex.search, needles(rule.regex)
            continue
        for part in category.parts():
            needle = needle_of(part.about)
            wanted = [needle] if needle else needles_in(part.word)
            yield rank, part, re.compile(together([part])).search if wanted is None else None, wanted


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
