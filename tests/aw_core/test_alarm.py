"""One contract for both alarms; and what the better one saves."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aw_core import alarm
from aw_core.alarm import Alarm, ConditionAlarm, TimerAlarm, open_alarm
from tests.support.wait import patience, stays, wait_until

KINDS: list[Callable[[], Alarm]] = [ConditionAlarm, *([TimerAlarm] if sys.platform == "linux" else [])]


class Sleeper:
    """Waits for the alarm on a thread, again and again, and remembers when it rang."""

    def __init__(self, alarm: Alarm) -> None:
        self.rang: list[float] = []
        self.wakeups = 0
        self._alarm = alarm
        self._end = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while True:
            self._alarm.wait()
            self.rang.append(time.monotonic())
            self.wakeups = _switches()
            if self._end:
                return

    def stop(self) -> None:
        self._end = True
        self._alarm.set(0)
        self._thread.join(60)
        assert not self._thread.is_alive()
        self._alarm.close()


def _switches() -> int:
    path = Path("/proc/thread-self/status")
    lines = path.read_text().splitlines() if path.exists() else []
    return int(next((line.split()[1] for line in lines if line.startswith("voluntary")), "0"))


@pytest.fixture(params=KINDS)
def sleeper(request: pytest.FixtureRequest) -> Iterator[Sleeper]:
    sleeper = Sleeper(request.param())
    yield sleeper
    sleeper.stop()


def test_nothing_rings_before_it_is_set(sleeper: Sleeper) -> None:
    stays(lambda: not sleeper.rang, 0.1, "silence")


def test_it_rings_once_and_not_too_early(sleeper: Sleeper) -> None:
    began = time.monotonic()
    sleeper._alarm.set(0.1)
    wait_until(lambda: len(sleeper.rang) == 1, what="the alarm")
    assert 0.1 <= sleeper.rang[0] - began < 3 * patience()
    stays(lambda: len(sleeper.rang) == 1, 0.15, "silence after it")
    sleeper._alarm.set(0.01)
    wait_until(lambda: len(sleeper.rang) == 2, what="the next alarm")


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_moment_that_has_passed_is_now(sleeper: Sleeper, seconds: float) -> None:
    sleeper._alarm.set(seconds)
    wait_until(lambda: len(sleeper.rang) == 1, what="the alarm")


def test_the_newest_moment_counts(sleeper: Sleeper) -> None:
    sleeper._alarm.set(60)
    sleeper._alarm.set(0.02)
    wait_until(lambda: len(sleeper.rang) == 1, what="the alarm")
    began = time.monotonic()
    sleeper._alarm.set(0.3)
    sleeper._alarm.set(60)
    # Where the machine took longer than that between the two, the first was the newest for a while.
    rang = 1 if time.monotonic() - began < 0.3 else 2
    wait_until(lambda: len(sleeper.rang) >= rang - 1, what="what was set before")
    stays(lambda: len(sleeper.rang) <= rang, 0.5, "silence")


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_rang_before_anybody_listened_is_heard(kind: Callable[[], Alarm]) -> None:
    alarm = kind()
    alarm.set(0)
    time.sleep(0.01)
    sleeper = Sleeper(alarm)
    wait_until(lambda: len(sleeper.rang) == 1, what="the alarm")
    sleeper.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="counts in /proc, and needs Linux' timers")
def test_setting_it_wakes_nobody() -> None:
    sleeper = Sleeper(TimerAlarm())
    sleeper._alarm.set(0)
    wait_until(lambda: len(sleeper.rang) == 1, what="the first alarm")
    before = sleeper.wakeups
    for _ in range(50):
        sleeper._alarm.set(0.5)
        time.sleep(0.001)
    wait_until(lambda: len(sleeper.rang) == 2, what="the second alarm")
    assert sleeper.wakeups - before <= 5
    sleeper.stop()


def test_without_linux_timers_there_is_the_other_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: TimerAlarm) -> None:
        raise OSError("none left")

    monkeypatch.setattr(alarm.TimerAlarm, "__init__", refuse)
    assert isinstance(open_alarm(), ConditionAlarm)
    monkeypatch.undo()
    monkeypatch.setattr("aw_core.alarm.sys.platform", "darwin")
    assert isinstance(open_alarm(), ConditionAlarm)
