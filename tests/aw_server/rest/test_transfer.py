"""Export and import over HTTP: complete, streamed, merged, both forms of upload."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from aw_server import transfer
from aw_server.server import AWFlask

NEW = {"client": "c", "type": "t", "hostname": "h"}
DOCUMENT = {
    "buckets": {
        "any-key": NEW
        | {
            "id": "inner",
            "name": "Mine",
            "data": {"x": 1},
            "created": "2020-01-01T00:00:00+00:00",
            "events": [
                {"id": 5, "timestamp": "2024-05-01T09:00:00Z", "duration": 1.25, "data": {"n": 1}},
                {"id": 6, "timestamp": "2024-05-01T09:00:00+00:00", "duration": 1.25, "data": {"n": 1.0}},
                {"timestamp": "2024-05-01T10:00:00.001Z", "duration": 0, "data": {}},
            ],
        }
    }
}


def upload(name: str, *documents: Any) -> dict[str, Any]:
    return {name: [(io.BytesIO(json.dumps(document).encode()), "x.json") for document in documents]}


def test_what_comes_in_goes_out(http: FlaskClient) -> None:
    answer = http.post("/api/0/import", json=DOCUMENT)
    assert (answer.status_code, answer.get_json()) == (200, {"buckets": {"inner": {"events": 3, "skipped": 0}}})
    bucket = http.get("/api/0/export").get_json()["buckets"]["inner"]
    events = bucket.pop("events")
    assert bucket == {
        "id": "inner",
        "created": "2020-01-01T00:00:00+00:00",
        "name": "Mine",
        "type": "t",
        "client": "c",
        "hostname": "h",
        "data": {"x": 1},
    }
    assert events[0] == {"timestamp": "2024-05-01T10:00:00.001000+00:00", "duration": 0.0, "data": {}}
    assert [set(event) for event in events] == [{"timestamp", "duration", "data"}] * 3
    assert sorted(repr(event["data"]) for event in events[1:]) == ["{'n': 1.0}", "{'n': 1}"]


def test_a_second_import_adds_only_what_is_new(http: FlaskClient) -> None:
    http.post("/api/0/import", json=DOCUMENT)
    before = http.get("/api/0/export").data
    answer = http.post("/api/0/import", json=DOCUMENT)
    assert answer.get_json() == {"buckets": {"inner": {"events": 0, "skipped": 3}}}
    assert http.get("/api/0/export").data == before
    again = json.loads(before)
    assert http.post("/api/0/import", json=again).get_json()["buckets"]["inner"]["events"] == 0


def test_a_dry_run_says_what_an_import_would_add_and_stores_nothing(http: FlaskClient) -> None:
    preview = http.post("/api/0/import?dry_run=true", json=DOCUMENT)
    assert (preview.status_code, preview.get_json()) == (200, {"buckets": {"inner": {"events": 3, "skipped": 0}}})
    assert http.get("/api/0/export").get_json() == {"buckets": {}}

    http.post("/api/0/import", json=DOCUMENT)
    before = http.get("/api/0/export").data
    more = json.loads(json.dumps(DOCUMENT))
    events = more["buckets"]["any-key"]["events"]
    events += [{"timestamp": "2024-05-02T09:00:00Z", "duration": 1, "data": {}}] * 2
    # One bucket in two files, and the same event twice: counted as an import would.
    preview = http.post("/api/0/import?dry_run=1", data=upload("f", more, more), content_type="multipart/form-data")
    assert http.get("/api/0/export").data == before
    real = http.post("/api/0/import", data=upload("f", more, more), content_type="multipart/form-data")
    assert preview.get_json() == real.get_json() == {"buckets": {"inner": {"events": 2, "skipped": 8}}}


def test_a_dry_run_is_refused_as_the_import_would_be(http: FlaskClient) -> None:
    wrong = {"buckets": {"b": NEW | {"events": [{"timestamp": "soon"}]}}}
    for query in ("", "?dry_run=true"):
        answer = http.post(f"/api/0/import{query}", json=wrong)
        assert (answer.status_code, "event 0" in answer.get_json()["message"]) == (400, True)
    assert http.post("/api/0/import?dry_run=perhaps", json=DOCUMENT).status_code == 400


def test_an_existing_bucket_keeps_its_description(http: FlaskClient) -> None:
    http.post("/api/0/buckets/inner", json=NEW | {"client": "first"})
    http.post("/api/0/import", json=DOCUMENT)
    assert http.get("/api/0/buckets/inner").get_json()["client"] == "first"
    assert http.get("/api/0/buckets/inner/events/count").get_json() == 3


@pytest.mark.parametrize("field", ["buckets.json", "buckets", "anything"])
def test_a_form_with_a_file(http: FlaskClient, field: str) -> None:
    answer = http.post("/api/0/import", data=upload(field, DOCUMENT), content_type="multipart/form-data")
    assert answer.status_code == 200
    assert http.get("/api/0/buckets/inner/events/count").get_json() == 3


def test_a_form_with_several_files(http: FlaskClient) -> None:
    second = {"buckets": {"k": NEW | {"id": "second", "events": []}}}
    files = upload("a", DOCUMENT, second) | upload("b", DOCUMENT)
    answer = http.post("/api/0/import", data=files, content_type="multipart/form-data")
    assert answer.get_json()["buckets"]["inner"] == {"events": 3, "skipped": 3}
    assert set(http.get("/api/0/buckets/").get_json()) == {"inner", "second"}


def test_one_wrong_file_of_several_and_nothing_is_taken(http: FlaskClient) -> None:
    files = upload("a", DOCUMENT, {"buckets": {"x": {}}})
    answer = http.post("/api/0/import", data=files, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert http.get("/api/0/buckets/").get_json() == {}


def test_a_form_without_files(http: FlaskClient) -> None:
    answer = http.post("/api/0/import", data={"a": "text"}, content_type="multipart/form-data")
    assert answer.status_code == 400


def test_the_place_of_a_wrong_event_is_named(http: FlaskClient) -> None:
    document = json.loads(json.dumps(DOCUMENT))
    document["buckets"]["any-key"]["events"][2]["timestamp"] = "soon"
    message = http.post("/api/0/import", json=document).get_json()["message"]
    assert "inner" in message
    assert "event 2" in message


def test_a_bucket_of_the_other_server(http: FlaskClient) -> None:
    """It has no name, `created` may be null, times carry nanoseconds, and there are keys of its own."""
    bucket = NEW | {
        "id": "rust",
        "created": None,
        "data": {},
        "metadata": {"start": None, "end": None},
        "events": [{"id": 1, "timestamp": "2024-05-01T09:00:00.123456789Z", "duration": 2.5, "data": {}}],
        "last_updated": None,
    }
    assert http.post("/api/0/import", json={"buckets": {"rust": bucket}}).status_code == 200
    [event] = http.get("/api/0/buckets/rust/events").get_json()
    assert event["timestamp"] == "2024-05-01T09:00:00.123000+00:00"


def test_an_import_that_fails_while_writing_leaves_no_bucket(
    http: FlaskClient, application: AWFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(application.api.db.storage_strategy, "insert_many_new", fail)
    assert http.post("/api/0/import", json=DOCUMENT).status_code == 500
    assert http.get("/api/0/buckets/").get_json() == {}


def test_headers(http: FlaskClient, bucket: str) -> None:
    everything = http.get("/api/0/export")
    assert everything.mimetype == "application/json"
    assert everything.headers["Content-Disposition"] == "attachment; filename=aw-buckets-export.json"
    one = http.get(f"{bucket}/export")
    assert one.headers["Content-Disposition"] == "attachment; filename=aw-bucket-export_b.json"
    assert set(one.get_json()["buckets"]) == {"b"}
    assert everything.get_json() == one.get_json()


@pytest.mark.parametrize(
    ("name", "plain", "full"),
    [
        ("日本", "__", "%E6%97%A5%E6%9C%AC"),
        ("a\nb", "a_b", "a%0Ab"),
        ("caf\u00e9 1", "caf_ 1", "caf%C3%A9%201"),
    ],
)
def test_a_bucket_with_any_name_can_be_exported(http: FlaskClient, name: str, plain: str, full: str) -> None:
    path = f"/api/0/buckets/{quote(name)}"
    assert http.post(path, json={"client": "c", "type": "t", "hostname": "h"}).status_code == 200
    answer = http.get(f"{path}/export")
    assert list(answer.get_json()["buckets"]) == [name]
    header = answer.headers["Content-Disposition"].replace('"', "")
    assert header == (
        f"attachment; filename=aw-bucket-export_{plain}.json; filename*=UTF-8''aw-bucket-export_{full}.json"
    )


def test_an_export_of_nothing(http: FlaskClient) -> None:
    assert http.get("/api/0/export").get_json() == {"buckets": {}}


def test_pages_join_without_seams(http: FlaskClient, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "PAGE", 3)
    events = [{"timestamp": f"2024-05-01T09:{n // 3:02}:00Z", "duration": 90, "data": {"n": n}} for n in range(10)]
    http.post(f"{bucket}/events", json=events)
    exported = http.get("/api/0/export").get_json()["buckets"]["b"]["events"]
    assert [event["data"]["n"] for event in exported] == list(range(9, -1, -1))
    assert {event["duration"] for event in exported} == {90}


def test_a_bucket_deleted_meanwhile_leaves_a_whole_document(
    application: AWFlask, http: FlaskClient, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "PAGE", 1)
    http.post("/api/0/buckets/c", json=NEW)
    events = [{"timestamp": f"2024-05-01T09:0{n}:00Z"} for n in range(5)]
    http.post(f"{bucket}/events", json=events)
    http.post("/api/0/buckets/c/events", json=events)
    pieces = application.api.export_all()
    text = next(pieces) + next(pieces) + next(pieces)
    http.delete(f"{bucket}?force=1")
    document = json.loads(text + b"".join(pieces))
    assert len(document["buckets"]["b"]["events"]) < 5
    assert len(document["buckets"]["c"]["events"]) == 5


def test_an_export_comes_in_pieces(application: AWFlask, http: FlaskClient, bucket: str) -> None:
    events = [{"timestamp": "2024-05-01T09:00:00Z", "data": {"n": n}} for n in range(transfer.PAGE + 1)]
    http.post(f"{bucket}/events", json=events)
    pieces = list(application.api.export_all())
    assert len(pieces) > 3
    assert max(map(len, pieces)) < sum(map(len, pieces))
