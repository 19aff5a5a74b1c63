"""No moment counted twice: the one function behind every figure that is shown as time of one device."""

from __future__ import annotations

from collections.abc import Iterable

from aw_core.models import Event, copy_data

# (start, end, event whose time it is), in microseconds.
_Piece = tuple[int, int, Event]


def resolve_overlaps(events: Iterable[Event]) -> list[Event]:
    """The same time with each moment given to one event only: ascending, without overlap, as new events.

    Where several overlap, the one that starts later has the moment (of equal starts, the one later in the list); the
    others are cut around it, so that one event may come back in several pieces, each with its id and a copy of its
    data. An event without length (or with a negative one) stays, once per instant, if no other covers that instant.
    """
    # Ascending start, the list's order within a start: whoever stands later here has precedence.
    ordered = sorted(((event.start_us, event) for event in events), key=lambda entry: entry[0])
    pieces: list[_Piece] = []
    # Begun and not yet ended events with their ends; the topmost began last and has the moment.
    begun: list[tuple[int, Event]] = []
    now = 0
    for start, event in ordered:
        _hand_out(pieces, begun, now, start)
        now = start
        if event.duration_us > 0:
            begun.append((start + event.duration_us, event))
        elif not begun:
            pieces.append((start, start, event))
    if begun:
        _hand_out(pieces, begun, now, max(end for end, _ in begun))
    return [
        Event.from_us(event.id, start, end - start, copy_data(event.data))
        for at, (start, end, event) in enumerate(pieces)
        # An instant that the next piece covers or repeats.
        if start < end or at + 1 == len(pieces) or pieces[at + 1][0] > start
    ]


def _hand_out(pieces: list[_Piece], begun: list[tuple[int, Event]], now: int, until: int) -> None:
    """Give the time from `now` to `until` to the topmost of `begun`, and drop those that have ended by then."""
    while begun:
        end, event = begun[-1]
        stop = min(end, until)
        if stop > now:
            if pieces and pieces[-1][2] is event and pieces[-1][1] == now:
                # It was only looked at in between, not interrupted.
                now = pieces.pop()[0]
            pieces.append((now, stop, event))
            now = stop
        if end > until:
            return
        begun.pop()
