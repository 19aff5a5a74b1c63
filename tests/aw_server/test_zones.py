"""Days keep the zone they were lived in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.timestamps import from_us, to_us
from aw_server.api import ServerAPI
from tests.aw_server.fakes import FakeClock, bucket, event, file_api, memory_api

Choose = Callable[[str], None]
MINUTE, DAY = 60, 86400


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Puts the computer into a zone."""

    def choose(name: str) -> None:
        monkeypatch.setenv("TZ", name)

    choose("Europe/Berlin")
    return choose


def beat(api: ServerAPI, clock: FakeClock) -> None:
    moment = (clock.wall - to_us(datetime(2024, 5, 1, 9, tzinfo=UTC))) / 1e6
    api.heartbeat("b", event(moment, app="a"), 60)


def noted(api: ServerAPI) -> list[tuple[str, str]]:
    return [(day["from"], day["zone"]) for day in api.zones.shown()["days"]]


def test_a_journey(tmp_path: Path, zone: Choose) -> None:
    clock = FakeClock()
    with file_api(tmp_path / "x.db", clock) as api:
        bucket(api)
        clock.pass_time(3 * DAY)
        zone("Asia/Tokyo")
        clock.pass_time(2 * MINUTE)
        beat(api, clock)
        assert noted(api) == [("2024-05-01", "Europe/Berlin"), ("2024-05-04", "Asia/Tokyo")]
    with file_api(tmp_path / "x.db", clock) as api:
        assert api.zone_of_day(date(2024, 5, 3)).key == "Europe/Berlin"
        assert api.zone_of_day(date(2024, 5, 4)).key == "Asia/Tokyo"
        assert api.zone_of_day(date(2025, 1, 1)).key == "Asia/Tokyo"
        # Before anything was noted: the first known.
        assert api.zone_of_day(date(2020, 1, 1)).key == "Europe/Berlin"
        third, fourth = api.zones.day(date(2024, 5, 3)), api.zones.day(date(2024, 5, 4))
        assert (from_us(third.start), third.end) == (datetime(2024, 5, 3, 2, tzinfo=UTC), fourth.start)
        assert from_us(fourth.start) == datetime(2024, 5, 3, 19, tzinfo=UTC)


def test_a_day_has_the_zone_it_ended_in(zone: Choose) -> None:
    clock = FakeClock()
    with memory_api(clock) as api:
        bucket(api)
        for name in ("Asia/Tokyo", "America/New_York", "Europe/Berlin"):
            zone(name)
            clock.pass_time(2 * MINUTE)
            beat(api, clock)
        assert noted(api) == [("2024-05-01", "Europe/Berlin")]


def test_zones_of_a_span_of_days(zone: Choose) -> None:
    clock = FakeClock()
    with memory_api(clock) as api:
        bucket(api)
        for name in ("Asia/Tokyo", "Europe/Berlin"):
            clock.pass_time(3 * DAY)
            zone(name)
            beat(api, clock)
        assert noted(api) == [
            ("2024-05-01", "Europe/Berlin"),
            ("2024-05-04", "Asia/Tokyo"),
            ("2024-05-07", "Europe/Berlin"),
        ]
        spans = {
            (1, 3): ["Europe/Berlin"],
            (3, 4): ["Europe/Berlin", "Asia/Tokyo"],
            (4, 6): ["Asia/Tokyo"],
            (5, 8): ["Asia/Tokyo", "Europe/Berlin"],
            (1, 9): ["Europe/Berlin", "Asia/Tokyo"],
        }
        for (first, last), names in spans.items():
            assert api.zones.between(date(2024, 5, first), date(2024, 5, last)) == names, (first, last)
        assert api.zones.between(date(2000, 1, 1), date(2000, 1, 2)) == ["Europe/Berlin"]


def test_the_zone_is_looked_at_once_a_minute(zone: Choose, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    with memory_api(clock) as api:
        bucket(api)
        zone("Asia/Tokyo")
        beat(api, clock)
        assert [name for _, name in api.zones._days] == [("Europe/Berlin")]
        # A clock that was set back does not stop it.
        clock.wall -= 10 * DAY * 1_000_000
        beat(api, clock)
        assert [name for _, name in api.zones._days] == ["Asia/Tokyo"]


def test_today_is_cut_in_the_zone_of_now(zone: Choose) -> None:
    clock = FakeClock()
    with memory_api(clock) as api:
        zone("Asia/Tokyo")
        clock.pass_time(2 * MINUTE)
        assert api.get_today(None)["timezone"] == "Asia/Tokyo"
        assert noted(api) == [("2024-05-01", "Asia/Tokyo")]
        assert api.get_today("America/New_York")["timezone"] == "America/New_York"


@given(
    moves=st.lists(
        st.tuples(
            st.integers(1, 400),
            st.sampled_from(["Europe/Berlin", "Asia/Tokyo", "Pacific/Apia", "America/New_York", "Pacific/Kiritimati"]),
        ),
        max_size=6,
    )
)
def test_days_follow_one_another_without_gap_or_overlap(moves: list[tuple[int, str]]) -> None:
    clock = FakeClock()
    with pytest.MonkeyPatch.context() as patch, memory_api(clock) as api:
        for hours, name in moves:
            patch.setenv("TZ", name)
            clock.pass_time(hours * 3600)
            api.zones.note()
        first = date(2024, 4, 30)
        days = [api.zones.day(first + timedelta(days=number)) for number in range(110)]
        for day, following in pairwise(days):
            assert day.end == max(day.start, following.start)
