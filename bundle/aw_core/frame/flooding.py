"""Flood: fill the small holes that polling leaves, and give each moment to one event (contract 4 and A.3).

Overlaps are settled in a first pass, holes in a second one. The rule of each is one of a stack: a span is settled
against the one before it, and a span that loses all its time goes, which makes the one before *that* the neighbour.
Nearly always none goes. So all pairs are settled at once, as if none went; where one would, the stack is run from
there until both agree again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from .arrays import Int64s, NDArray
from .frame import EventFrame

_SMALL_OVERLAP_US = 100_000
_FOREVER = 2**61
# Events that are settled at once.
_BLOCK = 1 << 15
_OVERLAPS = -1
"""The longest gap (µs) that the first pass looks at: only overlaps."""


def flood(frame: EventFrame, pulsetime: float = 5.0) -> EventFrame:
    """The events without overlaps and without holes up to `pulsetime` seconds, ascending.

    First the overlaps: equal data becomes one event; of different data the later event has the overlap, and the
    earlier one ends where it begins; one under 0.1 s is split at its midpoint. Then the holes: equal data becomes one,
    other holes are split at the midpoint. What has no length in the end is dropped.
    """
    pulse = max(-_FOREVER, min(round(pulsetime * 1e6), _FOREVER))
    if frame.memo is None:
        return _flooded(frame, pulse)
    flooded = frame.memo.get(("flood", pulse))
    if flooded is None:
        flooded = frame.memo["flood", pulse] = _flooded(frame, pulse)
    return flooded


def _flooded(frame: EventFrame, pulse: int) -> EventFrame:
    frame = frame.take(_order(frame))
    end = frame.start + np.maximum(frame.duration, 0)
    kind = frame.pool.classes(frame.code)
    row = np.arange(len(frame), dtype=np.int32)
    blocks = [
        _block(_Spans(frame.start[at], end[at], kind[at], row[at]), pulse) for at in _apart(frame.start, end, pulse)
    ]
    start, end, _, row = (np.concatenate(column) for column in zip(*blocks, strict=True))
    return EventFrame(start, end - start, frame.code[row], frame.ids_of(row), frame.pool)


def _apart(start: Int64s, end: Int64s, pulse: int) -> Iterator[slice]:
    """Stretches of events that have nothing to do with those before: small enough for the processor's cache, if any."""
    count = len(start)
    first = 0
    if count > _BLOCK:
        gaps = np.flatnonzero(start[1:] - np.maximum.accumulate(end)[:-1] > max(pulse, 0)) + 1
        while (at := int(np.searchsorted(gaps, first + _BLOCK))) < len(gaps):
            yield slice(first, int(gaps[at]))
            first = int(gaps[at])
    yield slice(first, count)


def _block(spans: _Spans, pulse: int) -> _Spans:
    spans = _passed(spans, _OVERLAPS)
    if pulse >= 0:
        spans = _passed(spans, pulse)
    lasting = spans.end > spans.start
    if bool(lasting.all()):
        return spans
    return _Spans(spans.start[lasting], spans.end[lasting], spans.kind[lasting], spans.row[lasting])


def _order(frame: EventFrame) -> Int64s | slice:
    """By start, then end, stable; what the storage gives is newest first, and turned round mostly in order."""
    starts = frame.start
    if bool((starts[:-1] > starts[1:]).all()):
        return slice(None, None, -1)
    return np.lexsort((starts + np.maximum(frame.duration, 0), starts))


class _Spans(NamedTuple):
    """Stretches of time by start, what their data equals, and the row of the frame they come from."""

    start: Int64s
    end: Int64s
    kind: NDArray[np.int32]
    row: NDArray[np.int32]


def _passed(spans: _Spans, widest: int) -> _Spans:
    """Each span settled against the one before it where the gap between the two is `widest` or less."""
    near = spans.start[1:] - spans.end[:-1] <= widest
    if not bool(near.any()):
        return spans
    pairs = _settled(spans, near)
    if bool(pairs.odd.any()):
        at, start, end = _Stack(spans, pairs, widest).run()
    else:
        at, start, end = pairs.heads, pairs.start[pairs.heads], pairs.end
    return _Spans(start, end, spans.kind[at], spans.row[at])


class _Pairs(NamedTuple):
    """Each span settled against the one before it, as if that had not lost its time.

    `start`, `odd` per span: where it begins if it heads a run of merged ones, and whether the assumption fails for it.
    `heads` are those first spans of runs; `end` is where each run ends once the next has been settled.
    """

    start: Int64s
    odd: NDArray[np.bool_]
    heads: Int64s
    end: Int64s


