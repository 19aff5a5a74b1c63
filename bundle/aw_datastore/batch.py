"""Many events to insert, as columns: what repeats among them is there once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aw_core.models import Event
from aw_datastore.encoding import decode, encode


@dataclass(slots=True)
class Batch:
    """`starts` in µs since the epoch UTC, `durations` in µs; `codes` say which of `texts` belongs to each event.

    `texts` are data as `encode` writes them. `ids` are None before the insert, and afterwards for events that are not
    stored.
    """

    starts: Sequence[int]
    durations: Sequence[int]
    codes: Sequence[int]
    texts: Sequence[str]
    ids: Sequence[int | None]

    @classmethod
    def of(cls, events: Sequence[Event]) -> Batch:
        """The same as columns."""
        return cls(
            [event.start_us for event in events],
            [event.duration_us for event in events],
            range(len(events)),
            [encode(event.data) for event in events],
            [event.id for event in events],
        )

    def __len__(self) -> int:
        return len(self.starts)

    def events(self) -> list[Event]:
        """The same as objects. Events with the same data share it."""
        data = [decode(text) for text in self.texts]
        rows = zip(self.ids, self.starts, self.durations, self.codes, strict=True)
        return [Event.from_us(number, start, duration, data[code]) for number, start, duration, code in rows]

    def among(self, places: Sequence[int]) -> Batch:
        """Only the events at these places."""
        if len(places) == len(self):
            return self
        return Batch(
            [self.starts[at] for at in places],
            [self.durations[at] for at in places],
            [self.codes[at] for at in places],
            self.texts,
            [self.ids[at] for at in places],
        )
