"""The lean HTTP client against a server that says exactly what the test wants, byte by byte."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from aw_core.loopback_http import Answer, LoopbackConnection, NoAnswer, ask_once
from tests.support.programs import program_env
from tests.support.wait import patience, wait_until

OK = b"HTTP/1.1 200 OK\r\n"
Talk = Callable[[socket.socket], None]


class Raw:
    """Takes connections one after the other; the n-th is handled by the n-th of `talks` (the last one repeats)."""

    def __init__(self, *talks: Talk, family: socket.AddressFamily = socket.AF_INET) -> None:
        self.talks = talks
        self.connections = 0
        self.packets: list[bytes] = []
        self._listener = socket.create_server(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0), family=family)
        self._listener.settimeout(60)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            with sock:
                sock.settimeout(60)
                self.connections += 1
                # Who has heard enough hangs up.
                with suppress(OSError):
                    self.talks[min(self.connections, len(self.talks)) - 1](sock)

    def hear(self, sock: socket.socket) -> bytes:
        self.packets.append(sock.recv(100_000))
        return self.packets[-1]

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@pytest.fixture
def serve(home: object) -> Iterator[Callable[..., Raw]]:
    made: list[Raw] = []

    def start(*answers: bytes | Talk, family: socket.AddressFamily = socket.AF_INET) -> Raw:
        raw = Raw(*(_say(answer, made) for answer in answers), family=family)
        made.append(raw)
        return raw

    yield start
    for raw in made:
        raw.close()


def _say(answer: bytes | Talk, made: list[Raw]) -> Talk:
    """Read a request, say `answer`, close."""
    if not isinstance(answer, bytes):
        return answer

    def talk(sock: socket.socket) -> None:
        made[0].hear(sock)
        sock.sendall(answer)

    return talk


def ask(raw: Raw, method: str = "GET", body: bytes | None = None, timeout: float = 30) -> Answer:
    return ask_once("127.0.0.1", raw.port, method, "/x?y=1", body, {"Accept": "application/json"}, timeout)


GOOD = {
    "length": (OK + b"Content-Length: 2\r\n\r\nab", Answer(200, b"ab")),
    "name in other letters": (OK + b"CONTENT-LENGTH:2 \r\n\r\nab", Answer(200, b"ab")),
    "empty": (OK + b"Content-Length: 0\r\n\r\n", Answer(200, b"")),
    "no reason": (b"HTTP/1.1 500\r\nContent-Length: 0\r\n\r\n", Answer(500, b"")),
    "bare line breaks": (b"HTTP/1.1 404 Not Found\nContent-Length: 1\n\nx", Answer(404, b"x")),
    "to the end": (OK + b"\r\nall of it", Answer(200, b"all of it")),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\n\r\nold", Answer(200, b"old")),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", Answer(204, b"")),
    "not modified": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", Answer(304, b"")),
    "chunks": (OK + b"Transfer-Encoding: Chunked\r\n\r\n2\r\nab\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n", None),
    "trailers": (OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n", Answer(200, b"a")),
    "after 100": (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 1\r\n\r\nx", Answer(200, b"x")),
}


@pytest.mark.parametrize("name", GOOD)
def test_answers_of_every_form(name: str, serve: Callable[..., Raw]) -> None:
    said, meant = GOOD[name]
    assert ask(serve(said))[:2] == (meant or Answer(200, b"ab0123456789"))[:2]


@pytest.mark.parametrize("name", GOOD)
def test_answers_that_come_byte_by_byte(name: str, serve: Callable[..., Raw]) -> None:
    said, meant = GOOD[name]

    def drip(sock: socket.socket) -> None:
        sock.recv(100_000)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for place in range(len(said)):
            sock.sendall(said[place : place + 1])

    assert ask(serve(drip))[:2] == (meant or Answer(200, b"ab0123456789"))[:2]


BAD = {
    "nothing": b"",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "no line": b"\x16\x03\x01" * 10,
    "endless line": b"x" * 200_000,
    "endless headers": OK + b"X: y\r\n" * 40_000,
    "status is no number": b"HTTP/1.1 OK 200\r\n\r\n",
    "HTTP/2": b"HTTP/2 200\r\n\r\n",
    "half a head": OK + b"Content-Le",
    "no colon": OK + b"what is this\r\n\r\n",
    "half a body": OK + b"Content-Length: 10\r\n\r\nabc",
    "negative": OK + b"Content-Length: -1\r\n\r\nabc",
    "length is no number": OK + b"Content-Length: many\r\n\r\nabc",
    "huge": OK + b"Content-Length: 999999999999\r\n\r\nabc",
    "half a chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    "no last chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
    "chunk without a size": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n",
    "chunk too long": OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
    "huge chunk": OK + b"Transfer-Encoding: chunked\r\n\r\nfffffffff\r\nabc",
    "packed": OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("name", BAD)
def test_garbage_is_no_answer(name: str, serve: Callable[..., Raw]) -> None:
    # A server that closes over what we have not read may tear the connection instead; both are no answer.
    with pytest.raises((NoAnswer, ConnectionError)):
        ask(serve(BAD[name]))


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        ask_once("127.0.0.1", port, "GET", "/", None, {}, 30)


@pytest.mark.parametrize("said", [b"", OK, OK + b"Content-Length: 5\r\n\r\nab", OK + b"\r\nabc"])
def test_silence_ends_with_the_deadline(said: bytes, serve: Callable[..., Raw]) -> None:
    done = threading.Event()

    def fall_silent(sock: socket.socket) -> None:
        sock.recv(100_000)
        sock.sendall(said)
        done.wait(60)

    raw = serve(fall_silent)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        ask(raw, timeout=0.2)
    done.set()
    assert time.monotonic() - began < 3 * patience()


def test_dripping_does_not_move_the_deadline(serve: Callable[..., Raw]) -> None:
    done = threading.Event()

    def drip(sock: socket.socket) -> None:
        sock.recv(100_000)
        while not done.wait(0.02):
            sock.sendall(b"X")

    raw = serve(drip)
    with pytest.raises(TimeoutError):
        ask(raw, timeout=0.3)
    done.set()


def test_head_and_body_travel_in_one_packet(serve: Callable[..., Raw]) -> None:
    raw = serve(OK + b"Content-Length: 0\r\n\r\n")
    ask(raw, "POST", b'{"a":1}')
    head, _, body = raw.packets[0].partition(b"\r\n\r\n")
    assert body == b'{"a":1}'
    assert head.split(b"\r\n") == [
        b"POST /x?y=1 HTTP/1.1",
        b"Host: 127.0.0.1:%d" % raw.port,
        b"Accept: application/json",
        b"Connection: close",
        b"Content-Length: 7",
    ]


def test_ipv6(serve: Callable[..., Raw]) -> None:
    try:
        raw = serve(OK + b"Content-Length: 0\r\n\r\n", family=socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 here")
    assert ask_once("::1", raw.port, "GET", "/", None, {}, 30).status == 200
    assert b"Host: [::1]:%d\r\n" % raw.port in raw.packets[0]


def test_a_name(serve: Callable[..., Raw]) -> None:
    assert ask_once("localhost", serve(OK + b"\r\n").port, "GET", "/", None, {}, 30).status == 200


@pytest.mark.parametrize("target", ["", "x", "/a b", "/a\r\nX: y", "/ä"])
def test_a_path_must_be_quoted(target: str) -> None:
    with pytest.raises(ValueError, match="quoted"):
        ask_once("127.0.0.1", 1, "GET", target, None, {}, 30)


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\nb", "\0", "✓"])
def test_a_header_must_be_one(value: str) -> None:
    with pytest.raises(ValueError, match="Authorization"):
        ask_once("127.0.0.1", 1, "GET", "/", None, {"Authorization": value}, 5)


def test_a_connection_is_kept(serve: Callable[..., Raw]) -> None:
    def three(sock: socket.socket) -> None:
        for number in (b"1", b"2", b"3"):
            sock.recv(100_000)
            sock.sendall(OK + b"Content-Length: 1\r\n\r\n" + number)
        sock.recv(100_000)

    raw = serve(three)
    connection = LoopbackConnection("127.0.0.1", raw.port)
    bodies = [connection.ask("POST", "/", b"{}", {}, 30).body for _ in range(3)]
    connection.close()
    assert (bodies, raw.connections) == ([b"1", b"2", b"3"], 1)


@pytest.mark.parametrize(
    "said",
    [
        OK + b"Connection: close\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        OK + b"\r\nto the end",
        OK + b"Content-Length: 1\r\n\r\ntoo much",
        OK + b"Content-Length: 0\r\n\r\n",  # and closed without a word about it
    ],
)
def test_a_connection_that_ended_is_opened_anew(said: bytes, serve: Callable[..., Raw]) -> None:
    raw = serve(said)
    connection = LoopbackConnection("127.0.0.1", raw.port)
    assert connection.ask("GET", "/", None, {}, 30).status == 200
    wait_until(lambda: connection._sock is None or _ended(connection._sock), what="the server to close")
    assert connection.ask("GET", "/", None, {}, 30).status == 200
    connection.close()
    assert raw.connections == 2


def _ended(sock: socket.socket) -> bool:
    return sock.recv(1, socket.MSG_PEEK) == b""


def test_a_connection_that_broke_is_opened_anew(serve: Callable[..., Raw]) -> None:
    raw = serve(b"", OK + b"Content-Length: 1\r\n\r\nx")
    connection = LoopbackConnection("127.0.0.1", raw.port)
    with pytest.raises(NoAnswer):
        connection.ask("GET", "/", None, {}, 30)
    assert connection.ask("GET", "/", None, {}, 30).body == b"x"
    connection.close()


def test_a_waiting_request_can_be_cut(serve: Callable[..., Raw]) -> None:
    heard = threading.Event()

    def wait(sock: socket.socket) -> None:
        sock.recv(100_000)
        heard.set()
        sock.recv(100_000)

    connection = LoopbackConnection("127.0.0.1", serve(wait).port)
    connection.cut()  # nothing yet, and no harm

    def cut() -> None:
        heard.wait(60)
        connection.cut()

    thread = threading.Thread(target=cut)
    thread.start()
    with pytest.raises(OSError, match="cut off"):
        connection.ask("GET", "/", None, {}, 30)
    thread.join()


def test_what_a_server_says_before_it_has_read_all_is_heard(serve: Callable[..., Raw]) -> None:
    def refuse(sock: socket.socket) -> None:
        sock.recv(1000)
        sock.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(1_000_000):
            pass

    assert ask(serve(refuse), "POST", b"x" * 5_000_000).status == 413


def test_it_needs_neither_encryption_nor_the_mail_library() -> None:
    script = (
        "import sys, aw_core.loopback_http as it; assert not {'ssl', 'email', 'http.client'} & set(sys.modules), it"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30, env=program_env())
