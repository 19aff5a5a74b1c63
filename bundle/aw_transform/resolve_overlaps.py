"""The sixty-minute law: time of one device is counted once (docs/decisions/0006)."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from aw_core.models import Event

# (start µs, end µs, index in the list): what the sweep works on.
Span = tuple[int, int, int]


def resolve_overlaps(events: list[Event]) -> list[Event]:
    """The same time without overlaps, earliest first: where two events overlap, the later-starting one wins.

    Of two that start together the one later in the list wins. The earlier one is cut and may come back in several
    pieces, each a new event with its id and data. An event without length stays if no other covers its moment. The
    inputs are not changed. The total never exceeds the time from the first start to the last end.
    """
    spans = sorted(
        ((event.start_us, event.start_us + max(0, event.duration_us), index) for index, event in enumerate(events)),
        key=lambda span: (span[0], span[2]),
    )
    pieces = [(start, end, index) for start, end, index in _sweep([s for s in spans if s[0] < s[1]])]
    pieces += _points([s for s in spans if s[0] == s[1]], pieces)
    pieces.sort()
    return [Event.from_us(events[index].id, start, end - start, events[index].data) for start, end, index in pieces]


def _sweep(spans: list[Span]) -> Iterator[Span]:
    """Cut spans with length, given by (start, index): at each moment the latest-started open one holds the time."""
    open_spans: list[tuple[int, int, int]] = []  # a heap: (-start, -index, end)
    position = 0
    for start, end, index in spans:
        yield from _fill(open_spans, position, start)
        heapq.heappush(open_spans, (-start, -index, end))
        position = start
    yield from _fill(open_spans, position, None)


def _fill(open_spans: list[tuple[int, int, int]], position: int, until: int | None) -> Iterator[Span]:
    """Give the time from `position` to `until` (None: to the end) to the open spans, the winner first."""
    while open_spans and (until is None or position < until):
        _, negative_index, end = open_spans[0]
        if end <= position:
            heapq.heappop(open_spans)
            continue
        stop = end if until is None else min(end, until)
        yield position, stop, -negative_index
        position = stop


def _points(points: list[Span], pieces: list[Span]) -> list[Span]:
    """The moments that no piece covers, each once; the last in the list wins."""
    kept: dict[int, int] = {}
    covering = iter(pieces)
    piece = next(covering, None)
    for moment, _, index in points:
        while piece is not None and piece[1] <= moment:
            piece = next(covering, None)
        if piece is None or moment < piece[0]:
            kept[moment] = index
    return [(moment, moment, index) for moment, index in kept.items()]
