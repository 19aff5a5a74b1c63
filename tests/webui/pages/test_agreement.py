"""Every figure of a day is the same wherever it is shown: to the second, whatever was recorded over each other.

Three days here, the clocks changing in two; `tests/soak/test_agreement.py` does it for thirty.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.support.messy_days import messy_rows, seed_rows
from tests.support.programs import LiveServer, program, program_env
from tests.webui.agreement import HOUR, activity, disagreements, judge, place_of, rows_of_vector, timeline
from tests.webui.pages.conftest import OpenTour

BERLIN = ZoneInfo("Europe/Berlin")
VECTOR = Path(__file__).resolve().parents[2] / "vectors" / "stopwatch_day.json"


@pytest.mark.parametrize(
    ("day", "start_of_day"),
    [(date(2025, 10, 25), time(4)), (date(2026, 3, 29), time()), (date(2026, 2, 11), time())],
    ids=["25 hours", "23 hours", "24 hours"],
)
def test_every_place_says_the_same(
    server_in: Callable[[str], LiveServer], open_tour: OpenTour, day: date, start_of_day: time
) -> None:
    server = server_in(BERLIN.key)
    rows = messy_rows([day], BERLIN)
    seed_rows(server, rows)
    place = place_of(open_tour, server, rows, BERLIN, start_of_day)
    assert judge(place, day, measured=False)["active"] > 2 * HOUR
    assert disagreements(place, day) == []
    place.tour.quiet()


def test_a_stopwatch_over_windows_is_counted_once(server_in: Callable[[str], LiveServer], open_tour: OpenTour) -> None:
    """A whole day where adding up windows and stopwatch gives two hours too many."""
    rows, vector = rows_of_vector(VECTOR.read_text())
    zone, day = ZoneInfo(vector["zone"]), date.fromisoformat(vector["date"])
    server = server_in(zone.key)
    seed_rows(server, rows)
    place = place_of(open_tour, server, rows, zone, time())
    added_up = sum(seconds for kind in ("window", "stopwatch") for _, seconds, _ in rows[kind])
    assert added_up > vector["with_stopwatch_seconds"] + HOUR
    place.tour.page.clock.set_fixed_time("2026-11-26T12:00:00Z")
    for measured, expected in ((False, vector["active_seconds"]), (True, vector["with_stopwatch_seconds"])):
        assert judge(place, day, measured)["active"] == expected
        seen = {**activity(place, day, measured), **timeline(place, day, measured)}
        assert {name: seconds for name, seconds in seen.items() if ":" not in name} == dict.fromkeys(
            [name for name in seen if ":" not in name], expected
        )
    report = subprocess.run(
        [
            *program("aw-client"),
            *(
                "--port",
                str(server.port),
                "report",
                place.host,
                "--start",
                f"{day}T00:00Z",
                "--stop",
                f"{day}T23:59:59Z",
            ),
        ],
        env=program_env({"TZ": zone.key}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.returncode == 0, report.stderr
    said = report.stdout
    hours, minutes, rest = (int(part) for part in said.strip().splitlines()[-1].rsplit(" ", 1)[1].split(":"))
    assert 3600 * hours + 60 * minutes + rest == vector["active_seconds"]
