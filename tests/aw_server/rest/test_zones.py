"""The zones over HTTP."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


def test_the_zone_of_now_and_the_days(http: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    answer = http.get("/api/0/zones").get_json()
    assert answer["current"] == "Asia/Tokyo"
    assert [set(day) for day in answer["days"]] == [{"from", "zone"}]
