"""Cutting at local edges, over changes of the clock too."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aw_core.models import Event
from aw_transform import split_by_period, sum_durations

STOCKHOLM = "Europe/Stockholm"


def event(start: str, end: str, zone: str = "UTC") -> Event:
    a, b = (datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for text in (start, end))
    return Event(timestamp=a, duration=b - a, data={"app": "x"})


def parts(given_event: Event, resolution: str, zone: str) -> list[tuple[str, float]]:
    split = split_by_period([given_event], resolution, zone)
    return [(part.data["$period"], part.duration.total_seconds() / 3600) for part in split]


def test_a_night_is_cut_at_midnight() -> None:
    assert parts(event("2026-05-01T22:00", "2026-05-02T03:00", STOCKHOLM), "day", STOCKHOLM) == [
        ("2026-05-01T00:00:00+02:00", 2.0),
        ("2026-05-02T00:00:00+02:00", 3.0),
    ]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23.0), ("2026-10-25", 25.0), ("2026-05-01", 24.0)])
def test_a_day_has_the_hours_it_has(day: str, hours: float) -> None:
    following = f"{day[:8]}{int(day[8:]) + 1:02}"
    (part,) = parts(event(f"{day}T00:00", f"{following}T00:00", STOCKHOLM), "day", STOCKHOLM)
    assert part[1] == hours


def test_a_repeated_hour_is_two_and_a_skipped_one_none() -> None:
    autumn = parts(event("2026-10-25T01:00", "2026-10-25T04:00", STOCKHOLM), "hour", STOCKHOLM)
    assert [label for label, _ in autumn] == [
        "2026-10-25T01:00:00+02:00",
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
        "2026-10-25T03:00:00+01:00",
    ]
    spring = parts(event("2026-03-29T01:00", "2026-03-29T04:00", STOCKHOLM), "hour", STOCKHOLM)
    assert [label[11:16] for label, _ in spring] == ["01:00", "03:00"]


def test_hours_of_a_half_hour_zone_begin_on_its_own_clock() -> None:
    split = parts(event("2026-05-01T10:15", "2026-05-01T11:45", "Asia/Kolkata"), "hour", "Asia/Kolkata")
    assert split == [("2026-05-01T10:00:00+05:30", 0.75), ("2026-05-01T11:00:00+05:30", 0.75)]


def test_weeks_months_and_years() -> None:
    long = event("2026-12-31T12:00", "2027-01-01T12:00")
    assert [label[:10] for label, _ in parts(long, "month", "UTC")] == ["2026-12-01", "2027-01-01"]
    assert [label[:10] for label, _ in parts(long, "year", "UTC")] == ["2026-01-01", "2027-01-01"]
    assert [label[:10] for label, _ in parts(event("2026-05-03T12:00", "2026-05-04T12:00"), "week", "UTC")] == [
        "2026-04-27",
        "2026-05-04",
    ]


def test_an_event_without_length_stays() -> None:
    assert parts(event("2026-05-01T00:00", "2026-05-01T00:00"), "day", "UTC") == [("2026-05-01T00:00:00+00:00", 0)]


def test_wrong_words_are_refused() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        split_by_period([], "fortnight", "UTC")
    with pytest.raises(ValueError, match="Mars"):
        split_by_period([], "day", "Mars/Olympus")


ZONES = ["UTC", STOCKHOLM, "Australia/Lord_Howe", "America/St_Johns", "America/Sao_Paulo", "Asia/Kathmandu"]


@settings(deadline=None)
@given(
    st.integers(1_500_000_000, 1_800_000_000),
    st.integers(0, 400_000),
    st.sampled_from(["hour", "day", "week", "month"]),
    st.sampled_from(ZONES),
)
def test_no_time_is_lost_and_each_part_lies_in_its_period(start: int, length: int, resolution: str, zone: str) -> None:
    whole = Event.from_us(1, start * 10**6, length * 10**6, {"a": 1})
    split = split_by_period([whole], resolution, zone)
    assert sum_durations(split) == whole.duration
    for part in split:
        begin = datetime.fromisoformat(part.data["$period"])
        assert begin <= part.timestamp
        again = split_by_period([part], resolution, zone)
        assert [p.data["$period"] for p in again] == [part.data["$period"]]
        if resolution == "hour":
            assert part.duration.total_seconds() <= 5400
