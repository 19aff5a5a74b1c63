"""What the tests of the real watchers share: starting one, and reading its bucket as seconds since the epoch."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from aw_core.timestamps import parse_timestamp
from tests.support.programs import LiveServer, program, program_env
from tests.support.wait import patience


class Span(NamedTuple):
    """A stored event: seconds since the epoch, and its data."""

    start: float
    end: float
    data: dict[str, Any]


def spans(server: LiveServer, watcher: str) -> list[Span]:
    """The watcher's events, oldest first; empty while there is no bucket."""
    answer = server.api(f"buckets/{watcher}_{socket.gethostname()}/events")
    if answer.status == 404:
        return []
    found = []
    for event in answer.json:
        start = parse_timestamp(event["timestamp"]).timestamp()
        found.append(Span(start, start + event["duration"], event["data"]))
    return found[::-1]


def titles(server: LiveServer) -> list[str]:
    return [span.data["title"] for span in spans(server, "aw-watcher-window")]


def states(server: LiveServer) -> list[str]:
    return [span.data["status"] for span in spans(server, "aw-watcher-afk")]


@contextmanager
def watching(
    name: str, server: LiveServer | int, env: Mapping[str, str], *flags: str, log: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A watcher as a real process; asked to stop at the end, and must do so politely."""
    port = server if isinstance(server, int) else server.port
    with (log or Path("/dev/null")).open("ab") as out:
        process = subprocess.Popen(
            [*program(name), "--port", str(port), *flags],
            env=program_env(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            status = process.wait(15 * patience())
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(30)
            raise
    assert status in (0, -9), f"{name} ended with {status}"


def switches(pid: int) -> int:
    """How often all threads of a process were woken so far."""
    return sum(
        int(line.split()[1])
        for status in Path(f"/proc/{pid}/task").glob("*/status")
        for line in status.read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    )


def now() -> float:
    return time.time()
