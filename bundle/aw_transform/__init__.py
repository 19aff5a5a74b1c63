"""Floor 1: functions over lists of events, one idea per file. Standard library only, never numpy.

Unless a function says otherwise, times are compared to the microsecond and the events given are not changed.
"""

from .filter_keyvals import filter_keyvals
from .filter_period_intersect import filter_period_intersect
from .heartbeats import heartbeat_merge, heartbeat_reduce
from .lists import concat, limit_events, sum_durations
from .merge_events_by_keys import merge_events_by_keys
from .overlaps import resolve_overlaps
from .period_union import period_union
from .sort_by import sort_by_duration, sort_by_timestamp

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
