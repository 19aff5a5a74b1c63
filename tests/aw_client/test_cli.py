"""The command `aw-client`: what it prints, and one sentence for every failure."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from aw_client.cli import cli
from aw_core.__about__ import __version__
from tests.aw_client.fake_server import FakeServer
from tests.support.programs import free_port, program, program_env

EVENT = {"id": 7, "timestamp": "2024-05-01T09:00:00.5Z", "duration": 61.2, "data": {"a": 1}}


def run(fake: FakeServer | None, *args: str) -> Result:
    where = ["--port", str(fake.port)] if fake else []
    return CliRunner().invoke(cli, [*where, *args])


def fails(result: Result) -> str:
    """The one sentence of a failed command."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


def test_version_and_help(home: Path) -> None:
    assert run(None, "--version").output == f"aw-client {__version__}\n"
    for bare in ([], ["--help"]):
        shown = run(None, *bare)
        assert shown.exit_code == 0
        assert "heartbeat" in shown.output


def test_buckets(fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, {"one": {}, "two": {}})
    shown = run(fake, "buckets")
    assert shown.output == "Buckets:\n - one\n - two\n"
    assert shown.exit_code == 0


def test_events(fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, [EVENT])
    assert run(fake, "events", "b").output == "events:\n - 2024-05-01 09:00:00 (0:01:01) {'a': 1}\n"


def test_heartbeat(fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, EVENT)
    shown = run(fake, "heartbeat", "b", '{"label": "x"}', "--pulsetime", "5")
    assert "'label': 'x'" in shown.output
    (asked,) = fake.asked
    assert asked.path == "/api/0/buckets/b/heartbeat"
    assert asked.params == {"pulsetime": ["5.0"]}
    assert asked.body["data"] == {"label": "x"}


@pytest.mark.parametrize("data", ["{not json", "[]", "5"])
def test_data_that_is_no_object(fake: FakeServer, data: str) -> None:
    assert "JSON" in fails(run(fake, "heartbeat", "b", data))
    assert fake.asked == []


def test_testing_changes_the_default_port_only(home: Path) -> None:
    assert "127.0.0.1:5666" in fails(run(None, "--testing", "buckets"))
    port = free_port()
    assert f"127.0.0.1:{port}" in fails(run(None, "--testing", "--port", str(port), "buckets"))


def test_no_server(home: Path) -> None:
    sentence = fails(run(None, "--port", str(free_port()), "buckets"))
    assert sentence.startswith("No server answers at 127.0.0.1:")


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [(404, {"message": "no bucket b"}, "no bucket b"), (500, "odd", "500"), (200, "odd", "not that of an Activity")],
)
def test_a_server_that_refuses(fake: FakeServer, status: int, body: Any, words: str) -> None:
    fake.answer = lambda asked: (status, body)
    assert words in fails(run(fake, "buckets"))


@pytest.mark.parametrize("args", [["nonsense"], ["--nonsense"], ["events"], ["--port", "many", "buckets"]])
def test_wrong_usage_is_a_sentence_too(fake: FakeServer, args: list[str]) -> None:
    fails(run(fake, *args))


def test_the_real_program_knows_no_tracebacks(home: Path) -> None:
    argv = [*program("aw-client"), "--port", str(free_port()), "buckets"]
    done = subprocess.run(argv, env=program_env(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
