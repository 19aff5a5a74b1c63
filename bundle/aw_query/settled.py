"""Answers about a long time up to now: what is settled is added up once, and only what came since is computed again.

Watchers write all day, so that no answer that reaches to the present lasts. But nearly all of what it is made of lies
before some quiet moment of today or yesterday, and does not change any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

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


_MICROSECOND: Final = timedelta(microseconds=1)


class Memory(Protocol):
    """Where sums of what is settled are kept for as long as it stays as it was."""

    def watching(self) -> Datastore:
        """A datastore that notes what is read from it."""

    def get(self, key: object) -> Any:
        """What is kept under the key, if all that was read for it is as it was; else None."""

    def resumed(self, key: object) -> tuple[Any, Datastore] | None:
        """The same, with a datastore that notes what is read from it besides what the value was made of."""

    def keep(self, key: object, value: Any, nbytes: int, watched: Datastore, *, lasting: bool = False) -> None:
        """Keep a value of about that many bytes, made of what this datastore noted; the `lasting` ones longest."""

    def holds(self, watched: Datastore) -> bool:
        """Whether all that this datastore noted is as it was."""


@dataclass(frozen=True)
class Settled:
    """Sums of what lies before the seam (µs). Without a seam: this question has to be computed as a whole."""

    seam: int | None
    sums: Sums

    def plain(self) -> dict[str, Any] | None:
        """All of it in texts, numbers, lists, dicts and bytes, for `of_plain`. None for lists of events: too much."""
        from aw_core.frame.totals import Totals

        if self.seam is None:
            return None
        sums: list[Any] = []
        for one in self.sums:
            if isinstance(one, timedelta):
                sums.append(one // _MICROSECOND)
            elif isinstance(one, Totals):
                sums.append(one.plain())
            else:
                return None
        return {"seam": self.seam, "sums": sums}

    @classmethod
    def of_plain(cls, plain: dict[str, Any]) -> Settled:
        """What `plain` was made of."""
        from aw_core.frame.totals import Totals

        sums: Sums = [one * _MICROSECOND if isinstance(one, int) else Totals.of_plain(one) for one in plain["sums"]]
        return cls(plain["seam"], sums)

    def ends_before(self, other: Settled | None) -> bool:
        """Whether the other one holds more."""
        return other is not None and other.seam is not None and (self.seam is None or self.seam < other.seam)

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
        spelling = self._plan, self._question.end, self._reading.late
        key = (*self._question.key, spelled(*spelling))
        kept: Settled | None = self._memory.get(key)
        if kept is not None and (kept.seam is None or self._reading.allows(kept.seam)):
            if kept.seam is None:
                raise NotDivisible
            fresh = self._fresh(kept.seam)
            holds = self._memory.get(key) is kept
        else:
            line = ("line", *self._question.key, spelled(*spelling, by_day=False))
            kept, fresh, watched = self._gone_on(line) or self._anew()
            self._memory.keep(key, kept, kept.nbytes, watched)
            holds = kept.seam is not None and self._memory.holds(watched)
            if holds and not kept.ends_before(self._memory.get(line)):
                # The same sums by another name: they take no more room.
                self._memory.keep(line, kept, 0, watched, lasting=True)
        if not holds:
            raise NotDivisible
        return self._made(kept.sums, fresh)

    def _anew(self) -> tuple[Settled, Sums, Datastore]:
        """What is settled, what came since, and what noted what the first was made of."""
        watched = self._memory.watching()
        with Abreast(self._question, self._cuts(watched), self._between(watched)) as abreast:
            seam, fresh = self._seam()
            return self._settled(seam, abreast, watched), fresh, watched

    def _gone_on(self, line: object) -> tuple[Settled, Sums, Datastore] | None:
        """The same from what was settled on an earlier day, and what has become so since; None where nothing was."""
        found = self._memory.resumed(line)
        if found is None:
            return None
        kept, watched = found
        if not self._reading.follows(kept.seam):
            return None
        if self._reading.allows(kept.seam):
            return kept, self._fresh(kept.seam), watched
        seam, fresh = self._seam()
        if seam <= kept.seam or not self._reading.is_quiet(watched, seam):
            return None
        try:
            since = sums_between(self._reading, self._question, watched, kept.seam, seam)
        except NotDivisible:
            return None
        return Settled(seam, _both(kept.sums, since)), fresh, watched

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

    def _settled(self, seam: int, abreast: Abreast, watched: Datastore) -> Settled:
        if not self._reading.is_quiet(watched, seam):
            raise NotDivisible
        try:
            return Settled(seam, abreast.until(seam))
        except NotDivisible:
            return Settled(None, [])

    def _made(self, settled: Sums, fresh: Sums) -> Any:
        """What the program returns, given its sums."""
        values = {
            id(call): both if isinstance(both, timedelta) else both.frame()
            for call, both in zip(self._calls, _both(settled, fresh), strict=True)
        }
        scope = self._question.scope(self._reads)
        interpret = _OfSums(scope, self._datastore, values)
        for statement, kind in zip(self._plan.program, self._plan.kinds, strict=True):
            scope.meter.check_time()
            if kind not in LOCAL:
                scope.assign(statement.name, interpret.value(statement.value))
        return scope[interpreter.RESULT]


def _both(kept: Sums, later: Sums) -> Sums:
    """What is kept and what came later, together. What is kept is not changed."""
    from aw_core.frame.totals import Totals

    return [
        followed(one.copy() if isinstance(one, Totals) else one, more) for one, more in zip(kept, later, strict=True)
    ]


class _OfSums(Interpreter):
    """Computes what is made of sums, which are given, by the `id` of their calls."""

    def __init__(self, scope: Scope, datastore: Datastore, sums: dict[int, Any]) -> None:
        super().__init__(scope, datastore)
        self._sums = sums

    def value(self, node: Expression) -> Any:
        """The value of one expression."""
        found = self._sums.get(id(node))
        return super().value(node) if found is None else found
