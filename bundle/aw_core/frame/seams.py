"""Where a frame was cut out of a longer one: whether what is made of the parts is what would be made of the whole.

At such a seam at most one event of each bucket goes through, and lasts on both sides. Most functions look at moments
one by one, whatever events reach there. Some look at events in a row: these conditions are theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from .arrays import Int64s
from .choosing import sort_by_timestamp
from .frame import EventFrame

_QUARTER_US: Final = 15 * 60 * 1_000_000


class Seams(NamedTuple):
    """The moments (µs) at which a stretch of time was cut out of a longer one; None where it was not."""

    left: int | None
    right: int | None

    def _reaching(self, frame: EventFrame) -> tuple[Int64s, Int64s]:
        none = np.empty(0, np.int64)
        left = none if self.left is None else np.flatnonzero(frame.start <= self.left)
        right = none if self.right is None else np.flatnonzero(frame.end >= self.right)
        return left, right

    def one_goes_through(self, frame: EventFrame) -> bool:
        """Whether no more than one event goes through each seam: which began later need not be known."""
        return all(len(rows) <= 1 for rows in self._reaching(frame))

    def alone(self, frame: EventFrame) -> bool:
        """Whether what goes through a seam is one event that no other lies over, here: it settles nothing with them."""
        left, right = self._reaching(frame)
        if len(left) > 1 or len(right) > 1:
            return False
        # The event itself is one of those that begin before its end, and that end after its beginning.
        return all(np.count_nonzero(frame.start < frame.end[row]) <= 1 for row in left.tolist()) and all(
            np.count_nonzero(frame.end > frame.start[row]) <= 1 for row in right.tolist()
        )

    def apart(self, *frames: EventFrame) -> bool:
        """Whether nothing goes through a seam, or else no event of any of the frames lies over another of it."""
        if not any(len(rows) for frame in frames for rows in self._reaching(frame)):
            return True
        return all(_apart(frame) for frame in frames)


def _apart(frame: EventFrame) -> bool:
    ordered = sort_by_timestamp(frame)
    return bool((ordered.duration >= 0).all() and (ordered.end[:-1] <= ordered.start[1:]).all())


def quiet_moments(
    frames: Sequence[EventFrame],
    first: int,
    last: int,
    margin: int,
    edges: Sequence[int] = (),
    *,
    empty: bool = False,
) -> list[int]:
    """Moments from `first` to `last` (µs) at which to cut, the latest first: nothing begins or ends within `margin`.

    In each frame at most one event goes through, and that is not its newest, which may yet grow; none if they have to
    be `empty`. `edges` are moments to keep away from, as are full quarters of an hour, at which days begin somewhere.
    """
    begin = first - first % _QUARTER_US + _QUARTER_US // 2
    moments = np.arange(begin, last, _QUARTER_US, dtype=np.int64)
    moments = moments[moments - margin > first]
    for edge in edges:
        moments = moments[np.abs(moments - edge) > margin]
    for frame in frames:
        if not len(frame):
            continue
        starts, ends = np.sort(frame.start), np.sort(frame.end)
        low, high = moments - margin, moments + margin
        near = np.searchsorted(starts, high, "right") - np.searchsorted(ends, low, "left")
        through = np.searchsorted(starts, low, "left") - np.searchsorted(ends, high, "right")
        alone = (near == 1) & (through == 1) & (moments < starts[-1])
        moments = moments[(near == 0) | (alone & (not empty))]
    found: list[int] = moments[::-1].tolist()
    return found


def going_through(frames: Sequence[EventFrame], moments: Sequence[int]) -> list[int]:
    """For each of the moments (µs) how many events of all frames last before and behind it."""
    at = np.array(moments, np.int64)
    counts = np.zeros(len(at), np.int64)
    for frame in frames:
        counts += np.searchsorted(np.sort(frame.start), at, "left") - np.searchsorted(np.sort(frame.end), at, "right")
    found: list[int] = counts.tolist()
    return found
