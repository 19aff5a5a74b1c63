"""Rules applied to a client's queue on disk, also while the client has it open."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from aw_client.spool import QueuedRequest, Spool
from aw_core.privacy import RuleSet, parse_rules
from aw_core.privacy.queued import sieve_file

SECRET = "planted-0f3a9c"
RULES = RuleSet(
    parse_rules(
        [
            {"field": "title", "pattern": "planted.*drop", "action": "drop", "bucket_pattern": "ü b*"},
            {"field": "title", "pattern": "planted", "action": "redact", "replacement": "hidden"},
        ]
    )
)
TITLES = (f"{SECRET} drop", f"a {SECRET}", "harmless")


def beat(title: str) -> QueuedRequest:
    data = {"title": title, "app": "x"}
    event = {"id": None, "timestamp": "2024-05-01T09:00:00+00:00", "duration": 1.0, "data": data}
    return QueuedRequest("buckets/%C3%BC%20b1/heartbeat?pulsetime=60", event)


def waiting(spool: Spool) -> list[Any]:
    found = []
    while (item := spool.first()) is not None:
        found.append(item.request.data["data"])
        spool.remove(item.id)
    return found


def test_what_waits_and_what_is_held_is_sieved_while_the_queue_is_in_use(tmp_path: Path) -> None:
    path = tmp_path / "queued" / "q.v2.db"
    spool = Spool(path)
    spool.put([beat(title) for title in TITLES], "held", beat(f"held {SECRET}"))
    assert sieve_file(path, RULES.apply, dry=True) == (1, 2)
    assert sieve_file(path, RULES.apply) == (1, 2)
    for file in path.parent.iterdir():
        assert SECRET.encode() not in file.read_bytes(), file
    spool.put([beat("later")])
    spool.release()
    assert [data["title"] for data in waiting(spool)] == ["hidden", "harmless", "later", "hidden"]
    assert sieve_file(path, RULES.apply) == (0, 0)
    spool.close()


def test_a_damaged_queue_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "q.v2.db"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(sqlite3.Error):
        sieve_file(path, RULES.apply)
    with pytest.raises(sqlite3.Error):
        sieve_file(tmp_path / "none.db", RULES.apply)
    assert not (tmp_path / "none.db").exists()
