"""Window titles without what changes by itself: unread counts, frame rates, "modified" marks."""

from __future__ import annotations

from aw_core.models import Event, copy_data
from aw_core.window_title import simplified


def simplify_string(events: list[Event], key: str = "title") -> list[Event]:
    """Copies of the events with a simpler `key`. Raises KeyError where it is missing (contract 4, A.5)."""
    simpler = []
    for event in events:
        data = copy_data(event.data)
        data[key] = simplified(data[key], of_window=key == "title" and "app" in data)
        simpler.append(Event.from_us(event.id, event.start_us, event.duration_us, data))
    return simpler
