"""Heartbeats joined into time, as columns: a million of them in a fraction of a second. The one file with arrays.

A heartbeat gets the time until the next one, whatever that is about, if that comes within the time-out; else nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np

from aw_core.frame import EventFrame
from aw_core.frame.arrays import NDArray
from aw_core.frame.periods import runs, spread
from aw_core.frame.pool import used
from aw_server.compat.wakatime.facts import Fact, fact_of

Int64s = NDArray[np.int64]
Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]

_EVER: Final = 2**62
_AT_ONCE: Final = 100_000


class Span(NamedTuple):
    """Time that comes with its length, not out of heartbeats (µs UTC)."""

    start: int
    end: int
    fact: Fact


class Duration(NamedTuple):
    """A stretch without a gap in which one key held (µs UTC)."""

    start: int
    length: int
    fact: Fact


class Seen(NamedTuple):
    """When a fact was first and last heard of (µs UTC)."""

    fact: Fact
    first: int
    last: int


class Layer(NamedTuple):
    """Events, and what each datum counts for."""

    frame: EventFrame
    fact_of: Callable[[dict[str, Any]], Fact]


class Facts:
    """Facts by code, made when first asked for."""

    def __init__(self, layers: Sequence[Layer], more: Sequence[Fact] = ()) -> None:
        self._pools = [(layer.fact_of, layer.frame.pool) for layer in layers]
        self.offsets: list[int] = np.cumsum([0, *(len(pool) for _, pool in self._pools)]).tolist()
        self._more = list(more)
        self._made: dict[int, Fact] = {}

    def __len__(self) -> int:
        return int(self.offsets[-1]) + len(self._more)

    def some(self, codes: Iterable[int]) -> list[Fact]:
        """The facts of these codes."""
        wanted = list(codes)
        missing = sorted(code for code in wanted if code not in self._made)
        if missing:
            self._make(missing)
        return [self._made[code] for code in wanted]

    def mask(self, test: Callable[[Fact], bool], codes: Codes) -> Mask:
        """For every code whether its fact passes; only those among `codes` are looked at."""
        found = np.zeros(len(self), np.bool_)
        present = self.used(codes)
        found[present] = [test(fact) for fact in self.some(present)]
        return found

    def used(self, codes: Codes) -> list[int]:
        """The distinct ones of these codes, ascending."""
        present: list[int] = (used(codes, len(self)) if len(codes) >= len(self) else np.unique(codes)).tolist()
        return present

    def _make(self, codes: list[int]) -> None:
        for (made_of, pool), offset, end in zip(self._pools, self.offsets, self.offsets[1:], strict=False):
            own = [code - offset for code in codes if offset <= code < end]
            for code, data in zip(own, pool.some(own), strict=True):
                self._made[code + offset] = made_of(data)
        first = self.offsets[-1]
        self._made |= {code: self._more[code - first] for code in codes if code >= first}


class Beats:
    """Heartbeats of several machines as one stream, oldest first: `time` (µs UTC) and `code` into `facts`."""

    def __init__(self, time: Int64s, code: Codes, facts: Facts) -> None:
        self.time = time
        self.code = code
        self.facts = facts

    @classmethod
    def of(
        cls,
        sources: Sequence[tuple[str, EventFrame]],
        more: Sequence[Fact] = (),
        layers: Sequence[Layer] = (),
    ) -> Beats:
        """The stream of frames, newest first as buckets give them, by machine.

        The facts of `layers` get the codes after theirs, `more` facts the last ones.
        """
        beats = [Layer(frame, partial(fact_of, machine=machine)) for machine, frame in sources]
        facts = Facts([*beats, *layers], more)
        if not sources:
            return cls(np.empty(0, np.int64), np.empty(0, np.int32), facts)
        times = [frame.start[::-1] for _, frame in sources]
        codes = [frame.code[::-1] for _, frame in sources]
        if len(sources) == 1:
            # The frame's own columns: a million of them are copied for nothing.
            return cls(times[0], codes[0], facts)
        time = np.concatenate(times)
        code = np.concatenate([part + np.int32(offset) for part, offset in zip(codes, facts.offsets, strict=False)])
        order = np.argsort(time, kind="stable")
        return cls(time[order], code[order], facts)

    def seen(self) -> list[Seen]:
        """Every fact with the moments at which it was first and last heard of, by its first."""
        codes, first = np.unique(self.code, return_index=True)
        _, last = np.unique(self.code[::-1], return_index=True)
        found = zip(
            self.facts.some(codes.tolist()),
            self.time[first].tolist(),
            self.time[len(self.time) - 1 - last].tolist(),
            strict=True,
        )
        return sorted((Seen(*row) for row in found), key=lambda seen: seen.first)

    def only_writes(self) -> Beats:
        """Those that were sent because a file was saved."""
        keep = self.facts.mask(lambda fact: fact.is_write, self.code)[self.code]
        return Beats(self.time[keep], self.code[keep], self.facts)

    def joined(self, timeout_us: int, breaks: Sequence[int]) -> tuple[Int64s, Int64s]:
        """Start and length of what each beat stands for. Across a moment of `breaks` (ascending) nothing joins."""
        time = self.time
        length = np.zeros(len(time), np.int64)
        np.subtract(time[1:], time[:-1], out=length[:-1])
        length[length > timeout_us] = 0
        last_before = np.searchsorted(time, np.array(breaks, np.int64), "right") - 1
        length[last_before[last_before >= 0]] = 0
        return time, length


class Activity:
    """Time within local days, cut at midnights, oldest first: `start`, `length` (µs), `code`.

    Columns are not to be changed: they may be those of the frame behind them.
    """

    def __init__(self, start: Int64s, length: Int64s, code: Codes, edges: Sequence[int], facts: Facts) -> None:
        self.start, self.length, self.code, firsts = _cut(start, length, code, np.array(edges, np.int64))
        self._among(facts, firsts)

    def _among(self, facts: Facts, firsts: Int64s) -> None:
        """`firsts`: the row at which each day begins, and the number of rows."""
        self.facts = facts
        self.days = len(firsts) - 1
        self._firsts: list[int] = firsts.tolist()
        self._totals: list[tuple[Fact, int]] | None = None

    def filtered(self, test: Callable[[Fact], bool]) -> Activity:
        """The part whose facts pass. Filtering follows joining: the gap stays with the beat before it."""
        keep = np.flatnonzero(self.facts.mask(test, self.code)[self.code])
        part = object.__new__(Activity)
        part.start, part.length, part.code = self.start[keep], self.length[keep], self.code[keep]
        part._among(self.facts, np.searchsorted(keep, np.array(self._firsts, np.int64)))
        return part

    def total(self) -> int:
        """Microseconds of all."""
        return int(self.length.sum())

    def by_day(self) -> list[int]:
        """Microseconds of each day."""
        sums = np.zeros(self.days, np.int64)
        firsts = np.array(self._firsts, np.int64)
        some = np.flatnonzero(firsts[1:] > firsts[:-1])
        if len(some):
            sums[some] = np.add.reduceat(self.length, firsts[some])
        found: list[int] = sums.tolist()
        return found

    def moment(self, first: int, end: int, us: int) -> int:
        """When (µs UTC) the days from number `first` until `end` had `us` (at most all of it) for the first time."""
        rows = slice(self._firsts[first], self._firsts[end])
        sums = np.cumsum(self.length[rows])
        at = int(np.searchsorted(sums, us, "left"))
        return int(self.start[rows][at] + self.length[rows][at] - (sums[at] - us))

    def by_fact(self, day: int | None = None) -> list[tuple[Fact, int]]:
        """Facts with the microseconds they have, of one day (by number) or of all."""
        if day is None:
            if self._totals is None:
                self._totals = self._summed(slice(None))
            return self._totals
        return self._summed(slice(self._firsts[day], self._firsts[day + 1]))

    def until(self, moments: Sequence[int]) -> list[int]:
        """For each moment (µs UTC) the microseconds of all before it."""
        if not len(self.start):
            return [0] * len(moments)
        sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.length)])
        wanted = np.array(moments, np.int64)
        begun = np.searchsorted(self.start, wanted, "left")
        last = np.maximum(begun - 1, 0)
        over = np.where(begun > 0, np.maximum(self.start[last] + self.length[last] - wanted, 0), 0)
        return [int(us) for us in (sums[begun] - over).tolist()]

    def durations(self, key: Callable[[Fact], Hashable]) -> list[Duration]:
        """Stretches without a gap in which `key` stays the same; one without length stands for a lone beat."""
        if not len(self.start):
            return []
        used, inverse = np.unique(self.code, return_inverse=True)
        facts = self.facts.some(used.tolist())
        numbers: dict[Hashable, int] = {}
        number_of = np.array([numbers.setdefault(key(fact), len(numbers)) for fact in facts], np.int64)
        keys = number_of[inverse]
        fresh = np.ones(len(keys), np.bool_)
        fresh[1:] = (keys[1:] != keys[:-1]) | (self.start[1:] != (self.start + self.length)[:-1])
        heads = np.flatnonzero(fresh)
        lengths = np.add.reduceat(self.length, heads)
        firsts = [facts[number] for number in inverse[heads].tolist()]
        return [Duration(*row) for row in zip(self.start[heads].tolist(), lengths.tolist(), firsts, strict=True)]

    def _summed(self, rows: slice) -> list[tuple[Fact, int]]:
        code, length = self.code[rows], self.length[rows]
        present = self.facts.used(code)
        if len(code) < len(self.facts):
            sums = _added(np.searchsorted(present, code), length, len(present))
        else:
            sums = _added(code, length, len(self.facts))[present]
        facts = self.facts.some(present)
        return [(fact, int(us)) for fact, us in zip(facts, sums.tolist(), strict=True)]


def active(
    beats: Beats,
    edges: Sequence[int],
    *,
    timeout_us: int,
    breaks: Sequence[int] = (),
    spans: Sequence[Span] = (),
    layers: Sequence[Layer] = (),
) -> Activity:
    """What beats, spans and layers stand for, within days that begin and end at `edges`.

    The beats' facts have to hold those of the layers and the spans. Where several overlap, that time counts once: for
    beats before spans, earlier spans before later ones, and all of these before layers, in their order.
    """
    start, length = beats.joined(timeout_us, breaks)
    code = beats.code
    if spans:
        base = len(beats.facts) - len(spans)
        pieces = _uncovered(start, length, spans)
        start = np.concatenate([start, np.array([piece[0] for piece in pieces], np.int64)])
        length = np.concatenate([length, np.array([piece[1] - piece[0] for piece in pieces], np.int64)])
        code = np.concatenate([code, np.array([base + piece[2] for piece in pieces], np.int32)])
        start, length, code = _ordered(start, length, code)
    offsets = beats.facts.offsets
    for layer, offset in zip(layers, offsets[len(offsets) - 1 - len(layers) :], strict=False):
        rows, begin, finish = _outside(layer.frame, start, length)
        start = np.concatenate([start, begin])
        length = np.concatenate([length, finish - begin])
        code = np.concatenate([code, layer.frame.code[rows] + np.int32(offset)])
        start, length, code = _ordered(start, length, code)
    return Activity(start, length, code, edges, beats.facts)


def _ordered(start: Int64s, length: Int64s, code: Codes) -> tuple[Int64s, Int64s, Codes]:
    order = np.argsort(start, kind="stable")
    return start[order], length[order], code[order]


def _outside(frame: EventFrame, start: Int64s, length: Int64s) -> tuple[Int64s, Int64s, Int64s]:
    """Rows, starts and ends of the parts of a frame's events that no other time covers."""
    some = length > 0
    _, covered_from, covered_to = runs(start[some], (start + length)[some])
    ends = np.array([-_EVER, _EVER], np.int64)
    open_from, open_to = np.concatenate([ends[:1], covered_to]), np.concatenate([covered_from, ends[1:]])
    low = np.searchsorted(open_to, frame.start, "right")
    high = np.searchsorted(open_from, frame.end, "left")
    rows, gaps = spread(low, high)
    begin = np.maximum(frame.start[rows], open_from[gaps])
    finish = np.minimum(frame.end[rows], open_to[gaps])
    kept = finish > begin
    return rows[kept], begin[kept], finish[kept]


