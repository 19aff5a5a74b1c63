"""Local days: where they start, DST nights, zones that are none."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.timestamps import from_us, to_us
from aw_server.api_day import day_of, local_iso, start_of_day, zone_named
from aw_server.exceptions import BadRequest

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"]
NO_ZONES = ["Mars/Phobos", "../../etc/passwd", "/etc/localtime", "Europe", "x\0y", "Europe/Berlin "]
FOUR = time(4)


def at(text: str, zone: ZoneInfo = BERLIN) -> int:
    return to_us(datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2024-05-01T12:00", date(2024, 5, 1)),
        ("2024-05-01T04:00", date(2024, 5, 1)),
        ("2024-05-01T03:59:59.999999", date(2024, 4, 30)),
        ("2024-05-01T00:00", date(2024, 4, 30)),
        ("2024-01-01T01:00", date(2023, 12, 31)),
    ],
)
def test_nights_belong_to_the_day_before(now: str, expected: date) -> None:
    assert day_of(at(now), BERLIN, FOUR).date == expected


@pytest.mark.parametrize(
    ("now", "starts_at", "hours"),
    [
        ("2024-05-01T12:00", FOUR, 24),
        ("2024-03-30T12:00", FOUR, 23),
        ("2024-03-31T12:00", time(0), 23),
        ("2024-10-26T12:00", FOUR, 25),
        ("2024-10-27T12:00", time(0), 25),
    ],
)
def test_days_with_a_clock_change_are_shorter_or_longer(now: str, starts_at: time, hours: int) -> None:
    day = day_of(at(now), BERLIN, starts_at)
    assert timedelta(microseconds=day.end - day.start) == timedelta(hours=hours)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)),
    st.sampled_from(
        ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"]
    ),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_every_moment_lies_in_its_day_and_days_meet(moment: datetime, zone: str, starts_at: time) -> None:
    now = to_us(moment.replace(tzinfo=UTC))
    day = day_of(now, ZoneInfo(zone), starts_at)
    assert day.start <= now < day.end
    assert day_of(day.end, ZoneInfo(zone), starts_at).start == day.end
    assert day_of(day.start, ZoneInfo(zone), starts_at) == day


def test_local_time_has_the_offset_of_its_moment() -> None:
    assert local_iso(at("2024-05-01T12:00"), BERLIN) == "2024-05-01T12:00:00+02:00"
    assert local_iso(at("2024-12-01T12:00"), BERLIN) == "2024-12-01T12:00:00+01:00"


@pytest.mark.parametrize(
    ("setting", "expected"),
    [("04:00", FOUR), ("5:30", time(5, 30)), ("00:00", time(0)), ("23:59:59", time(23, 59))]
    + [(odd, FOUR) for odd in (None, "", "24:00", "4", 4, "noon", ["04:00"], False)],
)
def test_the_setting_or_four_in_the_morning(setting: Any, expected: time) -> None:
    assert start_of_day(setting) == expected


@pytest.mark.parametrize(
    "name", ["Mars/Phobos", "../../etc/passwd", "/etc/localtime", "Europe", "x\0y", "Europe/Berlin "]
)
def test_a_zone_that_is_none(name: str) -> None:
    with pytest.raises(BadRequest):
        zone_named(name)


def test_without_a_name_it_is_this_computers() -> None:
    zone = zone_named(None)
    now = datetime.now(UTC)
    assert from_us(to_us(now)).astimezone(zone).utcoffset() is not None
    assert ZoneInfo(zone.key)
