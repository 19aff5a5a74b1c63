"""Kill a server at random moments while watchers and clients write, and look whether anything was lost."""

from __future__ import annotations

import json
import random
import sqlite3
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from aw_client import ActivityWatchClient
from aw_core import Event

from .desktop import Desktop
from .programs import LiveServer, program, program_env, request
from .rows import Row, covers, duplicates, overlaps, rows
from .wait import patience, wait_until


class DirectClient(threading.Thread):
    """Sends heartbeats one by one and remembers those the server acknowledged.

    What got no answer is sent again until it does, as any careful client would.
    """

    def __init__(self, server: LiveServer, name: str, seed: int) -> None:
        super().__init__(name=name)
        self.server = server
        self.bucket = f"{name}_storm"
        self.acknowledged: list[tuple[float, str]] = []
        self.refused: list[str] = []
        self.stop = threading.Event()
        self._random = random.Random(seed)

    def run(self) -> None:
        self._insist(f"buckets/{self.bucket}", {"client": self.name, "type": "storm", "hostname": "storm"})
        value = 0
        while not self.stop.is_set():
            value += self._random.random() < 0.2
            data = {"value": value}
            now = time.time()
            stamp = datetime.fromtimestamp(now, UTC).isoformat()
            body = {"timestamp": stamp, "duration": 0, "data": data}
            if self._insist(f"buckets/{self.bucket}/heartbeat?pulsetime=30", body):
                self.acknowledged.append((now, json.dumps(data, sort_keys=True)))
            self.stop.wait(0.02)

    def _insist(self, path: str, body: object) -> bool:
        """True once acknowledged; False if the end came first or the server refused it for good."""
        while not self.stop.is_set():
            try:
                answer = request(f"{self.server.url}/api/0/{path}", "POST", body, timeout=20)
            except OSError:
                self.stop.wait(0.02)
                continue
            if answer.status in (200, 304):
                return True
            if answer.status != 503:
                self.refused.append(f"{path}: {answer.status} {answer.body[:200]!r}")
                return False
        return False


class QueuedClient(threading.Thread):
    """The same through the client library's queue; everything it was given must arrive."""

    def __init__(self, server: LiveServer, name: str, seed: int) -> None:
        super().__init__(name=name)
        self.bucket = f"{name}_storm"
        self.sent: list[tuple[float, str]] = []
        self.stop = threading.Event()
        self.client = ActivityWatchClient(name, host="127.0.0.1", port=server.port)
        self._random = random.Random(seed)

    def run(self) -> None:
        value = 0
        with self.client:
            self.client.create_bucket(self.bucket, "storm", queued=True)
            while not self.stop.is_set():
                value += self._random.random() < 0.1
                now = time.time()
                event = Event(timestamp=datetime.fromtimestamp(now, UTC), data={"value": value})
                self.client.heartbeat(self.bucket, event, pulsetime=30, queued=True, commit_interval=1)
                self.sent.append((now, json.dumps({"value": value}, sort_keys=True)))
                self.stop.wait(0.05)


def storm(server: LiveServer, desktop: Desktop, kills: int, seed: int = 1) -> dict[str, int]:
    """Kill the server `kills` times under two watchers and four clients; AssertionError on any loss.

    Returns counts for the record: heartbeats acknowledged and queued, window rows.
    """
    dice = random.Random(seed)
    port = ["--port", str(server.port)]
    watchers = [
        desktop.run([*program(name), *port], env=program_env()) for name in ("aw-watcher-window", "aw-watcher-afk")
    ]
    windows = [desktop.window("storm one"), desktop.window("storm two")]
    wait_until(lambda: _recording(server) >= 2, 30, "both watchers")
    direct = [DirectClient(server, f"direct-{i}", seed + i) for i in range(2)]
    queued = [QueuedClient(server, f"queued-{i}", seed + 10 + i) for i in range(2)]
    clients = [*direct, *queued]
    for client in clients:
        client.start()
    try:
        for _ in range(kills):
            until = time.monotonic() + dice.uniform(0.3, 2.0)
            while time.monotonic() < until:
                desktop.xdotool("windowactivate", "--sync", dice.choice(windows))
            server.kill9()
            server.start()
        # What a quiet machine has written long before.
        wait_until(lambda: sum(len(client.acknowledged) for client in direct) > 10 * kills, 60, "enough heartbeats")
    finally:
        for client in clients:
            client.stop.set()
        for client in clients:
            client.join(30 * patience())
    _everything_arrives(server, direct, queued)
    for watcher in watchers:
        watcher.terminate()
        assert watcher.wait(30 * patience()) == 0
    counts = _check_watchers(server)
    server.stop()
    _check_file()
    counts["acknowledged"] = sum(len(client.acknowledged) for client in direct)
    counts["queued"] = sum(len(client.sent) for client in queued)
    assert counts["acknowledged"] > 10 * kills
    return counts


def _recording(server: LiveServer) -> int:
    """How many watchers have begun."""
    return sum(bucket.startswith("aw-watcher-") for bucket in server.api("buckets/").json)


def _everything_arrives(server: LiveServer, direct: list[DirectClient], queued: list[QueuedClient]) -> None:
    for client in direct:
        assert client.refused == []
        found = rows(server, client.bucket)
        lost = [beat for beat in client.acknowledged if not covers(found, *beat)]
        assert lost == [], f"{len(lost)} of {len(client.acknowledged)} acknowledged heartbeats lost"
        _sound(found, client.bucket)
    for patient in queued:
        with ActivityWatchClient(patient.name, host="127.0.0.1", port=server.port):
            wait_until(
                lambda patient=patient: all(covers(rows(server, patient.bucket), *beat) for beat in patient.sent[-1:]),
                30,
                f"the queue of {patient.name} to empty",
            )
        found = rows(server, patient.bucket)
        lost = [beat for beat in patient.sent if not covers(found, *beat)]
        assert lost == [], f"{len(lost)} of {len(patient.sent)} queued heartbeats lost"
        _sound(found, patient.bucket)


def _sound(found: list[Row], bucket: str) -> None:
    assert duplicates(found) == [], f"duplicates in {bucket}"
    assert overlaps(found) == [], f"overlaps in {bucket}"


def _check_watchers(server: LiveServer) -> dict[str, int]:
    counts = {}
    for bucket in server.api("buckets/").json:
        if bucket.startswith("aw-watcher-"):
            found = rows(server, bucket)
            _sound(found, bucket)
            counts[bucket.split("_")[0]] = len(found)
    assert counts["aw-watcher-window"] > 1
    assert "aw-watcher-afk" in counts
    return counts


def _check_file() -> None:
    from aw_core.dirs import get_data_dir

    (database,) = Path(get_data_dir("aw-server")).glob("*.db")
    connection = sqlite3.connect(database)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        connection.close()
