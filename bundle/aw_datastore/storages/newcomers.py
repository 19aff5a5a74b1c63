"""Which events of a list are not stored yet, each counted as often as it stands in the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

from aw_core.models import Event
from aw_datastore.encoding import canonical

Mark: TypeAlias = tuple[int, int, str]
"""Start and duration in µs, data in canonical form: what makes two events the same."""


class Newcomers:
    """Goes through a list in batches, sorted by start. What `among` found has to be stored before the next batch."""

    def __init__(self) -> None:
        self._start: int | None = None
        self._met: Counter[Mark] = Counter()

    def among(self, batch: Sequence[Event], stored: Counter[Mark]) -> list[Event]:
        """Those to store. `stored` counts what is there now of these marks, earlier batches included."""
        fresh = []
        for event in batch:
            if event.start_us != self._start:
                # Equal ones stand together, though perhaps not in one batch.
                self._start = event.start_us
                self._met.clear()
            mark = (event.start_us, event.duration_us, canonical(event.data))
            self._met[mark] += 1
            if self._met[mark] > stored[mark]:
                fresh.append(event)
        return fresh
