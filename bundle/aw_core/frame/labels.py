"""What data says about itself: parts of an address, a simpler title, a category, tags. Worked out once per datum."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from aw_core.event_text import json_text
from aw_core.web_address import url_parts
from aw_core.window_title import simplified

from .frame import EventFrame
from .pool import MISSING, Data, DataPool
from .rules import Rules, compile_rules


def split_url_events(frame: EventFrame) -> EventFrame:
    """With $protocol, $domain, $path, $params, $options and $identifier on every event that has a "url"."""
    if frame.pool.derived_by == "split_url":
        return frame
    return _derived(frame, "split_url", lambda data: {**data, **url_parts(data["url"])} if "url" in data else data)


def keep_keys(frame: EventFrame, keys: Sequence[str]) -> EventFrame:
    """With only those of `keys` that each event's data has, in the order of `keys`.

    Data that is spelled alike afterwards has one code: what follows works on few distinct data.
    """
    wanted = tuple(keys)
    codes = frame.used()
    numbers: dict[Hashable, int] = {}
    kept: list[Data] = []
    code_of = np.zeros(len(frame.pool), np.int32)
    for code, data in zip(codes, frame.pool.some(codes), strict=True):
        number = numbers.setdefault(_spelling(data, wanted), len(kept))
        if number == len(kept):
            kept.append({key: data[key] for key in wanted if key in data})
        code_of[code] = number
    return EventFrame(frame.start, frame.duration, code_of[frame.code], frame.id, DataPool.of(kept))


def _spelling(data: Data, keys: tuple[str, ...]) -> Hashable:
    """Equal exactly for values that are written alike: 1, 1.0 and True differ."""
    return tuple([_written(data.get(key, MISSING)) for key in keys])


def _written(value: Any) -> Hashable:
    # Most values are texts, and categories lists of texts: no JSON is needed to tell them apart.
    if value is MISSING or type(value) is str:
        return value
    if type(value) is list and all(type(part) is str for part in value):
        return tuple(value)
    return 0, json_text(value)


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
