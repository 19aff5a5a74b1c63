"""Frames out of a storage's columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import Codes, Int64s, NDArray
from .frame import EventFrame, no_ids, takes_room
from .pool import TextPool


class Gathered:
    """Columns that come in pieces, as texts of numbers joined by commas."""

    def __init__(self) -> None:
        self._pieces: list[tuple[Int64s, Int64s, Int64s, Codes]] = []

    def add(self, zero: int, ids: str | None, starts: str, durations: str, data: str) -> None:
        """Some events: starts are in µs from `zero` (µs since 1970); data numbers a text, 0 is none.

        In any order, but of those with one start the oldest first where ids are None: not told.
        """
        start = _numbers(starts) + zero
        numbers = no_ids(len(start)) if ids is None else _numbers(ids)
        self._pieces.append((numbers, start, _numbers(durations), _numbers(data, np.int32)))

    def distinct(self) -> list[int]:
        """The distinct numbers of texts so far."""
        size = max((int(piece[3].max(initial=0)) + 1 for piece in self._pieces), default=0)
        seen = np.zeros(size, np.bool_)
        for piece in self._pieces:
            seen[piece[3]] = True
        found: list[int] = np.flatnonzero(seen).tolist()
        return found

    def newest_first(self, texts: dict[int, str], extras: dict[int, str]) -> EventFrame:
        """A frame, newest first (start, then id). `texts` are by number; `extras` has further JSON for some ids.

        Lets go of what was gathered.
        """
        ids, start, duration, number = self._columns()
        order: slice | Int64s = slice(None, None, -1)
        told = takes_room(ids)
        if not bool((start[:-1] < start[1:]).all()):
            order = (np.lexsort((ids, start)) if told else np.argsort(start, kind="stable"))[::-1]
        ids = ids[order] if told else ids
        code, pool = _pooled(ids, number[order], texts, extras)
        return EventFrame(start[order], duration[order], code, ids, pool)

    def _columns(self) -> tuple[Int64s, Int64s, Int64s, Codes]:
        pieces, self._pieces = self._pieces, []
        if not pieces:
            none = np.empty(0, np.int64)
            return none, none, none, np.empty(0, np.int32)
        columns = [list(column) for column in zip(*pieces, strict=True)]
        del pieces
        # Column by column, so that no more than one of them is there twice.
        data, durations, starts = (np.concatenate(columns.pop()) for _ in range(3))
        told = any(map(takes_room, columns[0]))
        return np.concatenate(columns[0]) if told else no_ids(len(starts)), starts, durations, data


def _numbers(text: str, kind: type = np.int64) -> NDArray[Any]:
    return np.fromstring(text, kind, sep=",")


def _pooled(ids: Int64s, numbers: Codes, texts: dict[int, str], extras: dict[int, str]) -> tuple[Codes, TextPool]:
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
