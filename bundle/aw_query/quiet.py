"""Where a query may be divided: moments at which nothing that it reads begins or ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aw_core.timestamps import from_us, to_us
from aw_query.buckets import Period, bucket_named, period_of
from aw_query.dividing import PLAIN, NotDivisible, Plan
from aw_query.interpreter import Interpreter, Scope
from aw_query.spelling import late_ends

if TYPE_CHECKING:
    from aw_datastore import Datastore

_HOUR_US: Final = 3_600_000_000
_DAY_US: Final = 24 * _HOUR_US
SHORTEST_US: Final = 4 * _DAY_US
"""Shorter times are computed as a whole."""
_SHORTEST_LISTED_US: Final = 90 * _DAY_US
"""Where events are listed, too: those are put together again, and whoever lists events of a month asks once."""
FARTHEST_US: Final = 10 * _DAY_US
"""No seam lies further back."""
_LONGEST_SINCE_US: Final = 62 * _DAY_US
"""What became settled in a longer time is computed with all that was before, in parts at once."""
_LOOK_BACK_US: Final = (36 * _HOUR_US, FARTHEST_US)
_MARGIN_US: Final = 60_000_000
_APART_US: Final = 3 * _HOUR_US
_AROUND_US: Final = 36 * _HOUR_US
_TRIES: Final = 6


@dataclass(frozen=True)
class Reading:
    """The buckets that a program reads, each with all the time (µs) for which it does, and the newest event's end."""

    plan: Plan
    asked: dict[str, Period]
    listed: frozenset[str]
    """Those buckets whose events are listed."""
    newest: int

    @classmethod
    def of(cls, plan: Plan, scope: Scope, datastore: Datastore) -> Reading:
        """What the plan's program reads. Raises NotDivisible where that is nothing, or not long."""
        asked: dict[str, Period] = {}
        listed: set[str] = set()
        interpret = Interpreter(scope, datastore)
        for statement, kind, reads in zip(plan.program, plan.kinds, plan.reads, strict=True):
            if kind == PLAIN:
                scope.assign(statement.name, interpret.value(statement.value))
            for call in reads:
                bucket, (start, end) = interpret.value(call.args[0]), period_of(scope)
                if id(call) in plan.listed:
                    listed.add(bucket)
                before = asked.get(bucket, (start, end))
                asked[bucket] = min(start, before[0]), max(end, before[1])
        shortest = _SHORTEST_LISTED_US if plan.listed else SHORTEST_US
        return cls(plan, asked, frozenset(listed), _newest(datastore, asked, shortest))

    def seams(self, datastore: Datastore) -> Iterator[int]:
        """Some quiet moments before the last hour, the latest first, hours apart."""
        from aw_core.frame.seams import quiet_moments

        earliest = min(start for start, _ in self.asked.values())
        last = min(self.newest - _HOUR_US, self._latest)
        left = _TRIES
        before = last
        for look_back in _LOOK_BACK_US:
            first = max(self.newest - look_back, earliest)
            frames = [
                bucket_named(datastore, bucket).frame(from_us(first), from_us(max(end, first)))
                for bucket, (_, end) in self.asked.items()
            ]
            for moment in quiet_moments(frames, first, last, self._margin, self._edges, empty=bool(self.plan.listed)):
                if moment <= before:
                    yield moment
                    before = moment - _APART_US
                    left -= 1
                if not left:
                    return

    def cuts(self, watched: Datastore, parts: int, least: int) -> list[int]:
        """Quiet moments, ascending, that divide what there is into so many parts; none where that is too few events.

        What makes them quiet is read from `watched`, which notes it: they are as long as that stays as it was.
        """
        if parts < 2:
            return []
        first = max(min(start for start, _ in self.asked.values()), self._earliest(watched))
        found = [self._near(watched, first, number / parts, least) for number in range(1, parts)]
        cuts = [moment for moment in found if moment is not None]
        # Near to one another those of a short time may come in any order.
        return cuts if len(cuts) == parts - 1 and cuts == sorted(set(cuts)) else []

    def _near(self, datastore: Datastore, first: int, share: float, least: int) -> int | None:
        """A quiet moment near that share of the time since `first`; None without one, or if little happens.

        The fewer events go through, the less is a cut felt.
        """
        from aw_core.frame.seams import going_through, quiet_moments

        wanted = first + round((self.newest - first) * share)
        low, high = max(first, wanted - _AROUND_US), min(wanted + _AROUND_US, self.newest)
        frames = [bucket_named(datastore, bucket).frame(from_us(low), from_us(high)) for bucket in self.asked]
        if sum(map(len, frames)) * (self.newest - first) < least * (high - low):
            return None
        moments = quiet_moments(frames, low, high, self._margin, self._edges, empty=bool(self.plan.listed))
        through = going_through(frames, moments)
        ranked = sorted(zip(through, (abs(moment - wanted) for moment in moments), moments, strict=True))
        return ranked[0][-1] if ranked else None

    def _earliest(self, datastore: Datastore) -> int:
        spans = [bucket_named(datastore, bucket).span() for bucket in self.asked]
        return min((to_us(span[0]) for span in spans if span is not None), default=0)

    def allows(self, seam: int) -> bool:
        """Whether a seam found for the same program some time ago may be used again."""
        return self.newest - FARTHEST_US <= seam <= self._latest

    def follows(self, seam: int) -> bool:
        """Whether a seam found for the same program on an earlier day is one of this question, and not long ago."""
        return self.newest - _LONGEST_SINCE_US <= seam <= self._latest

    def is_quiet(self, datastore: Datastore, seam: int) -> bool:
        """Whether no more than one event of each bucket is near the seam, and goes through; none of what is listed."""
        low, high = seam - self._margin, seam + self._margin
        for bucket in self.asked:
            near = bucket_named(datastore, bucket).get(2, from_us(low), from_us(high))
            if len(near) > (not self.plan.listed) or any(
                (event.start_us, event.duration_us) != (low, high - low) for event in near
            ):
                return False
        return True

    @property
    def _edges(self) -> list[int]:
        """Moments (µs) at which the question itself cuts."""
        return [*self.plan.edges, *(edge for period in self.asked.values() for edge in period)]

    @property
    def late(self) -> list[int]:
        """Ends (µs) that do not tell one question from another: all seams lie before them."""
        return late_ends(self.plan, [end for _, end in self.asked.values()])

    @property
    def _latest(self) -> int:
        """Behind this moment (µs) events may be prolonged, or the question ends."""
        edges = self.late if self.plan.reach is None else [*self.late, self.plan.reach]
        return min([self.newest, *(edge - self._margin for edge in edges)])

    @property
    def _margin(self) -> int:
        """Within how much of a seam (µs) nothing begins or ends: no hole that long is closed."""
        return max(_MARGIN_US, self.plan.longest_hole)


def _newest(datastore: Datastore, asked: dict[str, Period], shortest: int) -> int:
    ends = [
        event.start_us + max(event.duration_us, 0)
        for bucket, (_, end) in asked.items()
        for event in bucket_named(datastore, bucket).get(1, None, from_us(end))
    ]
    if not ends or max(ends) - min(start for start, _ in asked.values()) < shortest:
        raise NotDivisible
    return max(ends)
