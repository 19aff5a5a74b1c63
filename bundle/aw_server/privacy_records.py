"""Records that tell what somebody did, though they are no events: privacy rules judge them like events of a bucket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeAlias

Data: TypeAlias = dict[str, Any]
Apply: TypeAlias = Callable[[str, Data], Data | None]
"""(bucket id, data) to what may be kept of the data: the very same if all of it, None if nothing."""


class Tracked(NamedTuple):
    """The bucket id by which rules know such records (there is no such bucket), and the texts that they look at."""

    bucket: str
    keys: tuple[str, ...]


TRACKED: Final = {
    "wakatime.external": Tracked(
        "aw-wakatime-external",
        ("external_id", "entity", "type", "category", "project", "branch", "language", "meta"),
    ),
}
"""By the kind of the record."""


def span_of(value: Data) -> tuple[int, int]:
    """When a record begins and how long it is (µs UTC)."""
    start, end = (round(value[key] * 1_000_000) for key in ("start_time", "end_time"))
    return start, end - start


def judged(kind: str, value: Data, apply: Apply) -> Data | None:
    """What may be kept of a record: the very same if all of it, None if nothing."""
    bucket, keys = TRACKED[kind]
    data = {key: value[key] for key in keys if value.get(key) is not None}
    kept = apply(bucket, data)
    if kept is data:
        return value
    return None if kept is None else value | {key: str(kept.get(key, "")) for key in data}
