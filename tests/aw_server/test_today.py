"""The Today figures: their rules one by one, and the laws for any day at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.frame import EventFrame
from aw_core.models import Event
from aw_server.today import SECOND, DayFacts, Span, Watched, build_today, largest_remainder
from tests.aw_server.fakes import T0, event

HOUR = 3600


def window(start: float, duration: float, app: Any = "editor", title: Any = "t") -> Event:
    return event(start, duration, app=app, title=title)


def here(start: float, duration: float) -> Event:
    return event(start, duration, status="not-afk")


def away(start: float, duration: float, **more: Any) -> Event:
    return event(start, duration, status="afk", **more)


def frame(events: list[Event] | None) -> EventFrame | None:
    return None if events is None else EventFrame.from_events(events)


def day(
    windows: list[Event] | None,
    afk: list[Event] | None,
    now: float,
    *,
    alive: bool = False,
    paused: list[Span] | None = None,
    runs: list[Span] | None = None,
    timeout: float = 180,
) -> dict[str, Any]:
    """The figures of a day that began at T0; all times in seconds from T0."""
    return build_today(
        DayFacts(
            start=T0,
            now=T0 + round(now * SECOND),
            window=Watched(frame(windows), alive),
            afk=Watched(frame(afk), alive),
            paused=[(T0 + since * SECOND, T0 + until * SECOND) for since, until in paused or []],
            server_runs=[(T0 + since * SECOND, T0 + until * SECOND) for since, until in runs or [(0, 10**6)]],
            afk_timeout=round(timeout * SECOND),
        )
    )


def apps(figures: dict[str, Any]) -> dict[str, int]:
    return {row["app"]: row["seconds"] for row in figures["apps"]}


def strip(figures: dict[str, Any]) -> list[tuple[float, float, str]]:
    return [((p["start"] - T0) / SECOND, (p["end"] - T0) / SECOND, p["state"]) for p in figures["strip"]]


def labels(figures: dict[str, Any]) -> list[str]:
    return [piece["label"] for piece in figures["strip"]]


class TestFigures:
    def test_only_time_at_the_computer_counts(self) -> None:
        figures = day([window(0, 100, "a"), window(100, 100, "b")], [here(50, 100), away(150, 50)], 200)
        assert (figures["active_seconds"], apps(figures)) == (100, {"a": 50, "b": 50})

    def test_without_an_afk_bucket_all_of_it_counts(self) -> None:
        assert day([window(0, 100)], None, 200)["active_seconds"] == 100

    def test_with_an_empty_afk_bucket_none_of_it_does(self) -> None:
        assert day([window(0, 100)], [], 200)["active_seconds"] == 0

    def test_overlapping_windows_count_once_and_the_later_one_wins(self) -> None:
        assert apps(day([window(0, 100, "a"), window(40, 20, "b")], [here(0, 100)], 100)) == {"a": 80, "b": 20}

    def test_overlapping_afk_events_count_once(self) -> None:
        figures = day([window(0, 100)], [here(0, 60), here(30, 70)], 100)
        assert figures["active_seconds"] == 100

    def test_what_lies_before_the_day_or_after_now_does_not_count(self) -> None:
        assert day([window(-50, 400)], [here(-50, 400)], 200)["active_seconds"] == 200

    def test_titles_add_up_to_their_app(self) -> None:
        windows = [window(n * 10, 3.5, "a", f"t{n}") for n in range(3)] + [window(60, 9.5, "b", "x")]
        figures = day(windows, None, 100)
        assert figures["active_seconds"] == 20
        assert apps(figures) == {"a": 11, "b": 9} or apps(figures) == {"a": 10, "b": 10}
        for app, seconds in apps(figures).items():
            assert sum(row["seconds"] for row in figures["titles"] if row["app"] == app) == seconds

    def test_largest_first(self) -> None:
        figures = day([window(0, 10, "small"), window(10, 50, "big", "x"), window(60, 20, "big", "y")], None, 100)
        assert list(apps(figures)) == ["big", "small"]
        assert [row["seconds"] for row in figures["titles"]] == [50, 20, 10]

    @pytest.mark.parametrize("odd", [None, "", 7, ["x"], {"x": 1}])
    def test_windows_with_odd_data_count_as_unknown(self, odd: Any) -> None:
        figures = day([window(0, 10, odd, odd), event(10, 10)], None, 20)
        assert apps(figures) == {"unknown": 20}

    def test_negative_durations_do_no_harm(self) -> None:
        assert day([window(0, 50), window(60, -40)], [here(0, 100), here(80, -70)], 100)["active_seconds"] == 50

    def test_nothing_at_all(self) -> None:
        figures = day(None, None, 60)
        assert (figures["active_seconds"], figures["apps"], figures["titles"]) == (0, [], [])
        assert strip(figures) == [(0, 60, "no-data")]


class TestNow:
    """What the newest events mean while their watchers are heard of."""

    def test_the_stretch_since_the_last_input_is_active(self) -> None:
        figures = day([window(0, 190)], [here(0, 100)], 200, alive=True)
        assert figures["active_seconds"] == 200

    def test_not_when_the_watcher_is_silent(self) -> None:
        assert day([window(0, 190)], [here(0, 100)], 200)["active_seconds"] == 100

    def test_not_for_longer_than_the_timeout_and_a_little(self) -> None:
        assert day([window(0, 300)], [here(0, 80)], 300, alive=True)["active_seconds"] == 80
        assert day([window(0, 300)], [here(0, 80)], 300, alive=True, timeout=600)["active_seconds"] == 300

    def test_not_once_the_watcher_has_said_afk(self) -> None:
        figures = day([window(0, 290)], [here(0, 100), away(100, 180)], 300, alive=True)
        assert figures["active_seconds"] == 100
        assert strip(figures) == [(0, 100, "active"), (100, 300, "afk")]

    def test_not_into_a_pause(self) -> None:
        figures = day([window(0, 95)], [here(0, 95)], 130, alive=True, paused=[(100, 130)])
        assert strip(figures) == [(0, 100, "active"), (100, 130, "paused")]
        figures = day([window(0, 95)], [here(0, 95)], 130, alive=True, paused=[(100, 110)])
        assert strip(figures) == [(0, 100, "active"), (100, 110, "paused"), (110, 130, "no-data")]

    def test_an_earlier_pause_does_not_hold_it_back(self) -> None:
        figures = day([window(50, 40)], [here(50, 40)], 100, alive=True, paused=[(0, 40)])
        assert figures["active_seconds"] == 50

    def test_it_may_reach_over_the_start_of_the_day(self) -> None:
        assert day([window(-100, 95)], [here(-100, 95)], 10, alive=True)["active_seconds"] == 10


class TestStrip:
    def test_states_in_their_order(self) -> None:
        windows = [window(0, 100), window(300, 100)]
        statuses = [here(0, 100), away(100.001, 99.999), away(200, 100, asleep=True), here(300, 100)]
        figures = day(windows, statuses, 500, paused=[(400, 500)])
        assert strip(figures) == [
            (0, 100, "active"),
            (100, 200, "afk"),
            (200, 300, "asleep"),
            (300, 400, "active"),
            (400, 500, "paused"),
        ]
        assert labels(figures) == ["active", "away", "asleep", "active", "paused"]

    def test_gaps_say_which_watcher_was_missing(self) -> None:
        windows = [window(100, 100), window(300, 100)]
        statuses = [here(0, 300)]
        figures = day(windows, statuses, 500)
        assert list(zip(strip(figures), labels(figures), strict=True)) == [
            ((0, 100, "no-data"), "window watcher not running"),
            ((100, 200, "active"), "active"),
            ((200, 300, "no-data"), "window watcher not running"),
            ((300, 400, "no-data"), "AFK watcher not running"),
            ((400, 500, "no-data"), "watchers not running"),
        ]

    def test_a_moment_without_a_window_is_no_dead_watcher(self) -> None:
        figures = day([window(0, 100), window(130, 70)], [here(0, 200)], 200)
        assert labels(figures) == ["active", "no window recorded", "active"]

    def test_a_server_that_was_away(self) -> None:
        figures = day([window(50, 50)], [here(50, 50)], 300, runs=[(50, 150), (250, 300)])
        assert list(zip(strip(figures), labels(figures), strict=True)) == [
            ((0, 50, "no-data"), "server not running"),
            ((50, 100, "active"), "active"),
            ((100, 150, "no-data"), "watchers not running"),
            ((150, 250, "no-data"), "server not running"),
            ((250, 300, "no-data"), "watchers not running"),
        ]

    def test_what_was_queued_while_the_server_was_away_counts(self) -> None:
        figures = day([window(0, 100)], [here(0, 100)], 100, runs=[(90, 100)])
        assert strip(figures) == [(0, 100, "active")]

    def test_recorded_time_outranks_a_pause(self) -> None:
        figures = day([window(0, 100)], [here(0, 100)], 200, paused=[(50, 150)])
        assert strip(figures) == [(0, 100, "active"), (100, 150, "paused"), (150, 200, "no-data")]

    @pytest.mark.parametrize(
        ("windows", "statuses", "label"),
        [
            (None, None, "no watcher has sent anything yet"),
            (None, [], "watchers not running"),
            ([], None, "window watcher not running"),
        ],
    )
    def test_when_there_is_nothing(self, windows: Any, statuses: Any, label: str) -> None:
        assert labels(day(windows, statuses, 100)) == [label]

    def test_holes_of_milliseconds_are_closed(self) -> None:
        windows = [window(0, 50), window(50.02, 49.98)]
        figures = day(windows, [here(0, 100), away(100.001, 50), here(150.5, 49.5)], 200)
        assert strip(figures) == [(0, 100, "active"), (100, 150.2505, "afk"), (150.2505, 200, "no-data")]

    def test_at_the_very_start_of_the_day_it_is_empty(self) -> None:
        assert day([window(0, 10)], [here(0, 10)], 0)["strip"] == []


class TestRounding:
    def test_the_largest_remainders_get_the_missing_seconds(self) -> None:
        assert largest_remainder([1_500_000, 1_400_000, 1_100_000], 4) == [2, 1, 1]

    @given(st.lists(st.integers(0, 10**11), max_size=30))
    def test_rows_add_up_and_stay_within_a_second(self, amounts: list[int]) -> None:
        total = (sum(amounts) + SECOND // 2) // SECOND
        shares = largest_remainder(amounts, total)
        assert sum(shares) == total
        assert all(abs(share * SECOND - amount) < SECOND for share, amount in zip(shares, amounts, strict=True))


MILLI = st.integers(-3600_000, 4 * 3600_000).map(lambda ms: ms / 1000)
LENGTH = st.one_of(st.just(0), st.integers(-10_000, 2 * 3600_000)).map(lambda ms: ms / 1000)
WINDOWS = st.builds(window, MILLI, LENGTH, st.sampled_from("abc"), st.sampled_from("xyz"))
STATUSES = st.builds(
    lambda start, length, status, asleep: event(start, length, status=status, **({"asleep": True} if asleep else {})),
    MILLI,
    LENGTH,
    st.sampled_from(["afk", "not-afk", "other"]),
    st.booleans(),
)
SPANS = st.lists(
    st.tuples(st.integers(-100, 14000), st.integers(0, 5000)).map(lambda s: (s[0], s[0] + s[1])), max_size=3
)
DAYS = st.builds(
    day,
    st.none() | st.lists(WINDOWS, max_size=12),
    st.none() | st.lists(STATUSES, max_size=8),
    st.integers(0, 3 * 3600_000).map(lambda ms: ms / 1000),
    alive=st.booleans(),
    paused=SPANS,
    runs=SPANS,
)


@given(DAYS)
def test_any_day_keeps_the_laws(figures: dict[str, Any]) -> None:
    pieces = strip(figures)
    assert all(start < end for start, end, _ in pieces)
    assert [end for _, end, _ in pieces[:-1]] == [start for start, _, _ in pieces[1:]]
    assert not pieces or pieces[0][0] == 0
    assert sum(row["seconds"] for row in figures["apps"]) == figures["active_seconds"]
    assert sum(row["seconds"] for row in figures["titles"]) == figures["active_seconds"]
    assert figures["active_seconds"] <= (pieces[-1][1] if pieces else 0) + 1
    active = sum(end - start for start, end, state in pieces if state == "active")
    assert abs(active - figures["active_seconds"]) <= len(pieces) + 1


@given(DAYS)
def test_no_hour_of_any_day_holds_more_than_an_hour(figures: dict[str, Any]) -> None:
    for hour in range(3):
        inside = [
            min(end, (hour + 1) * HOUR) - max(start, hour * HOUR)
            for start, end, state in strip(figures)
            if state == "active"
        ]
        assert sum(seconds for seconds in inside if seconds > 0) <= HOUR


@given(st.lists(WINDOWS, max_size=12), st.lists(STATUSES, max_size=8))
def test_the_events_handed_in_are_left_alone(windows: list[Event], statuses: list[Event]) -> None:
    before = repr((windows, statuses))
    day(windows, statuses, HOUR, alive=True)
    assert repr((windows, statuses)) == before
