"""What a plan's sums are over one stretch of time that was cut out of a longer one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Union

from aw_query import interpreter
from aw_query.buckets import Period
from aw_query.dividing import LOCAL, PLAIN, NotDivisible, keys_of
from aw_query.frames import is_frame, to_frame
from aw_query.interpreter import Interpreter, Scope
from aw_query.limits import Meter
from aw_query.parser import Call, Expression, last_uses
from aw_query.question import Question
from aw_query.quiet import Reading
from aw_query.reads import Reads

if TYPE_CHECKING:
    from aw_core.frame import EventFrame
    from aw_core.frame.listed import Listed
    from aw_core.frame.seams import Seams
    from aw_core.frame.totals import Totals
    from aw_datastore import Datastore

_KEPT: Final = frozenset((interpreter.RESULT, "STARTTIME", "ENDTIME"))

Sum = Union["Totals", "Listed", timedelta]
Sums = list[Sum]
"""One for each call that adds up, and each list of events, in the order of the program."""


def followed(one: Sum, later: Sum) -> Sum:
    """The sum of two stretches that follow one another; may change the first."""
    from aw_core.frame.listed import Listed
    from aw_core.frame.totals import Totals

    if isinstance(one, timedelta) and isinstance(later, timedelta):
        return one + later
    if isinstance(one, Listed) and isinstance(later, Listed):
        return one.followed(later)
    assert isinstance(one, Totals) and isinstance(later, Totals)
    one.add(later.frame())
    return one


class _Within(Reads):
    """Reads no more than what lies between two seams (µs)."""

    def __init__(self, reads: Reads, left: int | None, right: int | None) -> None:
        self._all = reads
        self._left = left
        self._right = right

    def frame(self, bucket_id: str, period: Period) -> EventFrame:
        """As `Reads.frame`."""
        start, end = period
        return self._all.frame(
            bucket_id,
            (
                start if self._left is None else max(start, self._left),
                end if self._right is None else min(end, self._right),
            ),
        )


def sums_between(
    reading: Reading, question: Question, datastore: Datastore, left: int | None, right: int | None
) -> Sums:
    """The plan's sums of the events between two seams (µs). Raises NotDivisible where the seams could be felt."""
    from aw_core.frame.seams import Seams

    plan = reading.plan
    # Nothing that is added up has an id.
    scope = question.scope(_Within(Reads(datastore, with_ids=reading.listed), left, right))
    interpret = _Part(scope, datastore, Seams(left, right))
    sums: Sums = []
    uses = last_uses(plan.program, _KEPT)
    for statement, kind, calls, done_with in zip(plan.program, plan.kinds, plan.sums, uses, strict=True):
        scope.meter.check_time()
        if kind == PLAIN or kind in LOCAL:
            scope.assign(statement.name, interpret.value(statement.value))
        for call in calls:
            sums.append(_sum(call, interpret.value(call)))
        for name in done_with:
            scope.forget(name)
    return sums


def _sum(node: Expression, found: Any) -> Sum:
    from aw_core.frame.listed import Listed
    from aw_core.frame.totals import Totals

    if isinstance(found, timedelta):
        return found
    if isinstance(node, Call) and node.name == "merge_events_by_keys":
        return Totals.of(to_frame(found), keys_of(node))
    return Listed(to_frame(found))


class _Part(Interpreter):
    """Computes local values of the events between two seams. Raises NotDivisible where the seams could be felt."""

    def __init__(self, scope: Scope, datastore: Datastore, seams: Seams) -> None:
        super().__init__(scope, datastore)
        self._seams = seams

    def _metered(self, meter: Meter, function: Any, args: list[Any]) -> Any:
        frames = [arg for arg in args if is_frame(arg)]
        if not self._seamless(function.name, frames, args):
            raise NotDivisible
        return super()._metered(meter, function, args)

    def _seamless(self, name: str, frames: list[EventFrame], args: list[Any]) -> bool:
        seams = self._seams
        if name == "flood":
            return all(map(seams.alone, frames))
        if name == "resolve_overlaps":
            return all(map(seams.one_goes_through, frames))
        if name == "filter_period_intersect":
            return seams.apart(*frames)
        if name in ("merge_subwatcher_fields", "categorize"):
            return all(seams.one_goes_through(arg) for arg in args[1:] if is_frame(arg))
        return True
