"""Which queries can be answered in parts: sums over one stretch of time after another, and then what is made of them.

Most questions about a long time are sums of what was done at each moment. A value is `LOCAL` if what it says about a
moment depends on the events of that moment alone (holes that are closed are shorter than what is left at a seam);
a sum of such events is the sum of its parts. Everything else is computed from the sums, once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from aw_core.timestamps import parse_timestamp, to_us
from aw_query.parser import Assignment, Call, Constant, DictOf, Expression, ListOf, Variable

PLAIN: Final = "plain"
"""Says nothing about events: texts, rules, names of buckets."""
ASCENDING: Final = "ascending"
"""Local, ordered by start."""
UNORDERED: Final = "unordered"
"""Local, in another order."""
SUM: Final = "sum"
"""Made of sums."""

LOCAL: Final = (ASCENDING, UNORDERED)
_SECOND_US: Final = 1_000_000


class NotDivisible(Exception):
    """The query has to be answered as a whole."""


@dataclass
class Plan:
    """How a program is divided."""

    program: Sequence[Assignment]
    kinds: list[str] = field(default_factory=list)
    """Of each statement's value."""
    reads: list[list[Call]] = field(default_factory=list)
    """The calls of `query_bucket`, by statement."""
    sums: list[list[Expression]] = field(default_factory=list)
    """What adds up local events, or lists them, by statement."""
    lists: list[list[Expression]] = field(default_factory=list)
    """Those of them that list events: what goes through a seam would be two, and an id may be a neighbour's."""
    listed: set[int] = field(default_factory=set)
    """The `id` of each call of `query_bucket` that makes one of the lists."""
    edges: list[int] = field(default_factory=list)
    """Moments (µs) at which the query itself cuts: no seam may be near."""
    ends: list[int] = field(default_factory=list)
    """Those of them that are ends."""
    one_end: bool = True
    """Whether all is read until the same moment, which nothing else is made of."""
    longest_hole: int = 0
    """Of those that are closed (µs)."""
    reach: int | None = None
    """The newest event may be prolonged if it ends after this moment (µs)."""


def divided(program: Sequence[Assignment]) -> Plan:
    """How the program is divided. Raises NotDivisible."""
    plan = Plan(program)
    kinds: dict[str, str] = {}
    made_of: dict[str, set[int]] = {}
    for statement in program:
        plan.reads.append([])
        plan.sums.append([])
        plan.lists.append([])
        kind = _Kinds(plan, kinds).of(statement.value)
        if statement.name == "RETURN":
            kind = _listed(plan, statement.value, kind)
        for node in plan.lists[-1]:
            plan.listed |= _reads_of(node, made_of)
        made_of[statement.name] = _reads_of(statement.value, made_of)
        kinds[statement.name] = kind
        plan.kinds.append(kind)
    if not any(plan.sums) or kinds.get("RETURN") != SUM:
        raise NotDivisible
    plan.one_end = _one_end(plan)
    return plan


def _one_end(plan: Plan) -> bool:
    assigned = [at for at, statement in enumerate(plan.program) if statement.name == "ENDTIME"]
    first = next(at for at, reads in enumerate(plan.reads) if reads)
    mentioned = any(_mentions(statement.value, ("ENDTIME", "TIMEINTERVAL")) for statement in plan.program)
    return not mentioned and (assigned == [] or (len(assigned) == 1 and assigned[0] < first))


def _mentions(node: Expression, names: Sequence[str]) -> bool:
    match node:
        case Variable():
            return node.name in names
        case Call():
            return any(_mentions(arg, names) for arg in node.args)
        case ListOf():
            return any(_mentions(item, names) for item in node.items)
        case DictOf():
            return any(_mentions(value, names) for _, value in node.items)
        case _:
            return False


class _Kinds:
    """Finds what kind of value an expression has, and notes in the plan what it meets."""

    def __init__(self, plan: Plan, kinds: dict[str, str]) -> None:
        self._plan = plan
        self._kinds = kinds

    def of(self, node: Expression) -> str:
        match node:
            case Constant():
                return PLAIN
            case Variable():
                # What every query finds is plain; what nobody assigned is said when the whole is computed.
                return self._kinds.get(node.name, PLAIN)
            case Call():
                return self._call(node, [self.of(arg) for arg in node.args])
            case ListOf():
                return self._together(node.items)
            case DictOf():
                return self._together([value for _, value in node.items])

    def _together(self, nodes: Sequence[Expression]) -> str:
        return SUM if SUM in [_listed(self._plan, node, self.of(node)) for node in nodes] else PLAIN

    def _call(self, node: Call, kinds: list[str]) -> str:
        if node.name == "query_bucket":
            if kinds != [PLAIN]:
                raise NotDivisible
            self._plan.reads[-1].append(node)
            return UNORDERED
        if node.name == "query_bucket_eventcount":
            raise NotDivisible
        if not any(kind in LOCAL for kind in kinds):
            return SUM if SUM in kinds else PLAIN
        if SUM in kinds or node.name not in _RULES:
            raise NotDivisible
        return _RULES[node.name](self._plan, node, kinds)


