"""`aw-server backup`, `restore` and `check`, as a person runs them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from aw_core.dirs import get_config_dir, get_data_dir
from tests.support.programs import LiveServer, free_port, program, program_env
from tests.support.wait import wait_until


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*program("aw-server"), *words], env=program_env(), capture_output=True, text=True, timeout=30, check=False
    )


def database() -> Path:
    return Path(get_data_dir("aw-server"), "activitywatch.db")


def fill(server: LiveServer, bucket: str) -> None:
    assert server.api(f"buckets/{bucket}", "POST", {"client": "c", "type": "t", "hostname": "h"}).status == 200
    events = [{"timestamp": f"2026-01-01T{hour:02}:00:00Z", "duration": 60, "data": {"n": hour}} for hour in range(24)]
    assert server.api(f"buckets/{bucket}/events", "POST", events).status == 200


def test_the_commands_are_named_in_the_help() -> None:
    assert "restore" in run("--help").stdout
    assert "latest" in run("restore", "--help").stdout


def test_nothing_to_back_up_restore_or_check_is_a_sentence() -> None:
    for words in (["backup"], ["restore", "latest"], ["check"], ["--testing", "check"]):
        done = run(*words)
        assert done.returncode == 1
        assert done.stderr.startswith("aw-server: There is no ")
        assert done.stderr.count("\n") == 1
    assert not database().exists()


def test_backup_check_and_restore_beside_a_running_server() -> None:
    with LiveServer() as server:
        fill(server, "first")
        done = run("backup")
        assert done.returncode == 0, done.stderr
        assert "24 events in 1 buckets" in done.stdout
        [copy] = (database().parent / "backups").iterdir()
        assert str(copy) in done.stdout
        assert str(copy) in run("backup", "--list").stdout
        fill(server, "second")
        found = json.loads(run("check", "--json").stdout)
        assert (found["whole"], found["rows"]["event"], found["backups"]) == (True, 48, [str(copy)])

        refused = run("restore", "latest")
        assert refused.returncode == 1
        assert f"pid {server.pid}" in refused.stderr
        assert "--stop" in refused.stderr
        assert sorted(server.api("buckets/").json) == ["first", "second"]

        done = run("restore", copy.name, "--stop")
        assert done.returncode == 0, done.stderr
        assert server.process is not None
        wait_until(lambda: server.process is not None and server.process.poll() == 0, 5, "the server to end")
        server.start()
        assert list(server.api("buckets/").json) == ["first"]
        [replaced] = (database().parent / "quarantine").iterdir()
        assert str(replaced) in done.stdout
        assert "48 events in 2 buckets" in run("check", str(replaced)).stdout


def test_check_says_what_is_wrong_and_exits_so() -> None:
    with LiveServer() as server:
        fill(server, "first")
    with database().open("r+b") as file:
        file.seek(4096)
        file.write(b"\x00" * 8192)
    done = run("check")
    assert done.returncode == 1
    assert "Damaged:" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_database_server_has_its_own_tools() -> None:
    Path(get_config_dir("aw-server"), "aw-server.toml").write_text('[server]\ndatabase = "postgresql://h/x"\n')
    for words in (["backup"], ["restore", "latest"], ["check"]):
        done = run(*words)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert "its own tools" in done.stderr


def test_a_link_to_the_database_is_followed_by_everything(tmp_path: Path) -> None:
    """Copies, lock and quarantine belong beside the file itself, and the link stays a link."""
    with LiveServer() as server:
        fill(server, "first")
    real = tmp_path / "disk" / "mine.db"
    real.parent.mkdir()
    database().rename(real)
    database().symlink_to(real)
    with LiveServer() as server:
        assert server.api("backups", "POST").status == 200
        assert "mine-" in run("backup", "--list").stdout
        assert f"pid {server.pid}" in run("restore", "latest").stderr
        # Another home, the same file: one server is enough.
        base = tmp_path / "other"
        (base / "data" / "aw-server").mkdir(parents=True)
        (base / "data" / "aw-server" / "activitywatch.db").symlink_to(real)
        second = subprocess.run(
            [*program("aw-server"), "--port", str(free_port())],
            env=program_env({"AW_BASE_DIR": str(base)}),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert f"already used by another server (pid {server.pid})" in second.stderr
    assert run("restore", "latest").returncode == 0
    assert database().is_symlink()
    assert [found.name[-12:] for found in (real.parent / "quarantine").iterdir()] == ["-replaced.db"]
    assert "24 events" in run("check").stdout


def test_a_link_to_a_disk_that_is_not_there_makes_no_database_elsewhere(tmp_path: Path) -> None:
    with LiveServer() as server:
        fill(server, "first")
    database().unlink()
    database().symlink_to(tmp_path / "stick" / "mine.db")
    for words in (["--port", str(free_port())], ["backup"], ["check"]):
        done = run(*words)
        assert done.returncode in (1, 3)
        assert "connect that first" in done.stderr
        assert done.stderr.count("\n") == 1
    assert not (tmp_path / "stick").exists()
