"""Thirty random days on which everything was recorded over everything else: each figure the same to the second."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.support.messy_days import messy_rows, seed_rows
from tests.support.programs import LiveServer
from tests.webui.agreement import HOUR, disagreements, judge, place_of
from tests.webui.pages.conftest import OpenTour, browser, open_tour, server_in, zone

__all__ = ["browser", "open_tour", "server_in", "zone"]

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = 15
# Read here: a test sees none of the machine's settings.
SEED = int(os.environ.get("AW_SOAK_SEED", "1"))
# The days that are 25 and 23 hours long.
UNUSUAL = {time(4): (date(2025, 10, 25), date(2025, 3, 29)), time(): (date(2025, 10, 26), date(2025, 3, 30))}


@pytest.mark.parametrize("start_of_day", UNUSUAL, ids=["days from 04:00", "days from midnight"])
def test_every_place_says_the_same(
    server_in: Callable[[str], LiveServer], open_tour: OpenTour, start_of_day: time
) -> None:
    weeks = random.Random(f"{SEED}/{start_of_day}").sample(range(100), DAYS)
    others = [date(2024, 1, 1) + timedelta(days=7 * week + week % 7) for week in weeks]
    days = [*UNUSUAL[start_of_day], *(day for day in others if day not in UNUSUAL[start_of_day])][:DAYS]
    server = server_in(BERLIN.key)
    rows = messy_rows(days, BERLIN, SEED)
    seed_rows(server, rows)
    place = place_of(open_tour, server, rows, BERLIN, start_of_day)
    found = [one for day in days for one in disagreements(place, day)]
    print(f"\nseed {SEED}, {len(days)} days from {start_of_day:%H:%M},", *found, sep="\n")
    assert sum(judge(place, day, measured=False)["active"] for day in days) > 2 * DAYS * HOUR
    assert found == []
    place.tour.quiet()