def _added(code: NDArray[np.integer[Any]], length: Int64s, size: int) -> NDArray[np.float64]:
    """Microseconds by code (whole numbers, exact far beyond a lifetime), some rows at a time: numpy copies both."""
    sums = np.zeros(size, np.float64)
    for first in range(0, len(code), _AT_ONCE):
        rows = slice(first, first + _AT_ONCE)
        sums += np.bincount(code[rows], length[rows], size)
    return sums


def _cut(start: Int64s, length: Int64s, code: Codes, edges: Int64s) -> tuple[Int64s, Int64s, Codes, Int64s]:
    """Start, length and code of the parts between the edges, and the row at which each day begins.

    Starts ascend and no two stretches overlap, so few cross a midnight; the others are not copied but for their length.
    """
    low, high = np.searchsorted(start, edges[[0, -1]], "left").tolist()
    reaching = np.flatnonzero(start[:low] + length[:low] > edges[0])
    if len(reaching):
        rows = np.concatenate([reaching, np.arange(low, high)])
        start, end, code = np.maximum(start[rows], edges[0]), start[rows] + length[rows], code[rows]
    else:
        start, code = start[low:high], code[low:high]
        end = start + length[low:high]
    firsts = np.searchsorted(start, edges, "left")
    midnight = np.repeat(edges[1:], np.diff(firsts))
    crossing = np.flatnonzero(end > midnight)
    later = end[crossing]
    length = np.minimum(end, midnight, out=midnight)
    length -= start
    if not len(crossing):
        return start, length, code, firsts
    return _continued(start, length, code, firsts, edges, crossing, later)


