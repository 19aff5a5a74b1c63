"""What data says about itself: parts of an address, a simpler title, a category, tags. Worked out once per datum."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from aw_core.web_address import url_parts
from aw_core.window_title import simplified

from .frame import EventFrame
from .pool import Data
from .rules import Rules, compile_rules


def split_url_events(frame: EventFrame) -> EventFrame:
    """With $protocol, $domain, $path, $params, $options and $identifier on every event that has a "url"."""
    if frame.pool.derived_by == "split_url":
        return frame
    return _derived(frame, "split_url", lambda data: {**data, **url_parts(data["url"])} if "url" in data else data)


def keep_keys(frame: EventFrame, keys: Sequence[str]) -> EventFrame:
    """With only those of `keys` that each event's data has, in the order of `keys`."""
    wanted = tuple(keys)
    return _derived(frame, ("keep", wanted), lambda data: {key: data[key] for key in wanted if key in data})


def simplify_string(frame: EventFrame, key: str = "title") -> EventFrame:
    """With a simpler `key`. Raises KeyError where an event lacks it (contract 4, A.5)."""

    def simpler(data: Data) -> Data:
        return {**data, key: simplified(data[key], of_window=key == "title" and "app" in data)}

    return _derived(frame, ("simplify", key), simpler)


def categorize(frame: EventFrame, rules: Rules | Sequence[Any]) -> EventFrame:
    """With `$category` on each event: the highest-ranked matching category, else Uncategorized.

    The rank is the rule's priority, or ten for each level of depth; the last of the highest wins.
    """
    compiled = rules if isinstance(rules, Rules) else compile_rules(rules)
    return _derived(frame, ("category", compiled), lambda data: {**data, "$category": compiled.category(data)})


def tag(frame: EventFrame, rules: Rules | Sequence[Any]) -> EventFrame:
    """With `$tags` on each event: every matching tag in the rules' order, repeated where several match."""
    compiled = rules if isinstance(rules, Rules) else compile_rules(rules)
    return _derived(frame, ("tags", compiled), lambda data: {**data, "$tags": compiled.tags(data)})


def _derived(frame: EventFrame, name: Hashable, function: Callable[[Data], Data]) -> EventFrame:
    pool = frame.pool.derive(name, function)
    # Now, so that what is wrong with an event is said by the function that was called.
    pool.load(frame.used())
    return frame.with_pool(pool)
