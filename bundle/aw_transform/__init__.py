"""Floor 1: pure functions over lists of events, one idea per file. Standard library only."""

from .filter_keyvals import filter_keyvals
from .filter_period_intersect import filter_period_intersect
from .heartbeats import heartbeat_merge, heartbeat_reduce
from .merge_events_by_keys import merge_events_by_keys
from .period_union import period_union
from .resolve_overlaps import resolve_overlaps
from .sort_by import concat, limit_events, sort_by_duration, sort_by_timestamp, sum_durations

__all__ = [
    "concat",
    "filter_keyvals",
    "filter_period_intersect",
    "heartbeat_merge",
    "heartbeat_reduce",
    "limit_events",
    "merge_events_by_keys",
    "period_union",
    "resolve_overlaps",
    "sort_by_duration",
    "sort_by_timestamp",
    "sum_durations",
]
