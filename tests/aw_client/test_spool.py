"""The queue's file: order, privacy, survival."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_client.errors import QueueError
from aw_client.spool import QueuedRequest, Spool
from tests.support.programs import program_env


def request(number: int) -> QueuedRequest:
    return QueuedRequest("buckets/b/heartbeat?pulsetime=5", {"n": number})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "er" / "queue.db"


@pytest.fixture
def spool(path: Path) -> Iterator[Spool]:
    spool = Spool(path)
    yield spool
    spool.close()


def drain(spool: Spool) -> list[int]:
    numbers = []
    while (item := spool.first()) is not None:
        numbers.append(item.request.data["n"])
        spool.remove(item.id)
    return numbers


def test_first_in_first_out(spool: Spool) -> None:
    spool.put([request(1), request(2)])
    spool.put([request(3)])
    assert spool.size() == 3
    assert drain(spool) == [1, 2, 3]
    assert spool.first() is None


def test_an_item_stays_until_it_is_removed(spool: Spool) -> None:
    spool.put([request(1)])
    assert spool.first() == spool.first()
    assert spool.size() == 1


def test_nothing_is_created_before_the_first_use(path: Path) -> None:
    Spool(path).close()
    assert not path.parent.exists()


def test_files_are_private(spool: Spool, path: Path) -> None:
    old = os.umask(0)
    try:
        spool.put([request(1)])
    finally:
        os.umask(old)
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}, modes
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_items_survive_closing(spool: Spool, path: Path) -> None:
    spool.put([request(1), request(2)])
    spool.close()
    assert drain(spool) == [1, 2]


def test_what_was_held_joins_the_line_behind_the_items_at_the_next_start(spool: Spool, path: Path) -> None:
    spool.put([request(1)], "b", request(2))
    spool.put([], "b", request(3))
    spool.close()
    again = Spool(path)
    assert drain(again) == [1, 3]
    again.close()


def test_sending_a_state_takes_it_out_of_what_is_held(spool: Spool, path: Path) -> None:
    spool.put([], "b", request(1))
    spool.put([request(1), request(2)], "b", None)
    spool.close()
    again = Spool(path)
    assert drain(again) == [1, 2]
    again.close()


def test_release_moves_every_held_state(spool: Spool) -> None:
    spool.put([], "b", request(1))
    spool.put([], "c", request(2))
    assert spool.first() is None
    spool.release()
    assert drain(spool) == [1, 2]
    spool.release()
    assert spool.size() == 0


def test_bucket_types_are_remembered(spool: Spool, path: Path) -> None:
    assert spool.bucket_type("b") is None
    spool.remember_bucket("b", "old")
    spool.remember_bucket("b", "new")
    spool.close()
    assert Spool(path).bucket_type("b") == "new"


def test_kill_9_loses_nothing_that_was_put(path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from aw_client.spool import *\n"
        "s = Spool(Path(sys.argv[1]))\n"
        "for n in range(200): s.put([QueuedRequest('e', {'n': n})], 'b', QueuedRequest('e', {'n': n + 1000}))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], env=program_env(), check=False)
    assert done.returncode == -signal.SIGKILL
    spool = Spool(path)
    assert drain(spool) == [*range(200), 1199]
    spool.close()


def test_a_damaged_file_is_kept_aside_and_a_new_queue_begins(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no database, but it is long enough to be looked at" * 100)
    spool = Spool(path)
    spool.put([request(1)])
    assert drain(spool) == [1]
    spool.close()
    assert len(list(path.parent.glob("*.damaged-*"))) == 1
    assert "damaged" in caplog.text


def test_a_place_that_cannot_be_written_is_named_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    spool = Spool(tmp_path / "file" / "queue.db")
    with pytest.raises(QueueError, match=r"queue\.db cannot be used"):
        spool.put([request(1)])


def test_a_locked_file_is_not_taken_for_damaged(spool: Spool, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool.put([request(1)])
    spool.close()
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda place, timeout, **more: real(place, timeout=0.05, **more))
    other = real(path)
    try:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(QueueError, match="locked"):
            spool.put([request(2)])
    finally:
        other.close()
    spool.put([request(2)])
    assert drain(spool) == [1, 2]
