"""Heartbeats: a state reported again and again becomes one event (contract 3.1 and 3.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from aw_core.models import Event

_ZERO = timedelta(0)


def heartbeat_merge(last_event: Event, heartbeat: Event, pulsetime: float) -> Event | None:
    """Stretch `last_event` over `heartbeat` if it continues it, and return it; None if it does not.

    It does when data are equal (as Python compares) and the heartbeat starts neither before `last_event` nor more than
    `pulsetime` seconds after its end, both bounds included. `last_event` is changed in place and never gets shorter.
    """
    if last_event.data != heartbeat.data:
        return None
    start = last_event.timestamp
    duration = last_event.duration
    offset = heartbeat.timestamp - start
    if offset < _ZERO or duration < _ZERO or offset > duration + timedelta(seconds=pulsetime):
        return None
    reached = offset + heartbeat.duration
    if reached > duration:
        last_event.duration = reached
    return last_event


def heartbeat_reduce(events: Iterable[Event], pulsetime: float) -> list[Event]:
    """Merge neighbours, in the order given, as `heartbeat_merge` does. The caller's list stays as long as it was."""
    reduced: list[Event] = []
    for event in events:
        if not reduced or heartbeat_merge(reduced[-1], event, pulsetime) is None:
            reduced.append(event)
    return reduced
