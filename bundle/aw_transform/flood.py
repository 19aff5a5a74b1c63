"""Give each moment to one event and fill the small holes that polling leaves (contract 4 and A.3, decision 0006)."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.models import Event, copy_data

from .equal_data import numbered

# Two neighbours that overlap by less share what they dispute; by more, the later one has it.
SMALL_OVERLAP_US = 100_000

# [start µs, end µs, which datum, which event]: the datum is a number that is equal for equal data.
Span = list[int]


def flood(events: Iterable[Event], pulsetime: float = 5) -> list[Event]:
    """New events without overlaps and without holes up to `pulsetime` seconds, ascending.

    First the overlaps: equal data become one; different data share one under 0.1 s at its midpoint, and of a larger one
    the later event has all, so that the earlier one ends where it begins. Then the holes: equal data with a gap up to
    `pulsetime` become one, different data split it at its midpoint. What has no length in the end is dropped.
    """
    found = list(events)
    numbers = numbered(event.data for event in found)
    spans = [
        [event.start_us, event.start_us + max(0, event.duration_us), numbers[at], at] for at, event in enumerate(found)
    ]
    spans.sort(key=lambda span: (span[0], span[1]))
    placed = fill_holes(settle_overlaps(spans), round(pulsetime * 1e6))
    return [
        Event.from_us(found[at].id, start, end - start, copy_data(found[at].data))
        for start, end, _, at in placed
        if end > start
    ]


def settle_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Spans ordered by (start, end) in, spans without overlap out; the lists given are changed."""
    placed: list[Span] = []
    for span in spans:
        _settle(placed, span)
    return placed


def _settle(placed: list[Span], span: Span) -> None:
    """Against the one before; if that loses all its time, against the one before that."""
    while placed:
        last = placed[-1]
        overlap = last[1] - span[0]
        if overlap <= 0:
            break
        if last[2] == span[2]:
            last[1] = max(last[1], span[1])
            return
        if span[0] == span[1]:
            return  # an instant within another event has no time to win
        middle = span[0] + overlap // 2
        if overlap < SMALL_OVERLAP_US and last[0] < middle < span[1]:
            last[1] = span[0] = middle
        else:
            last[1] = span[0]
        if last[1] > last[0]:
            break
        placed.pop()
    placed.append(span)


def fill_holes(spans: Iterable[Span], pulse_us: int) -> list[Span]:
    """Spans without overlap in order in, the same with holes up to `pulse_us` filled out; some may have no length."""
    placed: list[Span] = []
    for span in spans:
        _fill(placed, span, pulse_us)
    return placed


def _fill(placed: list[Span], span: Span, pulse_us: int) -> None:
    while placed:
        last = placed[-1]
        gap = span[0] - last[1]
        if gap > pulse_us:
            break
        if last[2] == span[2]:
            last[1] = span[1]
            return
        if gap > 0:
            last[1] = span[0] = last[1] + gap // 2
        if last[1] > last[0]:
            break
        placed.pop()  # nothing but an instant between two others: they are neighbours
    placed.append(span)
