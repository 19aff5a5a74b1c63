"""The functions over frames, under the names and with the arguments that the query language has for them."""

from .categories import categorize
from .choosing import (
    concat,
    filter_keys_regex,
    filter_keyvals,
    filter_keyvals_regex,
    limit_events,
    sort_by_duration,
    sort_by_timestamp,
    sum_durations,
)
from .columns import columns
from .cutting import cut, prolong
from .flooding import flood
from .groups import chunk_events_by_key, merge_events_by_keys
from .joining import union, union_no_overlap
from .jsontext import frame_json as to_json
from .labels import keep_keys, simplify_string, split_url_events, tag
from .local_calendar import split_by_period
from .overlaps import resolve_overlaps
from .periods import filter_period_intersect, period_union
from .subwatchers import merge_subwatcher_fields

__all__ = [
    "categorize",
    "chunk_events_by_key",
    "columns",
    "concat",
    "cut",
    "filter_keys_regex",
    "filter_keyvals",
    "filter_keyvals_regex",
    "filter_period_intersect",
    "flood",
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
    "to_json",
    "union",
    "union_no_overlap",
]
