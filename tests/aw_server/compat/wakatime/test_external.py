"""External durations: stored once, within their limits, counted only where no editor was used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from aw_core.privacy import parse_rules
from tests.aw_server.compat.wakatime.asking import ME, Asking, asking, beat

NOW = 1_709_560_800.0  # 2024-03-04 14:00 UTC
PATH = f"{ME}/external_durations"


@pytest.fixture
def client() -> Iterator[Asking]:
    with asking(NOW - 10 * 86_400) as found:
        found.choose(timezone="UTC")
        found.get("")  # the owner is met ten days before
        found.clock.pass_time(10 * 86_400)
        yield found


def meeting(start: float, end: float, **changes: Any) -> dict[str, Any]:
    shape = {"external_id": "m1", "entity": "Weekly", "type": "app", "start_time": NOW + start, "end_time": NOW + end}
    return {key: value for key, value in (shape | changes).items() if value is not None}


def total(client: Asking) -> float:
    return float(client.get("status_bar/today")["data"]["grand_total"]["total_seconds"])


def test_meetings_count_where_no_editor_was_used(client: Asking) -> None:
    client.send([beat(NOW - 3600), beat(NOW - 3000)])
    reply = client.ask("POST", PATH, json=meeting(-3300, -1500, project="alpha", category="meeting"))
    assert reply.status_code == 201
    made = reply.get_json()["data"]
    assert (made["provider"], made["category"], made["language"]) == ("api key", "meeting", None)
    assert client.get("external_durations", date="2024-03-04")["data"] == [made]
    # 600 s of editing, and of the meeting what came after: 1500 s.
    assert total(client) == 2100
    day = client.get("summaries", range="Today")["data"][0]
    assert {row["name"]: row["total_seconds"] for row in day["categories"]} == {"Meeting": 1500, "Coding": 600}
    # A second one in the same time adds only what it covers alone, and other calendars may know the same meeting.
    client.ask("POST", PATH, json=meeting(-2000, -1200, external_id="m2"))
    assert total(client) == 2400
    # Around both.
    client.ask("POST", PATH, json=meeting(-4000, -1000, external_id="m3"))
    assert total(client) == 3000
    client.send([beat(NOW - 3000 + 300), beat(NOW - 100), beat(NOW)])
    assert total(client) == 3100


def test_the_same_external_id_is_updated(client: Asking) -> None:
    first = client.ask("POST", PATH, json=meeting(-600, -300)).get_json()["data"]
    again = client.ask("POST", PATH, json=meeting(-600, -200, project="x")).get_json()["data"]
    assert (again["id"], again["project"]) == (first["id"], "x")
    assert total(client) == 400
    assert client.get("external_durations", date="today", project="x")["data"] == [again]
    assert client.get("external_durations", date="today", project="y")["data"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"external_id": None}, "external_id"),
        ({"entity": ""}, "entity"),
        ({"type": None}, "type"),
        ({"start_time": None}, "start_time"),
        ({"end_time": "later"}, "end_time"),
        ({"end_time": NOW - 7000}, "end_time"),
        ({"start_time": NOW - 400 * 86_400}, "start_time"),
        ({"start_time": NOW + 400 * 86_400, "end_time": NOW + 400 * 86_400}, "start_time"),
        ({"start_time": NOW - 12 * 86_400}, "start_time"),
        ({"meta": "x" * 2084}, "meta"),
    ],
)
def test_limits(client: Asking, changes: dict[str, Any], field: str) -> None:
    reply = client.ask("POST", PATH, json=meeting(-600, -300, **changes))
    assert (reply.status_code, list(reply.get_json()["errors"])) == (400, [field])
    assert client.get("external_durations", date="today")["data"] == []


def test_many_at_once(client: Asking) -> None:
    values = [meeting(-600, -300), 5, meeting(-600, -900, external_id="m2"), meeting(-200, -100, external_id="m3")]
    reply = client.ask("POST", f"{PATH}.bulk", json=values)
    assert (reply.status_code, [status for _, status in reply.get_json()["responses"]]) == (201, [201, 400, 400, 201])
    assert client.ask("POST", f"{PATH}.bulk", json=[{}] * 1001).status_code == 400
    assert total(client) == 400


def test_deleting_external_durations(client: Asking) -> None:
    ids = [
        client.ask("POST", PATH, json=meeting(at, at + 60, external_id=str(at))).get_json()["data"]["id"]
        for at in (-600, -300, -86_400)
    ]
    reply = client.ask("DELETE", f"{PATH}.bulk", json={"date": "2024-03-04", "ids": [ids[0], ids[2], "x"]})
    assert (reply.status_code, reply.get_json()) == (200, {"data": {}})
    assert [row["id"] for row in client.get("external_durations", date="today")["data"]] == [ids[1]]
    assert [row["id"] for row in client.get("external_durations", date="yesterday")["data"]] == [ids[2]]
    assert client.ask("DELETE", f"{PATH}.bulk", json={"ids": []}).status_code == 400


def test_only_meetings_and_no_editor(client: Asking) -> None:
    client.ask("POST", PATH, json=meeting(-7200, -3600, language="English"))
    assert total(client) == 3600
    listed = client.get("durations", date="today")["data"]
    assert [(row["time"], row["duration"]) for row in listed] == [(NOW - 7200, 3600)]


def test_privacy_rules_apply_to_them(client: Asking) -> None:
    rules = [
        {"field": "entity", "pattern": "(?i)doctor", "action": "drop"},
        {"field": "project", "pattern": "secret.*", "action": "redact", "replacement": "hidden"},
    ]
    client.api.set_setting("privacy_filters", rules)
    dropped = client.ask("POST", PATH, json=meeting(-600, -300, entity="Doctor Smith"))
    assert dropped.status_code == 201, "acknowledged like a heartbeat that is dropped"
    assert client.get("external_durations", date="2024-03-04")["data"] == []
    many = [meeting(-600, -300, external_id="m2", project="secret one"), meeting(-900, -700, entity="doctor")]
    assert client.ask("POST", f"{PATH}.bulk", json=many).status_code in (201, 202)
    [kept] = client.get("external_durations", date="2024-03-04")["data"]
    assert (kept["external_id"], kept["entity"]) == ("m2", "Weekly")
    assert kept["project"] == "hidden"


def test_a_purge_takes_them_out_of_memory_too(client: Asking) -> None:
    client.ask("POST", PATH, json=meeting(-600, -300, entity="Doctor Smith"))
    assert total(client) == 300
    client.api.history.purge(parse_rules([{"field": "entity", "pattern": "Doctor", "action": "drop"}]))
    assert client.get("external_durations", date="2024-03-04")["data"] == []
    assert total(client) == 0
