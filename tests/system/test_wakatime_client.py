"""The published client of the service, version 13.1.0, run for real against a real server.

`AW_TEST_WAKATIME` names the Python of an environment in which it is installed; without it these tests are skipped.
`make soak` makes such an environment and runs them (`tests/soak/test_wakatime_client.py`).
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.meddler import Meddler, changed, inner
from tests.support.programs import LiveServer, request

PYTHON = os.environ.get("AW_TEST_WAKATIME", "")
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not PYTHON, reason="AW_TEST_WAKATIME names no Python with wakatime 13.1.0"),
]

# The client is older than Python 3.10, which took these names away.
SHIM = """
import collections, collections.abc
for name in ("Mapping", "MutableMapping", "Sequence", "Iterable", "Callable", "MutableSet", "Set", "Hashable"):
    if not hasattr(collections, name):
        setattr(collections, name, getattr(collections.abc, name))
"""
ME = "/api/v1/users/current"


class Editor:
    """An editor with the client behind it: a home, a project under git, and a way to save files in it."""

    def __init__(self, place: Path, address: str, key: str) -> None:
        self.home = place / "wakatime"
        self.project = place / "proj"
        self.address = address
        self.key = key
        for folder in (self.home, self.project, place / "shim"):
            folder.mkdir()
        (place / "shim" / "sitecustomize.py").write_text(SHIM)
        self.env = {
            **os.environ,
            "WAKATIME_HOME": str(self.home),
            "PYTHONPATH": str(place / "shim"),
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        self.file = self.project / "a.py"
        self.file.write_text("import flask\n\nprint(flask)\n")
        for args in (["init", "-q", "-b", "feat/x"], ["add", "."], ["commit", "-qm", "first"]):
            who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
            subprocess.run(["git", *who, *args], cwd=self.project, env=self.env, check=True, capture_output=True)

    def beat(self, at: float, *more: str, extra: list[dict[str, Any]] | None = None) -> int:
        """Send one heartbeat; the client's exit code."""
        program = [PYTHON, "-c", "from wakatime.main import execute; import sys; sys.exit(execute())"]
        args = ["--key", self.key, "--api-url", f"{self.address}{ME}/heartbeats.bulk", "--time", str(at)]
        args += ["--plugin", "vim/9.0 vim-wakatime/9.0.1", "--hostname", "testbox"]
        if "--entity" not in more:
            args += ["--entity", str(self.file), "--lineno", "2", "--cursorpos", "5", "--write"]
        if extra is not None:
            args.append("--extra-heartbeats")
        done = subprocess.run(
            [*program, *args, *more],
            env=self.env,
            input=json.dumps(extra) if extra is not None else None,
            stdin=None if extra is not None else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        return done.returncode

    def queue(self) -> list[dict[str, Any]]:
        """What waits to be sent."""
        with contextlib.closing(sqlite3.connect(self.home / ".wakatime.db")) as db:
            db.execute("CREATE TABLE IF NOT EXISTS heartbeat_2 (id text, heartbeat text)")
            return [json.loads(row[0]) for row in db.execute("SELECT heartbeat FROM heartbeat_2")]

    def preload(self, beats: list[dict[str, Any]]) -> None:
        """Put heartbeats into the queue, as a long flight would."""
        with contextlib.closing(sqlite3.connect(self.home / ".wakatime.db")) as db, db:
            db.execute("CREATE TABLE IF NOT EXISTS heartbeat_2 (id text, heartbeat text)")
            rows = [(f"{beat['time']}-{beat['entity']}", json.dumps(beat)) for beat in beats]
            db.executemany("INSERT INTO heartbeat_2 VALUES (?, ?)", rows)


@pytest.fixture
def server(home: Path) -> Iterator[LiveServer]:
    with LiveServer() as live:
        yield live


@pytest.fixture
def key(server: LiveServer) -> str:
    assert server.api("settings/wakatime", "POST", {"timezone": "UTC"}).status == 200
    # This client refuses what newer ones have in front of a key.
    return str(server.api("keys/own/wakatime").json["key"]).removeprefix("waka_")


@pytest.fixture
def editor(tmp_path: Path, server: LiveServer, key: str) -> Editor:
    place = tmp_path / "editing"
    place.mkdir()
    return Editor(place, server.url, key)


def stored(server: LiveServer, machine: str = "testbox") -> list[dict[str, Any]]:
    reply = server.api(f"buckets/aw-wakatime-heartbeats_{machine}/events")
    return [event["data"] for event in reversed(reply.json)] if reply.status == 200 else []


NOW = float(int(time.time()))


def test_a_project_under_git(server: LiveServer, editor: Editor) -> None:
    assert editor.beat(NOW - 600.877) == 0
    assert editor.beat(NOW - 300) == 0
    assert editor.queue() == []
    first, second = stored(server)
    assert (first["time"], first["entity"], first["type"]) == (NOW - 600.877, str(editor.file), "file")
    assert (first["project"], first["branch"], first["language"]) == ("proj", "feat/x", "Python")
    assert (first["dependencies"], first["lines"], first["is_write"]) == (["flask"], 3, True)
    assert (first["lineno"], first["cursorpos"]) == ("2", "5")
    assert second["time"] == NOW - 300
    [event] = server.api("buckets/aw-wakatime-vim_testbox/events?limit=-1").json[-1:]
    assert (event["duration"], event["data"]["project"]) == (pytest.approx(300.877), "proj")
    headers = {"Authorization": f"Bearer {editor.key}"}
    data = request(f"{server.url}{ME}/user_agents", headers=headers).json["data"]
    assert [(row["editor"], row["os"], row["version"]) for row in data] == [("Vim", "Linux", "9.0.1")]


def test_extra_heartbeats(server: LiveServer, editor: Editor) -> None:
    extra = [
        {"entity": str(editor.file), "timestamp": int(NOW) - 900 + 10 * n, "is_write": False, "project": "proj"}
        for n in range(30)
    ]
    with Meddler(server.url) as meddler:
        editor.address = meddler.address
        assert editor.beat(NOW - 100, extra=extra) == 0
        assert meddler.batches == [25, 6]
    assert sorted(data["time"] for data in stored(server)) == sorted([NOW - 100, *(one["timestamp"] for one in extra)])
    assert editor.queue() == []


def test_hidden_file_names(server: LiveServer, editor: Editor) -> None:
    assert editor.beat(NOW - 60, "--hide-file-names") == 0
    [data] = stored(server)
    assert data["entity"] == "HIDDEN.py"
    assert data.get("branch") is None
    assert data.get("dependencies") is None


def test_applications_and_sites(server: LiveServer, editor: Editor) -> None:
    assert editor.beat(NOW - 60, "--entity-type", "app", "--entity", "Slack") == 0
    assert editor.beat(NOW - 30, "--entity-type", "domain", "--entity", "x.org", "--project", "<<LAST_PROJECT>>") == 0
    assert [(data["type"], data["entity"]) for data in stored(server)] == [("app", "Slack"), ("domain", "x.org")]


def offline(count: int, project: str = "proj") -> list[dict[str, Any]]:
    return [
        {
            "time": NOW - 20_000 + 30 * n,
            "entity": f"/p/{project}/f{n % 7}.el",
            "type": "file",
            "category": None,
            "is_write": n % 3 == 0,
            "project": project,
            "branch": "main",
            "language": "Emacs Lisp",
            "dependencies": [],
            "lines": 10,
            "lineno": str(n),
            "cursorpos": "1",
            "user_agent": "wakatime/13.1.0 (Linux-6.1-x86_64) Python3.9.18.final.0 emacs/29 emacs-wakatime/1.0.2",
        }
        for n in range(count)
    ]


def test_a_queue_of_three_hundred_is_drained_and_a_replay_adds_nothing(server: LiveServer, editor: Editor) -> None:
    beats = offline(300)
    editor.preload(beats)
    with Meddler(server.url) as meddler:
        editor.address = meddler.address
        for at in range(10, 1, -1):
            assert editor.beat(NOW - 60 * at) == 0
            if not editor.queue():
                break
        assert meddler.batches[:5] == [1, 25, 25, 25, 25]
        assert editor.queue() == []
        expected = sorted(beat["time"] for beat in beats)
        assert [data["time"] for data in stored(server) if data["language"] == "Emacs Lisp"] == expected
        before = len(stored(server))
        # The client lost its note of what was delivered.
        editor.preload(beats)
        for _ in range(5):
            assert editor.beat(NOW - 60 * at) == 0
        assert editor.queue() == []
    assert len(stored(server)) == before
    headers = {"Authorization": f"Bearer {editor.key}"}
    days = request(f"{server.url}{ME}/summaries?range=Last%207%20Days&project=proj", headers=headers).json["data"]
    languages: dict[str, float] = {}
    for day in days:
        for row in day["languages"]:
            languages[row["name"]] = languages.get(row["name"], 0) + row["total_seconds"]
    assert languages["Emacs Lisp"] == 299 * 30


MATRIX = {
    "as it is": (None, 0, 0),
    "202 without responses": (changed(202, {"data": {}}), 0, 1),
    "201 with an empty body": (changed(201, b""), 0, 1),
    "200": (changed(200, lambda real: real), 102, 1),
    "204": (changed(204, b""), 102, 1),
    "400": (changed(400, {"error": "x"}), 102, 0),
    "401": (changed(401, {"error": "x"}), 104, 1),
    "403": (changed(403, {"error": "x"}), 102, 1),
    "429": (changed(429, {"error": "x"}), 102, 1),
    "500": (changed(500, b"oops"), 102, 1),
    "inner 400": (changed(None, inner(400)), 0, 0),
    "inner 401": (changed(None, inner(401)), 0, 1),
    "inner 429": (changed(None, inner(429)), 0, 1),
    "inner 500": (changed(None, inner(500)), 0, 1),
    "fewer responses than heartbeats": (changed(None, lambda real: {"responses": []}), 0, 1),
}


@pytest.mark.parametrize("name", MATRIX)
def test_whatever_the_answer_was_a_replay_ends_with_the_truth(server: LiveServer, editor: Editor, name: str) -> None:
    """The client takes an answer for a failure and keeps the heartbeat; it was stored all the same. No second one."""
    answer, code, waiting = MATRIX[name]
    with Meddler(server.url) as meddler:
        meddler.answer = answer
        editor.address = meddler.address
        assert editor.beat(NOW - 600) == code
        assert len(editor.queue()) == waiting
        meddler.answer = None
        assert editor.beat(NOW - 500) == 0
        assert editor.queue() == []
    assert [data["time"] for data in stored(server)] == [NOW - 600, NOW - 500]


def test_a_wrong_key_keeps_the_heartbeat_in_the_queue(server: LiveServer, editor: Editor) -> None:
    right, editor.key = editor.key, "12345678-1234-4234-8234-123456789abc"
    assert editor.beat(NOW - 600) == 104
    assert len(editor.queue()) == 1
    assert stored(server) == []
    editor.key = right
    assert editor.beat(NOW - 500) == 0
    assert [data["time"] for data in stored(server)] == [NOW - 600, NOW - 500]


def test_a_server_killed_while_a_queue_is_drained(server: LiveServer, editor: Editor) -> None:
    """Killed after it stored a batch and before the client heard of it: after a restart and a replay all is there."""
    beats = offline(100)
    editor.preload(beats)

    def killed(real: Any) -> tuple[int, bytes]:
        if len(meddler.batches) == 3:
            server.kill9()
            server.start()
            return 500, b""
        return real.status, real.body

    with Meddler(server.url) as meddler:
        editor.address = meddler.address
        meddler.answer = killed
        editor.beat(NOW - 600)
        assert editor.queue() != []
        meddler.answer = None
        for at in (500, 400, 300):
            assert editor.beat(NOW - at) == 0
        assert editor.queue() == []
    found = [data["time"] for data in stored(server) if data["language"] == "Emacs Lisp"]
    assert found == sorted(beat["time"] for beat in beats)
    events = server.api("buckets/aw-wakatime-emacs_testbox/events").json
    assert sum(event["duration"] for event in events) == 99 * 30