def _listed(plan: Plan, node: Expression, kind: str) -> str:
    """The kind of a value once what lists events is noted. Only of ordered ones it is known where they belong."""
    if kind == UNORDERED:
        raise NotDivisible
    if kind != ASCENDING:
        return kind
    plan.sums[-1].append(node)
    plan.lists[-1].append(node)
    return SUM


def _reads_of(node: Expression, made_of: Mapping[str, set[int]]) -> set[int]:
    """The `id` of each call of `query_bucket` that an expression is made of, given those of the variables."""
    match node:
        case Variable():
            return made_of.get(node.name, set())
        case Call(name="query_bucket"):
            return {id(node)}
        case Call():
            parts: Sequence[Expression] = node.args
        case ListOf():
            parts = node.items
        case DictOf():
            parts = [value for _, value in node.items]
        case _:
            return set()
    return {read for part in parts for read in _reads_of(part, made_of)}


# -- what functions make of local events ---------------------------------------------------------------------------


def _same_order(plan: Plan, node: Call, kinds: list[str]) -> str:
    _only(kinds, 1)
    return kinds[0]


def _ordered(count: int | None = None) -> Callable[[Plan, Call, list[str]], str]:
    def rule(plan: Plan, node: Call, kinds: list[str]) -> str:
        _only(kinds, len(kinds) if count is None else count)
        return ASCENDING

    return rule


def _concat(plan: Plan, node: Call, kinds: list[str]) -> str:
    return UNORDERED


def _flood(plan: Plan, node: Call, kinds: list[str]) -> str:
    _only(kinds, 1)
    seconds = _number(node.args[1]) if len(node.args) > 1 else 5.0
    plan.longest_hole = max(plan.longest_hole, round(seconds * _SECOND_US))
    return ASCENDING


def _cut(plan: Plan, node: Call, kinds: list[str]) -> str:
    _only(kinds, 1)
    edges = [_moment(arg) for arg in node.args[1:]]
    plan.edges += edges
    plan.ends += edges[1:]
    return kinds[0]


def _prolong(plan: Plan, node: Call, kinds: list[str]) -> str:
    _only(kinds, 1)
    if len(node.args) != 3:
        raise NotDivisible
    until = _moment(node.args[1])
    reach = until - round(_number(node.args[2]) * _SECOND_US)
    plan.edges.append(until)
    plan.reach = reach if plan.reach is None else min(plan.reach, reach)
    return kinds[0]


def _merge_subwatcher_fields(plan: Plan, node: Call, kinds: list[str]) -> str:
    _only(kinds, 2)
    return kinds[0] if kinds[0] == ASCENDING else UNORDERED


def _categorize(plan: Plan, node: Call, kinds: list[str]) -> str:
    if len(kinds) < 2 or kinds[1] != PLAIN:
        raise NotDivisible
    return kinds[0] if kinds[0] == ASCENDING else UNORDERED


def _merge(plan: Plan, node: Call, kinds: list[str]) -> str:
    _only(kinds, 1)
    # In the order in which groups are met, beginning with the first event of each: only known for ordered events.
    if kinds[0] != ASCENDING or not keys_of(node):
        raise NotDivisible
    plan.sums[-1].append(node)
    return SUM


def _sum_durations(plan: Plan, node: Call, kinds: list[str]) -> str:
    _only(kinds, 1)
    plan.sums[-1].append(node)
    return SUM


_RULES: Final[dict[str, Callable[[Plan, Call, list[str]], str]]] = {
    "flood": _flood,
    "resolve_overlaps": _ordered(1),
    "filter_period_intersect": _ordered(2),
    "period_union": _ordered(2),
    "union_no_overlap": _ordered(2),
    "sort_by_timestamp": _ordered(1),
    "concat": _concat,
    "filter_keyvals": _same_order,
    "exclude_keyvals": _same_order,
    "filter_keyvals_regex": _same_order,
    "filter_keys_regex": _same_order,
    "split_url_events": _same_order,
    "simplify_window_titles": _same_order,
    "keep_keys": _same_order,
    "tag": _same_order,
    "split_by_period": _same_order,
    "cut": _cut,
    "prolong": _prolong,
    "merge_subwatcher_fields": _merge_subwatcher_fields,
    "categorize": _categorize,
    "merge_events_by_keys": _merge,
    "sum_durations": _sum_durations,
}


def keys_of(node: Call) -> list[str]:
    """The keys by which a call of `merge_events_by_keys` merges, as the query names them. Raises NotDivisible."""
    named: list[Expression] = []
    for arg in node.args[1:]:
        named += arg.items if isinstance(arg, ListOf) else [arg]
    return [_text(one) for one in named]


def _only(kinds: list[str], count: int) -> None:
    """Only the first arguments are events."""
    if any(kind != PLAIN for kind in kinds[count:]):
        raise NotDivisible


def _constant(node: Expression) -> Any:
    if not isinstance(node, Constant):
        raise NotDivisible
    return node.value


def _text(node: Expression) -> str:
    value = _constant(node)
    if not isinstance(value, str):
        raise NotDivisible
    return value


def _number(node: Expression) -> float:
    value = _constant(node)
    if isinstance(value, str):
        raise NotDivisible
    return float(value)


def _moment(node: Expression) -> int:
    try:
        return to_us(parse_timestamp(_text(node)))
    except (ValueError, OverflowError):
        raise NotDivisible from None
