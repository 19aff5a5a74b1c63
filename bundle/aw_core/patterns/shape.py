"""Whether a regular expression can be made to try exponentially many ways, told from its shape.

The pattern becomes a position automaton (Glushkov): one position for each character class, with the positions that may
follow it. A repetition is ambiguous when two different walks inside it read the same text and meet again; then every
turn doubles the ways.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aw_core.patterns.alphabet import Alphabet, named_in

# The standard library's own parser of patterns; `re` itself uses it.
_parser: Any = importlib.import_module("re._parser")
_op: Any = importlib.import_module("re._constants")

# Counted repetitions up to this are written out, beyond it they count as endless.
_WRITTEN_OUT = 4
_MOST_POSITIONS = 5_000
_MOST_STEPS = 300_000
# Overlapping endless repetitions one after another: each multiplies the ways by the length of the text.
_MOST_LOOPS_IN_A_ROW = 4
# Overlapping choices outside repetitions: each may double the ways.
_MOST_CHOICES = 12
# Nothing that repeats or is optional, and few groups: nothing to judge.
_PLAIN = re.compile(r"(?:\(\?[ims]+\))?[^*+?{(]*(?:\([^*+?{(]*){0,12}")


class Hazard(Exception):
    """Why a pattern is refused, as the end of a sentence."""


@dataclass
class _Part:
    """A piece of the pattern: in how many ways it may match nothing, begin and end; two stands for more as well."""

    empty: int = 1
    first: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)


def repetitions(regex: str, flags: int) -> int:
    """How many overlapping endless repetitions follow one another at most.

    Raises Hazard for a pattern that should not run, `re.error` for what is no regular expression.
    """
    re.compile(regex, flags)
    if _PLAIN.fullmatch(regex):
        return 0
    tree = _parser.parse(regex, flags)
    return _Shape(tree, tree.state.flags).judge(tree)


class _Shape:
    """Builds the automaton of one pattern."""

    def __init__(self, tree: Any, flags: int) -> None:
        self._alphabet = Alphabet(named_in(tree))
        self._flags = flags
        self._masks: list[int] = []
        self._follow: list[dict[int, int]] = []
        # The same of what is only looked at, ahead or behind.
        self._looking = 0
        # Outermost endless repetitions as ranges of positions.
        self._loops: list[range] = []

    def judge(self, tree: Any) -> int:
        """How many endless repetitions in a row overlap with what follows. Raises Hazard."""
        whole = self._sequence(tree, self._flags)
        for loop in self._loops:
            self._judge_loop(loop)
        return max(self._judge_rows(whole), self._looking)

    # -- building ----------------------------------------------------------------------------------------------------

    def _sequence(self, items: Iterable[Any], flags: int) -> _Part:
        whole = _Part()
        for op, value in items:
            whole = self._joined(whole, self._part(op, value, flags))
        return whole

    def _part(self, op: Any, value: Any, flags: int) -> _Part:
        if op in (_op.LITERAL, _op.NOT_LITERAL, _op.ANY, _op.IN, _op.GROUPREF):
            return self._position(op, value, flags)
        if op is _op.SUBPATTERN:
            return self._sequence(value[3], (flags | value[1]) & ~value[2])
        if op is _op.BRANCH:
            return _either([self._sequence(branch, flags) for branch in value[1]])
        if op in (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT):
            least, most, body = value
            return self._repeated(least, most, body, flags)
        if op is _op.ATOMIC_GROUP:
            return self._sequence(value, flags)
        if op in (_op.ASSERT, _op.ASSERT_NOT):
            # Looks only: a match of its own, judged on its own.
            self._looking = max(self._looking, _Shape(value[1], flags).judge(value[1]))
            return _Part()
        if op is _op.GROUPREF_EXISTS:
            return _either([self._sequence(branch or (), flags) for branch in value[1:]])
        return _Part()

    def _position(self, op: Any, value: Any, flags: int) -> _Part:
        if len(self._masks) >= _MOST_POSITIONS:
            raise Hazard("it is too long or repeats too much")
        number = len(self._masks)
        self._masks.append(self._alphabet.read_by(op, value, flags))
        self._follow.append({})
        return _Part(0, {number: 1}, {number: 1})

    def _joined(self, before: _Part, after: _Part) -> _Part:
        self._link(before.last, after.first)
        return _Part(
            min(2, before.empty * after.empty),
            _sum(before.first, after.first, before.empty),
            _sum(after.last, before.last, after.empty),
        )

    def _repeated(self, least: int, most: int, body: Any, flags: int) -> _Part:
        start = len(self._masks)
        part = self._sequence(body, flags)
        if not part.first or most == 0:
            return _Part()
        if most > _WRITTEN_OUT:
            return self._endless(least, most, part, start)
        whole = _optional(part, least > 0)
        for number in range(1, most):
            whole = self._joined(whole, _optional(self._sequence(body, flags), least > number))
        return whole

    def _endless(self, least: int, most: int, part: _Part, start: int) -> _Part:
        if part.empty and (most < _op.MAXREPEAT or least > _WRITTEN_OUT):
            raise Hazard("it repeats many times what may be empty")
        inside = range(start, len(self._masks))
        if least == most and len(inside) == 1 and not self._follow[start]:
            # A fixed number of single characters is found in one way only.
            return part
        self._link(part.last, part.first)
        self._loops = [loop for loop in self._loops if loop.start < start]
        self._loops.append(inside)
        return _optional(part, least > 0)

    def _link(self, lasts: dict[int, int], firsts: dict[int, int]) -> None:
        for last, ways in lasts.items():
            follow = self._follow[last]
            for first, others in firsts.items():
                follow[first] = min(2, follow.get(first, 0) + ways * others)

    # -- judging -----------------------------------------------------------------------------------------------------

    def _judge_loop(self, loop: range) -> None:
        """Raises Hazard when two walks inside part and meet again over the same text."""
        inside = {at: {to: n for to, n in self._follow[at].items() if to in loop} for at in loop}
        if any(n > 1 for follow in inside.values() for n in follow.values()):
            raise Hazard(_AMBIGUOUS)
        waiting = [pair for follow in inside.values() for pair in self._pairs(follow, follow)]
        seen = set(waiting)
        steps = 0
        while waiting:
            one, other = waiting.pop()
            follow, others = inside[one], inside[other]
            steps += len(follow) * len(others)
            if steps > _MOST_STEPS:
                raise Hazard("what it repeats is too complicated to be judged")
            if any(self._masks[to] for to in follow.keys() & others.keys()):
                raise Hazard(_AMBIGUOUS)
            for pair in self._pairs(follow, others):
                if pair not in seen:
                    seen.add(pair)
                    waiting.append(pair)

    def _pairs(self, follow: dict[int, int], others: dict[int, int]) -> Iterator[tuple[int, int]]:
        """Different positions, one of each, that can read the same character."""
        for one in follow:
            mask = self._masks[one]
            for other in others:
                if one != other and mask & self._masks[other]:
                    yield (one, other) if one < other else (other, one)

    def _judge_rows(self, whole: _Part) -> int:
        """The most repetitions on one way through. Raises Hazard for too many of them, or of overlapping choices.

        Positions are numbered in the order of the text, so every way outside a loop leads to higher numbers.
        """
        loop_of = {at: loop for loop in self._loops for at in loop}
        # What the rest of the pattern behind a position costs: (loops, choices).
        rest = [(0, 0)] * len(self._masks)
        for at in reversed(range(len(self._masks))):
            loop = loop_of.get(at)
            onward = {to: n for to, n in self._follow[at].items() if to > at and (loop is None or to not in loop)}
            rest[at] = self._choosing(onward, rest, loop_of)
        return self._choosing(whole.first, rest, loop_of)[0]

    def _choosing(
        self, among: dict[int, int], rest: list[tuple[int, int]], loop_of: dict[int, range]
    ) -> tuple[int, int]:
        """What going on with any of these positions costs. Raises Hazard when it is too much."""
        costs = [self._cost(to, rest, loop_of) for to in among]
        loops = max((cost[0] for cost in costs), default=0)
        choices = max((cost[1] for cost in costs), default=0) + self._overlapping(among)
        if loops > _MOST_LOOPS_IN_A_ROW:
            raise Hazard("too many of its repetitions follow one another")
        if choices > _MOST_CHOICES:
            raise Hazard("too many of its optional parts overlap")
        return loops, choices

    def _cost(self, at: int, rest: list[tuple[int, int]], loop_of: dict[int, range]) -> tuple[int, int]:
        """What entering `at` costs: a whole loop counts once, whatever it is left by."""
        loop = loop_of.get(at)
        if loop is None:
            return rest[at]
        inside = [rest[to] for to in loop]
        return max(cost[0] for cost in inside) + self._leaves_early(loop), max(cost[1] for cost in inside)

    def _leaves_early(self, loop: range) -> int:
        """1 when the loop can be left at a character that it could also have taken."""
        for at in loop:
            stays = 0
            leaves = 0
            for to in self._follow[at]:
                if to in loop:
                    stays |= self._masks[to]
                else:
                    leaves |= self._masks[to]
            if stays & leaves:
                return 1
        return 0

    def _overlapping(self, among: dict[int, int]) -> bool:
        taken = 0
        for to, ways in among.items():
            if ways > 1 or taken & self._masks[to]:
                return True
            taken |= self._masks[to]
        return False


_AMBIGUOUS = "a part that it repeats can match the same text in several ways, which can take for ever"


def _sum(one: dict[int, int], other: dict[int, int], times: int = 1) -> dict[int, int]:
    if not times:
        return one
    total = dict(one)
    for at, ways in other.items():
        total[at] = min(2, total.get(at, 0) + ways * times)
    return total


def _either(parts: list[_Part]) -> _Part:
    whole = _Part(0)
    for part in parts:
        whole = _Part(min(2, whole.empty + part.empty), _sum(whole.first, part.first), _sum(whole.last, part.last))
    return whole


def _optional(part: _Part, needed: bool) -> _Part:
    return part if needed else _Part(min(2, part.empty + 1), part.first, part.last)
