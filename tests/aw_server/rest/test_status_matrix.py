"""The status of every kind of good and bad request (REST contract, A.8); a refused one leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

NEW = {"client": "c", "type": "t", "hostname": "h"}
EVENT = {"timestamp": "2024-05-01T09:00:00Z", "duration": 1, "data": {}}
JSON = {"Content-Type": "application/json"}


def refused(answer: TestResponse, status: int) -> None:
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert isinstance(answer.get_json()["message"], str)
    assert answer.get_json()["message"]


def events(http: FlaskClient, bucket: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = http.get(f"{bucket}/events").get_json()
    return found


def test_create_and_create_again(http: FlaskClient) -> None:
    first = http.post("/api/0/buckets/new", json=NEW)
    assert (first.status_code, first.get_json()) == (200, {})
    again = http.post("/api/0/buckets/new", json=NEW | {"client": "other"})
    assert (again.status_code, again.data) == (304, b"")
    assert http.get("/api/0/buckets/new").get_json()["client"] == "c"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_create_needs_the_json_content_type(http: FlaskClient, kind: str) -> None:
    refused(http.post("/api/0/buckets/new", data="{}", content_type=kind), 415)
    assert http.get("/api/0/buckets/").get_json() == {}


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"client": "c", "type": "t"}',
        '{"client": "c", "hostname": "h"}',
        '{"type": "t", "hostname": "h"}',
        '{"client": 1, "type": "t", "hostname": "h"}',
        '{"client": "c", "type": "t", "hostname": "h", "created": "yesterday"}',
        '{"client": "c", "type": "t", "hostname": "h", "data": []}',
    ],
)
def test_create_with_a_broken_body(http: FlaskClient, body: str) -> None:
    refused(http.post("/api/0/buckets/new", data=body, headers=JSON), 400)
    assert http.get("/api/0/buckets/").get_json() == {}


def test_delete_needs_force(http: FlaskClient, bucket: str) -> None:
    refused(http.delete(bucket), 401)
    refused(http.delete(f"{bucket}?force=true"), 401)
    refused(http.delete("/api/0/buckets/missing"), 401)
    assert http.get(bucket).status_code == 200
    deleted = http.delete(f"{bucket}?force=1")
    assert (deleted.status_code, deleted.get_json()) == (200, {})
    refused(http.delete(f"{bucket}?force=1"), 404)


def test_delete_in_testing_mode_needs_no_force(testing_http: FlaskClient) -> None:
    testing_http.post("/api/0/buckets/b", json=NEW)
    assert testing_http.delete("/api/0/buckets/b").status_code == 200
    refused(testing_http.delete("/api/0/buckets/b"), 404)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PUT", "", {}),
        ("DELETE", "?force=1", None),
        ("GET", "/events", None),
        ("POST", "/events", EVENT),
        ("GET", "/events/count", None),
        ("GET", "/events/1", None),
        ("DELETE", "/events/1", None),
        ("POST", "/heartbeat?pulsetime=1", EVENT),
        ("GET", "/export", None),
    ],
)
def test_everything_on_a_missing_bucket(http: FlaskClient, method: str, path: str, body: Any) -> None:
    refused(http.open(f"/api/0/buckets/missing{path}", method=method, json=body), 404)
    assert http.get("/api/0/buckets/").get_json() == {}


@pytest.mark.parametrize("data", [[], "text", 7, None])
def test_a_list_with_bad_data_for_a_missing_bucket(http: FlaskClient, data: Any) -> None:
    refused(http.post("/api/0/buckets/missing/events", json=[EVENT, EVENT | {"data": data}]), 404)
    assert http.get("/api/0/buckets/").get_json() == {}


@pytest.mark.parametrize("query", ["limit=abc", "limit=", "limit=1.5", "start=bogus", "start=", "end=bogus", "end="])
def test_events_with_garbage_in_the_query(http: FlaskClient, bucket: str, query: str) -> None:
    refused(http.get(f"{bucket}/events?{query}"), 400)


@pytest.mark.parametrize("query", ["start=bogus", "start=", "end=bogus"])
def test_count_with_garbage_in_the_query(http: FlaskClient, bucket: str, query: str) -> None:
    refused(http.get(f"{bucket}/events/count?{query}"), 400)


@pytest.mark.parametrize(
    "body",
    [
        '"text"',
        "7",
        "null",
        "",
        "{",
        '{"timestamp": "soon"}',
        '{"timestamp": 7}',
        '{"timestamp": "2024-05-01T09:00:00Z", "duration": "1"}',
        '{"timestamp": "2024-05-01T09:00:00Z", "duration": NaN}',
        '{"timestamp": "2024-05-01T09:00:00Z", "duration": 1e300}',
        '{"timestamp": "9999-12-31T23:59:59Z", "duration": 5}',
        '{"timestamp": "2024-05-01T09:00:00Z", "data": []}',
        '{"timestamp": "2024-05-01T09:00:00Z", "id": "x"}',
        '{"timestamp": "2024-05-01T09:00:00Z", "id": 99999999999999999999999}',
        '[{"timestamp": "2024-05-01T09:00:00Z"}, {"timestamp": "soon"}]',
        "[[]]",
    ],
)
def test_insert_with_a_wrong_body(http: FlaskClient, bucket: str, body: str) -> None:
    refused(http.post(f"{bucket}/events", data=body, headers=JSON), 400)
    assert events(http, bucket) == []


def test_insert_ignores_unknown_keys(http: FlaskClient, bucket: str) -> None:
    assert http.post(f"{bucket}/events", json=EVENT | {"colour": "red"}).status_code == 200
    assert [set(event) for event in events(http, bucket)] == [{"id", "timestamp", "duration", "data"}]


def test_insert_without_a_timestamp_is_now(http: FlaskClient, bucket: str) -> None:
    assert http.post(f"{bucket}/events", json={"data": {"a": 1}}).status_code == 200
    assert http.get(f"{bucket}/events?start=2025-01-01").get_json()[0]["data"] == {"a": 1}


@pytest.mark.parametrize("pulsetime", ["", "?pulsetime=", "?pulsetime=abc", "?pulsetime=nan", "?pulsetime=inf"])
def test_heartbeat_without_a_usable_pulsetime(http: FlaskClient, bucket: str, pulsetime: str) -> None:
    refused(http.post(f"{bucket}/heartbeat{pulsetime}", json=EVENT), 400)
    assert events(http, bucket) == []


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        '{"data": {}}',
        '{"timestamp": null}',
        '{"timestamp": "soon"}',
        '{"timestamp": ""}',
        '{"timestamp": "2024-05-01T09:00:00Z", "duration": "1"}',
        '{"timestamp": "2024-05-01T09:00:00Z", "data": 1}',
        "[]",
        '[{"timestamp": "2024-05-01T09:00:00Z"}]',
        "",
        "nonsense",
    ],
)
def test_heartbeat_with_a_wrong_body(http: FlaskClient, bucket: str, body: str) -> None:
    refused(http.post(f"{bucket}/heartbeat?pulsetime=5", data=body, headers=JSON), 400)
    assert events(http, bucket) == []


def test_a_wrong_heartbeat_is_wrong_even_for_a_missing_bucket(http: FlaskClient) -> None:
    refused(http.post("/api/0/buckets/missing/heartbeat?pulsetime=5", json={}), 400)


def test_importing_an_existing_bucket_merges(http: FlaskClient, bucket: str) -> None:
    document = {"buckets": {"b": NEW | {"id": "b", "created": None, "events": [EVENT]}}}
    assert http.post("/api/0/import", json=document).status_code == 200
    assert http.post("/api/0/import", json=document).status_code == 200
    assert len(events(http, bucket)) == 1


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"buckets": []},
        {"buckets": {"new": NEW | {"id": "new"}}},
        {"buckets": {"new": NEW | {"id": "new", "events": None}}},
        {"buckets": {"": NEW | {"events": []}}},
        {"buckets": {"new": NEW | {"id": "new", "events": []}, "bad": NEW}},
        {"buckets": {"new": NEW | {"id": "new", "events": [EVENT, {"timestamp": "soon"}]}}},
        {"buckets": {"new": NEW | {"id": "new", "created": "long ago", "events": [EVENT]}}},
    ],
)
def test_a_wrong_import_leaves_nothing_behind(http: FlaskClient, document: Any) -> None:
    refused(http.post("/api/0/import", json=document), 400)
    assert http.get("/api/0/buckets/").get_json() == {}


def test_settings(http: FlaskClient) -> None:
    refused(http.post("/api/0/settings", json=1), 400)
    refused(http.post("/api/0/settings/", json=1), 400)
    refused(http.post("/api/0/settings/key", data="{", headers=JSON), 400)
    refused(http.post("/api/0/settings/key", data="1", content_type="text/plain"), 415)
    assert http.get("/api/0/settings").get_json() == {}
    assert http.delete("/api/0/settings/key").status_code == 200


def test_wrong_methods_and_paths(http: FlaskClient) -> None:
    answer = http.patch("/api/0/info")
    refused(answer, 405)
    assert "GET" in answer.headers["Allow"]
    for path in ("/api/0/nothing", "/api/0/", "/api/0/buckets/b/nothing", "/api/1/info", "/api/0/buckets/b/events/x"):
        refused(http.get(path), 404)


def test_a_wrong_host(http: FlaskClient) -> None:
    refused(http.get("/api/0/info", headers={"Host": "evil.example"}), 400)


@pytest.mark.parametrize(
    "path",
    ["info", "buckets", "buckets/b", "buckets/b/events", "buckets/b/events/count", "export", "settings", "pause"],
)
def test_both_slash_forms_are_served_directly(http: FlaskClient, bucket: str, path: str) -> None:
    assert http.get(f"/api/0/{path}").status_code == 200
    assert http.get(f"/api/0/{path}/").status_code == 200


@pytest.mark.parametrize("slash", ["", "/"])
def test_posts_too(http: FlaskClient, bucket: str, slash: str) -> None:
    assert http.post(f"{bucket}/heartbeat{slash}?pulsetime=1", json=EVENT).status_code == 200
    assert http.post(f"{bucket}/events{slash}", json=EVENT).status_code == 200
    assert http.post(f"/api/0/settings/key{slash}", json=1).status_code == 200
    assert http.post(f"/api/0/import{slash}", json={"buckets": {}}).status_code == 200


def test_head_mirrors_get(http: FlaskClient, bucket: str) -> None:
    answer = http.head(f"{bucket}/events")
    assert (answer.status_code, answer.data) == (200, b"")
