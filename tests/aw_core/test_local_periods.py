"""Local calendars where the clocks change: every moment lies in its period, and periods follow on one another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aw_core.frame import EventFrame, functions
from aw_core.local_periods import RESOLUTIONS, LocalPeriods
from aw_core.models import Event
from aw_core.timestamps import to_us
from aw_transform import split_by_period

# A zone, and a moment at which its clocks changed.
CHANGES = [
    ("Europe/Stockholm", "2026-10-25T01:00+00:00"),
    ("Europe/Stockholm", "2026-03-29T01:00+00:00"),
    ("Australia/Lord_Howe", "2026-04-04T15:00+00:00"),
    # Back at one minute past midnight: 23:01 to 24:00 of the day before came again, after the new day had begun.
    ("America/St_Johns", "2010-11-07T02:31+00:00"),
    ("America/Moncton", "2005-10-30T03:01+00:00"),
    # A midnight that never was, one that was twice, and a day that never was.
    ("America/Sao_Paulo", "2018-11-04T03:00+00:00"),
    ("America/Havana", "2025-11-02T05:00+00:00"),
    ("Pacific/Apia", "2011-12-30T10:00+00:00"),
]


@pytest.mark.parametrize("edge", [("00:00", "Monday"), ("04:00", "Sunday"), ("02:30", "Saturday"), ("23:30", "Monday")])
@pytest.mark.parametrize("resolution", RESOLUTIONS)
@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_every_moment_lies_in_its_period_and_the_next_begins_where_it_ends(
    zone: str, change: str, resolution: str, edge: tuple[str, str]
) -> None:
    calendar = LocalPeriods(resolution, zone, *edge)
    middle = datetime.fromisoformat(change)
    for minutes in range(-180, 181, 5):
        for before in (0, 1):
            moment = to_us(middle + timedelta(minutes=minutes)) - before
            period = calendar.at(moment)
            assert period.start <= moment < period.end
            assert calendar.at(period.start) == calendar.at(period.end - 1) == period
            assert calendar.at(period.end).start == period.end


@pytest.mark.parametrize("start", ["2010-11-07T02:00+00:00", "2010-11-07T02:45+00:00", "2010-11-07T03:31+00:00"])
def test_no_time_goes_to_a_day_before_the_event(start: str) -> None:
    event = Event.from_us(1, to_us(datetime.fromisoformat(start).astimezone(UTC)), 3 * 3_600_000_000, {"app": "x"})
    parts = split_by_period([event], "day", "America/St_Johns")
    assert parts[0].timestamp == event.timestamp and all(part.duration_us > 0 for part in parts)
    assert sum(part.duration_us for part in parts) == event.duration_us
    frame = functions.split_by_period(EventFrame.from_events([event]), "day", "America/St_Johns")
    assert frame.to_events() == parts


def label(resolution: str, moment: str, day_start: str, week_start: str = "Monday") -> str:
    at = to_us(datetime.fromisoformat(moment))
    return LocalPeriods(resolution, "Europe/Berlin", day_start, week_start).at(at).label


def test_a_late_evening_belongs_to_its_day() -> None:
    assert label("day", "2026-11-21T02:59:59+00:00", "04:00") == "2026-11-20T04:00:00+01:00"
    assert label("day", "2026-11-21T03:00:00+00:00", "04:00") == "2026-11-21T04:00:00+01:00"
    assert label("month", "2026-12-01T02:00:00+00:00", "04:00") == "2026-11-01T04:00:00+01:00"
    assert label("year", "2027-01-01T02:00:00+00:00", "04:00") == "2026-01-01T04:00:00+01:00"


@pytest.mark.parametrize(
    ("first", "date"), [("Monday", "2026-11-16"), ("Sunday", "2026-11-22"), ("Saturday", "2026-11-21")]
)
def test_a_week_begins_on_the_chosen_day(first: str, date: str) -> None:
    assert label("week", "2026-11-22T12:00:00+00:00", "04:00", first) == f"{date}T04:00:00+01:00"


def test_a_day_whose_start_the_clocks_skip_begins_with_the_change() -> None:
    assert label("day", "2026-03-29T00:59:00+00:00", "02:30") == "2026-03-28T02:30:00+01:00"
    assert label("day", "2026-03-29T01:29:00+00:00", "02:30") == "2026-03-28T02:30:00+01:00"
    assert label("day", "2026-03-29T01:30:00+00:00", "02:30") == "2026-03-29T03:30:00+02:00"
