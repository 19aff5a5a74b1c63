"""Focus sessions over HTTP: begun, shown, ended; the same that RescueTime's programs know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

OFF = {"on": False, "since": None, "until": None}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_begun_shown_and_ended(http: FlaskClient) -> None:
    assert http.get("/api/0/focus").get_json() == OFF
    begun = http.post("/api/0/focus", json={"minutes": 25}).get_json()
    lasts = moment(begun["until"]) - moment(begun["since"])
    assert begun["on"] and timedelta(minutes=24) < lasts <= timedelta(minutes=25)
    assert http.get("/api/0/focus").get_json() == begun
    assert [notice["kind"] for notice in http.get("/api/0/info").get_json()["notices"]] == ["focus"]
    again = http.post("/api/0/focus", json={"minutes": 5})
    assert (again.status_code, again.get_json()["type"]) == (400, "FocusRunning")
    assert http.get("/api/0/focus").get_json() == begun
    assert http.delete("/api/0/focus").get_json() == OFF
    assert http.delete("/api/0/focus").get_json() == OFF
    assert http.get("/api/0/info").get_json()["notices"] == []


def test_for_the_rest_of_the_day(http: FlaskClient) -> None:
    begun = http.post("/api/0/focus", json={}).get_json()
    left = moment(begun["until"]) - datetime.now(UTC)
    # A day on which clocks go back has twenty-five hours.
    assert timedelta() < left <= timedelta(hours=25)


@pytest.mark.parametrize("body", [{"minutes": 0}, {"minutes": -1}, {"minutes": 1441}, {"minutes": "25"}, []])
def test_what_is_no_session(http: FlaskClient, body: Any) -> None:
    reply = http.post("/api/0/focus", json=body)
    assert reply.status_code == 400 and reply.get_json()["message"]
    assert http.get("/api/0/focus").get_json() == OFF
