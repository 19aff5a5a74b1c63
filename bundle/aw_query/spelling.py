"""What a divided question is called among the sums that are kept: the same for all that have the same settled sums.

Whoever looks at a year that goes on asks until now, and now is another moment at each look. What is settled lies before
all of them, so a question is called by the day on which it ends. By its line it is called the same on every day: what
was settled yesterday is settled today.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from aw_core.timestamps import parse_timestamp, to_us
from aw_query.dividing import Plan
from aw_query.parser import Call, Constant, DictOf, Expression, ListOf, Variable

_DAY_US: Final = 24 * 3_600_000_000


def late_ends(plan: Plan, read_until: Sequence[int]) -> list[int]:
    """Those of a plan's ends (µs) that are at its present, given until when it reads: a seam has to lie before each, as
    the name of the question does not tell them exactly. None where it tells all."""
    if not plan.one_end:
        return []
    ends = [*plan.ends, *read_until]
    return [end for end in ends if end > max(ends) - _DAY_US]


def spelled(plan: Plan, end: datetime, late: Sequence[int], *, by_day: bool = True) -> object:
    """The same for programs, run until `end`, that give the same sums of what is settled before all of `late`.

    With `by_day` those of other days are told apart, although that holds for them too.
    """
    spelling = _Spelling(frozenset(late), by_day=by_day)
    statements = [(one.name, spelling.moment(one.value, one.name == "ENDTIME")) for one in plan.program]
    return spelling.end(to_us(end), end.isoformat()), tuple(statements)


class _Spelling:
    """Says the same of two expressions only if they give the same for what is settled."""

    def __init__(self, late: frozenset[int], *, by_day: bool) -> None:
        self._late = late
        self._by_day = by_day

    def end(self, moment: int, exact: object) -> object:
        """A late end by its day, if at all."""
        if moment not in self._late:
            return "exact", exact
        return ("day", moment // _DAY_US) if self._by_day else ("late",)

    def moment(self, node: Expression, is_end: bool = True) -> object:
        """As `of`, for an expression that may be an end."""
        if not is_end or not isinstance(node, Constant) or not isinstance(node.value, str):
            return self.of(node)
        try:
            return self.end(to_us(parse_timestamp(node.value)), node.value)
        except (ValueError, OverflowError):
            return self.of(node)

    def of(self, node: Expression) -> object:
        match node:
            case Constant():
                return type(node.value), node.value
            case Variable():
                return "variable", node.name
            case Call(name="prolong", args=(events, *_)):
                # What is settled ended too long ago to be prolonged.
                return self.of(events)
            case Call(name="cut", args=(events, start, end)):
                return "call", "cut", self.of(events), self.of(start), self.moment(end)
            case Call():
                return "call", node.name, *map(self.of, node.args)
            case ListOf():
                return "list", *map(self.of, node.items)
            case DictOf():
                return "dict", *((key, self.of(value)) for key, value in node.items)
