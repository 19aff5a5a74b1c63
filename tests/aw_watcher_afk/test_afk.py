"""The state machine of the AFK watcher, driven by hand-set clocks."""

from __future__ import annotations

import itertools
import random

import pytest

from aw_watcher_afk.afk import AFTER_US, AfkMachine
from aw_watcher_afk.watch import AfkWatch
from tests.aw_watcher.fakes import Drive, FakeClock, FakeIdleBackend, Row, rows, us

TIMEOUT = 180.0
STEP = 0.001


class Desk:
    """A fake keyboard under the real machine, playing from second 0, at which there is an input."""

    def __init__(self, poll: float | None = None, timeout: float = TIMEOUT) -> None:
        self.clock = FakeClock()
        self.backend = FakeIdleBackend(self.clock, None if poll is None else us(poll))
        machine = AfkMachine(us(timeout), us(20))
        self.watch = AfkWatch(self.backend, machine, us(timeout), us(20))
        edges = (lambda: None) if poll else (lambda: self.backend.edge_us)
        self.drive = Drive(self.clock, self.watch, edges)
        self.drive.beats += self.watch.begin(self.clock.now())

    def touch(self, *moments: float) -> None:
        for at in moments:
            self.drive.at(at, self.backend.touch)

    def sleep(self, at: float, seconds: float) -> None:
        self.drive.at(at, lambda: self.clock.sleep(seconds))

    def end(self, seconds: float) -> list[Row]:
        self.drive.until(seconds)
        self.drive.beats += self.watch.wake(self.clock.now())  # the loop looks once more when it is stopped
        self.drive.beats += self.watch.end(self.clock.now())
        return rows(self.drive.beats)


def about(start: float, end: float, what: str, within: float = 0.005) -> Row:
    return Row(pytest.approx(start, abs=within), pytest.approx(end, abs=within), what)


def test_presence_is_stamped_at_the_last_input_never_at_now() -> None:
    desk = Desk()
    desk.touch(10, 50, 70)
    assert desk.end(99) == [about(0, 70, "not-afk")]


def test_an_absence_counts_from_the_last_input_to_the_next() -> None:
    desk = Desk()
    desk.touch(40, 640, 700)
    assert desk.end(720) == [
        about(0, 40, "not-afk"),
        about(40 + STEP, 640, "afk"),
        about(640 + STEP, 700, "not-afk"),
    ]


def test_a_pause_shorter_than_the_timeout_leaves_no_hole() -> None:
    desk = Desk()
    desk.touch(1, 180.5, 360)
    assert desk.end(370) == [about(0, 360, "not-afk")]


def test_the_edges_are_told_not_polled() -> None:
    desk = Desk()
    desk.touch(40)
    desk.drive.until(3600)
    assert desk.drive.wakes <= 3600 / 20 + 5


def test_an_absence_is_kept_alive_while_it_lasts() -> None:
    desk = Desk()
    desk.drive.until(1000)
    found = rows(desk.drive.beats)
    assert found[1].what == "afk"
    assert 975 < found[1].end <= 1000


def test_a_quiet_presence_still_says_something_every_twenty_seconds() -> None:
    desk = Desk()
    desk.drive.until(150)
    assert len(desk.drive.beats) >= 7
    assert rows(desk.drive.beats) == [about(0, 0, "not-afk")]


def test_a_watcher_that_starts_while_nobody_is_there_claims_nothing_before_its_start() -> None:
    desk = Desk()
    clock = FakeClock()
    clock.advance(1000)
    machine = AfkMachine(us(TIMEOUT), us(20))
    beats = machine.start(clock.now(), us(1000))
    clock.advance(100)
    beats += machine.close(clock.now())
    assert rows(beats) == [about(1000, 1100, "afk")]
    assert desk.end(0) == [about(0, 0, "not-afk")]


def test_absence_right_after_the_start_does_not_overlap_the_first_presence() -> None:
    clock = FakeClock()
    machine = AfkMachine(us(TIMEOUT), us(20))
    beats = machine.start(clock.now(), us(100))  # the last input was 100 s before the start
    clock.advance(80)
    beats += machine.see(clock.now(), us(180))
    beats += machine.close(clock.now())
    assert rows(beats) == [about(0, 0, "not-afk"), about(STEP, 80, "afk")]


def test_a_restart_within_an_absence_goes_on_with_the_same_event() -> None:
    desk = Desk()
    desk.drive.until(400)
    beats = desk.drive.beats
    desk.clock.advance(4)  # killed, and started again
    again = AfkMachine(us(TIMEOUT), us(20))
    beats += again.start(desk.clock.now(), us(404))
    desk.clock.advance(10)
    beats += again.close(desk.clock.now())
    assert rows(beats) == [about(0, 0, "not-afk"), about(STEP, 414, "afk")]


