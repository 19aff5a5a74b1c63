"""Carry what a second watcher knows (a URL, a project) into the events of the first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable
from typing import Any, Final

import numpy as np

from .arrays import Codes, Int64s, NDArray
from .choosing import sort_by_timestamp
from .frame import EventFrame
from .periods import spread
from .pool import DataPool, renumbered

CONFLICTS: Final = ("base_wins", "sub_wins")

_NOBODY: Final = -1


def merge_subwatcher_fields(
    base: EventFrame, sub: EventFrame, keys: list[str], conflict: str = "base_wins"
) -> EventFrame:
    """The events of `base`, cut where `sub` begins or ends, with the named keys of the sub event over each part.

    Of several the one that starts latest (then ends latest) counts. `base_wins` never replaces a key, `sub_wins` does.
    Neighbouring parts that came out equal are one again; the total duration stays. Raises ValueError for another
    `conflict`.
    """
    if conflict not in CONFLICTS:
        raise ValueError(f"conflict is one of {', '.join(CONFLICTS)}, not {conflict!r}")
    if not keys or not len(sub) or not len(base):
        return base
    made = _Combined(base.pool, sub.pool, keys, conflict == "sub_wins")
    sub = sort_by_timestamp(sub)
    sub = _without_other_keys(sub, keys)
    apart = bool((sub.duration > 0).all() and (sub.end[:-1] <= sub.start[1:]).all())
    if apart and bool((base.duration >= 0).all()):
        return _joined(base, sub, made)
    return _swept(base, sub, made)


def _without_other_keys(sub: EventFrame, keys: list[str]) -> EventFrame:
    """The events with one code for all data that is the same under `keys`: browsers count tabs with every event."""
    codes = sub.used()
    first: dict[Hashable, int] = {}
    one_for_all = np.zeros(codes[-1] + 1, np.int32)
    for code, data in zip(codes, sub.pool.some(codes), strict=True):
        fields = tuple((key, type(data[key]), data[key]) for key in keys if key in data)
        try:
            one_for_all[code] = first.setdefault(fields, code)
        except TypeError:
            # A list or an object: for itself.
            one_for_all[code] = code
    return EventFrame(sub.start, sub.duration, one_for_all[sub.code], sub.id, sub.pool)


def _joined(base: EventFrame, sub: EventFrame, made: _Combined) -> EventFrame:
    """Where no two sub events overlap, all parts at once."""
    low = np.searchsorted(sub.end, base.start, "right")
    high = np.searchsorted(sub.start, base.end, "left")
    row, number = spread(low, high)
    start = np.maximum(base.start[row], sub.start[number])
    end = np.minimum(base.end[row], sub.end[number])
    # What lies before each covered part of an event, and behind the last one.
    first = np.append(True, row[1:] != row[:-1])[: len(row)]
    before = np.where(first, base.start[row], np.append(0, end[:-1])[: len(row)])
    reached = base.start.copy()
    reached[row] = end
    gap, tail = before < start, (reached < base.end) | (low >= high)
    # Each gap stands before its part, and before both the tails of events up to there.
    tails = np.cumsum(tail)
    place = np.arange(len(row)) + np.cumsum(gap) + (tails - tail)[row]
    pieces = np.bincount(row, minlength=len(base)) + np.bincount(row[gap], minlength=len(base)) + tail
    rows = np.repeat(np.arange(len(base)), pieces)
    starts, ends, subs = reached[rows], base.end[rows], np.full(len(rows), _NOBODY, np.int64)
    starts[place], ends[place], subs[place] = start, end, sub.code[number]
    starts[place[gap] - 1], ends[place[gap] - 1] = before[gap], start[gap]
    kinds = len(sub.pool) + 1
    pairs, code = renumbered(base.code[rows] * np.int64(kinds) + (subs - _NOBODY), len(base.pool) * kinds)
    base_code, sub_code = (one.tolist() for one in np.divmod(pairs, kinds))
    codes = np.array([made.code(one, two + _NOBODY) for one, two in zip(base_code, sub_code, strict=True)], np.int32)
    codes = codes[code]
    # Neighbouring parts of one event that came out equal are one again.
    heads = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]) | ~_equal_neighbours(codes, rows, made.data)))
    starts, ends = starts[heads], ends[np.append(heads[1:] - 1, len(rows) - 1)]
    return EventFrame(starts, ends - starts, codes[heads], base.ids_of(rows[heads]), DataPool.of(made.data))


def _equal_neighbours(codes: Codes, rows: Int64s, data: list[dict[str, Any]]) -> NDArray[np.bool_]:
    """Whether each part has the same data as the next one, if both belong to one event: only those are compared."""
    same: NDArray[np.bool_] = codes[1:] == codes[:-1]
    unlike = np.flatnonzero((rows[1:] == rows[:-1]) & ~same)
    pairs, place = np.unique(codes[unlike].astype(np.int64) << 32 | codes[unlike + 1], return_inverse=True)
    equal = [data[pair >> 32] == data[pair & 0xFFFFFFFF] for pair in pairs.tolist()]
    same[unlike] = np.array(equal, np.bool_)[place]
    return same


def _swept(base: EventFrame, sub: EventFrame, made: _Combined) -> EventFrame:
    """One event after another."""
    cover = _Cover(sub)
    # Start, end, row of base, code.
    parts: list[tuple[int, int, int, int]] = []
    events = zip(base.start.tolist(), base.end.tolist(), base.code.tolist(), strict=True)
    for row, (start, end, code) in enumerate(events):
        for begin, finish, sub_code in cover.parts(start, end):
            combined = made.code(code, sub_code)
            if parts and parts[-1][2] == row and made.data[parts[-1][3]] == made.data[combined]:
                begin, _, _, combined = parts.pop()
            parts.append((begin, finish, row, combined))
    block = np.array(parts, np.int64)
    return EventFrame(
        block[:, 0],
        block[:, 1] - block[:, 0],
        block[:, 3].astype(np.int32),
        base.ids_of(block[:, 2]),
        DataPool.of(made.data),
    )


class _Combined:
    """The data of each pair of a base and a sub event, made once."""

    def __init__(self, base: DataPool, sub: DataPool, keys: list[str], sub_wins: bool) -> None:
        self.data: list[dict[str, Any]] = []
        self._codes: dict[tuple[int, int], int] = {}
        self._base = base
        self._sub = sub
        self._keys = keys
        self._sub_wins = sub_wins

    def code(self, base_code: int, sub_code: int) -> int:
        """The place in `data` of the two together."""
        code = self._codes.get((base_code, sub_code))
        if code is None:
            code = self._codes[base_code, sub_code] = len(self.data)
            data = dict(self._base.data(base_code))
            if sub_code != _NOBODY:
                data.update(self._fields(data, sub_code))
            self.data.append(data)
        return code

    def _fields(self, data: dict[str, Any], sub_code: int) -> dict[str, Any]:
        """What the sub event says about the base event's data."""
        fields = self._sub.data(sub_code)
        return {key: fields[key] for key in self._keys if key in fields and (self._sub_wins or key not in data)}


class _Cover:
    """Which sub event a stretch of time has."""

    def __init__(self, sub: EventFrame) -> None:
        ends = sub.start + np.maximum(sub.duration, 0)
        order = np.argsort(sub.start, kind="stable")
        self._starts: list[int] = sub.start[order].tolist()
        self._reach: list[int] = np.maximum.accumulate(ends[order]).tolist()
        # Start, end, place in the frame, code: the greatest that covers a part has it.
        self._events = list(
            zip(self._starts, ends[order].tolist(), order.tolist(), sub.code[order].tolist(), strict=True)
        )

    def parts(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """[start, end] cut at every edge inside: begin, finish, code of the sub event (or none) of each part."""
        reaching = range(bisect_right(self._reach, start), bisect_left(self._starts, end))
        near = [event for event in map(self._events.__getitem__, reaching) if event[1] > start]
        if not near:
            return [(start, end, _NOBODY)]
        edges = sorted({edge for event in near for edge in event[:2] if start < edge < end})
        parts = []
        for begin, finish in zip([start, *edges], [*edges, end], strict=True):
            over = [event for event in near if event[0] <= begin and event[1] >= finish]
            parts.append((begin, finish, max(over)[3] if over else _NOBODY))
        return parts
