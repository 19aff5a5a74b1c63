"""Events as the contract's vectors write them: (start, duration, data) in seconds from one moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from aw_core.models import Event

T0 = datetime(2024, 5, 1, 10, tzinfo=UTC)
_T0_US = 1_714_557_600_000_000
A, B, NONE = {"app": "A"}, {"app": "B"}, dict[str, Any]()


def ev(start: float, duration: float, data: dict[str, Any] | None = None, id: int | None = None) -> Event:
    return Event.from_us(id, _T0_US + round(start * 1e6), round(duration * 1e6), dict(data or {}))


def evs(*triples: tuple[Any, ...]) -> list[Event]:
    return [ev(*triple) for triple in triples]


def plain(events: Iterable[Event]) -> list[tuple[float, float, dict[str, Any]]]:
    return [((e.start_us - _T0_US) / 1e6, e.duration_us / 1e6, e.data) for e in events]


def span(event: Event) -> tuple[int, int]:
    return event.start_us, event.start_us + event.duration_us


def covered(events: Iterable[Event]) -> int:
    """Microseconds that at least one of the events covers, by the plainest means."""
    total, reach = 0, None
    for start, end in sorted(span(event) for event in events):
        if reach is None or start > reach:
            reach = start
        if end > reach:
            total += end - reach
            reach = end
    return total


# Few distinct moments, so that starts, ends and whole events coincide often.
event_lists = st.lists(
    st.builds(
        ev,
        st.integers(0, 12),
        st.integers(0, 6) | st.just(0),
        st.sampled_from([A, B]),
        st.integers(1, 99),
    ),
    max_size=12,
)
