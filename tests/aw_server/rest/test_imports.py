"""Imports over HTTP: a file of this computer is handed over by its path, and the counts of both sides are shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.foreign import PeeweeMaker, rows, totals
from tests.support.wait import wait_until


def test_there_is_nothing_at_first(http: FlaskClient) -> None:
    assert http.get("/api/0/imports").get_json() == []


def test_a_file_is_imported_in_the_background(http: FlaskClient, tmp_path: Path) -> None:
    maker = PeeweeMaker(tmp_path / "old.db")
    maker.add(maker.bucket("b"), rows(30))
    maker.close()
    answer = http.post("/api/0/imports", json={"path": str(tmp_path / "old.db")})
    assert (answer.status_code, answer.get_json()["path"]) == (202, str(tmp_path / "old.db"))

    def done() -> Any:
        [shown] = http.get("/api/0/imports").get_json()
        return shown["state"] == "done" and shown

    shown = wait_until(done, 20, "the import")
    events, us = totals(rows(30))
    assert shown["buckets"]["b"]["source"] == shown["buckets"]["b"]["ours"] == {"events": events, "seconds": us / 1e6}
    assert len(http.get("/api/0/buckets/b/events").get_json()) == events


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"path": "relative.db"}, "InvalidPath"),
        ({"path": "/no/such/file"}, "NoSuchFile"),
        ({"path": "/"}, "NoSuchFile"),
        ({"path": "/x\0y"}, "NoSuchFile"),
        ({"path": 5}, "InvalidBody"),
        ({}, "InvalidBody"),
        ([], "InvalidBody"),
    ],
)
def test_what_cannot_be_imported_is_refused(http: FlaskClient, body: Any, kind: str) -> None:
    answer = http.post("/api/0/imports", json=body)
    assert (answer.status_code, answer.get_json()["type"]) == (400, kind)
    assert http.get("/api/0/imports").get_json() == []
