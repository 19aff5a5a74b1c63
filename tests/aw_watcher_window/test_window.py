"""The state machine of the window watcher, driven by hand-set clocks."""

from __future__ import annotations

import random

import pytest

from aw_watcher.clock import Moment
from aw_watcher_window.backends.base import Window
from aw_watcher_window.privacy import TitleRules
from aw_watcher_window.watch import WindowWatch
from aw_watcher_window.window import WindowMachine
from tests.aw_watcher.fakes import MONO0_US, Drive, FakeClock, FakeWindowBackend, Row, rows, us


class Desk:
    """A fake desktop under the real machine, playing from second 0."""

    def __init__(self, rules: TitleRules | None = None) -> None:
        self.clock = FakeClock()
        self.backend = FakeWindowBackend(self.clock)
        self.machine = WindowMachine(rules or TitleRules(), us(20))
        self.watch = WindowWatch(self.backend, self.machine)
        self.drive = Drive(self.clock, self.watch)
        self.drive.beats += self.watch.begin(self.clock.now())

    def show(self, at: float, app: str | None, title: str = "t") -> None:
        self.drive.at(at, lambda: self.backend.show(app, title))

    def sleep(self, at: float, seconds: float) -> None:
        self.drive.at(at, lambda: self.clock.sleep(seconds))

    def end(self, seconds: float) -> list[Row]:
        self.drive.until(seconds)
        self.drive.beats += self.watch.wake(self.clock.now())  # the loop looks once more when it is stopped
        self.drive.beats += self.watch.end(self.clock.now())
        return rows(self.drive.beats)


def test_a_switch_ends_the_old_event_where_the_new_one_begins() -> None:
    desk = Desk()
    desk.show(1, "a")
    desk.show(4.5, "b")
    assert desk.end(10) == [Row(1, 4.5, "a:t"), Row(4.5, 10, "b:t")]


def test_what_stays_is_kept_alive_every_twenty_seconds_and_stamped_now() -> None:
    desk = Desk()
    desk.show(0, "a")
    desk.drive.until(99)
    stamps = [(beat.at_us - desk.drive.beats[0].at_us) / 1e6 for beat in desk.drive.beats]
    assert stamps == pytest.approx([0, 20, 40, 60, 80], abs=0.05)
    assert {beat.pulsetime for beat in desk.drive.beats[1:]} == {30.0}
    assert desk.drive.wakes <= 8


def test_a_title_change_is_a_new_event_and_five_notices_of_it_are_one() -> None:
    desk = Desk()
    desk.show(0, "a", "one")
    for notice in range(5):
        desk.show(3 + notice / 1000, "a", "two")
    assert desk.end(5) == [Row(0, 3, "a:one"), Row(3, 5, "a:two")]


def test_no_window_for_a_moment_is_no_state_and_the_switch_has_its_first_notice_as_its_moment() -> None:
    desk = Desk()
    desk.show(0, "a")
    desk.show(2, None)
    desk.show(2.005, "b")
    assert desk.end(4) == [Row(0, 2, "a:t"), Row(2, 4, "b:t")]


def test_no_window_for_a_moment_and_then_the_same_one_is_nothing_at_all() -> None:
    desk = Desk()
    desk.show(0, "a")
    desk.show(2, None)
    desk.show(2.02, "a")
    assert desk.end(4) == [Row(0, 4, "a:t")]


def test_a_window_that_was_never_active_leaves_nothing() -> None:
    desk = Desk()
    desk.show(0, "a")
    desk.show(2, "passing by")
    desk.show(2.004, "b")
    assert desk.end(4) == [Row(0, 2, "a:t"), Row(2, 4, "b:t")]


def test_an_empty_desktop_is_a_gap_even_between_equal_windows() -> None:
    desk = Desk()
    desk.show(0, "a")
    desk.show(2, None)
    desk.show(7, "a")
    assert desk.end(9) == [Row(0, 2, "a:t"), Row(7, 9, "a:t")]


def test_an_empty_desktop_still_shows_that_the_watcher_lives() -> None:
    desk = Desk()
    desk.show(0, "a")
    desk.show(2, None)
    desk.drive.until(5)
    before = len(desk.drive.beats)
    desk.drive.until(65)
    assert len(desk.drive.beats) - before == 3
    assert desk.end(65) == [Row(0, 2, "a:t")]


def test_nothing_is_said_before_the_first_window() -> None:
    desk = Desk()
    assert desk.end(60) == []


def test_a_sleep_ends_the_event_at_the_last_lived_moment_and_merges_nothing_across() -> None:
    desk = Desk()
    desk.show(0, "a")
    desk.sleep(50, 8 * 3600)
    found = desk.end(70)
    assert [row.what for row in found] == ["a:t", "a:t"]
    assert found[0].end == pytest.approx(40, abs=0.1), "the last keep-alive before the sleep"
    assert found[1].start == pytest.approx(60 + 8 * 3600, abs=0.1)
    assert found[1].end == 70 + 8 * 3600


