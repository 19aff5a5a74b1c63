"""Goals: made through our own API, judged by rules worked out by hand, shown in this guest's shapes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aw_core.models import Event
from aw_server.compat.wakatime.goals import (
    Stretch,
    average_status,
    cumulative_status,
    judged,
    reason,
    title,
    wanted_seconds,
)
from aw_server.compat.wakatime.ranges import Days
from aw_server.goals import Goal
from tests.aw_server.compat.wakatime.asking import ME, Asking, asking, beat

NOON = datetime(2022, 11, 1, 12, tzinfo=ZoneInfo("UTC")).timestamp()  # a Tuesday
MONDAY, FRIDAY = date(2022, 10, 24), date(2022, 10, 28)


def goal(**fields: Any) -> Goal:
    return Goal(**({"seconds": 3600, "id": "g", "created_at": "2022-01-01T00:00:00+00:00"} | fields))


def stretch(seconds: float, day: date = MONDAY, *, open: bool = False, wanted: int = 3600) -> Stretch:
    return Stretch(Days(day, day), round(seconds * 1e6), wanted, open)


# -- judging ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "seconds", "day", "open", "status"),
    [
        ({}, 3600, MONDAY, False, "success"),
        ({}, 3599.9, MONDAY, False, "fail"),
        ({}, 3599, MONDAY, True, "pending"),
        ({}, 3600, MONDAY, True, "success"),
        ({"is_inverse": True}, 3600, MONDAY, False, "success"),
        ({"is_inverse": True}, 3601, MONDAY, False, "fail"),
        ({"is_inverse": True}, 3601, MONDAY, True, "fail"),
        ({"is_inverse": True}, 10, MONDAY, True, "pending"),
        ({"ignore_days": ["friday"]}, 10, FRIDAY, False, "ignored"),
        ({"ignore_days": ["friday"]}, 10, MONDAY, False, "fail"),
        ({"ignore_days": ["friday"]}, 4000, FRIDAY, False, "success"),
        ({"ignore_days": ["friday"]}, 10, FRIDAY, True, "pending"),
        ({"ignore_zero_days": True}, 0, MONDAY, False, "ignored"),
        ({"ignore_zero_days": True}, 1, MONDAY, False, "fail"),
        ({"ignore_zero_days": True, "is_inverse": True}, 0, MONDAY, False, "ignored"),
        ({"is_inverse": True, "ignore_days": ["monday"]}, 9000, MONDAY, False, "ignored"),
        ({"delta": "week", "ignore_days": ["monday"]}, 10, MONDAY, False, "fail"),
    ],
)
def test_one_stretch(fields: dict[str, Any], seconds: float, day: date, open: bool, status: str) -> None:
    assert judged(goal(**fields), stretch(seconds, day, open=open)).status == status


def test_all_together() -> None:
    assert average_status(["fail", "success", "pending"]) == "success"
    assert average_status(["fail", "fail", "success", "ignored"]) == "fail"
    assert average_status([]) == "success"
    days = [judged(goal(), stretch(seconds)) for seconds in (7200, 0, 3600)]
    assert cumulative_status(goal(), days) == "success"
    assert cumulative_status(goal(is_inverse=True), days) == "success"
    assert cumulative_status(goal(), [*days, judged(goal(), stretch(3599))]) == "fail"
    nothing = goal(ignore_zero_days=True)
    assert cumulative_status(nothing, [judged(nothing, stretch(0))]) == "ignored"


def test_a_goal_that_grows() -> None:
    growing = goal(seconds=1000, improve_by_percent=10)
    assert [wanted_seconds(growing, number) for number in range(7)] == [1000, 1100, 1210, 1331, 1464, 1610, 1771]
    assert wanted_seconds(goal(seconds=1000, improve_by_percent=-50), 2) == 250


def test_words() -> None:
    assert title(goal(ignore_days=["friday"])) == "Code 1 hr per day except friday"
    assert (
        title(goal(delta="week", is_inverse=True, languages=["Go", "C"])) == "Code less than 1 hr per week in Go and C"
    )
    assert reason(goal(), stretch(4740)) == (
        "coded 1 hr 19 mins which is 19 mins more than your daily goal",
        "1h 19m (19m more than goal)",
    )
    assert reason(goal(), stretch(1200))[0] == "coded 20 mins which is 40 mins less than your daily goal"
    assert reason(goal(), stretch(0)) == ("no coding activity", "no coding activity")


# -- over the wire ------------------------------------------------------------------------------------------------


@pytest.fixture
def client() -> Iterator[Asking]:
    with asking(NOON) as found:
        found.choose(timezone="UTC")
        yield found


def make(client: Asking, **fields: Any) -> str:
    reply = client.http.post("/api/0/goals", json=fields)
    assert reply.status_code == 200, reply.text
    return str(reply.get_json()["id"])


def worked(client: Asking, month: int, day: int, seconds: int, **changes: Any) -> None:
    start = datetime(2022, month, day, 9, tzinfo=ZoneInfo("UTC")).timestamp()
    client.send([beat(start + at, **changes) for at in sorted({*range(0, seconds, 600), seconds})])


def test_a_goal_of_days(client: Asking) -> None:
    worked(client, 10, 26, 4740)
    worked(client, 10, 27, 1200, language="Go")
    worked(client, 11, 1, 600)
    made = make(client, seconds=3600, languages=["python"], ignore_days=["monday"])
    answer = client.get(f"goals/{made}")
    data = answer["data"]
    assert answer["cached_at"] == "2022-11-01T12:00:00Z"
    assert data["range_text"] == "from 2022-10-26 until 2022-11-01"
    assert [day["range_status"] for day in data["chart_data"]] == [
        "success",
        "fail",
        "fail",
        "fail",
        "fail",
        "ignored",
        "pending",
    ]
    first = data["chart_data"][0]
    assert first["range"] == {
        "date": "2022-10-26",
        "start": "2022-10-26T00:00:00Z",
        "end": "2022-10-26T23:59:59Z",
        "text": "Wed Oct 26",
        "timezone": "UTC",
    }
    assert (first["actual_seconds"], first["actual_seconds_text"]) == (4740, "1 hr 19 mins")
    assert (data["status"], data["average_status"], data["cumulative_status"]) == ("pending", "fail", "fail")
    assert (data["title"], data["languages"]) == ("Code 1 hr per day in python except monday", ["python"])
    # What the plug-ins' command line prints.
    assert data["chart_data"][-1]["actual_seconds_text"] == "10 mins"
    everything = client.get("goals")
    assert (everything["total"], everything["data"][0]) == (1, data)
    assert client.ask("GET", f"{ME}/goals/none").status_code == 404


def test_a_goal_of_weeks(client: Asking) -> None:
    worked(client, 10, 30, 1800)  # the Sunday before this week
    worked(client, 10, 31, 1200)
    worked(client, 11, 1, 1200)
    made = make(client, seconds=2400, delta="week")
    weeks = client.get(f"goals/{made}")["data"]["chart_data"]
    assert len(weeks) == 7
    assert [week["actual_seconds"] for week in weeks[-2:]] == [1800, 2400]
    assert [week["range_status"] for week in weeks[-2:]] == ["fail", "success"]
    assert weeks[-1]["range"]["start"] == "2022-10-31T00:00:00Z"
    assert weeks[-1]["range"]["end"] == "2022-11-06T23:59:59Z"
    assert "date" not in weeks[-1]["range"]


def test_what_counts_for_a_goal(client: Asking) -> None:
    worked(client, 11, 1, 600)
    worked(client, 11, 1, 600, project="beta", language="Go", entity="/p/beta/x.go")
    for fields, seconds in (
        ({}, 600),
        ({"projects": ["ALPHA"]}, 0),
        ({"projects": ["beta", "alpha"]}, 600),
        ({"projects": ["beta"], "languages": ["Python"]}, 0),
        ({"editors": ["vs code"], "categories": ["coding"]}, 600),
        ({"categories": ["debugging"]}, 0),
    ):
        made = make(client, seconds=3600, **fields)
        actual = client.get(f"goals/{made}")["data"]["chart_data"][-1]["actual_seconds"]
        assert actual == seconds, fields


def test_made_changed_deleted(client: Asking) -> None:
    made = make(client, seconds=60, custom_title="A minute", is_snoozed=True, subscribers=[{"username": "ada"}])
    data = client.get(f"goals/{made}")["data"]
    assert (data["title"], data["is_snoozed"], data["modified_at"]) == ("A minute", True, None)
    assert (data["subscribers"][0]["username"], data["subscribers"][0]["email"]) == ("ada", None)
    changed = client.http.patch(f"/api/0/goals/{made}", json={"seconds": 120, "custom_title": None})
    assert changed.get_json()["seconds"] == 120
    data = client.get(f"goals/{made}")["data"]
    assert (data["title"], data["modified_at"]) == ("Code 2 mins per day", "2022-11-01T12:00:00Z")
    assert client.http.delete(f"/api/0/goals/{made}").status_code == 200
    assert client.get("goals") == {"data": [], "total": 0, "total_pages": 1}


def test_progress_for_the_page_is_what_clients_are_told(client: Asking) -> None:
    worked(client, 10, 27, 4000)
    worked(client, 11, 1, 600)
    daily, weekly = make(client, seconds=3600), make(client, seconds=9000, delta="week", is_inverse=True)
    told = client.http.get("/api/0/goals/progress").get_json()
    assert (told["today"], told["timezone"]) == ("2022-11-01", "UTC")
    by_id = {goal["id"]: goal for goal in told["goals"]}
    assert by_id.keys() == {daily, weekly}
    for goal in told["goals"]:
        shown = client.get(f"goals/{goal['id']}")["data"]
        for key in ("status", "average_status", "cumulative_status"):
            assert goal[key] == shown[key]
        assert [(p["seconds"], p["goal_seconds"], p["status"]) for p in goal["periods"]] == [
            (p["actual_seconds"], p["goal_seconds"], p["range_status"]) for p in shown["chart_data"]
        ]
    assert by_id[daily]["periods"][1]["seconds"] == 4000
    week = by_id[weekly]["periods"][-1]
    assert (week["first"], week["last"], week["open"]) == ("2022-10-31", "2022-11-06", True)


def test_what_was_over_before_anything_was_recorded_is_told_apart(client: Asking) -> None:
    """Days and weeks; what clients of this guest are told stays as they know it."""
    daily, weekly = make(client, seconds=3600), make(client, seconds=9000, delta="week", is_inverse=True)

    def recorded() -> dict[str, list[bool]]:
        told = client.http.get("/api/0/goals/progress").get_json()["goals"]
        return {goal["id"]: [period["recorded"] for period in goal["periods"]] for goal in told}

    # What is under way is not over.
    assert recorded() == {daily: [False] * 6 + [True], weekly: [False] * 6 + [True]}
    worked(client, 10, 29, 600)
    assert recorded() == {daily: [False] * 3 + [True] * 4, weekly: [False] * 5 + [True] * 2}
    statuses = [bar["range_status"] for bar in client.get(f"goals/{daily}")["data"]["chart_data"]]
    assert statuses == ["fail"] * 6 + ["pending"]


def test_a_goal_of_coding_begins_with_the_first_coding(client: Asking) -> None:
    """Windows that were recorded long before the plug-in say nothing about it; of everything they do."""
    client.api.create_bucket("aw-watcher-window_box", "currentwindow", "aw-watcher-window", "box")
    seen = Event(None, datetime(2022, 10, 27, 10, tzinfo=UTC), 1200, {"app": "thunderbird", "title": "Inbox"})
    client.api.create_events("aw-watcher-window_box", [seen])
    worked(client, 10, 30, 600)
    coding, everything = make(client, seconds=60), make(client, seconds=60, counts="everything")
    told = client.http.get("/api/0/goals/progress").get_json()["goals"]
    recorded = {goal["id"]: [period["recorded"] for period in goal["periods"]] for goal in told}
    assert recorded == {coding: [False] * 4 + [True] * 3, everything: [False] + [True] * 6}


def test_progress_sees_meetings_that_come_and_go(client: Asking) -> None:
    """Also when the guest has answered before: both keep what they computed in one place."""
    worked(client, 11, 1, 600)
    made = make(client, seconds=3600)

    def seconds() -> tuple[float, float]:
        told = client.http.get("/api/0/goals/progress").get_json()["goals"][0]["periods"][-1]["seconds"]
        return told, client.get(f"goals/{made}")["data"]["chart_data"][-1]["actual_seconds"]

    assert seconds() == (600, 600)
    body = {"external_id": "m", "entity": "Talk", "type": "app", "start_time": NOON - 600, "end_time": NOON - 300}
    meeting = client.ask("POST", f"{ME}/external_durations", json=body).get_json()["data"]["id"]
    assert seconds() == (900, 900)
    gone = client.ask("DELETE", f"{ME}/external_durations.bulk", json={"date": "2022-11-01", "ids": [meeting]})
    assert gone.status_code == 200
    assert seconds() == (600, 600)


def test_a_goal_of_everything_counts_what_other_watchers_saw(client: Asking) -> None:
    worked(client, 11, 1, 600)
    client.api.create_bucket("aw-watcher-window_box", "currentwindow", "aw-watcher-window", "box")
    seen = Event(None, datetime(2022, 11, 1, 10, tzinfo=UTC), 1200, {"app": "thunderbird", "title": "Inbox"})
    client.api.create_events("aw-watcher-window_box", [seen])
    coding, everything = make(client, seconds=60), make(client, seconds=60, counts="everything")
    mail = client.http.get("/api/0/goals/choices").get_json()
    assert mail["coding"]["categories"] == ["Coding"]
    # As the pages name them, with those above; what plug-ins sent as they do.
    upper, lower = "Communication & Scheduling", "Communication & Scheduling > Email"
    assert mail["everything"]["categories"] == [upper, lower, "Coding"]
    names = [upper, lower.upper(), "Email", "communicating"]
    mails = [make(client, seconds=60, counts="everything", categories=[name]) for name in names]
    developing = make(client, seconds=60, counts="everything", categories=["Software Development"])
    told = client.http.get("/api/0/goals/progress").get_json()["goals"]
    by_id = {goal["id"]: goal["periods"][-1]["seconds"] for goal in told}
    assert (by_id[coding], by_id[everything], by_id[developing]) == (600, 1800, 600)
    assert [by_id[one] for one in mails] == [1200] * len(mails)
    assert client.get(f"goals/{mails[0]}")["data"]["chart_data"][-1]["actual_seconds"] == 1200


def test_what_goals_can_name(client: Asking) -> None:
    worked(client, 11, 1, 600)
    worked(client, 10, 30, 1200, project="beta", language="Go", entity="/p/beta/x.go")
    worked(client, 10, 29, 60, project=None, language=None, entity="/p/x.none")
    named = client.http.get("/api/0/goals/choices").get_json()["coding"]
    assert named == {
        "languages": ["Go", "Python"],
        "editors": ["VS Code"],
        "projects": ["beta", "alpha"],
        "categories": ["Coding"],
    }
