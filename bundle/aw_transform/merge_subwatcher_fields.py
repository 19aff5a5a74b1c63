"""Carry what a second watcher knows (a URL, a project) into the events of the first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aw_core.models import Event, copy_data

CONFLICTS = ("base_wins", "sub_wins")


def merge_subwatcher_fields(
    base: Iterable[Event], sub: Iterable[Event], keys: list[str], conflict: str = "base_wins"
) -> list[Event]:
    """Copies of `base`, cut where `sub` begins or ends, with the named keys of the sub event that covers each part.

    Of several the one that starts latest (then ends latest) counts. `base_wins` never replaces a key, `sub_wins` does.
    Neighbouring parts that came out equal are one again; the total duration stays. Raises ValueError for another
    `conflict`.
    """
    if conflict not in CONFLICTS:
        raise ValueError(f"conflict is one of {', '.join(CONFLICTS)}, not {conflict!r}")
    spans = [(e.start_us, e.start_us + max(0, e.duration_us), e.data) for e in sub]
    merged: list[Event] = []
    for event in base:
        start, end = event.start_us, event.start_us + event.duration_us
        near = [span for span in spans if span[0] < end and span[1] > start]
        edges = sorted({edge for a, b, _ in near for edge in (a, b) if start < edge < end})
        parts = zip([start, *edges], [*edges, end], strict=True)
        merged += _joined([_part(event, a, b, near, keys, conflict) for a, b in parts])
    return merged


def _part(
    event: Event, start: int, end: int, near: list[tuple[int, int, dict[str, Any]]], keys: list[str], conflict: str
) -> Event:
    data = copy_data(event.data)
    covering = [(a, b, at) for at, (a, b, _) in enumerate(near) if a <= start and b >= end]
    if covering:
        fields = near[max(covering)[2]][2]
        for key in keys:
            if key in fields and (conflict == "sub_wins" or key not in data):
                data[key] = fields[key]
    return Event.from_us(event.id, start, end - start, data)


def _joined(parts: list[Event]) -> list[Event]:
    joined: list[Event] = []
    for part in parts:
        if joined and joined[-1].data == part.data:
            joined[-1]["duration"] = joined[-1].duration + part.duration
        else:
            joined.append(part)
    return joined