def test_a_sleep_shorter_than_the_pulsetime_is_not_bridged_either() -> None:
    desk = Desk()
    desk.show(0, "a")
    desk.sleep(21, 9)
    found = desk.end(60)
    assert len(found) == 2
    assert found[1].start - found[0].end >= 9


def test_a_switch_seen_just_before_the_sleep_keeps_its_moment() -> None:
    desk = Desk()
    desk.show(0, "a")
    desk.show(30, "b")
    desk.sleep(30.01, 3600)
    found = desk.end(60)
    assert found[0] == Row(0, 30, "a:t")
    assert [row.what for row in found[1:]] == ["b:t"]
    assert found[1].start >= 3630


def test_a_clock_set_back_does_not_tear_the_old_event() -> None:
    desk = Desk()
    desk.show(0, "a")
    desk.sleep(100, -600)
    found = desk.end(150)
    assert found[0] == Row(0, pytest.approx(80, abs=0.2), "a:t")
    assert found[1].start < 0


def test_a_small_correction_of_the_clock_is_no_sleep() -> None:
    desk = Desk()
    desk.show(0, "a")
    desk.sleep(25, 2)
    assert desk.end(60) == [Row(0, 62, "a:t")]


def test_a_late_wake_up_still_bridges_what_was_active_all_along() -> None:
    clock = FakeClock()
    machine = WindowMachine(TitleRules(), us(20))
    beats = machine.see(clock.now(), Window("a", "t"))
    clock.advance(0.03)
    beats += machine.tick(clock.now())
    clock.advance(90)  # a busy machine: no keep-alive came through, but the clocks agree
    beats += machine.survive(clock.now())[0]
    beats += machine.see(clock.now().back(us(40)), Window("b", "t"))
    beats += machine.tick(clock.now())
    clock.advance(5)
    beats += machine.close(clock.now())
    assert rows(beats) == [Row(0, 50.03, "a:t"), Row(50.03, 95.03, "b:t")]


def test_excluded_titles_are_replaced_and_switches_among_them_are_none() -> None:
    desk = Desk(TitleRules(patterns=["bank"]))
    desk.show(0, "a", "My Bank - 123")
    desk.show(5, "a", "My BANK - 456")
    desk.show(9, "a", "news")
    assert desk.end(10) == [Row(0, 9, "a:excluded"), Row(9, 10, "a:news")]


def test_a_restless_title_is_recorded_once_a_second_and_its_time_is_kept() -> None:
    desk = Desk()
    for step in range(600):
        desk.show(step / 10, "a", f"frame {step}")
    found = desk.end(60)
    assert 60 <= len(found) <= 75
    assert sum(row.end - row.start for row in found) == pytest.approx(60)
    assert [row.end for row in found[:-1]] == pytest.approx([row.start for row in found[1:]], abs=1e-5)


def test_a_switch_to_another_application_does_not_wait_for_a_restless_title() -> None:
    desk = Desk()
    for step in range(100):
        desk.show(step / 10, "a", f"frame {step}")
    desk.show(9.95, "b")
    found = desk.end(12)
    assert found[-1] == Row(9.95, 12, "b:t")
    assert found[-2].end == 9.95


def test_stopping_right_after_a_switch_loses_nothing() -> None:
    desk = Desk()
    desk.show(0, "a")
    desk.show(5, "b")
    assert desk.end(5.01) == [Row(0, 5, "a:t"), Row(5, 5.01, "b:t")]


@pytest.mark.parametrize("seed", range(25))
def test_any_day_comes_out_as_it_was(seed: int) -> None:
    """Random windows, gaps and keep-alives: the rows are the truth, without gap or overlap."""
    dice = random.Random(seed)
    desk = Desk()
    truth: list[Row] = []
    now, shown = 0.0, None
    for _ in range(60):
        lasts = round(dice.choice([dice.uniform(0.04, 1), dice.uniform(1, 90)]), 3)
        app = dice.choice([name for name in ("a", "b", "c", None) if name != shown])
        desk.show(now, app)
        if app:
            truth.append(Row(now, now + lasts, f"{app}:t"))
        now, shown = round(now + lasts, 3), app
    found = desk.end(now)
    assert [row.what for row in found] == [row.what for row in truth]
    for mine, real in zip(found, truth, strict=True):
        assert mine.start == pytest.approx(real.start, abs=1e-5)
        assert mine.end == pytest.approx(real.end, abs=1e-5)
    assert desk.drive.wakes < 3 * 60 + now / 20 + 5


def test_the_deadline_is_never_in_the_far_past_after_a_wake() -> None:
    machine = WindowMachine(TitleRules(), us(20))
    now = Moment(0, MONO0_US)
    machine.survive(now)
    machine.tick(now)
    assert machine.deadline_us() == MONO0_US + us(20)
