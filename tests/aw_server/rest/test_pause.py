"""Pause over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

OFF = {"paused": False, "since": None, "until": None}
BEAT = {"timestamp": "2024-05-01T09:00:00Z", "data": {"url": "https://example.org"}}


def test_on_and_off(http: FlaskClient) -> None:
    assert http.get("/api/0/pause").get_json() == OFF
    on = http.post("/api/0/pause", json={"until": None}).get_json()
    assert (on["paused"], on["until"]) == (True, None)
    assert http.get("/api/0/pause").get_json() == on
    assert http.delete("/api/0/pause").get_json() == OFF


def test_for_some_seconds(http: FlaskClient) -> None:
    on = http.post("/api/0/pause", json={"seconds": 900}).get_json()
    length = datetime.fromisoformat(on["until"]) - datetime.fromisoformat(on["since"])
    assert abs(length - timedelta(seconds=900)) < timedelta(seconds=1)


def test_until_a_moment(http: FlaskClient) -> None:
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert http.post("/api/0/pause", json={"until": until}).get_json()["until"] == until


@pytest.mark.parametrize(
    "body",
    [
        {"until": "soon"},
        {"until": "2001-01-01"},
        {"until": 7},
        {"seconds": 0},
        {"seconds": -1},
        {"seconds": 1e300},
        {"seconds": "900"},
        {"seconds": 5, "until": "2999-01-01"},
        [],
    ],
)
def test_what_is_no_pause(http: FlaskClient, body: object) -> None:
    answer = http.post("/api/0/pause", json=body)
    assert answer.status_code == 400
    assert answer.get_json()["message"]
    assert http.get("/api/0/pause").get_json() == OFF
    assert http.get("/api/0/buckets/").get_json() == {}


def test_an_extension_gets_success_and_leaves_no_row(http: FlaskClient) -> None:
    bucket = "/api/0/buckets/aw-watcher-web-firefox"
    http.post("/api/0/pause", json={})
    new = {"client": "aw-watcher-web", "type": "web.tab.current", "hostname": "h"}
    assert http.post(bucket, json=new).status_code == 200
    answer = http.post(f"{bucket}/heartbeat?pulsetime=60", json=BEAT)
    assert (answer.status_code, answer.get_json()["id"]) == (200, None)
    assert answer.get_json()["data"] == BEAT["data"]
    assert http.get(f"{bucket}/events").get_json() == []
    assert b"example.org" not in http.get("/api/0/export").data
    http.delete("/api/0/pause")
    assert http.post(f"{bucket}/heartbeat?pulsetime=60", json=BEAT).get_json()["id"] is not None
