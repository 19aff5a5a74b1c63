"""Today's `wakatime-cli` against a real server, by an imitation of what it does on the wire (two generations of it)."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.support import wakatime_cli
from tests.support.meddler import Meddler, changed, inner
from tests.support.programs import LiveServer, free_port, program, program_env
from tests.support.wakatime_cli import API, AUTH, BACKOFF, NEW, OK, OLD, Generation, WakatimeCli

pytestmark = pytest.mark.system
NOW = float(int(time.time()))
MACHINE = "Büro+1 (vm)"
BOTH = pytest.mark.parametrize("generation", [OLD, NEW], ids=lambda one: one.version)


@pytest.fixture
def server(home: Path) -> Iterator[LiveServer]:
    with LiveServer() as live:
        # Where it is noon now, so that all that was just done was today.
        east = 12 - time.gmtime(NOW).tm_hour
        zone = f"Etc/GMT{-east:+d}" if east else "UTC"
        assert live.api("settings/wakatime", "POST", {"timezone": zone}).status == 200
        yield live


def cli(server: LiveServer, home: Path, generation: Generation, address: str = "", more: str = "") -> WakatimeCli:
    """The program with a settings file as `aw-cli keys wakatime` prints it."""
    key = server.api("keys/own/wakatime").json["key"]
    address = address or f"{server.url}/api/v1"
    text = f"[settings]\napi_url = {address}\napi_key = {key}\nheartbeat_rate_limit_seconds = 0\n{more}"
    (home / ".wakatime.cfg").write_text(text)
    made = WakatimeCli(home, generation, machine=MACHINE)
    made.now = NOW
    return made


def beat(at: float, **more: Any) -> dict[str, Any]:
    found = {
        "entity": "/home/ada/alpha/src/main.go", "type": "file", "category": "coding", "time": at,
        "project": "alpha", "project_root_count": 3, "branch": "feat/ü", "language": "Go",
        "dependencies": ["fmt", "net/http"], "lines": 120, "lineno": 7, "cursorpos": 12, "is_write": True,
    }  # fmt: skip
    return {key: value for key, value in (found | more).items() if value is not None}


def stored(server: LiveServer) -> list[dict[str, Any]]:
    found = []
    for bucket, about in server.api("buckets/").json.items():
        if about["type"] == "wakatime.heartbeat":
            found += [event["data"] for event in server.api(f"buckets/{quote(bucket)}/events").json]
    return sorted(found, key=lambda data: float(data["time"]))


@BOTH
def test_everything_an_editor_asks_for(server: LiveServer, home: Path, generation: Generation) -> None:
    with Meddler(server.url) as meddler:
        client = cli(server, home, generation, f"{meddler.address}/api/v1/")
        assert client.heartbeat(beat(NOW - 300), [beat(NOW - 240, category="debugging"), beat(NOW - 119.876544)]) == OK
        assert client.offline_count() == 0
        method, path, headers, sent = meddler.sent[0]
        assert (method, path, len(sent)) == ("POST", "/api/v1/users/current/heartbeats.bulk", 3)
        assert headers["X-Machine-Name"] == "B%C3%BCro%2B1+%28vm%29"
        assert client.today() == OK
        assert client.said == "2 mins Debugging, 1 min Coding"
        assert client.today(output="json") == OK
        assert json.loads(client.said) == {"text": "3 mins", "has_team_features": False}
        goal = {"seconds": 3600, "languages": ["Go"], "subscribers": [{"username": "ada"}]}
        goal_id = server.api("goals", "POST", goal).json["id"]
        assert client.today_goal(goal_id) == OK
        assert client.said == "3 mins"
        assert client.today_goal("12345678-1234-4234-8234-123456789abc") == API
        assert client.file_experts("/srv/ada/src/alpha/src/main.go", "alpha", 4) == OK
        assert re.fullmatch(r"You: 3 mins", client.said)
        assert client.report_crash("panic: runtime error") == OK
    [bucket] = [b for b, about in server.api("buckets/").json.items() if about["type"] == "wakatime.heartbeat"]
    assert server.api(f"buckets/{quote(bucket)}").json["hostname"] == MACHINE
    assert [data["time"] for data in stored(server)] == [NOW - 300, NOW - 240, NOW - 119.876544]
    assert stored(server)[0]["dependencies"] == ["fmt", "net/http"]
    # What it says of itself in a crash goes nowhere but into the log.
    assert b"vscode-wakatime" in server.log.read_bytes() and b"runtime error" not in server.log.read_bytes()


@BOTH
def test_months_offline_are_sent_in_one_go_and_once(server: LiveServer, home: Path, generation: Generation) -> None:
    client = cli(server, home, generation, f"http://127.0.0.1:{free_port()}/api/v1")
    beats = [
        beat(NOW - 90_000 + 60 * n, entity=f"/home/ada/alpha/{n % 5}.go", lineno=None if n % 3 else n, category=None)
        for n in range(400)
    ]
    for number, one in enumerate(beats):
        # Nobody is there: it waits twice as long after each time, and keeps everything meanwhile.
        assert client.heartbeat(one) in (API, BACKOFF)
        assert client.offline_count() == number + 1
        client.now += 60
    client.settings["settings"]["api_url"] = f"{server.url}/api/v1/users/current/heartbeats.bulk"
    assert client.heartbeat(beat(NOW)) == BACKOFF
    client.now += 3600
    assert client.heartbeat(beat(NOW + 1)) == OK
    assert client.offline_count() == 0
    expected = sorted([*(one["time"] for one in beats), NOW, NOW + 1])
    assert [data["time"] for data in stored(server)] == expected
    # A note of what was sent was lost: all of it once more.
    for at in range(0, len(beats), 40):
        assert client.heartbeat(beats[at], beats[at + 1 : at + 40]) == OK
    assert [data["time"] for data in stored(server)] == expected
    assert client.offline_count() == 0


# Whatever the answer was, the heartbeat was really delivered: what is sent again must not be there twice.
MATRIX: dict[str, tuple[Any, int, int]] = {
    "as it is": (None, OK, 0),
    "202 without responses": (changed(202, {"data": {}}), API, 2),
    "201 with an empty body": (changed(201, b""), API, 2),
    "200": (changed(200, lambda real: real), API, 2),
    "400": (changed(400, {"error": "x"}), API, 2),
    "401": (changed(401, {"error": "x"}), AUTH, 2),
    "403": (changed(403, {"error": "x"}), API, 2),
    "429": (changed(429, {"error": "x"}), API, 2),
    "500": (changed(500, b"oops"), API, 2),
    "inner 400": (changed(None, inner(400)), OK, 0),
    "inner 500": (changed(None, inner(500)), OK, 2),
    "no answer for any": (changed(None, lambda real: {"responses": []}), OK, 2),
    # What is left is sent at once.
    "one answer too few": (changed(None, lambda real: {"responses": real["responses"][:1]}), OK, 0),
    "an echo that cannot be read": (
        changed(None, lambda real: {"responses": [[{"data": {"entity": "x", "category": ""}}, 201]] * 2}),
        None,
        2,
    ),
}


@BOTH
def test_whatever_came_back_a_replay_ends_with_the_truth(
    server: LiveServer, home: Path, generation: Generation
) -> None:
    with Meddler(server.url) as meddler:
        for name, (answer, code, waiting) in MATRIX.items():
            client = cli(server, home, generation, f"{meddler.address}/api/v1")
            meddler.answer = answer
            first, second, third = (beat(NOW - ago, entity=f"/p/{name}.go") for ago in (600, 540, 500))
            assert client.heartbeat(first, [second]) == code or code is None, name
            assert client.offline_count() == waiting, name
            meddler.answer = None
            client.now += 7200
            assert client.heartbeat(third) == OK, name
            assert client.offline_count() == 0, name
            found = [data["time"] for data in stored(server) if data["entity"] == f"/p/{name}.go"]
            assert found == [NOW - 600, NOW - 540, NOW - 500], name


@BOTH
def test_killed_while_a_queue_is_drained(server: LiveServer, home: Path, generation: Generation) -> None:
    """Killed after it stored a batch and before the client heard of it."""
    beats = [beat(NOW - 9000 + 30 * n) for n in range(90)]

    def killed(real: Any) -> tuple[int, bytes]:
        if len(meddler.batches) == 3:
            server.kill9()
            server.start()
            return 502, b""
        return real.status, real.body

    with Meddler(server.url) as meddler:
        client = cli(server, home, generation, f"{meddler.address}/api/v1")
        meddler.answer = killed
        client.heartbeat(beats[0], beats[1:])
        assert client.offline_count() > 0
        client.now += 7200
        assert client.sync_offline_activity() == OK
        assert client.offline_count() == 0
    assert [data["time"] for data in stored(server)] == [one["time"] for one in beats]
    events = server.api(f"buckets/{quote('aw-wakatime-vscode_' + MACHINE)}/events").json
    assert sum(event["duration"] for event in events) == 89 * 30


def test_a_copy_for_here_and_the_rest_for_the_service(server: LiveServer, home: Path) -> None:
    """`[api_urls]`: an account elsewhere stays, and what is sent there is sent here, too."""
    key = server.api("keys/own/wakatime").json["key"]
    elsewhere = f"http://127.0.0.1:{free_port()}/api/v1"
    client = cli(server, home, NEW, elsewhere, f"[api_urls]\n.* = {server.url}/api/v1|{key}\n")
    assert client.heartbeat(beat(NOW - 60)) == API
    assert client.offline_count() == 1
    assert [data["time"] for data in stored(server)] == [NOW - 60]


def test_a_wrong_key_and_one_that_is_none(server: LiveServer, home: Path) -> None:
    client = cli(server, home, OLD)
    right = client.settings["settings"]["api_key"]
    client.settings["settings"]["api_key"] = "waka_12345678-1234-4234-8234-123456789abc"
    assert client.heartbeat(beat(NOW - 60)) == AUTH
    assert client.today() == AUTH
    client.settings["settings"]["api_key"] = right
    client.now += 7200
    assert client.heartbeat(beat(NOW)) == OK
    assert [data["time"] for data in stored(server)] == [NOW - 60, NOW]


def test_the_settings_that_we_print_are_understood(server: LiveServer, home: Path) -> None:
    command = [*program("aw-cli"), "--port", str(server.port), "keys", "wakatime"]
    printed = subprocess.run(command, env=program_env(), capture_output=True, text=True, check=True).stdout
    lines = [line.strip() for line in printed.splitlines()]
    start = lines.index("[settings]")
    (home / ".wakatime.cfg").write_text("\n".join(lines[start : start + 3]) + "\n")
    client = WakatimeCli(home, OLD, machine="box")
    assert client.heartbeat(beat(NOW)) == OK
    assert [data["time"] for data in stored(server)] == [NOW]


def test_the_imitation_itself_notices_what_would_break_the_program() -> None:
    with pytest.raises(wakatime_cli.Unreadable):
        wakatime_cli._typed({"category": ""})
    with pytest.raises(wakatime_cli.Unreadable):
        wakatime_cli._typed({"cursorpos": "5"})
    wakatime_cli._typed({"category": "coding", "type": "file", "cursorpos": 5, "dependencies": []})
