"""Settings over HTTP: every JSON value is one, false and null too."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("value", [False, None, 0, "", [], {}, True, "04:00", 1.5, {"a": [{"b": None}]}, 2**70])
def test_any_value(http: FlaskClient, value: Any) -> None:
    stored = http.post("/api/0/settings/key", data=json.dumps(value), content_type="application/json")
    assert (stored.status_code, stored.get_json()) == (200, value)
    assert repr(http.get("/api/0/settings/key").get_json()) == repr(value)
    assert http.get("/api/0/settings").get_json() == {"key": value}


def test_what_is_not_set_is_null(http: FlaskClient) -> None:
    answer = http.get("/api/0/settings/nothing")
    assert (answer.status_code, answer.get_json()) == (200, None)


def test_each_key_is_its_own(http: FlaskClient) -> None:
    for key in ("theme", "watchers.aw-watcher-afk", "ключ"):
        http.post(f"/api/0/settings/{key}", json=key)
    http.post("/api/0/settings/theme", json="dark")
    assert http.get("/api/0/settings/").get_json() == {
        "theme": "dark",
        "watchers.aw-watcher-afk": "watchers.aw-watcher-afk",
        "ключ": "ключ",
    }


def test_delete(http: FlaskClient) -> None:
    http.post("/api/0/settings/key", json=1)
    http.post("/api/0/settings/other", json=2)
    assert http.delete("/api/0/settings/key").status_code == 200
    assert http.get("/api/0/settings").get_json() == {"other": 2}


def test_pause_and_wishes_are_no_settings(http: FlaskClient) -> None:
    http.post("/api/0/pause", json={})
    assert http.get("/api/0/settings").get_json() == {}
