"""Leave out of data what a question is not about, so that equal neighbours can become one and answers stay small."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aw_core.models import Event, copy_data


def keep_keys(events: Iterable[Event], keys: Sequence[str]) -> list[Event]:
    """Copies of the events whose data has only those of `keys` that it had, in the order of `keys`."""
    return [
        Event.from_us(
            event.id,
            event.start_us,
            event.duration_us,
            copy_data({key: event.data[key] for key in keys if key in event.data}),
        )
        for event in events
    ]
