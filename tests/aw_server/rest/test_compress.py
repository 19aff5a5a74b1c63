"""Large answers are gzipped for those who take it, and say the same."""

from __future__ import annotations

import gzip
import json

import pytest
from flask.testing import FlaskClient

from aw_server.rest import compress

MANY = [{"timestamp": "2024-05-01T09:00:00Z", "data": {"title": f"a title {number}"}} for number in range(1000)]
TAKES = {"Accept-Encoding": "gzip, deflate"}


@pytest.fixture
def full(http: FlaskClient, bucket: str) -> str:
    assert http.post(f"{bucket}/events", json=MANY).status_code == 200
    return bucket


@pytest.mark.parametrize("path", ["events", "export"])
def test_the_same_with_and_without(http: FlaskClient, full: str, path: str) -> None:
    plain = http.get(f"{full}/{path}")
    packed = http.get(f"{full}/{path}", headers=TAKES)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 4
    assert "Accept-Encoding" in plain.headers["Vary"] and "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
    assert packed.headers.get("Content-Disposition") == plain.headers.get("Content-Disposition")


def test_the_length_is_that_of_what_is_sent(http: FlaskClient, full: str) -> None:
    packed = http.get(f"{full}/events", headers=TAKES)
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert "Content-Length" not in http.get("/api/0/export", headers=TAKES).headers


def test_small_answers_stay_as_they_are(http: FlaskClient, full: str) -> None:
    small = http.get(f"{full}/events?limit=3", headers=TAKES)
    assert "Content-Encoding" not in small.headers
    assert len(json.loads(small.data)) == 3
    assert len(small.data) < compress.LEAST


def test_a_client_that_refuses_gets_it_plain(http: FlaskClient, full: str) -> None:
    answer = http.get(f"{full}/events", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in answer.headers


def test_a_head_of_an_export_leaves_the_gate_open(http: FlaskClient, full: str) -> None:
    for _ in range(20):
        assert http.head(f"{full}/export", headers=TAKES).status_code == 200
    assert http.get(f"{full}/export").status_code == 200
