"""Fill the small holes that polling leaves, and give each moment to one event (contract 4 and A.3, decision 0006)."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.models import Event, copy_data

# Two neighbours that overlap by less share what they dispute; by more, the later one has it.
_SMALL_OVERLAP_US = 100_000


class _Span:
    """One event on its way through: its stretch of time may move, its data does not."""

    __slots__ = ("end", "event", "start")

    def __init__(self, event: Event) -> None:
        self.event = event
        self.start = event.start_us
        self.end = self.start + max(0, event.duration_us)


def flood(events: Iterable[Event], pulsetime: float = 5) -> list[Event]:
    """New events without overlaps and without holes up to `pulsetime` seconds, ascending.

    Equal data: neighbours with a gap up to `pulsetime`, that touch or overlap, become one. Different data: such a gap
    is split at its midpoint; an overlap under 0.1 s too; of a larger overlap the later event has all, and the earlier
    one ends where it begins. What has no length in the end is dropped.
    """
    pulse_us = round(pulsetime * 1e6)
    placed: list[_Span] = []
    for span in sorted(map(_Span, events), key=lambda span: (span.start, span.end)):
        _place(placed, span, pulse_us)
    return [
        Event.from_us(span.event.id, span.start, span.end - span.start, copy_data(span.event.data))
        for span in placed
        if span.end > span.start
    ]


def _place(placed: list[_Span], span: _Span, pulse_us: int) -> None:
    """Settle `span` against its neighbour; one that loses all its time goes, and the one before it is the neighbour."""
    while placed:
        last = placed[-1]
        gap = span.start - last.end
        if gap <= pulse_us and last.event.data == span.event.data:
            last.end = max(last.end, span.end)
            return
        if gap > pulse_us:
            break
        if gap < 0 and span.start == span.end:
            return  # an instant within another event has no time to win
        if gap < 0:
            _settle_overlap(last, span)
        elif gap > 0:
            last.end = span.start = last.end + gap // 2
        if last.end > last.start:
            break
        placed.pop()
    placed.append(span)


def _settle_overlap(last: _Span, span: _Span) -> None:
    overlap = last.end - span.start
    middle = span.start + overlap // 2
    if overlap < _SMALL_OVERLAP_US and last.start < middle < span.end:
        last.end = span.start = middle
    else:
        last.end = span.start
