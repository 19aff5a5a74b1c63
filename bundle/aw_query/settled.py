"""Answers about a long time up to now: what is settled is added up once, and only what came since is computed again.

Watchers write all day, so that no answer that reaches to the present lasts. But nearly all of what it is made of lies
before some quiet moment of today or yesterday, and does not change any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from aw_query import interpreter
from aw_query.buckets import Period
from aw_query.dividing import LOCAL, PLAIN, NotDivisible, Plan, divided, keys_of
from aw_query.exceptions import QueryException
from aw_query.frames import is_frame, to_frame
from aw_query.interpreter import Interpreter, Scope
from aw_query.limits import Meter
from aw_query.parser import Assignment, Expression, last_uses
from aw_query.quiet import Reading
from aw_query.reads import Reads
from aw_query.spelling import spelled

if TYPE_CHECKING:
    from aw_core.frame import EventFrame
    from aw_core.frame.seams import Seams
    from aw_core.frame.totals import Totals
    from aw_datastore import Datastore

_KEPT: Final = frozenset((interpreter.RESULT, "STARTTIME", "ENDTIME"))

Sums = list["Totals | timedelta"]


class Memory(Protocol):
    """Where sums of what is settled are kept for as long as it stays as it was."""

    def watching(self) -> Datastore:
        """A datastore that notes what is read from it."""

    def get(self, key: object) -> Any:
        """What is kept under the key, if all that was read for it is as it was; else None."""

    def keep(self, key: object, value: Any, nbytes: int, watched: Datastore) -> None:
        """Keep a value of about that many bytes, made of what this datastore noted."""

    def holds(self, watched: Datastore) -> bool:
        """Whether all that this datastore noted is as it was."""


@dataclass(frozen=True)
class Question:
    """A program and what it is run for."""

    program: Sequence[Assignment]
    name: str
    start: datetime
    end: datetime
    meter: Meter

    @property
    def key(self) -> tuple[str, ...]:
        """What it is run for, but for its end."""
        return "settled", self.name, self.start.isoformat()

    def scope(self, reads: Reads) -> Scope:
        """Variables to begin with."""
        return Scope(self.name, self.start, self.end, reads, self.meter)


@dataclass(frozen=True)
class _Settled:
    """Sums of what lies before the seam (µs). Without a seam: this question has to be computed as a whole."""

    seam: int | None
    sums: Sums

    @property
    def nbytes(self) -> int:
        """About what it takes."""
        return sum(one.nbytes for one in self.sums if not isinstance(one, timedelta))


def answer(question: Question, datastore: Datastore, reads: Reads, memory: Memory) -> Any:
    """What the program returns. Raises NotDivisible where it has to be computed as a whole."""
    try:
        return _Answer(question, datastore, reads, memory).value()
    except QueryException:
        # The whole says it best.
        raise NotDivisible from None


class _Answer:
    """One question, answered in two parts."""

    def __init__(self, question: Question, datastore: Datastore, reads: Reads, memory: Memory) -> None:
        self._question = question
        self._datastore = datastore
        self._reads = reads
        self._memory = memory
        self._plan = divided(question.program)
        self._calls = [call for of_statement in self._plan.sums for call in of_statement]
        # Read here, before anything is taken from memory: what is written from now on is newer than the answer.
        self._reading = Reading.of(self._plan, question.scope(reads), datastore)

    def value(self) -> Any:
        """See `answer`."""
        key = (*self._question.key, spelled(self._plan, self._question.end, self._reading.late))
        kept: _Settled | None = self._memory.get(key)
        if kept is not None and (kept.seam is None or self._reading.allows(kept.seam)):
            if kept.seam is None:
                raise NotDivisible
            fresh = self._fresh(kept.seam)
            holds = self._memory.get(key) is kept
        else:
            seam, fresh = self._seam()
            watched = self._memory.watching()
            kept = self._settled(seam, watched)
            self._memory.keep(key, kept, kept.nbytes, watched)
            holds = kept.seam is not None and self._memory.holds(watched)
        if not holds:
            raise NotDivisible
        return self._made(kept.sums, fresh)

    def _seam(self) -> tuple[int, Sums]:
        """Where to divide, and the sums of what came since: that is quickly tried."""
        for seam in self._reading.seams(self._datastore):
            try:
                return seam, self._fresh(seam)
            except NotDivisible:
                continue
        raise NotDivisible

    def _fresh(self, seam: int) -> Sums:
        within = _Within(Reads(self._datastore), seam, None)
        return _sums(self._plan, self._question.scope(within), self._datastore, seam, None)

    def _settled(self, seam: int, watched: Datastore) -> _Settled:
        if not self._reading.is_quiet(watched, seam):
            raise NotDivisible
        within = _Within(Reads(watched), None, seam)
        try:
            return _Settled(seam, _sums(self._plan, self._question.scope(within), watched, None, seam))
        except NotDivisible:
            return _Settled(None, [])

    def _made(self, settled: Sums, fresh: Sums) -> Any:
        """What the program returns, given its sums."""
        values: dict[int, Any] = {}
        for call, old, new in zip(self._calls, settled, fresh, strict=True):
            if isinstance(old, timedelta) or isinstance(new, timedelta):
                assert isinstance(old, timedelta) and isinstance(new, timedelta)
                values[id(call)] = old + new
            else:
                both = old.copy()
                both.add(new.frame())
                values[id(call)] = both.frame()
        scope = self._question.scope(self._reads)
        interpret = _OfSums(scope, self._datastore, values)
        for statement, kind in zip(self._plan.program, self._plan.kinds, strict=True):
            scope.meter.check_time()
            if kind not in LOCAL:
                scope.assign(statement.name, interpret.value(statement.value))
        return scope[interpreter.RESULT]


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


def _sums(plan: Plan, scope: Scope, datastore: Datastore, left: int | None, right: int | None) -> Sums:
    """The plan's sums of the events between two seams (µs). Raises NotDivisible where the seams could be felt."""
    from aw_core.frame.seams import Seams
    from aw_core.frame.totals import Totals

    interpret = _Part(scope, datastore, Seams(left, right))
    sums: Sums = []
    uses = last_uses(plan.program, _KEPT)
    for statement, kind, calls, done_with in zip(plan.program, plan.kinds, plan.sums, uses, strict=True):
        scope.meter.check_time()
        if kind == PLAIN or kind in LOCAL:
            scope.assign(statement.name, interpret.value(statement.value))
        for call in calls:
            found = interpret.value(call)
            sums.append(found if isinstance(found, timedelta) else Totals.of(to_frame(found), keys_of(call)))
        for name in done_with:
            scope.forget(name)
    return sums


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


class _OfSums(Interpreter):
    """Computes what is made of sums, which are given, by the `id` of their calls."""

    def __init__(self, scope: Scope, datastore: Datastore, sums: dict[int, Any]) -> None:
        super().__init__(scope, datastore)
        self._sums = sums

    def value(self, node: Expression) -> Any:
        """The value of one expression."""
        found = self._sums.get(id(node))
        return super().value(node) if found is None else found
