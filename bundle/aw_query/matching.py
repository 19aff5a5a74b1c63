"""Regular expressions over frames: once for each distinct datum, on texts cut to what a pattern can bear, in time.

The answers of patterns that can be slow on long texts depend on the beginning of a text only (`reach`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from aw_core.patterns import reach
from aw_query.limits import tick

if TYPE_CHECKING:
    from aw_core.frame import EventFrame
    from aw_core.frame.rules import Rules

_RANK = "$rank"
# Matches between two looks at the clock.
_MATCHES = 50_000


def categorized(
    frame: EventFrame, rules: list[tuple[Any, dict[str, Any]]], others: Sequence[EventFrame] = ()
) -> EventFrame:
    """The events with `$category`; where one of `others` lies over them, by what that says, too."""
    if not others:
        return _labelled(frame, rules, "$category", lambda compiled: compiled.category)
    from aw_core.frame.rules import compile_rules
    from aw_core.frame.subwatchers import lowest

    label = compile_rules(rules).label
    ranked = _labelled(frame, rules, _RANK, lambda compiled: compiled.rank)
    for other in others:
        ranked = lowest(ranked, _labelled(other, rules, _RANK, lambda compiled: compiled.rank), _RANK)

    def named(data: dict[str, Any]) -> dict[str, Any]:
        return {**{key: value for key, value in data.items() if key != _RANK}, "$category": label(data[_RANK])}

    return ranked.with_pool(ranked.pool.derive("$category", named))


def tagged(frame: EventFrame, rules: list[tuple[Any, dict[str, Any]]]) -> EventFrame:
    """The events with `$tags`."""
    return _labelled(frame, rules, "$tags", lambda compiled: compiled.tags)


def with_match(frame: EventFrame, key: str, regex: str) -> EventFrame:
    """The events whose text under `key` has a match."""
    from aw_core.frame.functions import filter_keyvals_regex

    return filter_keyvals_regex(_readable(frame, regex), key, regex).with_pool(frame.pool)


def with_match_in(frame: EventFrame, keys: list[str], regex: str) -> EventFrame:
    """The events with a match in a text under one of the keys; without keys in any text."""
    from aw_core.frame.functions import filter_keys_regex

    return filter_keys_regex(_readable(frame, regex), keys, regex).with_pool(frame.pool)


def _readable(frame: EventFrame, regex: str) -> EventFrame:
    """The events with their texts cut to what the pattern can bear."""
    most = reach(regex, False)
    return frame.with_pool(frame.pool.derive(("shortened", most), lambda data: _shortened(data, most)))


def _labelled(
    frame: EventFrame,
    rules: list[tuple[Any, dict[str, Any]]],
    key: str,
    labels: Callable[[Rules], Callable[[dict[str, Any]], Any]],
) -> EventFrame:
    from aw_core.frame.rules import compile_rules

    compiled = compile_rules(rules)
    label_of = labels(compiled)
    most = min(
        (reach(rule["regex"], bool(rule.get("ignore_case"))) for _, rule in rules if rule.get("regex")), default=0
    )
    pool = frame.pool.derive((key, compiled), lambda data: {**data, key: label_of(_shortened(data, most))})
    codes = pool.unread(frame.used())
    step = max(1, _MATCHES // max(1, len(rules)))
    for start in range(0, len(codes), step):
        tick()
        pool.load(codes[start : start + step])
    return frame.with_pool(pool)


def _shortened(data: dict[str, Any], most: int) -> dict[str, Any]:
    """The datum with texts of at most that many characters; itself if it has no longer ones."""
    for value in data.values():
        if isinstance(value, str) and len(value) > most:
            return {key: value[:most] if isinstance(value, str) else value for key, value in data.items()}
    return data
