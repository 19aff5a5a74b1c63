"""Copies over HTTP, of a real file: listed, made, refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from aw_datastore import Datastore
from aw_datastore.backup import verify
from aw_datastore.storages import PeeweeStorage
from aw_server.config import ServerSettings
from aw_server.server import AWFlask, create_app
from tests.aw_server.rest.witness import Witness


@pytest.fixture
def on_file(tmp_path: Path) -> Iterator[AWFlask]:
    db = Datastore(PeeweeStorage, filepath=tmp_path / "a.db")
    app = create_app(ServerSettings(), db)
    witness = Witness()
    app.after_request(witness)
    yield app
    app.api.close()
    db.close()
    assert witness.complaints == []


def test_one_is_made_and_listed(on_file: AWFlask, tmp_path: Path) -> None:
    http = on_file.test_client()
    http.post("/api/0/buckets/b", json={"client": "c", "type": "t", "hostname": "h"})
    http.post("/api/0/buckets/b/events", json=[{"timestamp": "2024-05-01", "data": {"n": n}} for n in range(3)])
    before = http.get("/api/0/backups").get_json()
    assert before == {
        "enabled": True,
        "every": 86400,
        "daily": 4,
        "weekly": 3,
        "running": False,
        "folder": str(tmp_path / "backups"),
        "backups": [],
        "failed": None,
    }
    answer = http.post("/api/0/backups")
    assert answer.status_code == 200
    made = answer.get_json()
    assert (made["events"], made["buckets"]) == (3, 1)
    assert http.get("/api/0/backups").get_json() == before | {"backups": [made]}
    path = tmp_path / "backups" / made["name"]
    assert made["size"] == path.stat().st_size
    assert verify(path)["event"] == 3


def test_a_copy_somebody_put_there_is_listed_without_counts(on_file: AWFlask, tmp_path: Path) -> None:
    http = on_file.test_client()
    made = http.post("/api/0/backups").get_json()
    folder = tmp_path / "backups"
    shutil.copy(folder / made["name"], folder / "a-20200101T000000Z.db")
    older = http.get("/api/0/backups").get_json()["backups"][1]
    assert (older["name"], older["events"], older["buckets"]) == ("a-20200101T000000Z.db", None, None)
    assert older["made"] == "2020-01-01T00:00:00+00:00"


def test_a_failure_is_said_and_listed(on_file: AWFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    http = on_file.test_client()
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    answer = http.post("/api/0/backups")
    assert answer.status_code == 503
    failed = http.get("/api/0/backups").get_json()["failed"]
    assert failed["why"] in answer.get_json()["message"]
    assert "500 MB" in failed["why"]


def test_one_at_a_time(on_file: AWFlask) -> None:
    http = on_file.test_client()
    with on_file.api.backups.undisturbed():
        answer = http.post("/api/0/backups")
    assert (answer.status_code, answer.get_json()["type"]) == (409, "BackupRunning")
    assert http.get("/api/0/backups").get_json()["backups"] == []


def test_memory_has_none(http: FlaskClient) -> None:
    state = http.get("/api/0/backups").get_json()
    assert (state["enabled"], state["folder"], state["backups"]) == (False, None, [])
    answer = http.post("/api/0/backups")
    assert (answer.status_code, answer.get_json()["type"]) == (409, "NoBackups")
