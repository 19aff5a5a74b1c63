"""Heartbeats over HTTP: what their parameter may be."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(("pulsetime", "merged"), [("1.7976931348623157e308", True), ("-1e308", False)])
def test_a_pulsetime_beyond_all_time_is_no_mistake(
    http: FlaskClient, bucket: str, pulsetime: str, merged: bool
) -> None:
    ids = []
    for second in (0, 1):
        body = {"timestamp": f"2024-05-01T09:00:0{second}Z", "data": {"a": 1}}
        reply = http.post(f"{bucket}/heartbeat?pulsetime={pulsetime}", json=body)
        assert reply.status_code == 200
        ids.append(reply.get_json()["id"])
    assert (ids[0] == ids[1]) is merged
