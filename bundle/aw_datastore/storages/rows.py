"""What rows of the table of events stand for: as events, and as the JSON that is answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from aw_core.event_text import EventWriter, Written, is_tidy, json_text
from aw_core.models import Event
from aw_datastore.encoding import decode, join

Row = tuple[int, int, int, str | None, str | None]
"""(id, start µs, duration µs, JSON from the dictionary, JSON of the rest)."""

_DECODED_AT_ONCE: Final = 1000


def to_events(rows: Iterable[Row], lower: int | None = None, upper: int | None = None) -> list[Event]:
    """Events from rows, cut to [lower, upper] (µs). Each has data of its own, decoded once per distinct text."""
    rows = list(rows)
    events = []
    from_us = Event.from_us
    for (event_id, start, duration, _, _), data in zip(rows, _data_of(rows), strict=True):
        if lower is not None and start < lower:
            duration -= lower - start
            start = lower
        if upper is not None and start + duration > upper:
            duration = upper - start
        events.append(from_us(event_id, start, duration, data))
    return events


def _data_of(rows: list[Row]) -> Iterator[dict[str, Any]]:
    flat: dict[str, dict[str, Any]] = {}
    for first in range(0, len(rows), _DECODED_AT_ONCE):
        some = rows[first : first + _DECODED_AT_ONCE]
        # Texts of single rows together: entering the decoder for each takes longer than reading it.
        alone = [
            text for *_, stable, extra in some if extra is not None for text in (stable, extra) if text is not None
        ]
        decoded = iter(decode(f"[{','.join(alone)}]") if alone else ())
        for *_, stable, extra in some:
            if extra is not None:
                yield next(decoded) if stable is None else {**next(decoded), **next(decoded)}
            elif stable is None:
                yield {}
            elif stable in flat:
                yield flat[stable].copy()
            else:
                data = decode(stable)
                if not any(isinstance(value, (dict, list)) for value in data.values()):
                    flat[stable] = data
                yield data


class _Texts(dict[str, str]):
    """Texts of the dictionary as they can be sent."""

    def __missing__(self, stored: str) -> str:
        text = self[stored] = stored if is_tidy(stored) else json_text(decode(stored))
        return text


def to_texts(
    rows: Iterable[Row], lower: int | None = None, upper: int | None = None, with_ids: bool = True
) -> list[str]:
    """What `to_events` gives as JSON, each by itself: no object is made, text goes out as it came in."""
    texts = _Texts()
    found: Iterable[Written] = (
        (number, start, duration, texts[stable] if extra is None and stable is not None else _joined(stable, extra))
        for number, start, duration, stable, extra in rows
    )
    if lower is not None or upper is not None:
        found = (_cut(one, lower, upper) for one in found)
    return EventWriter().all(found, with_ids)


def _joined(stable: str | None, extra: str | None) -> str:
    if stable is None and extra is not None and is_tidy(extra):
        return extra
    return json_text(join(stable, extra))


def _cut(one: Written, lower: int | None, upper: int | None) -> Written:
    number, start, duration, data = one
    if lower is not None and start < lower:
        duration -= lower - start
        start = lower
    if upper is not None and start + duration > upper:
        duration = upper - start
    return number, start, duration, data
