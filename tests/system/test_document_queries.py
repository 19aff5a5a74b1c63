"""The documentation's own query examples (chapter 14), unchanged, against a real server in testing mode."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.programs import LiveServer, program_env

pytestmark = pytest.mark.system

DOCUMENT = Path(__file__).resolve().parents[1] / "vectors" / "document"
HOUR = "2024-05-01T09:00:00+00:00/2024-05-01T10:00:00+00:00"


@pytest.fixture
def server(home: Path) -> Iterator[LiveServer]:
    """A testing-mode server; the client's own configuration file tells the examples its port."""
    with LiveServer("--testing") as server:
        config = home / ".config/activitywatch/aw-client/aw-client.toml"
        config.parent.mkdir(parents=True)
        config.write_text(f'[server-testing]\nport = "{server.port}"\n')
        yield server


def fill(server: LiveServer, bucket: str, rows: list[tuple[int, int, dict[str, Any]]]) -> None:
    """A bucket with (minute, minutes, data) of the hour."""
    made = server.api(f"buckets/{bucket}", "POST", {"client": "test", "type": "test", "hostname": "box"})
    assert made.status == 200
    events = [
        {"timestamp": f"2024-05-01T09:{minute:02}:00+00:00", "duration": 60 * minutes, "data": data}
        for minute, minutes, data in rows
    ]
    assert server.api(f"buckets/{bucket}/events", "POST", events).status == 200


def ask(server: LiveServer, name: str) -> list[tuple[float, dict[str, Any]]]:
    """(minutes, data) of the events that the example answers with, its lines sent as they are."""
    lines = (DOCUMENT / name).read_text().splitlines()
    answered = server.api("query/", "POST", {"query": lines, "timeperiods": [HOUR]})
    assert answered.status == 200, answered.body
    (events,) = answered.json
    return [(event["duration"] / 60, event["data"]) for event in events]


def test_the_minimal_query(server: LiveServer) -> None:
    fill(server, "my_bucket", [(0, 5, {"a": 1}), (10, 5, {"a": 2})])
    assert ask(server, "query_minimal.txt") == [(5, {"a": 2}), (5, {"a": 1})]


def test_the_hierarchy(server: LiveServer) -> None:
    one, other = {"merged_key1": "x", "merged_key2": "y"}, {"merged_key1": "x", "merged_key2": "z"}
    fill(server, "my_bucket", [(0, 5, one), (10, 5, other), (20, 5, one | {"more": 1})])
    assert sorted(ask(server, "query_hierarchy.txt"), key=str) == [(10, one), (5, other)]


def test_windows_while_not_afk(server: LiveServer) -> None:
    fill(server, "window_bucket", [(0, 10, {"appname": "a"}), (10, 20, {"appname": "b"}), (40, 5, {"appname": "a"})])
    fill(
        server,
        "afk_bucket",
        [(0, 25, {"status": "not-afk"}), (25, 15, {"status": "afk"}), (40, 3, {"status": "not-afk"})],
    )
    assert ask(server, "query_window_afk.txt") == [(15, {"appname": "b"}), (13, {"appname": "a"})]


def test_the_program(server: LiveServer) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", str(DOCUMENT / "query_client.py")],
        env=program_env(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    nothing, five, three, merged = map(ast.literal_eval, done.stdout.strip().splitlines())
    assert nothing == 0
    assert [event["data"] for event in five] == [{"label": "a"}] * 5
    # The period is cut at microseconds, the events at milliseconds: so a fourth one touches it once in a thousand runs.
    assert len(three) in (3, 4)
    assert sorted((event["data"]["label"], event["duration"]) for event in merged) == [("a", 5), ("b", 10)]
    assert server.api("buckets/").json == {}
