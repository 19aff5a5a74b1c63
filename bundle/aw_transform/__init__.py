"""Floor 1: functions over lists of events, one idea per file. Standard library only, never numpy.

Unless a function says otherwise, times are compared to the microsecond and the events given are not changed.
"""

from .chunk_events_by_key import chunk_events_by_key
from .classify import Rule, categorize, tag
from .cut import cut, prolong
from .filter_keyvals import filter_keys_regex, filter_keyvals, filter_keyvals_regex
from .filter_period_intersect import filter_period_intersect
from .flood import flood
from .heartbeats import heartbeat_merge, heartbeat_reduce
from .keep_keys import keep_keys
from .lists import concat, limit_events, sum_durations
from .merge_events_by_keys import merge_events_by_keys
from .merge_subwatcher_fields import merge_subwatcher_fields
from .overlaps import resolve_overlaps
from .period_union import period_union
from .simplify import simplify_string
from .sort_by import sort_by_duration, sort_by_timestamp
from .split_by_period import split_by_period
from .split_url_events import split_url_events
from .union import union
from .union_no_overlap import union_no_overlap

__all__ = [
    "Rule",
    "categorize",
    "chunk_events_by_key",
    "concat",
    "cut",
    "filter_keys_regex",
    "filter_keyvals",
    "filter_keyvals_regex",
    "filter_period_intersect",
    "flood",
    "heartbeat_merge",
    "heartbeat_reduce",
    "keep_keys",
    "limit_events",
    "merge_events_by_keys",
    "merge_subwatcher_fields",
    "period_union",
    "prolong",
    "resolve_overlaps",
    "simplify_string",
    "sort_by_duration",
    "sort_by_timestamp",
    "split_by_period",
    "split_url_events",
    "sum_durations",
    "tag",
    "union",
    "union_no_overlap",
]
