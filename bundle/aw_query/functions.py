"""The functions of the query language (contract 5.4), as `q2_<name>`.

Python may call them too: on lists of events they give lists of events, as in the ecosystem's document; inside a query
they work on frames. `datastore` and `namespace` are filled in by the interpreter. Nothing that a variable holds is
changed by a call, except lists of events handed over from Python, where the function of `aw_transform` says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar, cast

import aw_transform
from aw_core.models import Event
from aw_core.timestamps import from_us
from aw_datastore import Datastore
from aw_query import matching
from aw_query.buckets import bucket_named, find_bucket, period_of, stored_classes
from aw_query.exceptions import QueryFunctionException
from aw_query.frames import alike, is_frame, to_frame
from aw_query.patterns import check_classes, check_pattern, check_tags
from aw_query.registry import functions, q2_function
from aw_query.sizes import check_cut_by_others, check_cut_by_period

__all__ = ["functions"]

F = TypeVar("F", bound=Callable[..., Any])


def _documented_by(original: Callable[..., Any]) -> Callable[[F], F]:
    """Borrow the docstring of the function underneath."""

    def borrow(function: F) -> F:
        function.__doc__ = original.__doc__
        return function

    return borrow


# -- buckets ---------------------------------------------------------------------------------------------------------


@q2_function
def q2_query_bucket(datastore: Datastore, namespace: dict[str, Any], bucketname: str) -> list[Event]:
    """The events of a bucket between STARTTIME and ENDTIME, cut to that period, newest first."""
    period = period_of(namespace)
    # Inside a query the namespace knows how to read frames, and shares what it has read.
    reads = getattr(namespace, "reads", None)
    if reads is not None:
        return cast("list[Event]", reads.frame(bucketname, period))
    return bucket_named(datastore, bucketname).get(-1, from_us(period[0]), from_us(period[1]))


@q2_function
def q2_query_bucket_eventcount(datastore: Datastore, namespace: dict[str, Any], bucketname: str) -> int:
    """How many events `query_bucket` would give."""
    start, end = period_of(namespace)
    return bucket_named(datastore, bucketname).get_eventcount(from_us(start), from_us(end))


@q2_function
def q2_find_bucket(datastore: Datastore, filter_str: str, hostname: str | None = None) -> str:
    """The id of the bucket named so; else the first that begins so; else the first that contains the text.

    With `hostname` only buckets of that computer count.
    """
    return find_bucket(datastore, filter_str, hostname)


@q2_function
def q2_query_bucket_names(datastore: Datastore) -> list[str]:
    """The ids of all buckets."""
    return list(datastore.buckets())


# -- choosing --------------------------------------------------------------------------------------------------------


@q2_function
def q2_filter_keyvals(events: list[Event], key: str, vals: list[Any]) -> list[Event]:
    """The events whose data has `key` with one of the values `vals`."""
    return _on("filter_keyvals", [events], key, vals)


@q2_function
def q2_exclude_keyvals(events: list[Event], key: str, vals: list[Any]) -> list[Event]:
    """The events that `filter_keyvals` would leave out, those without the key included."""
    return _on("filter_keyvals", [events], key, vals, True)


@q2_function
@_documented_by(aw_transform.filter_keyvals_regex)
def q2_filter_keyvals_regex(events: list[Event], key: str, regex: str) -> list[Event]:
    check_pattern(regex)
    if is_frame(events):
        return cast("list[Event]", matching.with_match(events, key, regex))
    return _on("filter_keyvals_regex", [events], key, regex)


@q2_function
@_documented_by(aw_transform.filter_keys_regex)
def q2_filter_keys_regex(events: list[Event], keys: list[str], regex: str) -> list[Event]:
    _check_texts("keys", keys)
    check_pattern(regex)
    if is_frame(events):
        return cast("list[Event]", matching.with_match_in(events, keys, regex))
    return _on("filter_keys_regex", [events], keys, regex)


@q2_function
@_documented_by(aw_transform.limit_events)
def q2_limit_events(events: list[Any], count: int) -> list[Any]:
    return _on("limit_events", [events], count)


# -- time ------------------------------------------------------------------------------------------------------------


@q2_function
@_documented_by(aw_transform.filter_period_intersect)
def q2_filter_period_intersect(events: list[Event], filterevents: list[Event]) -> list[Event]:
    return _on("filter_period_intersect", [events, filterevents])


@q2_function
@_documented_by(aw_transform.period_union)
def q2_period_union(events1: list[Event], events2: list[Event]) -> list[Event]:
    return _on("period_union", [events1, events2])


@q2_function
@_documented_by(aw_transform.flood)
def q2_flood(events: list[Event], pulsetime: float = 5.0) -> list[Event]:
    return _on("flood", [events], pulsetime)


@q2_function
@_documented_by(aw_transform.resolve_overlaps)
def q2_resolve_overlaps(events: list[Event]) -> list[Event]:
    return _on("resolve_overlaps", [events])


@q2_function
@_documented_by(aw_transform.split_by_period)
def q2_split_by_period(
    events: list[Event], resolution: str, timezone: str, day_start: str = "00:00", week_start: str = "Monday"
) -> list[Event]:
    check_cut_by_period(events, resolution)
    return _on("split_by_period", [events], resolution, timezone, day_start, week_start)


@q2_function
@_documented_by(aw_transform.cut)
def q2_cut(events: list[Event], start: str, end: str) -> list[Event]:
    return _on("cut", [events], start, end)


@q2_function
@_documented_by(aw_transform.prolong)
def q2_prolong(events: list[Event], until: str, seconds: float) -> list[Event]:
    return _on("prolong", [events], until, seconds)


@q2_function
@_documented_by(aw_transform.sum_durations)
def q2_sum_durations(events: list[Event]) -> timedelta:
    if is_frame(events):
        return timedelta(microseconds=events.sum_durations())
    return aw_transform.sum_durations(events)


# -- putting together ------------------------------------------------------------------------------------------------


@q2_function
def q2_concat(events1: list[Any], events2: list[Any], *more_events: list[Any]) -> list[Any]:
    """A new list: the first, then the second, then all others."""
    lists = [events1, events2, *more_events]
    if any(is_frame(events) for events in lists):
        return _on("concat", lists)
    return [event for events in lists for event in events]


@q2_function
@_documented_by(aw_transform.union)
def q2_union(events1: list[Event], events2: list[Event]) -> list[Event]:
    return _on("union", [events1, events2])


@q2_function
@_documented_by(aw_transform.union_no_overlap)
def q2_union_no_overlap(events1: list[Event], events2: list[Event]) -> list[Event]:
    return _on("union_no_overlap", [events1, events2])


@q2_function
@_documented_by(aw_transform.merge_subwatcher_fields)
def q2_merge_subwatcher_fields(
    events: list[Event], subevents: list[Event], keys: list[str], conflict: str = "base_wins"
) -> list[Event]:
    _check_texts("keys", keys)
    check_cut_by_others(events, subevents)
    return _on("merge_subwatcher_fields", [events, subevents], keys, conflict)


@q2_function
@_documented_by(aw_transform.merge_events_by_keys)
def q2_merge_events_by_keys(events: list[Event], keys: list[str] | str, *more_keys: str) -> list[Event]:
    names = [keys] if isinstance(keys, str) else list(keys)
    names += more_keys
    _check_texts("keys", names)
    return _on("merge_events_by_keys", [events], names)


@q2_function
def q2_chunk_events_by_key(events: list[Event], key: str) -> list[Event]:
    """One event for each run of neighbours with the same value under `key`, at most 5 seconds apart.

    Its data is that value and, as `subevents`, the events themselves.
    """
    return _on("chunk_events_by_key", [events], key)


# -- order -----------------------------------------------------------------------------------------------------------


@q2_function
@_documented_by(aw_transform.sort_by_timestamp)
def q2_sort_by_timestamp(events: list[Event]) -> list[Event]:
    return _on("sort_by_timestamp", [events])


@q2_function
@_documented_by(aw_transform.sort_by_duration)
def q2_sort_by_duration(events: list[Event]) -> list[Event]:
    return _on("sort_by_duration", [events])


# -- data ------------------------------------------------------------------------------------------------------------


@q2_function
@_documented_by(aw_transform.split_url_events)
def q2_split_url_events(events: list[Event]) -> list[Event]:
    return _on("split_url_events", [events])


@q2_function
@_documented_by(aw_transform.simplify_string)
def q2_simplify_window_titles(events: list[Event], key: str) -> list[Event]:
    return _on("simplify_string", [events], key)


@q2_function
@_documented_by(aw_transform.keep_keys)
def q2_keep_keys(events: list[Event], keys: list[str]) -> list[Event]:
    _check_texts("keys", keys)
    return _on("keep_keys", [events], keys)


@q2_function
def q2_columns(events: list[Event]) -> dict[str, list[Any]]:
    """The events as columns: `start` (µs since 1970 UTC), `duration` (µs), `code`, and under the codes `data`.

    Each distinct datum is there once, so that many events make a short answer.
    """
    from aw_core.frame import functions as frames

    return frames.columns(to_frame(events))


@q2_function
def q2_categorize(events: list[Event], classes: list[Any], *more_events: list[Event]) -> list[Event]:
    """Set $category on each event: the highest-ranked matching category, else Uncategorized.

    The rank is the rule's priority, or ten for each level of depth; the last of the highest wins. What `more_events`
    say about the same time (the address of a page, the file of an editor) counts as if the event said it; the events
    are cut where that changes.
    """
    rules = check_classes(classes)
    if more_events or is_frame(events):
        frames = [to_frame(more) for more in more_events]
        found = matching.categorized(to_frame(events), rules, frames)
        return cast("list[Event]", found if is_frame(events) else found.to_events())
    return aw_transform.categorize(events, [(label, aw_transform.Rule(rule)) for label, rule in rules])


@q2_function
@_documented_by(aw_transform.tag)
def q2_tag(events: list[Event], classes: list[Any]) -> list[Event]:
    rules = check_tags(classes)
    if is_frame(events):
        return cast("list[Event]", matching.tagged(events, rules))
    return aw_transform.tag(events, [(label, aw_transform.Rule(rule)) for label, rule in rules])


@q2_function
def q2_classes(datastore: Datastore) -> list[Any]:
    """The user's stored category rules, as `categorize` takes them; the default ones if none are stored."""
    return stored_classes(datastore)


# -- the rest --------------------------------------------------------------------------------------------------------


@q2_function
def q2_contains(where: list[Any] | dict[str, Any], what: Any) -> bool:
    """Whether a list has that value, or a dictionary that key."""
    return what in where


@q2_function
def q2_nop() -> int:
    """Does nothing; for tests."""
    return 1


def _on(name: str, events: list[Any], *rest: Any) -> list[Event]:
    """What the transform of that name makes of the events: a frame of frames, a list of lists."""
    kit, values = alike(*events)
    return cast("list[Event]", getattr(kit, name)(*values, *rest))


def _check_texts(name: str, values: list[Any]) -> None:
    if not all(isinstance(value, str) for value in values):
        raise QueryFunctionException(f"{name} may hold texts only")
