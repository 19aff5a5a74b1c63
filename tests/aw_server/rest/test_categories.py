"""The category rules in effect."""

from __future__ import annotations

from flask.testing import FlaskClient

from aw_core.categories import default_classes


def test_the_catalogue_until_somebody_stores_rules(http: FlaskClient) -> None:
    answer = http.get("/api/0/categories").json
    assert answer == {"default": True, "classes": default_classes()}

    own = {"id": 1, "name": ["Mine"], "rule": {"type": "regex", "regex": "x"}, "data": {"color": "#123456"}}
    assert http.post("/api/0/settings/classes", json=[own]).status_code == 200
    assert http.get("/api/0/categories").json == {"default": False, "classes": [own]}
