"""Idleness of an X11 session, told by alarms on the SYNC extension's IDLETIME counter: no polling at all."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from Xlib.error import XError
from Xlib.protocol import rq

from aw_watcher.backend import BackendLost, Unsupported
from aw_watcher.x11 import X11, Extension
from aw_watcher_afk.backends.base import IdleBackend

_POSITIVE_TRANSITION, _NEGATIVE_TRANSITION = 0, 1
_ALL_ATTRIBUTES = 1 | 2 | 4 | 8 | 16 | 32
# The counter must have been above this for its fall to be seen; gaps between two inputs usually are longer.
_INPUT_BELOW_MS = 100


class X11SyncIdleBackend(IdleBackend):
    """One alarm, set either to the counter's rise past the time-out (went idle) or to its fall (came back).

    Raises Unsupported without a display, the extension or its counter.
    """

    name = "x11-sync"

    def __init__(self, display: str) -> None:
        self._x = X11(display)
        self._alarm = 0
        try:
            self._sync = _initialized(self._x)
            self._counter = _idle_counter(self._x, self._sync)
        except BaseException:
            self._x.close()
            raise

    def fileno(self) -> int | None:
        return self._x.fileno()

    def idle_us(self) -> int | None:
        try:
            answer = self._x.ask(_QueryCounter, opcode=self._sync.opcode, counter=self._counter)
        except XError as refusal:
            raise BackendLost("the X server stopped telling idleness") from refusal
        return ((int(answer.high) << 32) | int(answer.low)) * 1000

    def watch_idle(self, after_us: int) -> None:
        # The counter reaches the time-out in whole milliseconds; never wake a moment too early.
        self._arm(-(-after_us // 1000), _POSITIVE_TRANSITION)

    def watch_input(self) -> None:
        self._arm(_INPUT_BELOW_MS, _NEGATIVE_TRANSITION)

    def read(self) -> None:
        for _ in self._x.events():
            pass

    def pending(self) -> bool:
        return self._x.pending()

    def close(self) -> None:
        self._x.close()

    def _arm(self, value_ms: int, transition: int) -> None:
        kind: type[rq.Request] = _ChangeAlarm  # destroying the old one would be one more event
        if not self._alarm:
            self._alarm, kind = self._x.new_id(), _CreateAlarm
        self._x.tell(
            kind, opcode=self._sync.opcode, alarm=self._alarm, mask=_ALL_ATTRIBUTES, counter=self._counter,
            value_type=0, high=value_ms >> 32, low=value_ms & 0xFFFFFFFF, test=transition,
            delta_high=0, delta_low=0, events=1,
        )  # fmt: skip
        self._x.flush()


def _initialized(x: X11) -> Extension:
    sync = x.extension("SYNC")
    if sync is None:
        raise Unsupported("the X server has no SYNC extension")
    x.ask(_Initialize, opcode=sync.opcode, major=3, minor=1)
    return sync


def _idle_counter(x: X11, sync: Extension) -> int:
    answer = x.ask(_ListSystemCounters, opcode=sync.opcode)
    for counter, name in _counters(bytes(answer.counters)):
        if name == b"IDLETIME":
            return counter
    raise Unsupported("the X server has no IDLETIME counter")


def _counters(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each entry: counter, resolution (64 bits), length of the name, name; padded to four bytes as a whole."""
    at = 0
    while at + 14 <= len(data):
        counter, length = struct.unpack_from("=L8xH", data, at)
        yield counter, data[at + 14 : at + 14 + length]
        at += (14 + length + 3) // 4 * 4


class _Initialize(rq.ReplyRequest):
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(0), rq.RequestLength(), rq.Card8("major"), rq.Card8("minor"), rq.Pad(2)
    )
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Pad(1), rq.Card16("sequence_number"), rq.ReplyLength(),
        rq.Card8("major"), rq.Card8("minor"), rq.Pad(22),
    )  # fmt: skip


class _ListSystemCounters(rq.ReplyRequest):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(1), rq.RequestLength())
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Pad(1), rq.Card16("sequence_number"), rq.ReplyLength(),
        rq.Int32("count"), rq.Pad(20), rq.Binary("counters"),
    )  # fmt: skip


class _QueryCounter(rq.ReplyRequest):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(5), rq.RequestLength(), rq.Card32("counter"))
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Pad(1), rq.Card16("sequence_number"), rq.ReplyLength(),
        rq.Int32("high"), rq.Card32("low"), rq.Pad(16),
    )  # fmt: skip


_ALARM = (
    rq.RequestLength(), rq.Card32("alarm"), rq.Card32("mask"), rq.Card32("counter"), rq.Card32("value_type"),
    rq.Int32("high"), rq.Card32("low"), rq.Card32("test"), rq.Int32("delta_high"), rq.Card32("delta_low"),
    rq.Card32("events"),
)  # fmt: skip


class _CreateAlarm(rq.Request):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(8), *_ALARM)


class _ChangeAlarm(rq.Request):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(9), *_ALARM)
