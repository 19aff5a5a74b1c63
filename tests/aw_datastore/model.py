"""What a storage does, in plain Python over a list: the slow answer the real ones are compared with."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

Data = dict[str, Any]


@dataclass(frozen=True)
class Stored:
    """An event as (bucket, arrival, start µs, duration µs, data); `arrival` orders like ids do."""

    bucket: str
    arrival: int
    start: int
    duration: int
    data: str

    @property
    def end(self) -> int:
        return self.start + self.duration


def text(data: Data) -> str:
    """The data with its types and whatever the order of its keys."""
    return json.dumps(data, sort_keys=True)


class Model:
    """A list of events and a counter."""

    def __init__(self) -> None:
        self.events: list[Stored] = []
        self._arrivals = 0

    def insert(self, bucket: str, start: int, duration: int, data: Data) -> int:
        self._arrivals += 1
        self.events.append(Stored(bucket, self._arrivals, start, duration, text(data)))
        return self._arrivals

    def insert_new(self, bucket: str, events: list[tuple[int, int, Data]]) -> int:
        added = 0
        stored = Counter((e.start, e.duration, e.data) for e in self.events if e.bucket == bucket)
        # The sort is stable; equal starts keep the order of the list.
        for start, duration, data in sorted(events, key=lambda one: one[0]):
            same = (start, duration, text(data))
            stored[same] -= 1
            if stored[same] < 0:
                self.insert(bucket, start, duration, data)
                added += 1
        return added

    def replace(self, bucket: str, arrival: int, start: int, duration: int, data: Data) -> bool:
        for position, one in enumerate(self.events):
            if (one.bucket, one.arrival) == (bucket, arrival):
                self.events[position] = replace(one, start=start, duration=duration, data=text(data))
                return True
        return False

    def delete(self, bucket: str, arrival: int) -> bool:
        before = len(self.events)
        self.events = [e for e in self.events if (e.bucket, e.arrival) != (bucket, arrival)]
        return len(self.events) < before

    def delete_bucket(self, bucket: str) -> None:
        self.events = [e for e in self.events if e.bucket != bucket]

    def get(self, bucket: str, limit: int, lower: int | None, upper: int | None) -> list[Stored]:
        """Selected, newest first, cut: the REST contract's words one by one."""
        if lower is not None and upper is not None and lower > upper:
            return []
        found = [
            e
            for e in self.events
            if e.bucket == bucket and (lower is None or e.end >= lower) and (upper is None or e.start <= upper)
        ]
        found.sort(key=lambda e: (e.start, e.arrival), reverse=True)
        return [_cut(e, lower, upper) for e in (found if limit < 0 else found[:limit])]


def _cut(event: Stored, lower: int | None, upper: int | None) -> Stored:
    start = event.start if lower is None else max(event.start, lower)
    end = event.end if upper is None else min(event.end, upper)
    return replace(event, start=start, duration=end - start)