def _settled(spans: _Spans, near: NDArray[np.bool_]) -> _Pairs:
    before, after, begins = spans.end[:-1], spans.end[1:], spans.start[1:]
    gap = begins - before
    merges = near & (spans.kind[1:] == spans.kind[:-1])
    head = np.concatenate([[True], ~merges])
    heads = np.flatnonzero(head)
    head_of = heads[np.cumsum(head) - 1][:-1]
    # The moment between two that do not merge.
    middle = begins - ((gap + 1) >> 1)
    small = (gap < 0) & (-gap < _SMALL_OVERLAP_US) & (middle < after)
    halved = small & (spans.start[head_of] + _SMALL_OVERLAP_US < middle)
    border = np.where((gap > 0) | halved, middle, begins)
    start = spans.start.copy()
    start[1:] = np.where(near, border, begins)
    left = np.where(near & (gap != 0), border, before)
    odd = np.zeros(len(head), np.bool_)
    odd[1:] = np.where(
        merges,
        after < before,
        near & ((small & ~halved) | ((gap < 0) & (after == begins)) | (left <= start[head_of])),
    )
    end = np.append(left, spans.end[-1])[np.append(heads[1:] - 1, len(head) - 1)]
    return _Pairs(start, odd, heads, end)


_Span = tuple[int, int, int]
"""Start, end, and which of the spans given it is."""


class _Stack:
    """The rule as it is written, run only where pairs are odd. Between those places whole stretches are taken over."""

    def __init__(self, spans: _Spans, pairs: _Pairs, widest: int) -> None:
        self._spans = spans
        self._pairs = pairs
        self._widest = widest
        # What is settled so far: ranges of runs as they are in `pairs`, and spans of our own.
        self._ranges: list[tuple[int, int] | list[_Span]] = []

    def run(self) -> tuple[Int64s, Int64s, Int64s]:
        """Which span, start and end of all that is left."""
        odd = np.flatnonzero(self._pairs.odd).tolist()
        heads = self._pairs.heads
        settled = 0
        run = 0
        for event in odd:
            if event < settled:
                continue
            # Everything up to the run that this event meets.
            meets = int(np.searchsorted(heads, event, "right")) - 1
            if heads[meets] == event:
                meets -= 1
            self._ranges.append((run, meets))
            tail_end = int(self._spans.end[event - 1])
            self._ranges.append([(int(self._pairs.start[heads[meets]]), tail_end, int(heads[meets]))])
            settled, run = self._until_agreed(event)
        self._ranges.append((run, len(heads)))
        return self._gathered()

    def _until_agreed(self, event: int) -> tuple[int, int]:
        """Place events from this one on; the event after the last one placed here, and the run that goes on there."""
        pairs = self._pairs
        count = len(self._spans.start)
        at = int(np.searchsorted(pairs.heads, event, "left"))
        while event < count:
            placed = self._place(event)
            while at < len(pairs.heads) and pairs.heads[at] < event:
                at += 1
            is_head = at < len(pairs.heads) and int(pairs.heads[at]) == event
            if is_head and placed is not None and placed[0] == int(pairs.start[event]):
                # The run that begins here is as the pairs have it; let them go on.
                self._pop()
                return event + 1, at
            event += 1
        return count, len(pairs.heads)

    def _place(self, event: int) -> _Span | None:
        """Settle one event as the rule says; its span if it stands on its own now."""
        start, end = int(self._spans.start[event]), int(self._spans.end[event])
        kind = self._spans.kind
        while (last := self._pop()) is not None:
            last_start, last_end, row = last
            gap = start - last_end
            if gap <= self._widest and kind[row] == kind[event]:
                self._push((last_start, max(last_end, end), row))
                return None
            if gap > self._widest:
                self._push(last)
                break
            if gap < 0 and start == end:
                self._push(last)
                return None
            if gap < 0:
                middle = start + -gap // 2
                if -gap < _SMALL_OVERLAP_US and last_start < middle < end:
                    start = middle
                last_end = start
            elif gap > 0:
                last_end = start = last_end + gap // 2
            if last_end > last_start:
                self._push((last_start, last_end, row))
                break
        self._push((start, end, event))
        return start, end, event

    def _push(self, span: _Span) -> None:
        if not self._ranges or isinstance(self._ranges[-1], tuple):
            self._ranges.append([])
        top = self._ranges[-1]
        assert isinstance(top, list)
        top.append(span)

    def _pop(self) -> _Span | None:
        """Take the last span off, out of a range if need be; None if there is none."""
        while self._ranges:
            top = self._ranges[-1]
            if isinstance(top, list):
                if top:
                    return top.pop()
            elif top[0] < top[1]:
                self._ranges[-1] = (top[0], top[1] - 1)
                head = int(self._pairs.heads[top[1] - 1])
                return int(self._pairs.start[head]), int(self._pairs.end[top[1] - 1]), head
            self._ranges.pop()
        return None

    def _gathered(self) -> tuple[Int64s, Int64s, Int64s]:
        heads = self._pairs.heads
        rows, starts, ends = [], [], []
        for part in self._ranges:
            if isinstance(part, tuple):
                rows.append(heads[part[0] : part[1]])
                starts.append(self._pairs.start[rows[-1]])
                ends.append(self._pairs.end[part[0] : part[1]])
            elif part:
                block = np.array(part, np.int64)
                starts.append(block[:, 0])
                ends.append(block[:, 1])
                rows.append(block[:, 2])
        return np.concatenate(rows), np.concatenate(starts), np.concatenate(ends)
