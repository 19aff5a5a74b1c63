"""The note of a running server, and its proof."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
from pathlib import Path

import pytest

from aw_core.instance import InstanceRecord, prove, read_instance, remove_instance, write_instance

RECORD = InstanceRecord(pid=12, start_time=1.5, host="127.0.0.1", port=5600, version="0.14.0", secret="s3cret")


def place(home: Path, name: str = "instance.json") -> Path:
    return home / ".local/share/activitywatch/aw-server" / name


def test_round_trip(home: Path) -> None:
    assert read_instance("aw-server", False) is None
    write_instance("aw-server", False, RECORD)
    assert read_instance("aw-server", False) == RECORD
    assert read_instance("aw-server", True) is None
    assert stat.S_IMODE(place(home).stat().st_mode) == 0o600
    write_instance("aw-server", True, RECORD._replace(port=5666))
    assert place(home, "instance-testing.json").exists()
    assert read_instance("aw-server", False) == RECORD


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"pid": 1}', '{"pid": "x"}', "\xff"])
def test_damaged_is_none(home: Path, text: str) -> None:
    write_instance("aw-server", False, RECORD)
    place(home).write_bytes(text.encode("latin-1"))
    assert read_instance("aw-server", False) is None


def test_wrong_kinds_are_none(home: Path) -> None:
    write_instance("aw-server", False, RECORD)
    place(home).write_text(json.dumps(RECORD._asdict() | {"port": [5600]}))
    assert read_instance("aw-server", False) is None


def test_another_users_note_is_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_instance("aw-server", False, RECORD)
    monkeypatch.setattr(os, "getuid", lambda: place(home).stat().st_uid + 1)
    assert read_instance("aw-server", False) is None


def test_only_its_own_note_is_removed() -> None:
    write_instance("aw-server", False, RECORD)
    remove_instance("aw-server", False, 13)
    assert read_instance("aw-server", False) == RECORD
    remove_instance("aw-server", False, 12)
    assert read_instance("aw-server", False) is None
    remove_instance("aw-server", False, 12)


def test_proof() -> None:
    assert prove("s", "c") == hmac.new(b"s", b"c", hashlib.sha256).hexdigest()
    assert prove("s", "c") != prove("s", "d")
    assert prove("s", "c") != prove("t", "c")
    assert "s3cret" not in prove("s3cret", "c")
