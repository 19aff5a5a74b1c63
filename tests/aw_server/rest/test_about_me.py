"""The archive of everything: complete, readable, and without what would let somebody in."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from flask.testing import FlaskClient

from aw_client.spool import QueuedRequest, Spool
from aw_core.dirs import get_data_dir
from aw_server.server import AWFlask


def archive(http: FlaskClient) -> zipfile.ZipFile:
    answer = http.get("/api/0/privacy/export", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert "about-me.zip" in answer.headers["Content-Disposition"]
    found = zipfile.ZipFile(io.BytesIO(answer.data))
    assert found.testzip() is None
    return found


def test_everything_is_in_it(http: FlaskClient, application: AWFlask, bucket: str) -> None:
    event = {"timestamp": "2024-05-01T09:00:00Z", "duration": 1, "data": {"title": "grüße"}}
    http.post(f"{bucket}/events", json=[event] * 3000)
    http.post("/api/0/buckets/B", json={"client": "c", "type": "t", "hostname": "h"})
    http.post("/api/0/buckets/a%20b%3Ac", json={"client": "c", "type": "t", "hostname": "h"})
    http.post("/api/0/settings/startOfDay", json="05:00")
    spool = Spool(Path(get_data_dir("aw-client")) / "queued" / "w.v2.db")
    spool.put([QueuedRequest("buckets/b/heartbeat?pulsetime=1", event)])
    spool.close()
    application.api.db.records.put("keys", "k", {"name": "mine", "sha256": "abc", "scopes": ["read"]})
    found = archive(http)
    names = set(found.namelist())
    assert {"README.txt", "buckets/b.json", "buckets/B-2.json", "buckets/a_b_c.json", "files.json"} <= names
    exported = json.loads(found.read("buckets/b.json"))
    assert len(exported["buckets"]["b"]["events"]) == 3000
    assert exported["buckets"]["b"]["events"][0]["data"] == {"title": "grüße"}
    assert json.loads(found.read("records/settings.json")) == {"startOfDay": "05:00"}
    key = json.loads(found.read("records/keys.json"))["k"]
    assert key == {"name": "mine", "sha256": "(left out)", "scopes": ["read"]}
    assert json.loads(found.read("queues/w.v2.db.json")) == [{"to": "buckets/b/heartbeat?pulsetime=1", "event": event}]
    files = json.loads(found.read("files.json"))
    assert any(entry["path"].endswith("w.v2.db") for entry in files["data"])
    assert "docs/privacy.md" in found.read("README.txt").decode()


def test_a_bucket_of_it_can_be_imported_again(http: FlaskClient, bucket: str) -> None:
    http.post(f"{bucket}/events", json=[{"timestamp": "2024-05-01T09:00:00Z", "duration": 1, "data": {"title": "x"}}])
    content = archive(http).read("buckets/b.json")
    http.delete(f"{bucket}?force=1")
    answer = http.post("/api/0/import", data=content, content_type="application/json")
    assert answer.json["buckets"]["b"]["events"] == 1


def test_a_queue_that_cannot_be_read_is_said_so(http: FlaskClient) -> None:
    path = Path(get_data_dir("aw-client")) / "queued" / "w.v2.db"
    path.parent.mkdir(parents=True)
    path.write_text("no database")
    assert "cannot be read" in json.loads(archive(http).read("queues/w.v2.db.json"))
