"""One process a client name and server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from aw_client import ActivityWatchClient
from aw_client.singleinstance import SingleInstance, safe_name
from aw_core.errors import AwError
from tests.support.programs import program_env

SCRIPT = "import sys; from aw_client import ActivityWatchClient as C; c = C(sys.argv[1], port=int(sys.argv[2])); "


def other_process(name: str, port: int = 5600, more: str = "") -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-c", SCRIPT + more, name, str(port)]
    return subprocess.run(argv, env=program_env(), capture_output=True, text=True, timeout=60, check=False)


def test_a_second_process_of_the_same_name_ends_with_a_sentence(home: Path) -> None:
    ActivityWatchClient("lone-watcher")
    second = other_process("lone-watcher")
    assert second.returncode == 255
    assert "lone-watcher" in second.stderr
    assert "already runs" in second.stderr
    assert "Traceback" not in second.stderr


def test_another_name_or_another_server_is_free(home: Path) -> None:
    ActivityWatchClient("lone-watcher")
    assert other_process("lone-watcher", port=5601).returncode == 0
    assert other_process("another-watcher").returncode == 0


def test_one_process_may_have_many_and_the_lock_stays(home: Path) -> None:
    ActivityWatchClient("many")
    ActivityWatchClient("many")
    assert other_process("many").returncode == 255


def test_the_lock_ends_with_its_process(home: Path) -> None:
    assert other_process("brief").returncode == 0
    assert other_process("brief").returncode == 0


def test_the_lock_is_where_the_ecosystem_has_it(home: Path) -> None:
    instance = SingleInstance("aw-watcher-x-at-127.0.0.1-on-5600")
    assert instance.lockfile == home / ".cache/activitywatch/client_locks/aw-watcher-x-at-127.0.0.1-on-5600"
    assert instance.lockfile.stat().st_mode & 0o777 == 0o600


def test_the_nameless_only_look_and_take_the_lock_when_they_queue(home: Path) -> None:
    first = ActivityWatchClient()
    assert other_process("unknown").returncode == 0
    with first:
        assert other_process("unknown").returncode == 0
        assert other_process("unknown", more="c.connect()").returncode == 255


@pytest.mark.parametrize(("name", "safe"), [("a/b:c", "a_b_c"), ("aw-x-at-::1-on-5", "aw-x-at-__1-on-5"), ("..", "_")])
def test_names_are_file_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_place_without_locks_is_named(home: Path) -> None:
    cache = home / ".cache/activitywatch"
    cache.mkdir(parents=True)
    (cache / "client_locks").write_text("in the way")
    with pytest.raises(AwError, match="client_locks"):
        ActivityWatchClient("blocked")
