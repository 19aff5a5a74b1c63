"""Modules over HTTP."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

SNAPSHOT = {
    "supervisor": {"pid": 7, "version": "0.14.0"},
    "modules": [
        {
            "name": "aw-watcher-afk",
            "state": "running",
            "wanted": True,
            "location": "bundled",
            "pid": 8,
            "since": "2024-05-01T09:00:00+00:00",
            "reason": None,
            "restarts": 0,
        }
    ],
    "wishes_version": 0,
}


def test_report_and_look(http: FlaskClient) -> None:
    answer = http.post("/api/0/modules", json=SNAPSHOT)
    assert (answer.status_code, answer.get_json()) == (200, {})
    listing = http.get("/api/0/modules").get_json()
    assert listing["supervised"] is True
    assert listing["modules"] == SNAPSHOT["modules"]


def test_wish_and_poll(http: FlaskClient) -> None:
    http.post("/api/0/modules", json=SNAPSHOT)
    assert http.post("/api/0/modules/aw-watcher-afk", json={"wanted": False}).get_json() == {}
    assert http.post("/api/0/modules/aw-watcher-afk", json={"action": "restart"}).get_json() == {}
    answer = http.get("/api/0/modules/wishes?after=0&timeout=0").get_json()
    assert answer == {
        "version": 2,
        "wishes": {"aw-watcher-afk": False},
        "restarts": ["aw-watcher-afk"],
        "start_at_login": None,
        "pause": {"paused": False, "since": None, "until": None},
        "filtering": True,
        "receipts": {},
        "notices": [],
    }


def test_without_a_tray(http: FlaskClient) -> None:
    assert http.get("/api/0/modules").get_json()["supervised"] is False
    answer = http.post("/api/0/modules/aw-watcher-afk", json={"wanted": False})
    assert answer.status_code == 409
    assert "not supervised" in answer.get_json()["message"]


@pytest.mark.parametrize("body", [{}, {"wanted": "yes"}, {"action": "explode"}, {"wanted": True, "action": "restart"}])
def test_what_is_no_wish(http: FlaskClient, body: object) -> None:
    http.post("/api/0/modules", json=SNAPSHOT)
    assert http.post("/api/0/modules/aw-watcher-afk", json=body).status_code == 400
    assert http.get("/api/0/modules/wishes?after=-1&timeout=0").get_json()["version"] == 0


def test_an_unknown_module(http: FlaskClient) -> None:
    http.post("/api/0/modules", json=SNAPSHOT)
    assert http.post("/api/0/modules/nobody", json={"wanted": True}).status_code == 404


@pytest.mark.parametrize("body", [{}, [], {"supervisor": {"pid": "x"}, "modules": []}, SNAPSHOT | {"modules": [{}]}])
def test_what_is_no_snapshot(http: FlaskClient, body: object) -> None:
    assert http.post("/api/0/modules", json=body).status_code == 400
    assert http.get("/api/0/modules").get_json()["supervised"] is False


@pytest.mark.parametrize("query", ["after=x", "after=", "timeout=x", "timeout=nan"])
def test_what_is_no_poll(http: FlaskClient, query: str) -> None:
    assert http.get(f"/api/0/modules/wishes?{query}").status_code == 400
