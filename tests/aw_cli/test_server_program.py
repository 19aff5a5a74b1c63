"""`aw-cli backup`, `restore` and `check` are the server's own commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from aw_cli import server_program
from aw_cli.server_program import find_program
from tests.support.programs import LiveServer, program, program_env


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*program("aw-cli"), *words], env=program_env(), capture_output=True, text=True, timeout=30, check=False
    )


def test_words_and_exit_codes_go_through() -> None:
    assert "latest" in run("restore", "--help").stdout
    done = run("restore", "latest")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "no backup" in done.stderr
    with LiveServer("--testing"):
        assert run("--testing", "backup").returncode == 0
    assert "activitywatch-testing-" in run("--testing", "backup", "--list").stdout
    assert run("backup", "--list").stdout == ""
    assert run("--testing", "check").returncode == 0


def test_the_program_beside_this_one_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = tmp_path / "aw-server"
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python3"))
    monkeypatch.setattr(server_program.shutil, "which", lambda _: "/somewhere/aw-server")
    assert find_program() == ["/somewhere/aw-server"]
    beside.touch()
    assert find_program() == [str(beside)]
