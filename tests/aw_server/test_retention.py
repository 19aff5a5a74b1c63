"""How long buckets keep their events: nothing goes without a rule, and what goes is what ended before."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from aw_server.api import ServerAPI
from aw_server.exceptions import BadRequest
from tests.support.wait import wait_until

from .fakes import SECOND, FakeClock, bucket, event, file_api, memory_api, rows

DAY = 86_400.0


def fill(api: ServerAPI) -> None:
    for name in ("web_box", "win_box"):
        bucket(api, name)
        # One a day for ten days, one that reaches from the second day to now.
        api.create_events(name, [event(-day * DAY, 60, title=str(day)) for day in range(10)])
        api.create_events(name, [event(-8 * DAY, 8 * DAY, title="long")])


def keep(api: ServerAPI, *rules: dict[str, Any]) -> None:
    api.set_setting("privacy_retention", list(rules))


def days(api: ServerAPI, bucket_id: str) -> list[int]:
    return [round(-start / DAY) for start, _ in rows(api, bucket_id)]


def test_without_a_rule_everything_is_kept() -> None:
    with memory_api() as api:
        fill(api)
        assert api.retention.apply() == {"events": 0, "buckets": {}}
        assert len(days(api, "web_box")) == 11


def test_what_ended_before_goes_and_what_reaches_over_stays() -> None:
    with memory_api() as api:
        fill(api)
        keep(api, {"bucket_pattern": "web*", "days": 5})
        expected = {"events": 4, "buckets": {"web_box": 4}}
        assert api.retention.apply(dry=True) == expected
        assert len(days(api, "web_box")) == 11
        assert api.retention.apply() == expected
        assert days(api, "web_box") == [8, 5, 4, 3, 2, 1, 0]
        assert len(days(api, "win_box")) == 11
        assert api.retention.apply() == {"events": 0, "buckets": {}}


def test_the_shortest_of_several_rules_counts_and_resting_ones_do_not() -> None:
    with memory_api() as api:
        fill(api)
        keep(
            api,
            {"bucket_prefix": "w", "days": 7},
            {"bucket_pattern": "web*", "days": 3},
            {"bucket_pattern": "*", "days": 1, "enabled": False},
        )
        assert api.retention.apply()["buckets"] == {"web_box": 6, "win_box": 2}


def test_more_than_a_step_goes_too() -> None:
    with memory_api() as api:
        bucket(api, "b")
        api.create_events("b", [event(-9 * DAY + n, 1, title=str(n)) for n in range(2500)])
        api.create_events("b", [event(-1, 1, title="new")])
        keep(api, {"bucket_pattern": "b", "days": 2})
        assert api.retention.apply()["events"] == 2500
        assert days(api, "b") == [0]


def test_a_heartbeat_that_is_too_old_is_not_written_back() -> None:
    clock = FakeClock()
    with memory_api(clock) as api:
        bucket(api, "b")
        api.heartbeat("b", event(0, title="old"), 60)
        keep(api, {"bucket_pattern": "b", "days": 1})
        clock.pass_time(2 * DAY)
        assert api.retention.apply()["events"] == 1
        api.heartbeat("b", event(2 * DAY, title="old"), 10**7)
        assert rows(api, "b") == [(2 * DAY, 0)]


@pytest.mark.parametrize(
    "value",
    [
        {},
        [{}],
        [{"bucket_pattern": "x"}],
        [{"bucket_pattern": "*", "days": 0}],
        [{"bucket_pattern": "*", "days": "7"}],
        [{"days": 7}],
        [{"bucket_pattern": "", "days": 7}],
        [{"bucket_patern": "x", "days": 7}],
    ],
)
def test_what_cannot_be_understood_is_refused_and_deletes_nothing(value: Any) -> None:
    with memory_api() as api:
        fill(api)
        with pytest.raises(BadRequest):
            api.set_setting("privacy_retention", value)
        api.db.records.put("settings", "privacy_retention", value)
        assert api.retention.apply()["events"] == 0


def test_it_is_done_a_while_after_the_start_with_the_next_write(tmp_path: Path) -> None:
    clock = FakeClock()
    with file_api(tmp_path / "a.db", clock) as api:
        fill(api)
        keep(api, {"bucket_pattern": "web*", "days": 5})
        api.retention._look()
        assert len(days(api, "web_box")) == 11, "not in the first minute"
        clock.pass_time(61)
        api.retention._look()
        wait_until(lambda: len(days(api, "web_box")) == 6, 10, "the old ones to go")
        wait_until(lambda: all(thread.name != "retention" for thread in threading.enumerate()), 5, "its thread to end")
        api.create_events("web_box", [event(-9 * DAY, 1, title="again")])
        api.retention._look()
        assert len(days(api, "web_box")) == 7, "once a day"


def test_a_clock_in_the_future_deletes_nothing_before_it_has_said_so_for_a_day(tmp_path: Path) -> None:
    """A wrong clock at a start, or while the server runs, is mostly put right within minutes."""
    clock = FakeClock()

    def look(api: ServerAPI) -> int:
        clock.pass_time(61)
        api.retention._next_look = 0
        api.retention._look()
        wait_until(lambda: all(thread.name != "retention" for thread in threading.enumerate()), 10, "its thread to end")
        return len(days(api, "web_box"))

    with file_api(tmp_path / "a.db", clock) as api:
        fill(api)
        keep(api, {"bucket_pattern": "web*", "days": 30})
        assert look(api) == 11
        clock.wall += int(5000 * DAY) * SECOND
        assert look(api) == 11, "it jumped while the server ran"
    with file_api(tmp_path / "a.db", clock) as api:
        assert look(api) == 11, "a restart does not make it right"
        clock.wall -= int(5000 * DAY) * SECOND
        assert look(api) == 11
    clock.wall += int(20 * DAY) * SECOND
    with file_api(tmp_path / "a.db", clock) as api:
        assert look(api) == 11, "an absence of some weeks is one, but nothing is old enough yet"
    clock.wall += int(100 * DAY) * SECOND
    with file_api(tmp_path / "a.db", clock) as api:
        assert look(api) == 11
        clock.pass_time(DAY)
        assert look(api) == 0, "a long absence delays it by a day"
