"""Heartbeats: repeated reports of the same state that grow into one event (contract 3.1, 3.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from aw_core.models import Event


def heartbeat_merge(last_event: Event, heartbeat: Event, pulsetime: float) -> Event | None:
    """`last_event`, lengthened in place to cover `heartbeat`, or None if the two do not belong together.

    They do when their data is equal (Python's `==`) and the heartbeat starts within `last_event` or at most
    `pulsetime` seconds after its end, both bounds included. The event never gets shorter. A heartbeat that starts
    before `last_event` never merges; a negative `pulsetime` asks for that much overlap. ValueError or OverflowError if
    `pulsetime` is NaN or infinite.
    """
    if last_event.data != heartbeat.data:
        return None
    length = last_event.duration_us
    offset = heartbeat.start_us - last_event.start_us
    if length < 0 or not 0 <= offset <= length + round(pulsetime * 1_000_000):
        return None
    grown = offset + heartbeat.duration_us
    if grown > length:
        last_event.duration = timedelta(microseconds=grown)
    return last_event


def heartbeat_reduce(events: Iterable[Event], pulsetime: float) -> list[Event]:
    """Merge each event into the one before where `heartbeat_merge` allows it, in the order given.

    The list stays as it is; events that others merge into are lengthened in place.
    """
    reduced: list[Event] = []
    for event in events:
        if not reduced or heartbeat_merge(reduced[-1], event, pulsetime) is None:
            reduced.append(event)
    return reduced
