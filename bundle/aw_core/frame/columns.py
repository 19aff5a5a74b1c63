"""Events as plain columns, for answers with many events and few distinct data: a fifth of the text of a list."""

from __future__ import annotations

from typing import Any

import numpy as np

from .frame import EventFrame
from .values import copied


def columns(frame: EventFrame) -> dict[str, list[Any]]:
    """`start` (µs since 1970 UTC), `duration` (µs) and `code` of each event, in their order; under the codes `data`.

    Each distinct datum is there once. Raises TypeError for data without a JSON form.
    """
    codes = frame.used()
    numbers: dict[str, int] = {}
    found = np.zeros(len(frame.pool), np.int32)
    found[codes] = [numbers.setdefault(text, len(numbers)) for text in frame.pool.texts(codes)]
    first = dict(zip(reversed(found[codes].tolist()), reversed(codes), strict=True))
    return {
        "start": frame.start.tolist(),
        "duration": frame.duration.tolist(),
        "code": found[frame.code].tolist(),
        "data": [copied(frame.pool.data(first[number])) for number in range(len(numbers))],
    }
