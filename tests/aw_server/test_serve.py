"""The serving loop: both loopback addresses, strangers, keep-alive, and an end that drops nothing."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterable
from typing import Any

import pytest

from aw_server.guards.peer import Owner
from tests.aw_server.serving import ME, Serving
from tests.support.wait import patience, wait_until


def hello(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    body = f"{environ['PATH_INFO']} True".encode()
    status = {"/304": "304 Not Modified", "/204": "204 No Content"}.get(environ["PATH_INFO"], "200 OK")
    if status[0:3] != "200":
        start_response(status, [])
        return []
    start_response(status, [("Content-Length", str(len(body)))])
    return [body]


class Gate:
    """An application that answers when told to."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.leave = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/wait":
            self.entered.set()
            self.leave.wait(60)
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_both_loopback_addresses_answer(host: str) -> None:
    with Serving(hello) as server:
        assert server.get("/x", host) == (200, b"/x True")


@pytest.mark.parametrize(
    "ask", [b"GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n", b"POST /x HTTP/1.1\r\n\r\n" + b"y" * 500_000, b"x"]
)
@pytest.mark.parametrize("uid", [ME + 1, 0, None])
def test_what_a_stranger_sends_reaches_nothing(ask: bytes, uid: int | None) -> None:
    called: list[str] = []

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        called.append(environ["PATH_INFO"])
        return hello(environ, start_response)

    with Serving(app, lookup=lambda *_: Owner(uid)) as server:
        head, _, body = raw(server.port, ask).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 403 Forbidden\r\n")
        assert b"Connection: close" in head
        assert json.loads(body) == {"message": "This server belongs to another user of this computer."}
        # Several at once, and one after another on what would be a kept connection.
        assert raw(server.port, ask * 5).count(b"HTTP/1.1") == 1
    assert called == []


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
    ],
)
def test_what_is_no_request_is_answered_in_json(ask: bytes, status: bytes) -> None:
    with Serving(hello) as server:
        head, _, body = raw(server.port, ask).partition(b"\r\n\r\n")
        assert head.split()[1] == status
        assert b"Content-Type: application/json" in head
        assert json.loads(body)["message"]


@pytest.mark.parametrize("path", ["/x", "/304", "/204"])
def test_connections_are_kept(path: str) -> None:
    with Serving(hello) as server:
        client = server.connect()
        ports = set()
        for _ in range(3):
            client.request("GET", path)
            reply = client.getresponse()
            assert reply.read() == (b"/x True" if path == "/x" else b"")
            assert client.sock is not None, "closed by the server"
            ports.add(client.sock.getsockname())
        client.close()
        assert len(ports) == 1


def test_an_answer_travels_in_one_packet() -> None:
    with Serving(hello) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(65536).endswith(b"\r\n\r\n/x True")