def test_eight_hours_of_sleep_are_one_event_and_nothing_merges_across() -> None:
    desk = Desk()
    desk.touch(5, 30)
    desk.sleep(50, 8 * 3600)
    desk.touch(90, 100)
    night = 8 * 3600
    look, wake = 40 + AFTER_US / 1e6, 60 + AFTER_US / 1e6 + night  # the last look before the sleep, the first after
    assert desk.end(101) == [
        about(0, look, "not-afk"),
        about(look + STEP, wake, "asleep"),
        about(wake + STEP, 90 + night, "afk"),
        about(90 + night + STEP, 100 + night, "not-afk"),
    ]


def test_a_sleep_within_an_absence() -> None:
    desk = Desk()
    desk.sleep(500, 3600)
    desk.touch(600)
    assert desk.end(601) == [
        about(0, 0, "not-afk"),
        about(STEP, 500, "afk", 20),
        about(500, 4100, "asleep", 21),
        about(4110, 4200, "afk", 20),
        about(4200, 4200, "not-afk"),
    ]


def test_after_a_sleep_absence_goes_on_until_a_real_input() -> None:
    desk = Desk()
    desk.touch(49)
    desk.sleep(50, 600)
    found = desk.end(300)
    assert [entry.what for entry in found] == ["not-afk", "asleep", "afk"]
    assert found[-1].end == 900


def test_two_sleeps_in_a_row_stay_two() -> None:
    desk = Desk()
    desk.sleep(50, 3600)
    desk.sleep(110, 3600)
    found = desk.end(200)
    assert [entry.what for entry in found] == ["not-afk", "asleep", "afk", "asleep", "afk"]
    no_overlap(found)


def test_a_clock_set_back_begins_anew() -> None:
    desk = Desk()
    desk.touch(30)
    desk.sleep(100, -3600)
    desk.touch(110)
    found = desk.end(130)
    assert found[0] == about(0, 30, "not-afk")
    assert found[1].start < -3400
    assert {entry.what for entry in found} == {"not-afk"}


def test_an_answer_that_is_not_there_claims_nothing() -> None:
    desk = Desk()
    desk.backend.known = False
    desk.drive.until(500)
    assert rows(desk.drive.beats) == [about(0, 0, "not-afk")]


def test_an_absence_that_was_slept_through_by_the_watcher_itself_is_found() -> None:
    clock = FakeClock()
    machine = AfkMachine(us(TIMEOUT), us(20))
    beats = machine.start(clock.now(), 0)
    clock.advance(1000)  # a process that got no time at all; both edges were missed
    beats += machine.see(clock.now(), us(3))
    beats += machine.close(clock.now())
    assert rows(beats) == [about(0, 0, "not-afk"), about(STEP, 997, "afk"), about(997 + STEP, 997 + STEP, "not-afk")]


def no_overlap(found: list[Row]) -> None:
    for before, after in itertools.pairwise(found):
        assert after.start >= before.end, (before, after)


def oracle(inputs: list[float], end: float) -> list[Row]:
    """Presence and absence by the rule alone: a pause of at least the time-out is an absence."""
    found: list[Row] = []
    start = inputs[0]
    for last, following in zip(inputs, [*inputs[1:], end], strict=True):
        if following - last >= TIMEOUT:
            found += [Row(start, last, "not-afk"), Row(last + STEP, following, "afk")]
            start = following + STEP
    if inputs[-1] + TIMEOUT > end:
        found.append(Row(start, max(inputs[-1], start), "not-afk"))
    return found


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("poll", [None, 5.0], ids=["edges", "polled"])
def test_any_day_comes_out_as_it_was(seed: int, poll: float | None) -> None:
    dice = random.Random(seed)
    desk = Desk(poll)
    inputs = [0.0]
    for _ in range(80):
        gap = dice.choice([dice.uniform(0.05, 5), dice.uniform(5, 170), dice.uniform(190, 2000)])
        inputs.append(round(inputs[-1] + gap, 3))
    desk.touch(*inputs[1:])
    end = inputs[-1] + 30
    found = desk.end(end)
    truth = oracle(inputs, end)
    no_overlap(found)
    assert [entry.what for entry in found] == [entry.what for entry in truth]
    within = 0.005 if poll is None else poll + 0.01
    for mine, real in zip(found, truth, strict=True):
        assert mine == about(real.start, real.end, real.what, within)


def test_the_asleep_event_has_the_two_keys_of_its_shape() -> None:
    desk = Desk()
    desk.sleep(50, 3600)
    desk.drive.until(80)
    asleep = [beat for beat in desk.drive.beats if beat.data.get("asleep")]
    assert [beat.data for beat in asleep] == [{"status": "afk", "asleep": True}]
    assert asleep[0].pulsetime == 0.0
