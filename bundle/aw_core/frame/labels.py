"""What data says about itself: parts of an address, a simpler title, a category, tags. Worked out once per datum."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from aw_core.web_address import url_parts
from aw_core.window_title import simplified

from .frame import EventFrame
from .pool import Data, DataPool
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
    numbers, count = frame.pool.spellings(wanted, frame.code)
    # The last to write a place has it: any of those that are alike will do.
    some = np.full(count, -1, np.int64)
    some[numbers] = frame.code
    met = np.flatnonzero(some >= 0)
    code_of = np.zeros(count, np.int32)
    code_of[met] = np.arange(len(met))
    kept = [{key: data[key] for key in wanted if key in data} for data in frame.pool.some(some[met].tolist())]
    return EventFrame(frame.start, frame.duration, code_of[numbers], frame.id, DataPool.of(kept))


def simplify_string(frame: EventFrame, key: str = "title") -> EventFrame:
    """With a simpler `key`. Raises KeyError where an event lacks it (contract 4, A.5)."""

    def simpler(data: Data) -> Data:
        return {**data, key: simplified(data[key], of_window=key == "title" and "app" in data)}

    return _derived(frame, ("simplify", key), simpler)


def tag(frame: EventFrame, rules: Rules | Sequence[Any]) -> EventFrame:
    """With `$tags` on each event: every matching tag in the rules' order, repeated where several match."""
    compiled = rules if isinstance(rules, Rules) else compile_rules(rules)
    return _derived(frame, ("tags", compiled), lambda data: {**data, "$tags": compiled.tags(data)})


def _derived(frame: EventFrame, name: Hashable, function: Callable[[Data], Data]) -> EventFrame:
    pool = frame.pool.derive(name, function)
    # Now, so that what is wrong with an event is said by the function that was called.
    pool.load(frame.used())
    return frame.with_pool(pool)
