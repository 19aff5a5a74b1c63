"""Buckets over HTTP: what is stored of them and how they look."""

from __future__ import annotations

from flask.testing import FlaskClient

from aw_server.server import AWFlask

NEW = {"client": "c", "type": "t", "hostname": "h"}


def test_what_is_honoured_at_creation(http: FlaskClient) -> None:
    extra = {"name": "Mine", "data": {"a": [1]}, "created": "2020-02-03T04:05:06.789123+02:00", "id": "ignored"}
    assert http.post("/api/0/buckets/b", json=NEW | extra).status_code == 200
    assert http.get("/api/0/buckets/b").get_json() == {
        "id": "b",
        "created": "2020-02-03T02:05:06.789123+00:00",
        "name": "Mine",
        "type": "t",
        "client": "c",
        "hostname": "h",
        "data": {"a": [1]},
    }


def test_the_defaults(http: FlaskClient) -> None:
    http.post("/api/0/buckets/b", json=NEW)
    bucket = http.get("/api/0/buckets/b").get_json()
    assert (bucket["name"], bucket["data"]) == (None, {})
    assert bucket["created"].endswith("+00:00")


def test_local_stands_for_this_computer(http: FlaskClient, application: AWFlask) -> None:
    http.post("/api/0/buckets/b", json=NEW | {"hostname": "!local", "data": {"a": 1}})
    info = http.get("/api/0/info").get_json()
    bucket = http.get("/api/0/buckets/b").get_json()
    assert bucket["hostname"] == info["hostname"] == application.api.hostname
    assert bucket["data"] == {"a": 1, "device_id": info["device_id"]}


def test_last_updated_is_the_end_of_the_newest_by_start(http: FlaskClient, bucket: str) -> None:
    assert "last_updated" not in http.get("/api/0/buckets/").get_json()["b"]
    long_one = {"timestamp": "2024-05-01T08:00:00Z", "duration": 7200}
    newest = {"timestamp": "2024-05-01T09:00:00Z", "duration": 1800}
    http.post(f"{bucket}/events", json=[newest, long_one])
    assert http.get("/api/0/buckets/").get_json()["b"]["last_updated"] == "2024-05-01T09:30:00+00:00"
    assert "last_updated" not in http.get(bucket).get_json()
    assert "last_updated" not in http.get("/api/0/export").get_json()["buckets"]["b"]


def test_change_what_is_named(http: FlaskClient, bucket: str) -> None:
    before = http.get(bucket).get_json()
    answer = http.put(bucket, json={"type": "other", "data": {"x": 1}})
    assert (answer.status_code, answer.get_json()) == (200, {})
    assert http.get(bucket).get_json() == before | {"type": "other", "data": {"x": 1}}
    http.put(bucket, json={"client": "c2", "hostname": "h2", "name": "n"})
    assert http.get(bucket).get_json() == before | {
        "type": "other",
        "data": {"x": 1},
        "client": "c2",
        "hostname": "h2",
        "name": "n",
    }
    assert http.put(bucket, json={}).status_code == 200
    assert http.put(bucket, json={"type": 7}).status_code == 400


def test_a_changed_client_is_the_one_that_receipts_count_for(http: FlaskClient, application: AWFlask) -> None:
    http.post("/api/0/buckets/b", json=NEW)
    beat = {"timestamp": "2024-05-01T09:00:00Z"}
    http.post("/api/0/buckets/b/heartbeat?pulsetime=1", json=beat)
    http.put("/api/0/buckets/b", json={"client": "renamed"})
    http.post("/api/0/buckets/b/heartbeat?pulsetime=1", json=beat)
    assert set(application.api.receipts.all()) == {"c", "renamed"}


def test_any_segment_is_an_id(http: FlaskClient) -> None:
    for name in ("with space", "größe", "aw-watcher-web-firefox_host.name", "a%20b"):
        path = f"/api/0/buckets/{name.replace('%', '%25')}"
        assert http.post(path, json=NEW).status_code == 200
        assert http.get(path).get_json()["id"] == name


def test_delete_takes_the_events_along(http: FlaskClient, bucket: str) -> None:
    http.post(f"{bucket}/events", json={"data": {"a": 1}})
    http.delete(f"{bucket}?force=1")
    http.post(bucket, json=NEW)
    assert http.get(f"{bucket}/events").get_json() == []
