"""Reading a bucket as plain intervals, and the laws every bucket of one source must hold."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .programs import LiveServer


@dataclass(frozen=True)
class Row:
    """One stored event: start and end in seconds since 1970 UTC, data as parsed JSON."""

    id: int
    start: float
    end: float
    data: dict[str, Any]

    @property
    def key(self) -> str:
        return json.dumps(self.data, sort_keys=True)


def rows(server: LiveServer, bucket: str) -> list[Row]:
    """Every event of the bucket, oldest first; none if there is no such bucket."""
    answer = server.api(f"buckets/{bucket}/events?limit=-1")
    if answer.status == 404:
        return []
    found = []
    for event in answer.json:
        start = datetime.fromisoformat(event["timestamp"]).timestamp()
        found.append(Row(event["id"], start, start + event["duration"], event["data"]))
    return sorted(found, key=lambda row: (row.start, row.id))


def overlaps(found: list[Row], slack: float = 1e-4) -> list[tuple[Row, Row]]:
    """Neighbours of which the later starts before the earlier ends, by more than `slack` seconds."""
    return [(a, b) for a, b in itertools.pairwise(found) if b.start < a.end - slack]


def duplicates(found: list[Row]) -> list[Row]:
    """Rows that repeat start and data of one before."""
    seen: set[tuple[float, str]] = set()
    again = []
    for row in found:
        mark = (round(row.start, 3), row.key)
        if mark in seen:
            again.append(row)
        seen.add(mark)
    return again


def covers(found: list[Row], moment: float, key: str, slack: float = 0.002) -> bool:
    """Whether a row with this data holds the moment (timestamps are stored to the millisecond)."""
    return any(row.key == key and row.start - slack <= moment <= row.end + slack for row in found)
