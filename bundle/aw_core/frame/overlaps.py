"""No moment counted twice: the one function behind every figure that is shown as time of one device."""

from __future__ import annotations

import numpy as np

from .arrays import NDArray
from .choosing import sort_by_timestamp
from .frame import EventFrame

_Piece = tuple[int, int, int]
"""Start, end, row of the event whose time it is."""


def resolve_overlaps(frame: EventFrame) -> EventFrame:
    """The same time with each moment given to one event only: ascending, without overlap.

    Where several overlap, the one that starts later has the moment (of equal starts, the later one in the frame); the
    others are cut around it, so that one event may come back in several pieces, each with its id and data. An event
    without length (or with a negative one) stays, once per instant, if no other covers that instant.
    """
    frame = sort_by_timestamp(frame)
    if bool((frame.duration > 0).all() and (frame.end[:-1] <= frame.start[1:]).all()):
        return frame
    # Recorded events rarely overlap: only those that meet others are looked at one by one.
    meeting = _meeting(frame)
    alone = np.flatnonzero(~meeting)
    rows = np.flatnonzero(meeting)
    pieces = _pieces(frame.start[rows].tolist(), frame.duration[rows].tolist())
    block = np.array(pieces, np.int64).reshape(-1, 3)
    start, end = block[:, 0], block[:, 1]
    # An instant that the next piece covers or repeats goes.
    kept = np.append((start < end)[:-1] | (start[1:] > start[:-1]), np.ones(min(1, len(block)), np.bool_))
    start = np.concatenate((frame.start[alone], start[kept]))
    duration = np.concatenate((np.maximum(frame.duration[alone], 0), end[kept] - block[kept, 0]))
    order = np.argsort(start, kind="stable")
    taken = np.concatenate((alone, rows[block[kept, 2]]))[order]
    return frame.take(taken).with_times(start[order], duration[order])


def _meeting(frame: EventFrame) -> NDArray[np.bool_]:
    """Which events of a sorted frame overlap another one, or touch one where either has no length."""
    start = frame.start
    if not len(start):
        return np.zeros(0, np.bool_)
    reach = np.maximum.accumulate(np.maximum(frame.end, start))
    apart = start[1:] > reach[:-1]
    apart |= (start[1:] == reach[:-1]) & (frame.duration[1:] > 0) & (start[1:] > start[:-1])
    meets = np.zeros(len(start), np.bool_)
    meets[1:] = ~apart
    meets[:-1] |= ~apart
    return meets


def _pieces(starts: list[int], durations: list[int]) -> list[_Piece]:
    pieces: list[_Piece] = []
    # Begun and not yet ended events with their ends; the topmost began last and has the moment.
    begun: list[tuple[int, int]] = []
    now = 0
    for row, (start, duration) in enumerate(zip(starts, durations, strict=True)):
        _hand_out(pieces, begun, now, start)
        now = start
        if duration > 0:
            begun.append((start + duration, row))
        elif not begun:
            pieces.append((start, start, row))
    if begun:
        _hand_out(pieces, begun, now, max(end for end, _ in begun))
    return pieces


def _hand_out(pieces: list[_Piece], begun: list[tuple[int, int]], now: int, until: int) -> None:
    """Give the time from `now` to `until` to the topmost of `begun`, and drop those that have ended by then."""
    while begun:
        end, row = begun[-1]
        stop = min(end, until)
        if stop > now:
            if pieces and pieces[-1][2] == row and pieces[-1][1] == now:
                # It was only looked at in between, not interrupted.
                now = pieces.pop()[0]
            pieces.append((now, stop, row))
            now = stop
        if end > until:
            return
        begun.pop()
