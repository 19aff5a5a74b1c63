"""The documentation's own example programs, unchanged, against a real server in testing mode."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.programs import LiveServer, program_env

DOCUMENT = Path(__file__).resolve().parents[1] / "vectors" / "document"


@pytest.fixture
def testing_server(home: Path) -> Iterator[LiveServer]:
    """A testing-mode server; the client's own configuration file tells the examples its port."""
    with LiveServer("--testing") as server:
        config = home / ".config/activitywatch/aw-client/aw-client.toml"
        config.parent.mkdir(parents=True)
        config.write_text(f'[server-testing]\nport = "{server.port}"\n')
        yield server


def run(name: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", str(DOCUMENT / name)],
        env=program_env(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def printed_events(line: str) -> list[dict[str, object]]:
    """The list of events as the example prints it, without evaluating datetimes."""
    tree = ast.parse(line, mode="eval").body
    assert isinstance(tree, ast.List)
    return [{ast.literal_eval(k): ast.unparse(v) for k, v in _pairs(item)} for item in tree.elts]


def _pairs(item: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    assert isinstance(item, ast.Dict)
    for key, value in zip(item.keys, item.values, strict=True):
        assert key is not None
        yield key, value


def test_the_minimal_client(testing_server: LiveServer) -> None:
    printed = run("minimal_client.py")
    (event,) = printed_events(printed.strip())
    assert event["data"] == "{'label': 'some interesting data'}"
    assert testing_server.api("buckets/").json == {}


def test_the_reference_client(testing_server: LiveServer) -> None:
    lines = run("reference_client.py").strip().splitlines()
    assert lines[:5] == [f"Sending heartbeat {i}" for i in range(5)]
    newest, oldest = printed_events(lines[5])
    assert newest["data"] == "{'label': 'non-heartbeat event'}"
    assert oldest["data"] == "{'label': 'heartbeat'}"
    assert "seconds=4" in str(oldest["duration"]) or "seconds=5" in str(oldest["duration"])
    assert testing_server.api("buckets/").json == {}
