"""Frames out of a storage's columns."""

from __future__ import annotations

import numpy as np

from .arrays import Codes, Int64s
from .frame import EventFrame
from .pool import TextPool, used


def newest_first(
    ids: str, starts: str, durations: str, data: str, texts: dict[int, str], extras: dict[int, str]
) -> EventFrame:
    """A frame, newest first (start, then id), of columns in any order: numbers joined by commas, times in µs.

    `data` numbers the JSON texts in `texts`, 0 being none; `extras` has further JSON for some ids.
    """
    id_column, start, duration, number = (_numbers(text) for text in (ids, starts, durations, data))
    if bool((start[:-1] < start[1:]).all()):
        order = np.arange(len(start) - 1, -1, -1)
    else:
        order = np.lexsort((id_column, start))[::-1]
    id_column = id_column[order]
    code, pool = _pooled(id_column, number[order], texts, extras)
    return EventFrame(start[order], duration[order], code, id_column, pool)


def distinct(text: str) -> list[int]:
    """The distinct numbers, all 0 or more, of a column."""
    numbers = _numbers(text)
    found: list[int] = used(numbers, int(numbers.max(initial=0)) + 1).tolist()
    return found


def _numbers(text: str) -> Int64s:
    return np.fromstring(text, np.int64, sep=",") if text else np.empty(0, np.int64)


def _pooled(ids: Int64s, numbers: Int64s, texts: dict[int, str], extras: dict[int, str]) -> tuple[Codes, TextPool]:
    """A code for each row, and the texts behind the codes: the distinct ones, then one for each distinct pair."""
    listed = list(texts.values())
    code_of = np.zeros(max(texts, default=0) + 1, np.int32)
    code_of[list(texts)] = np.arange(len(listed), dtype=np.int32)
    code = code_of[numbers]
    without = (numbers == 0).nonzero()[0]
    rest: dict[int, str] = {}
    if extras:
        made: dict[tuple[int, str], int] = {}
        rows = np.isin(ids, np.fromiter(extras, np.int64, len(extras))).nonzero()[0]
        for row, event_id, number in zip(rows.tolist(), ids[rows].tolist(), numbers[rows].tolist(), strict=True):
            extra = extras[event_id]
            place = made.setdefault((number, extra), len(listed))
            if place == len(listed):
                if number:
                    rest[place] = extra
                listed.append(texts[number] if number else extra)
            code[row] = place
        without = without[~np.isin(without, rows)]
    if len(without):
        code[without] = len(listed)
        listed.append("{}")
    return code, TextPool(listed, rest)