def test_a_chunked_and_a_streamed_answer_arrive_whole() -> None:
    def stream(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        return (b"x" * 70_000 for _ in range(20))

    def sized(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", "1400000")])
        return (b"x" * 70_000 for _ in range(20))

    for app in (stream, sized):
        with Serving(app) as server:
            assert server.get() == (200, b"x" * 1_400_000)


def test_pipelined_requests_are_answered_in_order() -> None:
    with Serving(hello) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        ask = b"".join(b"GET /%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % number for number in range(5))
        client.sendall(ask)
        text = b""
        while text.count(b" True") < 5:
            text += client.recv(65536)
        assert [part[-2:-1] for part in text.split(b" True")[:5]] != []
        assert [text.index(b"/%d True" % number) for number in range(5)] == sorted(
            text.index(b"/%d True" % number) for number in range(5)
        )


def test_a_client_that_leaves_at_once_does_not_disturb() -> None:
    with Serving(hello) as server:
        for _ in range(20):
            client = socket.create_connection(("127.0.0.1", server.port))
            client.sendall(b"GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
            client.close()
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(b"nonsense\r\n\r\n")
            assert b" 400 " in client.recv(4096)
        assert server.get("/y") == (200, b"/y True")


def test_the_end_waits_for_requests_at_work_and_takes_no_new_ones() -> None:
    gate = Gate()
    with Serving(gate) as server:
        idle = server.connect()
        idle.request("GET", "/")
        assert idle.getresponse().read() == b"done"
        client = server.connect()
        client.request("GET", "/wait")
        assert gate.entered.wait(30)
        server.stopper.stop("enough")

        def refused() -> bool:
            try:
                with socket.create_connection(("127.0.0.1", server.port), timeout=30):
                    return False
            except OSError:
                return True

        wait_until(refused, 5, "the listening socket to close")
        assert server.thread.is_alive()
        gate.leave.set()
        assert client.getresponse().read() == b"done"
        client.close()
        with pytest.raises((http.client.HTTPException, OSError)):
            idle.request("GET", "/")
            idle.getresponse()
        idle.close()
        server.stop()
        assert server.finished is True


def test_the_end_wakes_those_who_wait() -> None:
    gate = Gate()
    with Serving(gate, stopping=gate.leave.set) as server:
        client = server.connect()
        client.request("GET", "/wait")
        assert gate.entered.wait(30)
        server.stopper.stop("enough")
        assert client.getresponse().read() == b"done"
        client.close()
    assert server.finished is True


def test_the_end_does_not_wait_for_ever() -> None:
    gate = Gate()
    started = time.monotonic()
    with Serving(gate, stop_within=0.3) as server:
        client = server.connect()
        client.request("GET", "/wait")
        assert gate.entered.wait(30)
        server.stop()
        assert server.finished is False
        assert time.monotonic() - started < 4 * patience()
        gate.leave.set()
        client.close()


def test_half_a_request_does_not_hold_up_the_end() -> None:
    started = time.monotonic()
    with Serving(hello) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf")
        assert server.get() == (200, b"/ True")
        server.stop()
        assert server.finished is True
    assert time.monotonic() - started < 4 * patience()


def test_nothing_happens_while_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten wake-ups a second are a battery's death: the loop must sleep until a socket or the stopper speaks."""
    from waitress import wasyncore

    turns: list[float] = []
    poll = wasyncore.poll2
    monkeypatch.setattr(wasyncore, "poll2", lambda *args: (turns.append(time.monotonic()), poll(*args)))
    with Serving(hello) as server:
        client = server.connect()
        client.request("GET", "/x")
        client.getresponse().read()

        def settled() -> bool:
            return bool(turns) and time.monotonic() - turns[-1] > 1.5

        wait_until(settled, 8, "1.5 s without a turn of the loop, with an idle connection open")
        client.close()


def raw(port: int, text: bytes) -> bytes:
    """Everything the server says to `text` until it hangs up or falls silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(text)
        answer = b""
        try:
            while piece := client.recv(65536):
                answer += piece
                client.settimeout(0.5 * patience())
        except TimeoutError:
            answer += b"<open>"
        return answer


def streamed(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Date", "another")])
    return iter([b"one", b"two"])


@pytest.mark.parametrize(
    ("app", "ask", "holds", "kept"),
    [
        (hello, b"GET / HTTP/1.1\r\n\r\n", b"Content-Length: 6\r\n", True),
        (hello, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", b"Connection: close\r\n", False),
        (hello, b"GET / HTTP/1.0\r\n\r\n", b"Connection: close\r\n", False),
        (hello, b"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", b"Connection: Keep-Alive\r\n", True),
        (hello, b"GET /304 HTTP/1.1\r\n\r\n", b"304 Not Modified\r\nDate", True),
        (streamed, b"GET / HTTP/1.1\r\n\r\n", b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n", True),
        (streamed, b"GET / HTTP/1.0\r\n\r\n", b"\r\n\r\nonetwo", False),
    ],
)
def test_how_answers_end(app: Any, ask: bytes, holds: bytes, kept: bool) -> None:
    with Serving(app) as server:
        answer = raw(server.port, ask)
        assert holds in answer
        assert answer.endswith(b"<open>") is kept
        assert answer.count(b"Date: ") == 1
        assert b"Server" not in answer
