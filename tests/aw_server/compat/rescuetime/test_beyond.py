"""What the service had besides tables: feeds, highlights, focus sessions, time entered by hand. And who may what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aw_server.compat.rescuetime.daily import duration, summary
from aw_server.goals import GoalIn
from aw_server.keys import RESCUETIME
from tests.aw_server.compat.rescuetime.asking import NOW, Asker, asker, class_of
from tests.aw_server.fakes import SECOND, FakeClock, file_api

DAY = {"restrict_begin": "2026-04-14", "restrict_end": "2026-04-14"}


@pytest.fixture
def ask() -> Iterator[Asker]:
    with asker() as made:
        yield made


def clock_of(ask: Asker) -> FakeClock:
    assert isinstance(ask.api.clock, FakeClock)
    return ask.api.clock


# -- daily summary ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "no time"), (41, "41s"), (60, "1m"), (2610, "43m 30s"), (3600, "1h"), (10_859, "3h"), (43_959, "12h 12m")],
)
def test_lengths_of_time(seconds: int, text: str) -> None:
    assert duration(seconds) == text


def test_a_day_in_numbers() -> None:
    made = summary(date(2014, 10, 14), {2: 1000, 0: 400, -2: 400}, {"Business": 1000, "News & Opinion": 800})
    assert (made["date"], made["id"]) == ("2014-10-14", 1413270000)
    assert made["productivity_pulse"] == 66
    assert (made["very_productive_percentage"], made["neutral_percentage"]) == (55.6, 22.2)
    assert (made["all_productive_hours"], made["all_distracting_hours"]) == (0.28, 0.11)
    assert (made["news_duration_formatted"], made["shopping_duration_formatted"]) == ("13m 20s", "no time")
    assert (made["total_hours"], made["total_duration_formatted"]) == (0.5, "30m")
    assert len(made) == 3 + 2 + 3 * 18


def test_the_summary_of_a_day_is_frozen_when_it_is_over(ask: Asker) -> None:
    ask.api.settings.set("classes", [class_of("vim", "Business", "Editing", 2, 0)])
    ask.record("2026-04-14T09:00:00", 3600, "vim")
    ask.record("2026-04-15T09:00:00", 600, "vim")
    ask.record("2026-03-31T09:00:00", 600, "vim")
    first = ask.feed("/daily_summary_feed")
    assert [(day["date"], day["business_hours"], day["productivity_pulse"]) for day in first] == [
        ("2026-04-14", 1.0, 100)
    ]
    ask.api.settings.set("classes", [class_of("vim", "Shopping", "Editing", -2, 0)])
    ask.record("2026-04-12T09:00:00", 60, "vim")
    again = ask.feed("/daily_summary_feed")
    assert again[0] == first[0]
    # A day that had nothing yet is not frozen.
    assert [(day["date"], day["productivity_pulse"]) for day in again] == [("2026-04-14", 100), ("2026-04-12", 0)]
    clock_of(ask).pass_time(13 * 86_400)
    assert [day["date"] for day in ask.feed("/daily_summary_feed")] == ["2026-04-15", "2026-04-14"]
    # What nobody can see any more is not kept.
    assert sorted(ask.api.db.records.all("rescuetime.days")) == ["2026-04-14", "2026-04-15"]


def test_the_summary_agrees_with_the_tables(ask: Asker) -> None:
    ask.api.settings.set("classes", [class_of("vim", "Business", "Editing", 2, 0)])
    for minute, app in enumerate(("vim", "chess", "vim", "word")):
        ask.record(f"2026-04-14T09:{minute:02}:00", 20.5 + minute / 3, app)
    [day] = ask.feed("/daily_summary_feed")
    levels = {row[3]: row[1] for row in ask.rows(restrict_kind="productivity", **DAY)}
    assert day["very_productive_duration_formatted"] == duration(levels[2])
    assert day["neutral_duration_formatted"] == duration(levels[0])
    assert day["total_duration_formatted"] == duration(sum(levels.values()))


# -- alerts -------------------------------------------------------------------------------------------------------


def test_alerts_are_goals(ask: Asker) -> None:
    ask.api.settings.set("classes", [class_of("vim", "Business", "Editing", 2, 0)])
    first = ask.api.goals.create(GoalIn(seconds=5400, counts="everything", categories=["business"]))
    clock_of(ask).pass_time(1)
    wanted = GoalIn(seconds=60, counts="everything", custom_title="Too much chess", editors=["Chess"], is_inverse=True)
    second = ask.api.goals.create(wanted)
    clock_of(ask).pass_time(1)
    ask.api.goals.create(GoalIn(seconds=60, counts="everything", is_enabled=False))
    ask.record("2026-04-13T09:00:00", 5399, "vim")
    ask.record("2026-04-14T09:00:00", 5000, "vim")
    ask.record("2026-04-14T11:00:00", 1000, "vim")
    ask.record("2026-04-14T12:00:30", 90, "chess")
    listed = ask.feed("/alerts_feed", op="list")
    assert [(row["description"], row["amount"]) for row in listed] == [
        ("Too much chess", 0.02),
        ("At least 1.5 hours of business a day", 1.5),
    ]
    status = ask.feed("/alerts_feed")
    assert [(row["created_at"], row["description"]) for row in status] == [
        ("2026-04-14T12:01:30+00:00", "Too much chess"),
        ("2026-04-14T11:06:40+00:00", "At least 1.5 hours of business a day"),
    ]
    assert {row["alert_id"] for row in status} == {row["id"] for row in listed}
    assert len({first.id, second.id, *(row["id"] for row in status)}) == 4
    only = ask.feed("/alerts_feed", op="status", alert_id=str(listed[0]["id"]))
    assert [row["description"] for row in only] == ["Too much chess"]


def test_a_week_is_one_stretch(ask: Asker) -> None:
    ask.api.goals.create(GoalIn(seconds=7200, delta="week", counts="everything"))
    for day in (5, 6, 7, 8, 9):
        ask.record(f"2026-04-{day:02}T09:00:00", 3600, "vim")
    # Sunday belongs to the week before.
    assert [row["created_at"] for row in ask.feed("/alerts_feed")] == ["2026-04-07T10:00:00+00:00"]


@pytest.mark.parametrize("name", ["Software Development", "editing", "Software Development > Editing", "coding"])
def test_a_goal_is_the_same_on_the_page_and_as_an_alert_whatever_its_category_is_called(ask: Asker, name: str) -> None:
    ask.api.settings.set("classes", [class_of("vim", "Software Development", "Editing", 2, 0)])
    ask.api.goals.create(GoalIn(seconds=600, counts="everything", categories=[name]))
    ask.record("2026-04-14T09:00:00", 599, "vim")
    ask.record("2026-04-14T10:00:00", 600, "chess")
    clock_of(ask).pass_time(1)
    # Coding is what editor plug-ins send; none has sent anything.
    ask.api.goals.create(GoalIn(seconds=1, counts="coding"))

    def met() -> list[bool]:
        return [goal["periods"][-2]["status"] == "success" for goal in ask.api.get_goal_progress()["goals"]]

    assert (met(), ask.feed("/alerts_feed")) == ([False, False], [])
    ask.record("2026-04-14T11:00:00", 1, "vim")
    assert met() == [True, False]
    assert [row["created_at"] for row in ask.feed("/alerts_feed")] == ["2026-04-14T11:00:01+00:00"]
    offered = ask.api.get_goal_choices()["everything"]["categories"]
    assert offered == ["Software Development", "Software Development > Editing"]


@pytest.mark.parametrize("query", [{"op": "sing"}, {"alert_id": "x"}])
def test_alerts_that_nobody_can_ask_for(ask: Asker, query: dict[str, str]) -> None:
    answer = ask.response("/alerts_feed", query_string={"key": ask.key, **query})
    assert json.loads(answer.get_data())["error"] == "# query error"


# -- highlights ---------------------------------------------------------------------------------------------------


def test_highlights(ask: Asker) -> None:
    assert ask.feed("/highlights_feed") == []
    assert ask.post("/highlights_post", highlight_date="2026-04-13", description="Wrote it").status_code == 200
    clock_of(ask).pass_time(5)
    moment = str(NOW // SECOND)
    answer = ask.post("/highlights_post", highlight_date=moment, description=" Sent it — ä ", source="mail")
    assert answer.status_code == 200
    assert [{k: row[k] for k in row if k != "id"} for row in ask.feed("/highlights_feed")] == [
        {
            "date": "2026-04-15",
            "description": "Sent it — ä",
            "source": "mail",
            "created_at": "2026-04-15T12:00:05+00:00",
        },
        {"date": "2026-04-13", "description": "Wrote it", "source": "", "created_at": "2026-04-15T12:00:00+00:00"},
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"description": "x"},
        {"highlight_date": "tomorrow", "description": "x"},
        {"highlight_date": "0001-01-01", "description": "x"},
        {"highlight_date": "2026-04-13"},
        {"highlight_date": "2026-04-13", "description": "x" * 256},
        {"highlight_date": "2026-04-13", "description": "x", "source": "x" * 256},
    ],
)
def test_highlights_that_cannot_be(ask: Asker, values: dict[str, str]) -> None:
    assert ask.post("/highlights_post", **values).status_code == 400
    assert ask.feed("/highlights_feed") == []


def test_while_paused_nothing_is_noted(ask: Asker) -> None:
    ask.api.pause.start(None)
    answer = ask.post("/highlights_post", highlight_date="2026-04-13", description="x")
    assert answer.status_code == 400 and b"paused" in answer.get_data()


# -- focus sessions -----------------------------------------------------------------------------------------------


def test_a_focus_session_is_told_and_ends_by_itself(ask: Asker) -> None:
    assert ask.post("/start_focustime", duration="25").status_code == 200
    [notice] = ask.api.notices.all()
    assert (notice["kind"], notice["title"]) == ("focus", "Focus session until 12:25")
    assert ask.post("/start_focustime", duration="25").status_code == 400
    assert ask.feed("/focustime_ended_feed") == []
    clock_of(ask).pass_time(25 * 60)
    assert ask.api.notices.all() == []
    assert ask.feed("/focustime_started_feed") == [
        {"id": NOW // SECOND, "duration": 25, "created_at": "2026-04-15T12:00:00+00:00"}
    ]
    assert ask.feed("/focustime_ended_feed") == [
        {"id": NOW // SECOND + 1500, "created_at": "2026-04-15T12:25:00+00:00"}
    ]
    assert ask.post("/end_focustime").status_code == 400


def test_a_focus_session_for_the_rest_of_the_day_ended_by_hand(ask: Asker) -> None:
    answer = ask.post("/start_focustime", duration=-1, as_json=True)
    assert json.loads(answer.get_data())["ends_at"] == "2026-04-16T00:00:00+00:00"
    clock_of(ask).pass_time(600)
    assert ask.post("/end_focustime").status_code == 200
    assert [row["id"] for row in ask.feed("/focustime_ended_feed")] == [NOW // SECOND + 600]
    assert [row["duration"] for row in ask.feed("/focustime_started_feed")] == [-1]


@pytest.mark.parametrize("duration", ["", "0", "7", "-5", "x", "1445", "5.5"])
def test_focus_sessions_that_cannot_be(ask: Asker, duration: str) -> None:
    assert ask.post("/start_focustime", duration=duration).status_code == 400
    assert ask.api.focus.current() is None


def test_a_focus_session_survives_a_restart_and_ends_while_no_server_runs(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    with file_api(tmp_path / "db", clock) as api:
        api.focus.start(NOW + 600 * SECOND, 10)
    clock.pass_time(60)
    with file_api(tmp_path / "db", clock) as api:
        assert api.focus.current() is not None
        assert [notice["kind"] for notice in api.notices.all()] == ["focus"]
    clock.pass_time(3600, timers=False)
    with file_api(tmp_path / "db", clock) as api:
        assert api.focus.current() is None
        assert [(one.start, one.end, one.minutes) for one in api.focus.all()] == [(NOW, NOW + 600 * SECOND, 10)]
        assert api.notices.all() == []


# -- offline time -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_json", [True, False])
def test_offline_time_counts_once_and_is_told_apart(ask: Asker, as_json: bool) -> None:
    ask.api.create_bucket("aw-watcher-afk_box", "afkstatus", "tests", "box")
    ask.record("2026-04-14T09:00:00", 3600, "vim")
    ask.record("2026-04-14T09:00:00", 1800, "", bucket="aw-watcher-afk_box", status="not-afk")
    meeting = {"start_time": "2026-04-14 09:30:00", "activity_name": "Meeting", "activity_details": "With Ada"}
    assert ask.post("/offline_time_post", as_json=as_json, duration=60, **meeting).status_code == 200
    # Sent again by somebody who got no answer.
    assert ask.post("/offline_time_post", as_json=as_json, duration=60, **meeting).status_code == 200
    assert [(row[3], row[1]) for row in ask.rows(**DAY)] == [("Meeting", 3600), ("vim", 1800)]
    assert [(row[3], row[1]) for row in ask.rows(restrict_source_type="offline", **DAY)] == [("Meeting", 3600)]
    assert [(row[3], row[1]) for row in ask.rows(restrict_source_type="computers", **DAY)] == [("vim", 1800)]
    assert ask.rows(restrict_source_type="mobile", **DAY) == []
    documents = ask.rows(restrict_kind="document", **DAY)
    assert [row[3:5] for row in documents] == [["Meeting", "With Ada"], ["vim", "No Details"]]
    [event] = ask.api.get_events("aw-manual_offline")
    assert event.data["manual"] is True


def test_offline_time_beside_recorded_time_counts_once(ask: Asker) -> None:
    ask.record("2026-04-14T09:00:00", 3600, "vim")
    end = str(NOW // SECOND - 86_400 - 2 * 3600)  # 10:00 of the day before
    begin = str(NOW // SECOND - 86_400 - 2 * 3600 - 1800)
    ask.post("/offline_time_post", start_time=begin, end_time=end, activity_name="Phone")
    assert sum(row[1] for row in ask.rows(**DAY)) == 3600


@pytest.mark.parametrize(
    "changed",
    [
        {"activity_name": ""},
        {"activity_name": "x" * 256},
        {"activity_details": "x" * 256},
        {"start_time": "noon"},
        {"start_time": "2026-04-15 11:30:00"},  # ends in the future
        {"duration": ""},
        {"duration": "0"},
        {"duration": "241"},
        {"end_time": "2026-04-14 08:59:59"},
        {"end_time": "2026-04-14 13:00:01"},
    ],
)
def test_offline_time_that_cannot_be(ask: Asker, changed: dict[str, str]) -> None:
    values = {"start_time": "2026-04-14 09:00:00", "duration": "60", "activity_name": "Phone", **changed}
    answer = ask.post("/offline_time_post", **values)
    assert answer.status_code == 400
    assert set(json.loads(answer.get_data())) == {"error", "messages"}
    assert "aw-manual_offline" not in ask.api.get_buckets()


def test_four_hours_up_to_now_can_be_entered(ask: Asker) -> None:
    values = {"start_time": "2026-04-15 08:00:00", "duration": "240", "activity_name": "Walk"}
    assert ask.post("/offline_time_post", **values).status_code == 200


# -- who may what -------------------------------------------------------------------------------------------------

POSTS: list[tuple[str, dict[str, Any]]] = [
    ("/highlights_post", {"highlight_date": "2026-04-13", "description": "x"}),
    ("/offline_time_post", {"start_time": "2026-04-14 09:00:00", "duration": "60", "activity_name": "Phone"}),
    ("/start_focustime", {"duration": "25"}),
    ("/end_focustime", {}),
]


@pytest.mark.parametrize(("path", "values"), POSTS)
def test_a_key_without_the_scope_cannot_post(ask: Asker, path: str, values: dict[str, Any]) -> None:
    before = ask.api.get_buckets()
    assert ask.post(path, key=ask.key, **values).status_code == 403
    assert json.loads(ask.post(path, key="0" * 40, **values).get_data())["error"] == "# key not found"
    embed = ask.api.keys.create("page", kind="embed").secret
    assert json.loads(ask.post(path, key=embed, **values).get_data())["error"] == "# key not found"
    # Nor can anything be posted by following a link.
    assert ask.response(path, query_string={"key": ask.write_key, **values}).status_code == 404
    assert ask.api.get_buckets() == before and ask.api.focus.current() is None


def test_a_revoked_key_stops_at_once(ask: Asker) -> None:
    key, secret = ask.api.keys.create("short", kind=RESCUETIME, scopes=["write"])
    assert ask.post("/start_focustime", key=secret, duration="5").status_code == 200
    ask.api.keys.revoke(key.id)
    assert json.loads(ask.post("/end_focustime", key=secret).get_data())["error"] == "# key not found"
    assert ask.api.focus.current() is not None


def test_a_coarse_key_sees_one_kind_of_table_and_nothing_else(ask: Asker) -> None:
    ask.record("2026-04-14T09:00:00", 60, "vim")
    coarse = ask.api.keys.create("coarse", kind=RESCUETIME, scopes=["overview_data"]).secret

    def status(path: str, **query: str) -> int:
        return ask.response(path, query_string={"key": coarse, **DAY, **query}).status_code

    assert status("/data", restrict_kind="overview") == 200
    assert status("/overview_data") == status("/overview_data", restrict_kind="activity") == 200
    assert status("/data") == status("/data", restrict_kind="category") == 403
    assert status("/data", restrict_kind="overview", restrict_thing="Uncategorized") == 403
    assert status("/category_data") == status("/daily_summary_feed") == status("/highlights_feed") == 403


def test_addresses_of_one_kind_of_table(ask: Asker) -> None:
    ask.record("2026-04-14T09:00:00", 60, "vim")
    for path, header in (("/category_data", "Category"), ("/productivity_data", "Productivity")):
        answer = ask.response(path, query_string={"key": ask.key, "restrict_kind": "activity", **DAY})
        assert json.loads(answer.get_data())["row_headers"][3:] == [header]
