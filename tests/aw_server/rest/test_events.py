"""Events over HTTP: in, out, by id, counted; and the JSON of real life."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

JSON = {"Content-Type": "application/json"}


def at(minute: int, second: int = 0) -> str:
    return f"2024-05-01T09:{minute:02}:{second:02}+00:00"


@pytest.fixture
def hour(http: FlaskClient, bucket: str) -> str:
    """A bucket with an event in each of five minutes, `n` counting, 30 s each."""
    events = [{"timestamp": at(n), "duration": 30, "data": {"n": n}} for n in range(5)]
    http.post(f"{bucket}/events", json=events)
    return bucket


def numbers(http: FlaskClient, path: str) -> list[int]:
    answer = http.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [event["data"]["n"] for event in answer.get_json()]


def test_one_in_one_out(http: FlaskClient, bucket: str) -> None:
    event = {"timestamp": "2024-05-01T11:00:00.123999+02:00", "duration": 1.5, "data": {"label": "x"}}
    stored = http.post(f"{bucket}/events", json=event).get_json()
    assert stored == {
        "id": stored["id"],
        "timestamp": "2024-05-01T09:00:00.123000+00:00",
        "duration": 1.5,
        "data": {"label": "x"},
    }
    assert http.get(f"{bucket}/events/{stored['id']}").get_json() == stored


def test_a_list_in_a_list_out(http: FlaskClient, bucket: str) -> None:
    stored = http.post(f"{bucket}/events", json=[{"timestamp": at(2)}, {"timestamp": at(1)}]).get_json()
    assert [event["timestamp"] for event in stored] == [at(2), at(1)]
    assert all(isinstance(event["id"], int) for event in stored)
    assert http.post(f"{bucket}/events", json=[]).get_json() == []


def test_an_id_of_this_bucket_replaces(http: FlaskClient, hour: str) -> None:
    [event] = http.get(f"{hour}/events?limit=1").get_json()
    changed = event | {"data": {"n": 99}}
    assert http.post(f"{hour}/events", json=[changed]).get_json() == [changed]
    assert numbers(http, f"{hour}/events") == [99, 3, 2, 1, 0]


def test_an_id_of_another_bucket_is_not_taken_away(http: FlaskClient, hour: str) -> None:
    http.post("/api/0/buckets/other", json={"client": "c", "type": "t", "hostname": "h"})
    [event] = http.get(f"{hour}/events?limit=1").get_json()
    http.post("/api/0/buckets/other/events", json=event | {"data": {"n": 99}})
    assert numbers(http, f"{hour}/events") == [4, 3, 2, 1, 0]
    assert numbers(http, "/api/0/buckets/other/events") == [99]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [4, 3, 2, 1, 0]),
        ("limit=-1", [4, 3, 2, 1, 0]),
        ("limit=-7", [4, 3, 2, 1, 0]),
        ("limit=0", []),
        ("limit=2", [4, 3]),
        ("limit=99999999999999999999999", [4, 3, 2, 1, 0]),
        ("start=2024-05-01T09:03:00Z", [4, 3]),
        ("start=2024-05-01T09:02:30Z", [4, 3, 2]),
        ("end=2024-05-01T09:01:00Z", [1, 0]),
        ("start=2024-05-01T09:01:00Z&end=2024-05-01T09:02:00Z&limit=1", [2]),
        ("start=2024-05-01T11:03:00%2B02:00", [4, 3]),
        ("start=2024-05-01T11:03:00+02:00", [4, 3]),
        ("start=2024-05-01T11:03:00 02:00", [4, 3]),
        ("start=2024", [4, 3, 2, 1, 0]),
        ("start=2025", []),
        ("start=2024-05-01T09:03:00&end=2024-05-01T09:01:00", []),
    ],
)
def test_selection(http: FlaskClient, hour: str, query: str, expected: list[int]) -> None:
    assert numbers(http, f"{hour}/events?{query}") == expected
    if "limit" not in query:
        assert http.get(f"{hour}/events/count?{query}").get_json() == len(expected)


def test_events_are_cut_to_the_period(http: FlaskClient, hour: str) -> None:
    path = f"{hour}/events?start=2024-05-01T09:01:10Z&end=2024-05-01T09:01:20Z"
    [event] = http.get(path).get_json()
    assert (event["timestamp"], event["duration"]) == (at(1, 10), 10)


def test_one_by_id(http: FlaskClient, hour: str) -> None:
    [event] = http.get(f"{hour}/events?limit=1").get_json()
    path = f"{hour}/events/{event['id']}"
    assert http.get(path).get_json() == event
    assert http.delete(path).get_json() == {"success": True}
    assert http.delete(path).get_json() == {"success": False}
    assert http.get(path).status_code == 404
    assert numbers(http, f"{hour}/events") == [3, 2, 1, 0]


def test_ids_beyond_any_row(http: FlaskClient, hour: str) -> None:
    path = f"{hour}/events/99999999999999999999999999"
    assert http.get(path).status_code == 404
    assert http.delete(path).get_json() == {"success": False}


def test_an_event_of_another_bucket_is_not_here(http: FlaskClient, hour: str) -> None:
    http.post("/api/0/buckets/other", json={"client": "c", "type": "t", "hostname": "h"})
    [event] = http.get(f"{hour}/events?limit=1").get_json()
    assert http.get(f"/api/0/buckets/other/events/{event['id']}").status_code == 404
    assert http.delete(f"/api/0/buckets/other/events/{event['id']}").get_json() == {"success": False}
    assert http.get(f"{hour}/events/{event['id']}").status_code == 200


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (r'"\ud800 title"', "\ufffd title"),
        (r'"\ud83d\ude00"', "😀"),
        ("12345678901234567890123", 12345678901234567890123),
        ("NaN", None),
        ("[Infinity, -Infinity, 1e400]", [None, None, None]),
        ("[1, 1.0, true, null]", [1, 1.0, True, None]),
        (r'{"k\udfff": {"deep": [""]}}', {"k\ufffd": {"deep": [""]}}),
        ('"<script>&"', "<script>&"),
    ],
)
@pytest.mark.parametrize("way", ["events", "heartbeat?pulsetime=1"])
def test_the_json_of_real_life(http: FlaskClient, bucket: str, way: str, sent: str, stored: Any) -> None:
    body = f'{{"timestamp": "{at(1)}", "data": {{"x": {sent}}}}}'
    answer = http.post(f"{bucket}/{way}", data=body, headers=JSON)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    for event in (answer.get_json(), *http.get(f"{bucket}/events").get_json()):
        assert event["data"] == {"x": stored}
        assert repr(event["data"]["x"]) == repr(stored)


def test_a_byte_order_of_spaces_does_not_matter(http: FlaskClient, bucket: str) -> None:
    body = '\r\n\t [{"timestamp": "2024-05-01T09:00:00Z"}]'
    assert len(http.post(f"{bucket}/events", data=body, headers=JSON).get_json()) == 1
