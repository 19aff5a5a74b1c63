"""A module started by hand, with no terminal, by nohup or by a service manager keeps running."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.programs import free_port, program, program_env, request, survivors
from tests.support.wait import patience, stays, wait_until

LAUNCHES = {
    "stdin is /dev/null": "exec {command} </dev/null",
    "nohup": "nohup {command} >nohup.out 2>&1 & echo $!",
    "a service manager": "setsid {command} </dev/null >service.out 2>&1 & echo $!",
    "stdin is closed": "exec {command} <&-",
}


@pytest.fixture
def port() -> Iterator[int]:
    yield free_port()


@pytest.mark.parametrize("how", LAUNCHES)
def test_it_keeps_running(how: str, port: int, tmp_path: Path) -> None:
    command = " ".join([*program("aw-server"), "--port", str(port)])
    line = LAUNCHES[how].format(command=command)
    detached = "&" in line.replace("<&-", "").replace("2>&1", "")
    shell = subprocess.Popen(
        ["sh", "-c", line],
        env=program_env(),
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert shell.stdout is not None
    # Detached ones lose their parent at once, as under a service manager that double-forks.
    pid = int(shell.stdout.readline()) if detached else shell.pid
    try:
        wait_until(lambda: _answers(port), 20, "the server to answer")
        if detached:
            shell.wait(30)
        stays(lambda: _answers(port), 1.5, f"aw-server with {how}")
    finally:
        os.kill(pid, signal.SIGTERM)
        shell.stdout.close()
        if not detached:
            assert shell.wait(10 * patience()) == 0
        assert survivors([pid], 10) == []


def _answers(port: int) -> bool:
    try:
        return request(f"http://127.0.0.1:{port}/api/0/info", timeout=10).status == 200
    except OSError:
        return False
