"""What category events belong to: asked once per distinct datum, and carried as a number."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from .arrays import Codes, Int64s
from .frame import EventFrame
from .labelled import LabelledPool
from .overlaps import resolve_overlaps
from .periods import spread
from .pool import renumbered
from .rules import Rules, compile_rules

_KEY: Final = "$category"

Ranks = Codes


def categorize(
    frame: EventFrame,
    rules: Rules | Sequence[Any],
    others: Sequence[EventFrame] = (),
    most: int = sys.maxsize,
    between: Callable[[], None] = lambda: None,
) -> EventFrame:
    """With `$category` on each event: the highest-ranked matching category, else Uncategorized.

    The rank is the rule's priority, or ten for each level of depth; the last of the highest wins. What `others` say
    about the same time counts as if the event said it; the events are cut where that changes. Of each text only the
    first `most` characters count. `between` is called every now and then, to look at the clock.
    """
    compiled = rules if isinstance(rules, Rules) else compile_rules(rules)

    def ranks(of: EventFrame) -> Ranks:
        """By code."""
        found, unread = of.pool.numbers(("ranks", compiled, most), of.code)
        if unread:
            between()
            found[unread] = compiled.ranks(of.pool.some(unread), most, between)
        return found

    own = ranks(frame)
    if not others:
        return frame.with_pool(frame.pool.kept((_KEY, compiled, most), lambda: _labelled(frame, compiled, own)))
    rank = own[frame.code]
    nobody = len(compiled.labels) - 1
    for other in others:
        frame, rank = _lowest(frame, rank, other, ranks(other), nobody)
    return _with_ranks(frame, rank, compiled)


def _labelled(frame: EventFrame, rules: Rules, ranks: Ranks) -> LabelledPool:
    return LabelledPool(frame.pool, np.arange(len(frame.pool), dtype=np.int32), _KEY, rules.labels, ranks)


def _with_ranks(frame: EventFrame, rank: Ranks, rules: Rules) -> EventFrame:
    """Where events with the same datum may be of different categories: a code for each pair that occurs."""
    pairs = frame.code.astype(np.int64) * len(rules.labels) + rank
    distinct, code = renumbered(pairs, len(frame.pool) * len(rules.labels))
    base, value = np.divmod(distinct, len(rules.labels))
    pool = LabelledPool(frame.pool, base.astype(np.int32), _KEY, rules.labels, value)
    return EventFrame(frame.start, frame.duration, code, frame.id, pool)


def _lowest(base: EventFrame, rank: Ranks, sub: EventFrame, rank_of: Ranks, nobody: int) -> tuple[EventFrame, Ranks]:
    """The events of `base`, cut where `sub` begins or ends to lower their rank, and their ranks.

    `rank` is by event of `base`, `rank_of` by code of `sub`. Overlaps of `sub` are resolved. The total duration stays.
    """
    sub = resolve_overlaps(sub)
    sub = sub.take((sub.duration > 0) & (rank_of[sub.code] < nobody))
    row, number = spread(np.searchsorted(sub.end, base.start, "right"), np.searchsorted(sub.start, base.end, "left"))
    # Only what is lowered matters: of the rest the events stay as they are.
    ranks = rank_of[sub.code[number]]
    lowers = ranks < rank[row]
    row, number, ranks = row[lowers], number[lowers], ranks[lowers]
    start = np.maximum(base.start[row], sub.start[number])
    end = np.minimum(base.end[row], sub.end[number])
    rows, starts, ends, ranks = _parts(base, row, start, end, ranks, rank)
    return EventFrame(starts, ends - starts, base.code[rows], base.id[rows], base.pool), ranks


def _parts(
    base: EventFrame, row: Int64s, start: Int64s, end: Int64s, lowered: Ranks, rank: Ranks
) -> tuple[Int64s, Int64s, Int64s, Ranks]:
    """Row, start, end and rank of all parts of the events, of which those given are lowered; they ascend."""
    if not len(row):
        return np.arange(len(base)), base.start, base.end, rank
    # What lies before each lowered part of an event, and behind the last one.
    first = np.append(True, row[1:] != row[:-1])
    before = np.where(first, base.start[row], np.append(0, end[:-1]))
    reached = base.start.copy()
    reached[row] = end
    gap = before < start
    tail = reached < base.end
    tail |= np.bincount(row, minlength=len(base)) == 0
    # Each gap stands before its part, and before that the tails of events up to there.
    tails = np.cumsum(tail)
    place = np.arange(len(row)) + np.cumsum(gap) + (tails - tail)[row]
    pieces = np.bincount(row, minlength=len(base)) + np.bincount(row[gap], minlength=len(base)) + tail
    rows = np.repeat(np.arange(len(base)), pieces)
    starts, ends, ranks = reached[rows], base.end[rows], rank[rows]
    starts[place], ends[place], ranks[place] = start, end, lowered
    starts[place[gap] - 1], ends[place[gap] - 1] = before[gap], start[gap]
    # Neighbouring parts of one event that came out equal are one again.
    heads = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]) | (ranks[1:] != ranks[:-1])))
    return rows[heads], starts[heads], ends[np.append(heads[1:] - 1, len(rows) - 1)], ranks[heads]
