"""Runs of events that agree on one key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from aw_core.models import Event


def chunk_events_by_key(events: Iterable[Event], key: str, pulsetime: float = 5.0) -> list[Event]:
    """One event per run, in the order given: its data are the key's value and the run as `subevents`.

    A run goes on while the value is equal and the next event starts at most `pulsetime` seconds after the end of the
    run so far; its duration is the sum of its events'. An event without the key ends a run and is left out (A.5).
    """
    pulse = timedelta(seconds=pulsetime)
    chunks: list[Event] = []
    open_chunk: Event | None = None
    for event in events:
        if key not in event.data:
            open_chunk = None
            continue
        if open_chunk is not None and _goes_on(open_chunk, event, key, pulse):
            open_chunk.data["subevents"].append(event)
            open_chunk["duration"] = open_chunk.duration + event.duration
            continue
        data = {key: event.data[key], "subevents": [event]}
        open_chunk = Event.from_us(None, event.start_us, event.duration_us, data)
        chunks.append(open_chunk)
    return chunks


def _goes_on(chunk: Event, event: Event, key: str, pulse: timedelta) -> bool:
    end = max(sub.end for sub in chunk.data["subevents"][-1:])
    return bool(chunk.data[key] == event.data[key]) and event.timestamp - end <= pulse
