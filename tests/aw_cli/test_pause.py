"""`aw-cli pause` and `resume`: times, sentences, requests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
import pytest

from aw_cli.pause import describe, end_of_pause
from aw_core.timestamps import parse_timestamp
from tests.aw_cli.conftest import Run, sentence
from tests.aw_client.fake_server import Asked, FakeServer

NOON = datetime(2026, 5, 1, 12, 0)


@pytest.mark.parametrize(
    ("until", "now", "day_start", "end"),
    [
        ("14:30", NOON, None, datetime(2026, 5, 1, 14, 30)),
        ("9:05", NOON, None, datetime(2026, 5, 2, 9, 5)),
        ("12:00", NOON, None, datetime(2026, 5, 2, 12, 0)),
        ("tomorrow", NOON, None, datetime(2026, 5, 2, 4, 0)),
        ("tomorrow", NOON, "06:15", datetime(2026, 5, 2, 6, 15)),
        ("tomorrow", NOON, {"odd": 1}, datetime(2026, 5, 2, 4, 0)),
        ("tomorrow", NOON, "99:99", datetime(2026, 5, 2, 4, 0)),
        # After midnight the day of the evening before still lasts.
        ("tomorrow", datetime(2026, 5, 2, 1, 0), "04:00", datetime(2026, 5, 2, 4, 0)),
        ("00:00", datetime(2026, 12, 31, 23, 59), None, datetime(2027, 1, 1)),
    ],
)
def test_ends(until: str, now: datetime, day_start: Any, end: datetime) -> None:
    assert end_of_pause(until, now, day_start) == end


@pytest.mark.parametrize("until", ["24:00", "12:60", "noon", "12", "12:00:00", ""])
def test_no_time_of_day(until: str) -> None:
    with pytest.raises(click.ClickException, match="no time of day"):
        end_of_pause(until, NOON)


def test_sentences() -> None:
    local = NOON.astimezone()
    state = {"paused": True, "since": local.isoformat()}
    assert describe({"paused": False, "since": None, "until": None}, NOON) == "Recording."
    assert describe(state | {"until": None}, NOON) == "Paused until you resume."
    assert describe(state | {"until": local.replace(hour=14).isoformat()}, NOON) == "Paused until 14:00."
    assert describe(state | {"until": local.replace(day=2).isoformat()}, NOON) == "Paused until 2026-05-02 12:00."


def paused(asked: Asked) -> tuple[int, Any]:
    if asked.path.endswith("startOfDay"):
        return 200, "05:00"
    return 200, {"paused": asked.method != "DELETE", "since": "2026-05-01T10:00:00Z", "until": None}


@pytest.mark.parametrize(
    ("args", "body"),
    [([], {"until": None}), (["--minutes", "15"], {"seconds": 900}), (["--hours", "1.5"], {"seconds": 5400})],
)
def test_pausing(run: Run, fake: FakeServer, args: list[str], body: Any) -> None:
    fake.answer = paused
    assert run("pause", *args).output == "Paused until you resume.\n"
    (asked,) = fake.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/api/0/pause", body)


@pytest.mark.parametrize(("until", "clock"), [("tomorrow", "05:00"), ("23:45", "23:45")])
def test_pausing_until_a_time_sends_a_moment_with_its_zone(run: Run, fake: FakeServer, until: str, clock: str) -> None:
    fake.answer = paused
    assert run("pause", "--until", until).exit_code == 0
    sent = fake.asked[-1].body["until"]
    assert datetime.fromisoformat(sent).tzinfo is not None
    assert parse_timestamp(sent).astimezone().strftime("%H:%M") == clock


def test_status_and_resume(run: Run, fake: FakeServer) -> None:
    fake.answer = paused
    assert run("pause", "status").output == "Paused until you resume.\n"
    assert run("resume").output == "Recording.\n"
    assert [(asked.method, asked.path) for asked in fake.asked] == [("GET", "/api/0/pause"), ("DELETE", "/api/0/pause")]


@pytest.mark.parametrize(
    "args", [["--minutes", "5", "--hours", "1"], ["--minutes", "0"], ["--minutes", "x"], ["--until", "noon"], ["5"]]
)
def test_what_makes_no_sense_is_one_sentence(run: Run, fake: FakeServer, args: list[str]) -> None:
    sentence(run("pause", *args))
    assert fake.paths() == []
