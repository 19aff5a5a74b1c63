"""Nobody but the owner can read any file or open any folder that the programs make, whatever the umask says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_core.dirs import get_data_dir
from tests.support.programs import LiveServer, program, program_env
from tests.support.wait import wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no modes there")

CLIENT = """
import sys
from datetime import UTC, datetime
from aw_client import ActivityWatchClient
from aw_core import Event
with ActivityWatchClient("away", host="127.0.0.1", port=int(sys.argv[1])) as client:
    client.create_bucket("away", "test", queued=True)
    client.heartbeat("away", Event(timestamp=datetime.now(UTC), data={"n": 1}), pulsetime=1, queued=True)
"""


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(home: Path) -> list[str]:
    """What others could read or enter below the folders that were there before any program ran."""
    roots = [home / ".local/share/activitywatch", home / ".config/activitywatch", home / ".cache/activitywatch"]
    found = [path for root in roots for path in (root, *root.rglob("*"))]
    assert len(found) > 15
    return [f"{path} {path.lstat().st_mode & 0o777:o}" for path in found if path.lstat().st_mode & 0o077]


def run(*words: str) -> None:
    done = subprocess.run(words, env=program_env(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_every_file_is_private(home: Path, open_umask: None) -> None:
    database = Path(get_data_dir("aw-server"), "activitywatch.db")
    with LiveServer("--log-json", "--verbose") as server:
        assert server.api("buckets/b", "POST", {"client": "c", "type": "t", "hostname": "h"}).status == 200
        assert server.api("buckets/b/events", "POST", [{"timestamp": "2026-01-01T00:00:00Z", "data": {}}]).status == 200
        assert server.api("backups", "POST").status == 200
        run(*program("aw-server"), "backup", "--to", str(database.parent / "elsewhere" / "copy.db"))
        run(sys.executable, "-c", CLIENT, str(server.port))
        # The log of the database and its index are there only while it is open.
        assert database.with_name("activitywatch.db-wal").exists()
        assert open_to_others(home) == []
    # Nobody answers there any more: what waits for it is on the disk.
    run(sys.executable, "-c", CLIENT, str(server.port))
    run(*program("aw-server"), "restore", "latest")
    with database.open("r+b") as file:
        file.write(bytes(5000))
    with LiveServer() as server:
        wait_until(lambda: server.api("info").json["damage"]["state"] == "recovered", 20, "the recovery to end")
        assert open_to_others(home) == []
    kept = sorted(path.name[-12:] for path in (database.parent / "quarantine").iterdir())
    assert kept == ["Z-damaged.db", "-replaced.db"] or kept == ["-replaced.db", "Z-damaged.db"]
