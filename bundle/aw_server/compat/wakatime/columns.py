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
from aw_server.compat.wakatime.facts import Fact, fact_of

Int64s = NDArray[np.int64]
Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]

_EVER: Final = 2**62


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
        used = np.unique(codes).tolist()
        found[used] = [test(fact) for fact in self.some(used)]
        return found

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
        times, codes = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
        for (_, frame), offset in zip(sources, facts.offsets, strict=False):
            times.append(frame.start[::-1])
            codes.append(frame.code[::-1] + np.int32(offset))
        time, code = np.concatenate(times), np.concatenate(codes)
        if len(sources) > 1:
            order = np.argsort(time, kind="stable")
            time, code = time[order], code[order]
        return cls(time, code, facts)

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
        length = np.zeros(len(self.time), np.int64)
        if len(self.time) > 1:
            gaps = np.diff(self.time)
            joins = gaps <= timeout_us
            if breaks:
                passed = np.searchsorted(np.array(breaks, np.int64), self.time, "left")
                joins &= passed[1:] == passed[:-1]
            length[:-1] = np.where(joins, gaps, 0)
        return self.time, length


class Activity:
    """Time within local days, cut at midnights, oldest first: `start`, `length` (µs), `code`, `day` (its number)."""

    def __init__(self, start: Int64s, length: Int64s, code: Codes, edges: Sequence[int], facts: Facts) -> None:
        bounds = np.array(edges, np.int64)
        rows, self.day, self.start, self.length = _cut(start, length, bounds)
        self.code = code[rows]
        self.days = len(edges) - 1
        self.facts = facts
        self._totals: list[tuple[Fact, int]] | None = None
        self._firsts = np.searchsorted(self.day, np.arange(self.days + 1)).tolist()

    def filtered(self, test: Callable[[Fact], bool]) -> Activity:
        """The part whose facts pass. Filtering follows joining: the gap stays with the beat before it."""
        keep = self.facts.mask(test, self.code)[self.code]
        part = object.__new__(Activity)
        part.start, part.length = self.start[keep], self.length[keep]
        part.code, part.day = self.code[keep], self.day[keep]
        part.days, part.facts, part._totals = self.days, self.facts, None
        part._firsts = np.searchsorted(part.day, np.arange(part.days + 1)).tolist()
        return part

    def total(self) -> int:
        """Microseconds of all."""
        return int(self.length.sum())

    def by_day(self) -> list[int]:
        """Microseconds of each day."""
        return [int(us) for us in np.bincount(self.day, self.length, self.days).tolist()]

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
        used, inverse = np.unique(code, return_inverse=True)
        sums = np.bincount(inverse, length, len(used))
        facts = self.facts.some(used.tolist())
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


def _cut(start: Int64s, length: Int64s, edges: Int64s) -> tuple[Int64s, Int64s, Int64s, Int64s]:
    """Rows, days, starts and lengths of the parts that lie between the edges."""
    end = start + length
    inside = np.flatnonzero(((end > edges[0]) | (start >= edges[0])) & (start < edges[-1]))
    start = np.maximum(start[inside], edges[0])
    end = np.minimum(end[inside], edges[-1])
    first = np.searchsorted(edges, start, "right") - 1
    after = np.maximum(np.searchsorted(edges, end, "left"), first + 1)
    rows, days = spread(first, after)
    begin = np.maximum(start[rows], edges[days])
    finish = np.minimum(end[rows], edges[days + 1])
    return inside[rows], days, begin, finish - begin


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
