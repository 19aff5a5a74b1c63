"""Events and their data as the API writes them: compact JSON that every client can read (contract 2.3)."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from aw_core.models import Event
from aw_core.timestamps import isoformat_us

Written: TypeAlias = tuple[int | str, int, int, str]
"""An event to be written: its id as in JSON, start µs, duration µs, its data as JSON text."""

_MINUTE: Final = 60_000_000
_SECOND: Final = 1_000_000
_MOST_REMEMBERED: Final = 10_000
_SECONDS: Final = tuple(f"{second:02}" for second in range(60))


def json_text(value: Any) -> str:
    """Compact JSON as the API writes it: NaN and infinities null, half surrogate pairs U+FFFD, times as ISO text.

    TypeError for what has no JSON form.
    """
    try:
        text = "".join(_PIECES(value, 0)) if _PIECES and type(value) is dict else _STRICT.encode(value)
        if not text.isascii():
            text.encode()
    except (ValueError, UnicodeEncodeError):
        text = _STRICT.encode(_tidy(value))
    return text


def is_tidy(text: str) -> bool:
    """Whether JSON text from the storage can be sent as it stands: no NaN, no escaped half of a surrogate pair."""
    return not ("\\ud" in text or "NaN" in text or "Infinity" in text)


def _other(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise TypeError(f"{type(value).__name__} has no JSON form")


_STRICT: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_other)
_make_encoder: Final[Any] = getattr(json.encoder, "c_make_encoder", None)
# What `JSONEncoder.encode` makes anew for each value, made once: half the time for small ones.
_PIECES: Final[Callable[[Any, int], tuple[str, ...]] | None] = _make_encoder and _make_encoder(
    None, _other, json.encoder.encode_basestring, None, ":", ",", False, False, False
)


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {_tidy(key): _tidy(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(item) for item in value]
    return value


class _Minutes(dict[int, str]):
    """Days and minutes as text, by minutes since the epoch."""

    def __missing__(self, minute: int) -> str:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        text = self[minute] = isoformat_us(minute * _MINUTE)[:17]
        return text


class _AfterSecond(dict[int, str]):
    """What follows the second in a timestamp, by the microseconds within it. Whole milliseconds are remembered."""

    def __missing__(self, fraction: int) -> str:
        text = f".{fraction:06}+00:00" if fraction else "+00:00"
        if fraction % 1000 == 0:
            self[fraction] = text
        return text


AFTER_SECOND: Final = _AfterSecond()


class EventWriter:
    """Writes events one after another; remembers the texts of minutes, which recur."""

    def __init__(self) -> None:
        self._minutes = _Minutes()

    def timestamp(self, start_us: int) -> str:
        """What `isoformat_us` gives, some times as fast for events in a row."""
        minute, second, fraction = start_us // _MINUTE, start_us // _SECOND % 60, start_us % _SECOND
        return f"{self._minutes[minute]}{_SECONDS[second]}{AFTER_SECOND[fraction]}"

    def all(self, events: Iterable[Written], with_ids: bool = True) -> list[str]:
        """Each as `{"id", "timestamp", "duration", "data"}`; without ids as exports have it."""
        # `timestamp` in place: a call for each of ten thousand events is a tenth of their time.
        minutes, ends = self._minutes, AFTER_SECOND
        if with_ids:
            return [
                f'{{"id":{number},"timestamp":"{minutes[at // _MINUTE]}{_SECONDS[at // _SECOND % 60]}'
                f'{ends[at % _SECOND]}","duration":{duration / 1_000_000!r},"data":{data}}}'
                for number, at, duration, data in events
            ]
        return [
            f'{{"timestamp":"{minutes[at // _MINUTE]}{_SECONDS[at // _SECOND % 60]}'
            f'{ends[at % _SECOND]}","duration":{duration / 1_000_000!r},"data":{data}}}'
            for _, at, duration, data in events
        ]


def written(events: Iterable[Event], with_ids: bool = True) -> list[str]:
    """Events as JSON. TypeError for data that has no JSON form."""
    rows = ((json_text(e.id), e.start_us, e.duration_us, json_text(e.data)) for e in events)
    return EventWriter().all(rows, with_ids)


def json_array(texts: Iterable[str]) -> bytes:
    """JSON texts as one array in UTF-8."""
    # Encoded one by one: a single long text is copied more often, and takes twice or four times the room.
    pieces = [text.encode() for text in texts]
    if not pieces:
        return b"[]"
    pieces[0] = b"[" + pieces[0]
    pieces[-1] += b"]"
    return b",".join(pieces)
