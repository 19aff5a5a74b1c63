"""Reads buckets for one request. Periods that touch or overlap share one reading, which is cut for each of them.

Cutting what was cut to a longer period gives exactly what reading the shorter one gives, the order included.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable
from typing import TYPE_CHECKING

from aw_core.timestamps import from_us
from aw_query.buckets import Period, bucket_named

if TYPE_CHECKING:
    from aw_core.frame import EventFrame
    from aw_datastore import Bucket, Datastore


class Reads:
    """What was read so far, by bucket and group of periods; kept for as long as the request takes."""

    def __init__(
        self,
        datastore: Datastore,
        periods: Iterable[Period] = (),
        sharing: Callable[[str, list[int]], Bucket] | None = None,
        *,
        with_ids: Container[str] | None = None,
    ) -> None:
        """`sharing` gives a bucket (KeyError: none) that is about to be read once for periods with those ends (µs).

        Events of other buckets than `with_ids` (None: all) may lack their ids.
        """
        self._datastore = datastore
        self._with_ids = with_ids
        self._sharing = sharing
        self._periods = sorted(set(periods))
        self._groups = _grouped(self._periods)
        self._read: dict[tuple[str, Period], EventFrame] = {}

    def frame(self, bucket_id: str, period: Period) -> EventFrame:
        """The bucket's events of the period, cut to it, newest first. Raises QueryFunctionException."""
        group = self._group(period)
        if group is None or group == period:
            # A period that the query made up itself, or one that shares with no other; the storage remembers it.
            return self._fetch(bucket_id, period)
        frame = self._read.get((bucket_id, group))
        if frame is None:
            frame = self._read[bucket_id, group] = self._fetch(bucket_id, group, shared=True)
        return frame.cut(*period)

    def _fetch(self, bucket_id: str, period: Period, shared: bool = False) -> EventFrame:
        bucket = bucket_named(self._datastore, bucket_id)
        if shared and self._sharing is not None:
            bucket = self._sharing(bucket_id, [end for start, end in self._periods if period[0] <= start <= period[1]])
        ids = self._with_ids is None or bucket_id in self._with_ids
        return bucket.frame(from_us(period[0]), from_us(period[1]), ids=ids)

    def _group(self, period: Period) -> Period | None:
        """The group that holds the period; groups are in order and apart."""
        at = bisect_right(self._groups, period[0], key=lambda group: group[0]) - 1
        return self._groups[at] if at >= 0 and period[0] <= period[1] <= self._groups[at][1] else None


def _grouped(periods: Iterable[Period]) -> list[Period]:
    """The periods, with those that touch or overlap joined."""
    groups: list[Period] = []
    for start, end in sorted(period for period in periods if period[0] <= period[1]):
        if groups and start <= groups[-1][1]:
            groups[-1] = groups[-1][0], max(end, groups[-1][1])
        else:
            groups.append((start, end))
    return groups
