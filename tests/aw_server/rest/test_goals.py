"""Goals over HTTP: stored, changed, forgotten; what is no goal is refused with a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

FULL: dict[str, Any] = {
    "seconds": 3600,
    "delta": "week",
    "counts": "everything",
    "custom_title": "Write",
    "languages": ["Markdown"],
    "editors": ["Vim"],
    "projects": ["book"],
    "categories": ["Writing Docs"],
    "ignore_days": ["sunday"],
    "ignore_zero_days": True,
    "improve_by_percent": 2.5,
    "is_enabled": False,
    "is_inverse": True,
    "is_snoozed": True,
    "is_tweeting": True,
    "snooze_until": "2030-01-01T00:00:00Z",
    "subscribers": [{"username": "ada"}],
}


def test_every_field_is_kept(http: FlaskClient) -> None:
    made = http.post("/api/0/goals", json=FULL).get_json()
    assert {key: made[key] for key in FULL} == FULL
    assert http.get("/api/0/goals").get_json() == [made]
    assert http.get(f"/api/0/goals/{made['id']}").get_json() == made


def test_changing_leaves_the_rest(http: FlaskClient) -> None:
    made = http.post("/api/0/goals", json={"seconds": 60}).get_json()
    path = f"/api/0/goals/{made['id']}"
    changed = http.patch(path, json={"delta": "week"}).get_json()
    assert changed.pop("modified_at") is not None
    assert changed == {key: value for key, value in made.items() if key != "modified_at"} | {"delta": "week"}
    assert http.patch(path, json={}).status_code == 400
    assert http.patch(path, json={"seconds": 0}).status_code == 400
    assert http.patch("/api/0/goals/none", json={"seconds": 1}).status_code == 404
    assert http.delete(path).get_json() == {}
    assert http.delete(path).status_code == 404
    assert http.get(path).status_code == 404


def test_a_deleted_goal_comes_back_under_its_id(http: FlaskClient) -> None:
    made = http.post("/api/0/goals", json=FULL).get_json()
    path = f"/api/0/goals/{made['id']}"
    http.delete(path)
    back = http.put(path, json=FULL).get_json()
    assert back["id"] == made["id"]
    assert http.get("/api/0/goals").get_json() == [back]
    again = http.put(path, json={"seconds": 60}).get_json()
    assert (again["seconds"], again["custom_title"], again["created_at"]) == (60, None, back["created_at"])
    assert http.put(path, json={"seconds": 0}).status_code == 400
    assert http.put("/api/0/goals/mine", json={"seconds": 60}).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"seconds": 0},
        {"seconds": 1e9},
        {"seconds": "3600"},
        {"seconds": 60, "delta": "month"},
        {"seconds": 60, "counts": "sleep"},
        {"seconds": 60, "ignore_days": ["someday"]},
        {"seconds": 60, "languages": "Python"},
        {"seconds": 60, "languages": [""]},
        {"seconds": 60, "colour": "red"},
        [],
    ],
)
def test_what_is_no_goal(http: FlaskClient, body: Any) -> None:
    reply = http.post("/api/0/goals", json=body)
    assert reply.status_code == 400
    assert reply.get_json()["message"]
    assert http.get("/api/0/goals").get_json() == []