def _continued(
    start: Int64s, length: Int64s, code: Codes, firsts: Int64s, edges: Int64s, crossing: Int64s, end: Int64s
) -> tuple[Int64s, Int64s, Codes, Int64s]:
    """The same with what rows that cross a midnight have on the days after it, up to their real `end`."""
    first = np.searchsorted(edges, start[crossing], "right")
    end = np.minimum(end, edges[-1])
    which, days = spread(first, np.searchsorted(edges, end, "left"))
    begin = edges[days]
    times = np.ones(len(start), np.int64)
    times[crossing] += np.bincount(which, minlength=len(crossing))
    # Behind the row itself, after what was put in before it.
    places = crossing[which] + 1 + np.arange(len(which))
    start, length, code = np.repeat(start, times), np.repeat(length, times), np.repeat(code, times)
    start[places] = begin
    length[places] = np.minimum(end[which], edges[days + 1]) - begin
    return start, length, code, firsts + np.searchsorted(days, np.arange(len(edges)), "left")


def _uncovered(start: Int64s, length: Int64s, spans: Sequence[Span]) -> list[tuple[int, int, int]]:
    """The parts (start, end, number of the span) that neither time from beats nor earlier spans cover."""
    some = length > 0
    _, covered_from, covered_to = runs(start[some], (start + length)[some])
    covered = list(zip(covered_from.tolist(), covered_to.tolist(), strict=True))
    pieces: list[tuple[int, int, int]] = []
    reach = -(2**62)
    for number, span in sorted(enumerate(spans), key=lambda entry: (entry[1].start, entry[0])):
        at = max(span.start, reach)
        reach = max(reach, span.end)
        lowest = int(np.searchsorted(covered_to, at, "right"))
        for begin, finish in covered[lowest:]:
            if begin >= span.end or at >= span.end:
                break
            if begin > at:
                pieces.append((at, begin, number))
            at = max(at, finish)
        if at < span.end:
            pieces.append((at, span.end, number))
    return pieces
