"""Regular expressions over frames: once for each distinct datum, on texts cut to what a pattern can bear, in time.

The answers of patterns that can be slow on long texts depend on the beginning of a text only (`reach`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aw_core.patterns import reach
from aw_query.limits import tick

if TYPE_CHECKING:
    from aw_core.frame import EventFrame


def categorized(
    frame: EventFrame, rules: list[tuple[Any, dict[str, Any]]], others: Sequence[EventFrame] = ()
) -> EventFrame:
    """The events with `$category`; where one of `others` lies over them, by what that says, too."""
    from aw_core.frame.categories import categorize
    from aw_core.frame.rules import compile_rules

    return categorize(frame, compile_rules(rules), others, _bearable(rules), tick)


def tagged(frame: EventFrame, rules: list[tuple[Any, dict[str, Any]]]) -> EventFrame:
    """The events with `$tags`."""
    from aw_core.frame.rules import MATCHES, compile_rules

    compiled = compile_rules(rules)
    most = _bearable(rules)
    pool = frame.pool.derive(("$tags", compiled), lambda data: {**data, "$tags": compiled.tags(_shortened(data, most))})
    codes = pool.unread(frame.used())
    for start in range(0, len(codes), step := max(1, MATCHES // max(1, len(rules)))):
        tick()
        pool.load(codes[start : start + step])
    return frame.with_pool(pool)


def _bearable(rules: list[tuple[Any, dict[str, Any]]]) -> int:
    """How many characters of a text all of the rules can bear to look at."""
    patterns = [(rule["regex"], bool(rule.get("ignore_case"))) for _, rule in rules if rule.get("regex")]
    return min((reach(regex, ignore_case) for regex, ignore_case in patterns), default=0)


def with_match(frame: EventFrame, key: str, regex: str) -> EventFrame:
    """The events whose text under `key` has a match."""
    from aw_core.frame.functions import filter_keyvals_regex

    return filter_keyvals_regex(frame, key, regex, reach(regex, False))


def with_match_in(frame: EventFrame, keys: list[str], regex: str) -> EventFrame:
    """The events with a match in a text under one of the keys; without keys in any text."""
    from aw_core.frame.functions import filter_keys_regex

    return filter_keys_regex(_readable(frame, regex), keys, regex).with_pool(frame.pool)


def _readable(frame: EventFrame, regex: str) -> EventFrame:
    """The events with their texts cut to what the pattern can bear."""
    most = reach(regex, False)
    return frame.with_pool(frame.pool.derive(("shortened", most), lambda data: _shortened(data, most)))


def _shortened(data: dict[str, Any], most: int) -> dict[str, Any]:
    """The datum with texts of at most that many characters; itself if it has no longer ones."""
    for value in data.values():
        if isinstance(value, str) and len(value) > most:
            return {key: value[:most] if isinstance(value, str) else value for key, value in data.items()}
    return data
