"""Answers about a long time up to now: what is settled is added up once, and only what came since is computed again.

Watchers write all day, so that no answer that reaches to the present lasts. But nearly all of what it is made of lies
before some quiet moment of today or yesterday, and does not change any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from aw_query import interpreter
from aw_query.abreast import Abreast, Between, Hands
from aw_query.dividing import LOCAL, NotDivisible, divided
from aw_query.exceptions import QueryException
from aw_query.interpreter import Interpreter, Scope
from aw_query.parser import Expression
from aw_query.question import Question
from aw_query.quiet import Reading
from aw_query.reads import Reads
from aw_query.spelling import spelled
from aw_query.stretch import Sums, followed, sums_between

if TYPE_CHECKING:
    from aw_datastore import Datastore


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
class _Settled:
    """Sums of what lies before the seam (µs). Without a seam: this question has to be computed as a whole."""

    seam: int | None
    sums: Sums

    @property
    def nbytes(self) -> int:
        """About what it takes."""
        return sum(one.nbytes for one in self.sums if not isinstance(one, timedelta))


def answer(question: Question, datastore: Datastore, reads: Reads, memory: Memory, hands: Hands) -> Any:
    """What the program returns. Raises NotDivisible where it has to be computed as a whole."""
    try:
        return _Answer(question, datastore, reads, memory, hands).value()
    except QueryException:
        # The whole says it best.
        raise NotDivisible from None


class _Answer:
    """One question, answered in two parts: what is settled, and what came since."""

    def __init__(self, question: Question, datastore: Datastore, reads: Reads, memory: Memory, hands: Hands) -> None:
        self._question = question
        self._hands = hands
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
            watched = self._memory.watching()
            with Abreast(self._question, self._cuts(watched), self._between(watched)) as abreast:
                seam, fresh = self._seam()
                kept = self._settled(seam, abreast, watched)
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
        return sums_between(self._reading, self._question, self._datastore, seam, None)

    def _cuts(self, watched: Datastore) -> list[int]:
        """Where what is settled is divided once more, to be computed in parts at once."""
        cuts = self._reading.cuts(watched, self._hands.parts, self._hands.least)
        if not cuts and not self._question.alone:
            # Others read what this one reads.
            raise NotDivisible
        return cuts

    def _between(self, watched: Datastore) -> Between:
        return lambda question, left, right: sums_between(self._reading, question, watched, left, right)

    def _settled(self, seam: int, abreast: Abreast, watched: Datastore) -> _Settled:
        if not self._reading.is_quiet(watched, seam):
            raise NotDivisible
        try:
            return _Settled(seam, abreast.until(seam))
        except NotDivisible:
            return _Settled(None, [])

    def _made(self, settled: Sums, fresh: Sums) -> Any:
        """What the program returns, given its sums."""
        from aw_core.frame.totals import Totals

        values: dict[int, Any] = {}
        for call, old, new in zip(self._calls, settled, fresh, strict=True):
            # What is kept is not changed.
            both = followed(old.copy() if isinstance(old, Totals) else old, new)
            values[id(call)] = both if isinstance(both, timedelta) else both.frame()
        scope = self._question.scope(self._reads)
        interpret = _OfSums(scope, self._datastore, values)
        for statement, kind in zip(self._plan.program, self._plan.kinds, strict=True):
            scope.meter.check_time()
            if kind not in LOCAL:
                scope.assign(statement.name, interpret.value(statement.value))
        return scope[interpreter.RESULT]


class _OfSums(Interpreter):
    """Computes what is made of sums, which are given, by the `id` of their calls."""

    def __init__(self, scope: Scope, datastore: Datastore, sums: dict[int, Any]) -> None:
        super().__init__(scope, datastore)
        self._sums = sums

    def value(self, node: Expression) -> Any:
        """The value of one expression."""
        found = self._sums.get(id(node))
        return super().value(node) if found is None else found
