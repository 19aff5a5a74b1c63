"""Being there without input: sound from the page in front, and windows that the user names as always active. Pure.

The same two rules as in the canonical question (`aw_server.canonical`), so that figures agree. Imports numpy.
"""

from __future__ import annotations

from collections.abc import Mapping

from aw_core.frame import EventFrame
from aw_core.frame.functions import (
    concat,
    filter_keyvals,
    filter_keyvals_regex,
    filter_period_intersect,
    flood,
    period_union,
    resolve_overlaps,
)
from aw_server.canonical import browser_pattern


def without_input(windows: EventFrame, pages: Mapping[str, EventFrame], always_active: str | None) -> EventFrame:
    """Periods in which the pages in front made a sound, or a window matched `always_active`.

    `windows` without overlaps; `pages` by the browsers' buckets, as recorded.
    """
    in_front = [
        filter_period_intersect(flood(events), filter_keyvals_regex(windows, "app", browser_pattern(bucket_id)))
        for bucket_id, events in pages.items()
    ]
    found = [filter_keyvals(resolve_overlaps(concat(*in_front)), "audible", [True])]
    if always_active:
        found += [filter_keyvals_regex(windows, key, always_active) for key in ("app", "title")]
    return period_union(concat(*found), EventFrame.empty())
