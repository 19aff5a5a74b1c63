"""`aw-cli` as a real program against a real server."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.support.programs import LiveServer, program, program_env

pytestmark = pytest.mark.system


@pytest.fixture
def server(home: object) -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server


def aw_cli(*args: str) -> tuple[int, str, str]:
    argv = [*program("aw-cli"), *args]
    done = subprocess.run(argv, env=program_env(), capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def test_pausing_and_resuming_finds_the_server_by_itself(server: LiveServer) -> None:
    assert aw_cli("pause", "status") == (0, "Recording.\n", "")
    status, said, _ = aw_cli("pause", "--minutes", "15")
    assert status == 0
    assert said.startswith("Paused until ")
    assert server.api("pause").json["paused"] is True
    assert aw_cli("pause", "status") == (0, said, "")
    assert aw_cli("resume") == (0, "Recording.\n", "")
    assert server.api("pause").json["paused"] is False
    assert aw_cli("pause", "--until", "tomorrow")[0] == 0
    assert server.api("pause").json["until"] is not None


def test_modules_with_and_without_a_tray(server: LiveServer) -> None:
    assert aw_cli("modules")[1].startswith("No tray supervises the modules")
    status, said, complaint = aw_cli("modules", "disable", "aw-watcher-afk")
    assert (status, said) == (1, "")
    assert "no tray" in complaint
    module = {"name": "aw-watcher-afk", "state": "running", "wanted": True, "pid": 1, "restarts": 0}
    snapshot = {"supervisor": {"pid": 1, "version": "v"}, "modules": [module], "wishes_version": 0}
    assert server.api("modules", "POST", snapshot).status == 200
    assert "aw-watcher-afk  running  yes" in aw_cli("modules")[1]
    assert aw_cli("modules", "disable", "aw-watcher-afk") == (0, "aw-watcher-afk is to stop.\n", "")
    assert "aw-watcher-afk  running  no" in aw_cli("modules")[1]
    assert server.api("modules/wishes?after=-1&timeout=0").json["wishes"] == {"aw-watcher-afk": False}


def test_the_servers_log(server: LiveServer) -> None:
    status, shown, _ = aw_cli("logs", "aw-server")
    assert status == 0
    assert shown.startswith("== aw-server: ")
    assert "INFO" in shown
