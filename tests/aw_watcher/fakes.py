"""Clocks that can be set, backends that can be told what to see, and a server reduced to its heartbeat rule."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from aw_core import Event
from aw_transform import heartbeat_merge
from aw_watcher.backend import BackendLost
from aw_watcher.clock import Moment
from aw_watcher.heartbeat import Heartbeat
from aw_watcher.loop import Watch
from aw_watcher_afk.backends.base import IdleBackend
from aw_watcher_window.backends.base import Sighting, Window, WindowBackend

T0_US = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
MONO0_US = 5_000_000_000


def us(seconds: float) -> int:
    return round(seconds * 1e6)


class FakeClock:
    """Both clocks by hand: `advance` moves both, `sleep` only the wall clock, as a sleeping machine does."""

    def __init__(self) -> None:
        self.wall_us = T0_US
        self.mono_us = MONO0_US

    def now(self) -> Moment:
        return Moment(self.wall_us, self.mono_us)

    def advance(self, seconds: float) -> None:
        self.wall_us += us(seconds)
        self.mono_us += us(seconds)

    def sleep(self, seconds: float) -> None:
        self.wall_us += us(seconds)


class Row(NamedTuple):
    """A stored event: seconds after T0, and its data as text."""

    start: float
    end: float
    what: str


def rows(beats: Iterable[Heartbeat]) -> list[Row]:
    """What the server stores for these heartbeats, in the order of insertion (contract 3.3)."""
    stored: list[Event] = []
    for beat in beats:
        event = Event.from_us(None, beat.at_us, beat.duration_us, beat.data)
        if not stored or heartbeat_merge(stored[-1], event, beat.pulsetime) is None:
            stored.append(event)
    return [row(event) for event in stored]


def row(event: Event) -> Row:
    start = (event.start_us - T0_US) / 1e6
    return Row(start, start + event.duration_us / 1e6, label(event.data))


def label(data: dict[str, Any]) -> str:
    if "status" in data:
        return "asleep" if data.get("asleep") else str(data["status"])
    return f"{data['app']}:{data['title']}"


class FakeWindowBackend(WindowBackend):
    """Sees what `show` is told."""

    name = "fake"

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.window: Window | None = None
        self.news: list[Sighting] = []
        self.lost = False
        self.closed = False

    def show(self, app: str | None, title: str = "t") -> None:
        self.window = None if app is None else Window(app, title)
        self.news.append(Sighting(self.clock.now(), self.window))

    def fileno(self) -> int | None:
        return None

    def current(self) -> Window | None:
        if self.lost:
            raise BackendLost("it went away")
        return self.window

    def read(self, now: Moment) -> list[Sighting]:
        if self.lost:
            raise BackendLost("it went away")
        news, self.news = self.news, []
        return news

    def pending(self) -> bool:
        return bool(self.news)

    def close(self) -> None:
        self.closed = True


class FakeIdleBackend(IdleBackend):
    """Input happens when `touch` is called; `edge_us` says when the wished edge comes (monotonic), if it does."""

    name = "fake"

    def __init__(self, clock: FakeClock, poll_us: int | None = None) -> None:
        self.clock = clock
        self.poll_us = poll_us
        self.input_us = clock.mono_us
        self.after_us: int | None = None
        self.edge_us: int | None = None
        self.wants_input = False
        self.known = True

    def touch(self) -> None:
        self.input_us = self.clock.mono_us
        if self.wants_input:
            self.edge_us = self.input_us
        elif self.after_us is not None:
            self.edge_us = self.input_us + self.after_us

    def fileno(self) -> int | None:
        return None

    def idle_us(self) -> int | None:
        return self.clock.mono_us - self.input_us if self.known else None

    def watch_idle(self, after_us: int) -> None:
        self.after_us, self.wants_input = after_us, False
        edge = self.input_us + after_us
        self.edge_us = edge if edge > self.clock.mono_us else None

    def watch_input(self) -> None:
        self.wants_input, self.edge_us = True, None

    def read(self) -> None:
        if self.edge_us is not None and self.edge_us <= self.clock.mono_us:
            self.edge_us = None

    def close(self) -> None:
        """Nothing was opened."""


class Drive:
    """Plays a script to a watch, waking it exactly when the real loop would; collects the heartbeats."""

    def __init__(self, clock: FakeClock, watch: Watch, edge_us: Callable[[], int | None] = lambda: None) -> None:
        self.clock = clock
        self.watch = watch
        self.edge_us = edge_us
        self.beats: list[Heartbeat] = []
        self.wakes = 0
        self._script: list[tuple[int, int, Callable[[], None]]] = []

    def at(self, seconds: float, action: Callable[[], None]) -> None:
        """Do `action` that many seconds (monotonic) after the clock's beginning, then wake the watch if it has news."""
        heapq.heappush(self._script, (MONO0_US + us(seconds), len(self._script), action))

    def until(self, seconds: float) -> None:
        end_us = MONO0_US + us(seconds)
        while True:
            edge = self.edge_us()
            calls = [self.watch.deadline_us()] + ([edge] if edge is not None else [])
            next_us = max(min(calls), self.clock.mono_us)
            if self._script and self._script[0][0] <= min(next_us, end_us):
                self._go(self._script[0][0])
                heapq.heappop(self._script)[2]()
                edge = self.edge_us()
                if not (self.watch.pending() or (edge is not None and edge <= self.clock.mono_us)):
                    continue
            elif next_us <= end_us:
                self._go(next_us)
            else:
                self._go(end_us)
                return
            self.wakes += 1
            self.beats += self.watch.wake(self.clock.now())

    def _go(self, mono_us: int) -> None:
        self.clock.advance(max(0, mono_us - self.clock.mono_us) / 1e6)
