"""Being there without input: sound from the page in front, and windows that the user names as always active. Pure.

The same two rules as in the canonical question (`aw_server.canonical`), so that figures agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aw_core.models import Event
from aw_server.canonical import browser_pattern
from aw_transform import filter_keyvals_regex, filter_period_intersect, flood, period_union, resolve_overlaps


def without_input(
    windows: Sequence[Event], pages: Mapping[str, Sequence[Event]], always_active: str | None
) -> list[Event]:
    """Periods in which the pages in front made a sound, or a window matched `always_active`.

    `windows` without overlaps; `pages` by the browsers' buckets, as recorded.
    """
    in_front: list[Event] = []
    for bucket_id, events in pages.items():
        own = filter_keyvals_regex(list(windows), "app", browser_pattern(bucket_id))
        in_front += filter_period_intersect(flood(events), own)
    found = [event for event in resolve_overlaps(in_front) if event.data.get("audible") is True]
    if always_active:
        for key in ("app", "title"):
            found += filter_keyvals_regex(list(windows), key, always_active)
    return period_union(found, [])
