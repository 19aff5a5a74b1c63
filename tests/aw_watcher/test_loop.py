"""The loop: when it wakes, what it does when sight is lost, and how it ends. Time is the fakes'."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Sequence

import pytest

from aw_core import Event
from aw_core.lifeline import Stopper
from aw_watcher.backend import BackendLost, NoBackend
from aw_watcher.clockwatch import open_clock_watch
from aw_watcher.heartbeat import Heartbeat, Outbox
from aw_watcher.loop import LONGEST_WAIT_US, Loop, Watch, wait_readable
from aw_watcher.waker import Waker
from aw_watcher_window.privacy import TitleRules
from aw_watcher_window.watch import WindowWatch
from aw_watcher_window.window import WindowMachine
from tests.aw_watcher.fakes import FakeClock, FakeWindowBackend, Row, rows, us


class Keeper:
    """A client that keeps what it is given."""

    def __init__(self) -> None:
        self.beats: list[Heartbeat] = []

    def heartbeat(self, bucket_id: str, event: Event, pulsetime: float, queued: bool = False, **_: object) -> None:
        self.beats.append(Heartbeat(event.start_us, event.data, pulsetime, event.duration_us))


class Collector(Outbox):
    def __init__(self) -> None:
        super().__init__(Keeper(), "b")
        self.beats: list[Heartbeat] = []

    def send(self, heartbeats: object) -> None:
        self.beats += heartbeats  # type: ignore[operator]


class Stage:
    """A loop whose waiting advances the fake clock and plays one step of a script each time."""

    def __init__(self, script: Sequence[Callable[[], None]]) -> None:
        self.clock = FakeClock()
        self.stopper = Stopper()
        self.out = Collector()
        self.backends: list[FakeWindowBackend] = []
        self.waits: list[int] = []
        self.script = list(script)
        self.refusals = 0
        self.loop = Loop(self.clock, self.stopper, self.out, lambda: None, self.wait)

    def wait(self, fds: Sequence[int], timeout_us: int) -> set[int]:
        assert self.stopper.fileno() in fds
        self.waits.append(timeout_us)
        self.clock.advance(max(0, timeout_us) / 1e6)
        if self.script:
            self.script.pop(0)()
        else:
            self.stopper.stop("end of script")
        return set()

    def open_watch(self) -> Watch:
        if self.refusals:
            self.refusals -= 1
            raise NoBackend([("x11", "no display: DISPLAY is not set")])
        backend = FakeWindowBackend(self.clock)
        backend.show("a")
        backend.news.clear()
        self.backends.append(backend)
        return WindowWatch(backend, WindowMachine(TitleRules(), us(20)))

    def run(self) -> list[Row]:
        self.loop.run(self.open_watch)
        return rows(self.out.beats)


def nothing() -> None:
    return


def test_it_follows_until_stopped_and_says_the_last_words() -> None:
    stage = Stage([nothing] * 6)
    assert stage.run() == [Row(0, pytest.approx(100.03, abs=0.1), "a:t")]
    assert len(stage.waits) == 7, "one for the start, one to settle, then every twenty seconds"
    assert [backend.closed for backend in stage.backends] == [True]


def test_it_waits_longer_each_time_for_a_display_and_says_why_once(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage([nothing] * 9)
    stage.refusals = 8
    with caplog.at_level(logging.WARNING):
        found = stage.run()
    assert stage.waits[:8] == [us(s) for s in (0.5, 1, 2, 4, 8, 10, 10, 10)]
    assert len(caplog.records) == 1
    assert "DISPLAY is not set" in caplog.text
    assert [row.what for row in found] == ["a:t"]


def test_lost_sight_ends_the_event_and_the_backend_is_opened_anew(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage([])
    stage.script = [nothing, nothing, lambda: setattr(stage.backends[0], "lost", True), nothing, nothing, nothing]
    with caplog.at_level(logging.WARNING):
        found = stage.run()
    assert len(stage.backends) == 2
    assert stage.backends[0].closed
    assert "it went away" in caplog.text
    assert [row.what for row in found] == ["a:t", "a:t"]
    assert found[1].start - found[0].end >= 0.5, "nothing is claimed for the blind time"


def test_what_was_seen_before_the_loss_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage([nothing] * 3)

    def lose(self: WindowWatch) -> bool:
        raise BackendLost("it went away")

    monkeypatch.setattr(WindowWatch, "begin", lambda self, now: [Heartbeat(7, {"app": "seen", "title": ""}, 0.0)])
    monkeypatch.setattr(WindowWatch, "pending", lose)
    stage.run()
    assert (7, "seen") in [(beat.at_us, beat.data["app"]) for beat in stage.out.beats]


def test_a_backend_that_is_lost_at_once_again_and_again_is_not_spun_on() -> None:
    stage = Stage([nothing] * 12)
    real = stage.open_watch

    def open_lost() -> Watch:
        watch = real()
        stage.backends[-1].lost = True
        return watch

    stage.loop.run(open_lost)
    assert stage.waits[-1] == LONGEST_WAIT_US
    assert sum(stage.waits) > us(60)
    assert all(backend.closed for backend in stage.backends)


def test_rules_that_come_later_wake_it_and_the_window_is_said_anew_with_its_title() -> None:
    known, news, client = [False], Waker(), Keeper()
    stage = Stage([])

    def told() -> None:
        stage.clock.advance(-15)  # long before anything is due
        known[0] = True
        news.wake()

    def wait(fds: Sequence[int], timeout_us: int) -> set[int]:
        assert news.fileno() in fds
        stage.wait(fds, timeout_us)
        return wait_readable([news.fileno()], 0)

    stage.script = [nothing, nothing, nothing, told, nothing, nothing]
    out = Outbox(client, "b", lambda: known[0])
    Loop(stage.clock, stage.stopper, out, lambda: None, wait, news).run(stage.open_watch)
    found = rows(client.beats)
    assert [row.what for row in found] == ["a:excluded", "a:t"]
    assert found[0].end == found[1].start == pytest.approx(25, abs=0.1), "at once, and without a gap"
    assert wait_readable([news.fileno()], 0) == set(), "heard"


def test_waiting_rounds_up_and_returns_what_is_readable() -> None:
    left, right = socket.socketpair()
    with left, right:
        assert wait_readable([left.fileno()], 1500) == set()
        right.send(b"x")
        assert wait_readable([left.fileno()], 10_000_000) == {left.fileno()}
        assert wait_readable([left.fileno()], -5) == {left.fileno()}


def test_the_clock_watch_is_listened_to_and_closed() -> None:
    stage = Stage([nothing])
    watch = open_clock_watch()
    if watch is None:
        pytest.skip("no such thing on this system")
    fd = watch.fileno()
    Loop(stage.clock, stage.stopper, stage.out, lambda: watch, stage.wait).run(stage.open_watch)
    with pytest.raises(OSError):
        os.fstat(fd)
