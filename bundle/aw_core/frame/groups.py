"""Adding events up by what their data says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .arrays import Codes
from .frame import EventFrame
from .pool import MISSING, NO_ID, Data, DataPool


def merge_events_by_keys(frame: EventFrame, keys: list[str]) -> EventFrame:
    """One new event per distinct combination of values under `keys`, in the order of first appearance.

    It starts where the group's first event starts, lasts as long as all of them together, and its data holds those of
    the keys that the group has. Without keys the frame itself is returned. TypeError if a value is a dict.
    """
    if not keys:
        return frame
    groups, count = frame.pool.groups(keys, frame.code)
    # The last to write a place has it: written backwards, the first row of each group.
    first = np.full(count, -1, np.int64)
    first[groups[::-1]] = np.arange(len(groups) - 1, -1, -1)
    durations = np.zeros(count, np.int64)
    np.add.at(durations, groups, frame.duration)
    met = np.flatnonzero(first >= 0)
    order = met[np.argsort(first[met], kind="stable")]
    rows = first[order]
    return EventFrame(
        frame.start[rows],
        durations[order],
        np.arange(len(rows), dtype=np.int32),
        np.full(len(rows), NO_ID, np.int64),
        _Merged(frame.pool, frame.code[rows], keys),
    )


class _Merged(DataPool):
    """What some data of another pool have under some keys; written out only for those that are looked at."""

    def __init__(self, source: DataPool, codes: Codes, keys: Sequence[str]) -> None:
        super().__init__(len(codes), self._written)
        self._source = source
        self._codes = codes
        self._keys = keys

    def column(self, key: str, codes: Sequence[int] | None = None) -> list[Any]:
        own = self._codes if codes is None else self._codes[list(codes)]
        return self._source.column(key, own.tolist()) if key in self._keys else [MISSING] * len(own)

    def groups(self, keys: Sequence[str], codes: Codes) -> tuple[Codes, int]:
        return self._source.groups([key for key in keys if key in self._keys], self._codes[codes])

    def spellings(self, keys: Sequence[str], codes: Codes) -> tuple[Codes, int]:
        return self._source.spellings([key for key in keys if key in self._keys], self._codes[codes])

    def _written(self, codes: list[int]) -> list[Data]:
        rows = zip(*(self.column(key, codes) for key in self._keys), strict=True)
        return [{key: one for key, one in zip(self._keys, row, strict=True) if one is not MISSING} for row in rows]


def chunk_events_by_key(frame: EventFrame, key: str, pulsetime: float = 5.0) -> EventFrame:
    """One event per run, in the order given: its data are the key's value and the run as `subevents`.

    A run goes on while the value is equal and the next event starts at most `pulsetime` seconds after the end of the
    run's last one; its duration is the sum of its events'. An event without the key ends a run and is left out (A.5).
    """
    pulse = round(pulsetime * 1e6)
    codes = frame.used()
    values = dict(zip(codes, frame.pool.column(key, codes), strict=True))
    starts, ends = frame.start.tolist(), frame.end.tolist()
    chunks: list[tuple[int, int]] = []
    opened: int | None = None
    before: Any = MISSING
    for row, code in enumerate(frame.code.tolist()):
        value = values[code]
        goes_on = opened is not None and before == value and starts[row] - ends[row - 1] <= pulse
        if opened is not None and not goes_on:
            chunks.append((opened, row))
            opened = None
        if opened is None and value is not MISSING:
            opened, before = row, value
    if opened is not None:
        chunks.append((opened, len(frame)))
    return _chunked(frame, key, chunks)


def _chunked(frame: EventFrame, key: str, chunks: list[tuple[int, int]]) -> EventFrame:
    def data(number: int) -> dict[str, Any]:
        first, end = chunks[number]
        events = frame.take(slice(first, end)).to_events()
        return {key: events[0].data[key], "subevents": events}

    firsts = np.array([first for first, _ in chunks], np.int64)
    return EventFrame(
        frame.start[firsts],
        np.array([int(frame.duration[first:end].sum()) for first, end in chunks], np.int64),
        np.arange(len(chunks), dtype=np.int32),
        np.full(len(chunks), NO_ID, np.int64),
        DataPool.made(len(chunks), data),
    )
