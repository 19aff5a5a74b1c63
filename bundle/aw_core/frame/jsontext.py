"""Frames as JSON, written column by column without an object per event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aw_core.timestamps import isoformat_us

from .arrays import Int64s
from .pool import NO_ID, used

if TYPE_CHECKING:
    from .frame import EventFrame

_DAY = 86_400_000_000
_MILLION = 1_000_000


def frame_json(frame: EventFrame) -> bytes:
    """A JSON array of `{"id", "timestamp", "duration", "data"}` (contract 2.3), compact, UTF-8.

    Raises TypeError for data without a JSON form.
    """
    pool = frame.pool
    codes = used(frame.code, len(pool)).tolist()
    data = dict(zip(codes, pool.texts(codes), strict=True))
    ids = ["null" if number == NO_ID else str(number) for number in frame.id.tolist()]
    rows = zip(ids, _texts(frame.start), (frame.duration / 1e6).tolist(), frame.code.tolist(), strict=True)
    events = [
        f'{{"id":{number},"timestamp":"{at}","duration":{seconds!r},"data":{data[code]}}}'
        for number, at, seconds, code in rows
    ]
    return ("[" + ",".join(events) + "]").encode()


def _texts(starts: Int64s) -> list[str]:
    """ISO texts: the date of each day once, the rest by arithmetic."""
    days, within = np.divmod(starts, _DAY)
    seconds, fractions = np.divmod(within, _MILLION)
    dates = {day: isoformat_us(day * _DAY)[:11] for day in set(days.tolist())}
    return [
        f"{dates[day]}{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        + (f".{fraction:06}+00:00" if fraction else "+00:00")
        for day, second, fraction in zip(days.tolist(), seconds.tolist(), fractions.tolist(), strict=True)
    ]
