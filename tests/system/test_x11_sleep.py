"""Eight hours of sleep through both watchers' real loops, the real client and a real server; only the clocks are ours.

No test may set this machine's clock, so the sleep is played: the wall clock goes on, the monotonic one stands still.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from aw_client import ActivityWatchClient
from aw_core.lifeline import Stopper
from aw_watcher.heartbeat import Outbox
from aw_watcher.loop import Loop, Watch
from aw_watcher_afk.afk import AfkMachine
from aw_watcher_afk.watch import AfkWatch
from aw_watcher_window.privacy import TitleRules
from aw_watcher_window.watch import WindowWatch
from aw_watcher_window.window import WindowMachine
from tests.aw_watcher.fakes import FakeClock, FakeIdleBackend, FakeWindowBackend, Row, row, us
from tests.support.programs import LiveServer
from tests.support.wait import wait_until

NIGHT = 8 * 3600.0


class Theatre:
    """Runs the real loop over a fake backend: waiting plays the script, entry by entry, at its monotonic second."""

    def __init__(self, server: LiveServer, name: str, event_type: str) -> None:
        self.clock = FakeClock()
        self.stopper = Stopper()
        self.client = ActivityWatchClient(name, port=server.port)
        self.bucket = f"{name}_{self.client.client_hostname}"
        self.event_type = event_type
        self.script: list[tuple[float, Callable[[], None]]] = []
        self.edge_us: Callable[[], int | None] = lambda: None
        self._began_us = self.clock.mono_us

    def play(self, watch: Watch, until: float) -> list[Row]:
        self.script.append((until, lambda: self.stopper.stop("curtain")))
        with self.client:
            self.client.create_bucket(self.bucket, self.event_type, queued=True)
            Loop(self.clock, self.stopper, Outbox(self.client, self.bucket), lambda: None, self._wait).run(
                lambda: watch
            )
        wait_until(lambda: self._stored() and self._stored() == self._stored(), 10, "the events")
        return self._stored()

    def _stored(self) -> list[Row]:
        return [row(event) for event in reversed(self.client.get_events(self.bucket))]

    def _wait(self, fds: Sequence[int], timeout_us: int) -> set[int]:
        here = self.clock.mono_us
        edge = self.edge_us()
        next_us = min([here + max(0, timeout_us)] + ([max(here, edge)] if edge is not None else []))
        due_us = self._began_us + us(self.script[0][0]) if self.script else next_us + 1
        self.clock.advance((min(next_us, due_us) - here) / 1e6)
        if due_us <= next_us:
            self.script.pop(0)[1]()
        return set()


def test_the_window_bucket_is_empty_over_a_night_and_nothing_merges_across(live_server: LiveServer) -> None:
    theatre = Theatre(live_server, "aw-watcher-window", "currentwindow")
    backend = FakeWindowBackend(theatre.clock)
    backend.show("editor", "novel")
    backend.news.clear()
    theatre.script = [(65.0, lambda: theatre.clock.sleep(NIGHT))]
    found = theatre.play(WindowWatch(backend, WindowMachine(TitleRules(), us(20))), 120)
    evening, morning = found
    assert evening == Row(0, pytest.approx(60, abs=0.2), "editor:novel"), "ends at the last look"
    assert morning.what == "editor:novel"
    assert NIGHT + 65 <= morning.start <= NIGHT + 85.2, "begins at the first look after it"
    assert morning.end == pytest.approx(NIGHT + 120, abs=0.1)


def test_a_night_is_one_asleep_event_between_presence_and_absence(live_server: LiveServer) -> None:
    theatre = Theatre(live_server, "aw-watcher-afk", "afkstatus")
    backend = FakeIdleBackend(theatre.clock)
    theatre.edge_us = lambda: backend.edge_us
    theatre.script = [
        (30.0, backend.touch),
        (65.0, lambda: theatre.clock.sleep(NIGHT)),
        (110.0, backend.touch),
        (140.0, backend.touch),
    ]
    found = theatre.play(AfkWatch(backend, AfkMachine(us(180), us(20)), us(180), us(20)), 150)
    assert [entry.what for entry in found] == ["not-afk", "asleep", "afk", "not-afk"]
    here, asleep, away, again = found
    assert here == Row(0, pytest.approx(60, abs=0.2), "not-afk")
    assert asleep.start == pytest.approx(here.end + 0.001, abs=0.0005)
    assert asleep.end >= NIGHT + 65
    assert asleep.end - asleep.start >= NIGHT
    assert away.start == pytest.approx(asleep.end + 0.001, abs=0.0005)
    assert away.end == pytest.approx(NIGHT + 110, abs=0.01), "until a real input"
    assert again == Row(pytest.approx(away.end + 0.001, abs=0.0005), pytest.approx(NIGHT + 140, abs=0.01), "not-afk")
    (stored,) = [e for e in theatre.client.get_events(theatre.bucket) if e.data.get("asleep")]
    assert stored.data == {"status": "afk", "asleep": True}
