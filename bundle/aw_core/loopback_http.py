"""HTTP/1.1 with a server on this machine: no TLS, no proxies, no redirects, one packet a request. Not http.client,
which costs every program that imports it OpenSSL and the mail library (docs/decisions/0017).
"""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections.abc import Mapping
from typing import NamedTuple

_MOST_HEAD = 64 * 1024
_MOST_BODY = 64 * 1024 * 1024
_PIECE = 64 * 1024
_STATUS_LINE = re.compile(rb"HTTP/1\.([01]) (\d{3})(?: .*)?", re.DOTALL)
_NUMBER = re.compile(rb"\d{1,15}")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)
# What may stand in a request's first line, and in a header.
_TARGET = re.compile(r"/[!-~]*")
_HEADER = re.compile(r"[ -~\xa0-\xff]*")


class NoAnswer(OSError):
    """What came back is no HTTP, was cut off, or is larger than anything a server of ours says."""


class Answer(NamedTuple):
    """What the server said; statuses of all kinds are answers. Names of headers are in small letters."""

    status: int
    body: bytes
    headers: Mapping[bytes, bytes] = {}


class LoopbackConnection:
    """One connection to a server, opened when it is needed and kept while the server keeps it.

    For one thread at a time; only `cut` may be called from another.
    """

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._sock: socket.socket | None = None

    def ask(self, method: str, target: str, body: bytes | None, headers: Mapping[str, str], timeout: float) -> Answer:
        """Send a request and wait for the whole answer, `timeout` seconds in all; the connection may be an older one.

        `target` is the path with its query string, quoted. Raises OSError when there is no answer: TimeoutError,
        ConnectionError, or NoAnswer; ValueError when the request cannot be written as HTTP.
        """
        request = _written(method, target, self._host, self._port, body, headers)
        deadline = time.monotonic() + timeout
        if self._sock is not None and _is_stale(self._sock):
            self.close()
        try:
            sock = self._sock = self._sock or _connect(self._host, self._port, deadline)
            sock.settimeout(_left(deadline))
            # A server that refuses a long body closes before it has read it; what it said is there to be read.
            with contextlib.suppress(BrokenPipeError):
                sock.sendall(request)
            answer, stays = _Reader(sock, deadline).answer(method)
        except BaseException:
            self.close()
            raise
        if not stays:
            self.close()
        return answer

    def cut(self) -> None:
        """Let the thread that waits for an answer have none."""
        sock = self._sock
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        sock, self._sock = self._sock, None
        if sock is not None:
            sock.close()


def ask_once(
    host: str, port: int, method: str, target: str, body: bytes | None, headers: Mapping[str, str], timeout: float
) -> Answer:
    """`LoopbackConnection.ask` on a connection of its own."""
    connection = LoopbackConnection(host, port)
    try:
        return connection.ask(method, target, body, {**headers, "Connection": "close"}, timeout)
    finally:
        connection.close()


def _written(method: str, target: str, host: str, port: int, body: bytes | None, headers: Mapping[str, str]) -> bytes:
    where = f"[{host}]" if ":" in host else host
    lines = {"Host": f"{where}:{port}", **headers}
    if body is not None:
        lines["Content-Length"] = str(len(body))
    for name, value in lines.items():
        if not _HEADER.fullmatch(value):
            raise ValueError(f"the header {name} cannot be sent")
    if not _TARGET.fullmatch(target):
        raise ValueError("the path is not quoted")
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    # In one packet: the server wakes once.
    return f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + (body or b"")


def _connect(host: str, port: int, deadline: float) -> socket.socket:
    """A connection to the first of the host's addresses that takes one."""
    failure: OSError = NoAnswer(f"{host} has no address")
    # As bytes: for text Python loads the tables of international names.
    for family, kind, protocol, _, address in socket.getaddrinfo(host.encode(), port, type=socket.SOCK_STREAM):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(_left(deadline))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


def _is_stale(sock: socket.socket) -> bool:
    """Whether the server closed a resting connection, or said something nobody asked for."""
    sock.settimeout(0)
    try:
        sock.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


class _Reader:
    """Reads one answer from a socket."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self._deadline = deadline
        self._got = bytearray()

    def answer(self, method: str) -> tuple[Answer, bool]:
        """The answer, and whether the connection can take another request."""
        while True:
            minor, status = self._status_line()
            headers = self._headers()
            if status >= 200:
                break
        wish = headers.get(b"connection", b"").lower()
        stays = b"keep-alive" in wish if minor == 0 else b"close" not in wish
        coding = headers.get(b"transfer-encoding", b"").lower()
        length = headers.get(b"content-length")
        if method == "HEAD" or status in (204, 304):
            body = b""
        elif coding:
            body = self._chunked(coding)
        elif length is not None:
            body = self._exactly(_length(length))
        else:
            body, stays = self._to_the_end(), False
        return Answer(status, body, headers), stays and not self._got

    def _status_line(self) -> tuple[int, int]:
        line = self._line(_MOST_HEAD)
        found = _STATUS_LINE.fullmatch(line)
        if found is None:
            raise NoAnswer("the answer is not HTTP")
        return int(found[1]), int(found[2])

    def _headers(self) -> dict[bytes, bytes]:
        headers: dict[bytes, bytes] = {}
        room = _MOST_HEAD
        while line := self._line(room):
            room -= len(line)
            name, colon, value = line.partition(b":")
            if not colon:
                raise NoAnswer("a header of the answer has no colon")
            headers[name.strip().lower()] = value.strip()
        return headers

    def _chunked(self, coding: bytes) -> bytes:
        if coding != b"chunked":
            raise NoAnswer("the answer is coded in a way that was not asked for")
        body = bytearray()
        while size := self._chunk_size():
            if len(body) + size > _MOST_BODY:
                raise NoAnswer("the answer is too large")
            body += self._exactly(size)
            if self._line(2):
                raise NoAnswer("a piece of the answer is longer than it says")
        self._headers()  # after the last piece there may be more of them
        return bytes(body)

    def _chunk_size(self) -> int:
        found = _CHUNK_SIZE.fullmatch(self._line(_MOST_HEAD))
        if found is None:
            raise NoAnswer("a piece of the answer has no size")
        return int(found[1], 16)

    def _line(self, most: int) -> bytes:
        """Up to the next line break, without it."""
        searched = 0
        while (end := self._got.find(b"\n", searched)) < 0:
            searched = len(self._got)
            if searched > most or not self._more():
                raise NoAnswer("the answer was cut off" if searched <= most else "the answer is not HTTP")
        line = bytes(self._got[:end])
        del self._got[: end + 1]
        return line.removesuffix(b"\r")

    def _exactly(self, size: int) -> bytes:
        if size > _MOST_BODY:
            raise NoAnswer("the answer is too large")
        while len(self._got) < size:
            if not self._more():
                raise NoAnswer("the answer was cut off")
        taken = bytes(self._got[:size])
        del self._got[:size]
        return taken

    def _to_the_end(self) -> bytes:
        while self._more():
            if len(self._got) > _MOST_BODY:
                raise NoAnswer("the answer is too large")
        taken = bytes(self._got)
        self._got.clear()
        return taken

    def _more(self) -> bool:
        """Wait for more; False at the end."""
        self._sock.settimeout(_left(self._deadline))
        piece = self._sock.recv(_PIECE)
        self._got += piece
        return bool(piece)


def _length(text: bytes) -> int:
    if not _NUMBER.fullmatch(text):
        raise NoAnswer("the length of the answer is no number")
    return int(text)
