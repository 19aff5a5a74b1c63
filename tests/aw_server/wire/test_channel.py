"""When the loop of sockets wakes, and that it never sleeps through what a client says."""

from __future__ import annotations

import gc
import socket
import struct
import threading
import time
import weakref
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from waitress import wasyncore

from aw_server.wire.channel import Connection
from tests.aw_server.serving import Serving
from tests.support.wait import wait_until

ASK = b"GET /%d HTTP/1.1\r\nHost: localhost\r\n\r\n"


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    body = f"<{environ['PATH_INFO']}>".encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that the loop slept."""
    seen: list[int] = []
    poll = wasyncore.poll2
    monkeypatch.setattr(wasyncore, "poll2", lambda *args: (seen.append(1), poll(*args)))
    return seen


@pytest.fixture
def client() -> Iterator[socket.socket]:
    with socket.socket() as sock:
        sock.settimeout(60)
        yield sock


def hear(client: socket.socket, *paths: int) -> bytes:
    """Read until the answers to all of `paths` are there."""
    got = b""
    while not all(b"</%d>" % path in got for path in paths):
        piece = client.recv(65536)
        assert piece, got
        got += piece
    return got


def test_the_loop_wakes_once_a_request(turns: list[int], client: socket.socket) -> None:
    with Serving(echo) as server:
        client.connect(("127.0.0.1", server.port))
        client.sendall(ASK % 0)
        hear(client, 0)
        before = len(turns)
        for number in range(50):
            client.sendall(ASK % number)
            hear(client, number)
            time.sleep(0.001)  # a request that follows on the answer's heels may share a turn
        assert len(turns) - before <= 75


def test_requests_in_bunches_are_all_heard(client: socket.socket) -> None:
    """More at once than the loop listens to: each bunch is followed by another, which nobody may sleep through."""
    with Serving(echo) as server:
        client.connect(("127.0.0.1", server.port))
        for number in range(0, 1500, 5):
            for size in (1, 2, 2):
                client.sendall(b"".join(ASK % (number + more) for more in range(size)))
            hear(client, number, number + 1)
            client.sendall(ASK % (number + 4))
            hear(client, number + 4)


def test_who_closed_its_half_still_gets_its_answer(client: socket.socket, turns: list[int]) -> None:
    go = threading.Event()

    def slow(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        go.wait(60)
        return echo(environ, start_response)

    with Serving(slow) as server:
        client.connect(("127.0.0.1", server.port))
        client.sendall(ASK % 1 + ASK % 2)
        client.shutdown(socket.SHUT_WR)
        time.sleep(0.1)
        before = len(turns)
        time.sleep(0.2)
        assert len(turns) - before < 5, "the loop spins on a connection that has ended"
        go.set()
        hear(client, 1, 2)
        assert client.recv(1) == b""


def test_who_hangs_up_during_its_request_disturbs_nobody(client: socket.socket) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        begun.set()
        if environ["PATH_INFO"] == "/1":
            go.wait(60)
        return echo(environ, start_response)

    with Serving(slow) as server:
        client.connect(("127.0.0.1", server.port))
        client.sendall(ASK % 1)
        assert begun.wait(60)
        # Closed with a reset, not politely.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        assert server.get("/2") == (200, b"</2>")
        go.set()
        assert server.get("/3") == (200, b"</3>")


def test_a_connection_is_forgotten_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at the collector's next walk: every unkept request makes one."""
    made: list[weakref.ref[Connection]] = []
    begin = Connection.__init__

    def remembered(self: Connection, *args: Any, **more: Any) -> None:
        made.append(weakref.ref(self))
        begin(self, *args, **more)

    monkeypatch.setattr(Connection, "__init__", remembered)
    gc.disable()
    try:
        with Serving(echo) as server:
            for number in range(5):
                server.get(f"/{number}")
            wait_until(lambda: all(one() is None for one in made[:-1]), what="the connections to go")
    finally:
        gc.enable()
    assert len(made) >= 5
