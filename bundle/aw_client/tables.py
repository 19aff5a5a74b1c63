"""What `aw-client query|report|canonical` prints: lines of text from the answers of queries. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta, tzinfo
from typing import Any

from aw_core.timestamps import parse_timestamp

Event = Mapping[str, Any]
MOST_EVENTS = 10


def whole_seconds(amounts: Sequence[float], total: float) -> list[int]:
    """The amounts in whole seconds that together make the rounded total (largest remainder); docs/numbers.md."""
    shares = [int(amount) for amount in amounts]
    order = sorted(range(len(amounts)), key=lambda place: shares[place] - amounts[place])
    missing = max(0, _rounded(total) - sum(shares))
    for place in order[:missing]:
        shares[place] += 1
    return shares


def written(seconds: float) -> str:
    """H:MM:SS, with "N days, " before it past 24 hours."""
    return str(timedelta(seconds=_rounded(seconds)))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The rows below their header, columns aligned, none cut."""
    lines = [list(header), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for number, line in enumerate(lines):
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)


def ranking(name: str, rows: Sequence[tuple[float, str]], total: float, limit: int) -> Iterator[str]:
    """The `limit` largest of (seconds, key), rounded so that all rows together make the rounded total."""
    yield f"Top {min(limit, len(rows))} {name}:"
    rest = max(0.0, total - sum(seconds for seconds, _ in rows))
    shares = whole_seconds([*(seconds for seconds, _ in rows), rest], total)
    shown = [(written(share), key) for share, (_, key) in list(zip(shares, rows, strict=False))[:limit]]
    yield from table(("Duration", "Key"), shown)


def report_lines(answer: Mapping[str, Any], limit: int) -> Iterator[str]:
    """Top categories, top titles and the total, from an answer to `fullDesktopQuery`."""
    window = answer["window"]
    total = seconds(window["duration"])
    categories = [
        (seconds(event["duration"]), " > ".join(event["data"]["$category"])) for event in window["cat_events"]
    ]
    titles = [(seconds(event["duration"]), _title(event)) for event in window["title_events"]]
    yield from ranking("Categories", categories, total, limit)
    yield ""
    yield from ranking("Titles", titles, total, limit)
    yield ""
    yield f"Total duration: {written(total)}"


def canonical_lines(events: Sequence[Event], zone: tzinfo | None) -> Iterator[str]:
    """The last events, oldest first, with times in `zone` (None: this computer's), and the total of all."""
    ordered = sorted(events, key=lambda event: parse_timestamp(event["timestamp"]))
    rows = []
    for event in ordered[-MOST_EVENTS:]:
        start = parse_timestamp(event["timestamp"]).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
        rows.append((start, written(event["duration"]), f"[{event['data'].get('app', '')}] {_title(event)}"))
    yield from table(("Timestamp", "Duration", "Data"), rows)
    yield f"Total duration: {written(sum(event['duration'] for event in events))}"


def event_lines(events: Sequence[Event]) -> Iterator[str]:
    """How many events, the first of them, and the total of all."""
    more = f", the first {MOST_EVENTS} of them" if len(events) > MOST_EVENTS else ""
    yield f"{len(events)} events{more}:"
    for event in events[:MOST_EVENTS]:
        yield f" - Duration: {written(event['duration'])}\tData: {event['data']}"
    yield f"Total duration: {written(sum(event['duration'] for event in events))}"


def are_events(value: Any) -> bool:
    """Whether an answer is a list of events."""
    return isinstance(value, list) and all(
        isinstance(row, Mapping) and {"duration", "data"} <= row.keys() for row in value
    )


def seconds(duration: Any) -> float:
    """A duration of an answer; what is none counts nothing."""
    return float(duration) if isinstance(duration, int | float) else 0.0


def _rounded(amount: float) -> int:
    """To whole seconds, halves up, as everywhere in the project."""
    return math.floor(amount + 0.5)


def _title(event: Event) -> str:
    return str(event["data"].get("title", ""))
