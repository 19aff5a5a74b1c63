"""Window titles without what changes by itself: unread counts, frame rates, "modified" marks."""

from __future__ import annotations

import re

from aw_core.models import Event, copy_data

_COUNT = re.compile(r"^\([0-9]+\)\s*")
_FRAMES = re.compile(r"FPS:\s+[0-9.]+")
_MARK = re.compile(r"^(?:●|\*)\s*")


def simplify_string(events: list[Event], key: str = "title") -> list[Event]:
    """Copies of the events with a simpler `key`. Raises KeyError where it is missing (contract 4, A.5)."""
    simpler = []
    for event in events:
        data = copy_data(event.data)
        data[key] = simplified(data[key], of_window=key == "title" and "app" in data)
        simpler.append(Event.from_us(event.id, event.start_us, event.duration_us, data))
    return simpler


def simplified(text: str, of_window: bool) -> str:
    """Without a leading "(3) "; of a window's title also without a frame rate's number and one leading mark."""
    text = _COUNT.sub("", text)
    if of_window:
        text = _MARK.sub("", _FRAMES.sub("FPS: ...", text), count=1)
    return text
