"""Clients that write everything a server takes, insist until they are answered, and remember what they were told."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from .snapshots import BucketGone, Covered, Fact, Gone, SettingAtLeast, Stored
from .wait import patience

PATIENCE = 60.0
"""Seconds after which a client that got no answer calls the test failed, on a quiet machine."""


@dataclass
class Told:
    """A fact that a server acknowledged: when it was asked for, and when the answer came (monotonic seconds)."""

    asked: float
    answered: float
    fact: Fact


@dataclass
class Target:
    """Where the writers send to; `up` is set while somebody may answer there."""

    port: int
    up: threading.Event = field(default_factory=threading.Event)


class Writer(threading.Thread):
    """Takes one step after the other until told to stop; every step ends with a definite answer.

    `told` are the facts acknowledged, `wrong` is what no server may answer, `unanswered` how often a request had to
    be repeated, `busy` how often the server answered that it could not store just now.
    """

    def __init__(self, target: Target, name: str, seed: int, pause: float) -> None:
        super().__init__(name=name)
        self.target = target
        self.told: list[Told] = []
        self.wrong: list[str] = []
        self.unanswered = 0
        self.busy: dict[str, int] = {}
        self.stop = threading.Event()
        self.dice = random.Random(seed)
        self._pause = pause
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        try:
            self.prepare()
            while not self.stop.is_set():
                self.step()
                self.stop.wait(self._pause)
        except AssertionError as error:
            self.wrong.append(str(error))
        finally:
            self._hang_up()

    def prepare(self) -> None:
        """What is needed once."""

    def step(self) -> None:
        """One piece of work."""
        raise NotImplementedError

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any] | None:
        """One attempt: (status, parsed answer), or None if no whole answer came."""
        self.target.up.wait(PATIENCE)
        headers = {} if body is None else {"Content-Type": "application/json"}
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.target.port, timeout=20)
            self._connection.request(method, f"/api/0/{path}", None if body is None else json.dumps(body), headers)
            answer = self._connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        except (OSError, http.client.HTTPException, ValueError):
            self._hang_up()
            self.unanswered += 1
            return None

    def insist(self, method: str, path: str, body: Any = None, fine: tuple[int, ...] = (200,)) -> Any:
        """Repeat until the server answers one of `fine`; the parsed answer. Only for what may be repeated."""
        return self.repeat(lambda: self.ask(method, path, body), f"{method} {path}", fine)

    def repeat(self, attempt: Callable[[], tuple[int, Any] | None], what: str, fine: tuple[int, ...] = (200,)) -> Any:
        """Repeat an attempt until it is answered. AssertionError for a wrong answer, and for none in a minute."""
        begun = time.monotonic()
        while (waited := time.monotonic() - begun) < PATIENCE * patience():
            answer = attempt()
            if answer is not None and answer[0] in fine:
                return answer[1]
            if answer is not None and answer[0] != 503:
                raise AssertionError(f"{what}: {answer[0]} {str(answer[1])[:200]}")
            if answer is not None:
                self._note_busy(answer[1])
            time.sleep(0.02)
        raise AssertionError(f"{what}: no answer in {waited:.0f} s; was told: {self.busy}")

    def remember(self, asked: float, fact: Fact) -> None:
        """The server has just acknowledged this."""
        self.told.append(Told(asked, time.monotonic(), fact))

    def _note_busy(self, body: Any) -> None:
        reason = str(body.get("message")) if isinstance(body, dict) else repr(body)
        self.busy[reason] = self.busy.get(reason, 0) + 1

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Heartbeats(Writer):
    """Heartbeats of a state that changes now and then. Repeated as they are: the server must merge them."""

    def prepare(self) -> None:
        self.bucket = self.name
        self._value = 0
        self.insist("POST", f"buckets/{self.bucket}", _bucket(self.name), fine=(200, 304))

    def step(self) -> None:
        self._value += self.dice.random() < 0.2
        data = {"value": self._value}
        asked, now = time.monotonic(), time.time()
        beat = {"timestamp": datetime.fromtimestamp(now, UTC).isoformat(), "duration": 0, "data": data}
        self.insist("POST", f"buckets/{self.bucket}/heartbeat?pulsetime=60", beat)
        self.remember(asked, Covered(self.bucket, now, json.dumps(data, sort_keys=True)))


class Inserts(Writer):
    """Lists of events, some of which are deleted again.

    Inserting is not to be repeated blindly: without an answer it looks first, and finds the whole list or nothing.
    """

    def prepare(self) -> None:
        self.bucket = self.name
        self._count = 0
        self._kept: list[tuple[str, datetime]] = []
        self.insist("POST", f"buckets/{self.bucket}", _bucket(self.name), fine=(200, 304))

    def step(self) -> None:
        if self._kept and self.dice.random() < 0.3:
            self._remove(*self._kept.pop(self.dice.randrange(len(self._kept))))
        else:
            self._add(self.dice.randint(1, 30))

    def _add(self, size: int) -> None:
        self._count += 1
        start = _START + timedelta(minutes=self._count)
        events = _events(f"{self.name}-{self._count}", start, size)
        asked = time.monotonic()

        def attempt() -> tuple[int, Any] | None:
            answer = self.ask("POST", f"buckets/{self.bucket}/events", events)
            if answer is not None and answer[0] == 200:
                return answer
            found = len(self._look(start))
            assert found in (0, size), f"{found} of {size} events of a list are there"
            return (200, None) if found else answer

        self.repeat(attempt, f"insert into {self.bucket}")
        marks = [event["data"]["mark"] for event in events]
        self.remember(asked, Stored(self.bucket, frozenset(marks)))
        self._kept.append((self.dice.choice(marks), start))

    def _remove(self, mark: str, start: datetime) -> None:
        asked = time.monotonic()
        for event in self._look(start):
            if event["data"]["mark"] == mark:
                self.insist("DELETE", f"buckets/{self.bucket}/events/{event['id']}")
        self.remember(asked, Gone(self.bucket, mark))

    def _look(self, start: datetime) -> list[Any]:
        end = start + timedelta(seconds=50)
        period = f"start={quote(start.isoformat())}&end={quote(end.isoformat())}"
        found = self.insist("GET", f"buckets/{self.bucket}/events?limit=-1&{period}")
        assert isinstance(found, list)
        return found


class Imports(Writer):
    """Whole exports, repeated as they are: what is there already must not be stored twice."""

    size = 100

    def prepare(self) -> None:
        self.bucket = self.name
        self._count = 0

    def step(self) -> None:
        self._count += 1
        start = _START + timedelta(minutes=3 * self._count)
        events = _events(f"{self.name}-{self._count}", start, self.size)
        export = {"buckets": {self.bucket: {**_bucket(self.name), "id": self.bucket, "events": events}}}
        export["buckets"][self.bucket]["created"] = _START.isoformat()
        asked = time.monotonic()
        self.insist("POST", "import", export)
        self.remember(asked, Stored(self.bucket, frozenset(event["data"]["mark"] for event in events)))


class Purges(Writer):
    """Buckets that are filled with a secret and deleted: of `secrets` nothing may be left on the disk."""

    def prepare(self) -> None:
        self._count = 0
        self.secrets: list[str] = []

    def step(self) -> None:
        self._count += 1
        bucket = f"{self.name}-{self._count}"
        secret = f"secret{self.dice.randrange(2**60):x}"
        self.secrets.append(secret)
        self.insist("POST", f"buckets/{bucket}", _bucket(self.name), fine=(200, 304))
        for number in range(3):
            moment = (_START + timedelta(hours=number)).isoformat()
            beat = {"timestamp": moment, "duration": 0, "data": {"title": f"{secret} {number}"}}
            self.insist("POST", f"buckets/{bucket}/heartbeat?pulsetime=1", beat)
        asked = time.monotonic()
        self.insist("DELETE", f"buckets/{bucket}?force=1", fine=(200, 404))
        self.remember(asked, BucketGone(bucket))


class SettingsWrites(Writer):
    """A setting that only ever grows."""

    def prepare(self) -> None:
        self._count = 0

    def step(self) -> None:
        self._count += 1
        asked = time.monotonic()
        self.insist("POST", f"settings/{self.name}", self._count)
        self.remember(asked, SettingAtLeast(self.name, self._count))


def mixed(target: Target, seed: int) -> list[Writer]:
    """One of each, and two that send heartbeats."""
    return [
        Heartbeats(target, "beats-1", seed, 0.01),
        Heartbeats(target, "beats-2", seed + 1, 0.015),
        Inserts(target, "inserts", seed + 2, 0.02),
        Imports(target, "imports", seed + 3, 0.1),
        Purges(target, "purges", seed + 4, 0.05),
        SettingsWrites(target, "settings", seed + 5, 0.03),
    ]


def finish(writers: list[Writer]) -> list[Told]:
    """Let each end its step, which needs a server that answers; everything they were told, in the order of answers."""
    for writer in writers:
        writer.stop.set()
    for writer in writers:
        if writer.ident is not None:
            writer.join(2 * PATIENCE * patience())
    return sorted((told for writer in writers for told in writer.told), key=lambda told: told.answered)


_START = datetime(2026, 1, 1, tzinfo=UTC)


def _bucket(client: str) -> dict[str, Any]:
    return {"client": client, "type": "soak", "hostname": "soak"}


def _events(prefix: str, start: datetime, size: int) -> list[dict[str, Any]]:
    return [
        {
            "timestamp": (start + timedelta(seconds=number)).isoformat(),
            "duration": 0.5,
            "data": {"mark": f"{prefix}-{number}", "app": f"app {number % 7}"},
        }
        for number in range(size)
    ]
