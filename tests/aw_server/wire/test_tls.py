"""Encrypted connections in the real serving loop: keep-alive, large bodies both ways, many at once, and a clean end."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aw_cli.tls import make
from aw_core.errors import ConfigError
from aw_server.wire import tls
from aw_server.wire.tls import server_context
from tests.aw_server.serving import Serving

LARGE = b"0123456789abcdef" * 65536  # a megabyte: many records, more than the socket takes at once


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/large":
        body = LARGE
    elif path == "/echo":
        body = environ["wsgi.input"].read()
    else:
        body = environ["wsgi.url_scheme"].encode()
    start_response("200 OK", [("Content-Length", str(len(body))), ("Content-Type", "text/plain")])
    return [body]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tls")
    make(place, ["localhost", "127.0.0.1"], datetime.now(UTC))
    return place


@pytest.fixture
def server(folder: Path) -> Iterator[Serving]:
    context = server_context(str(folder / "server.pem"), str(folder / "server.key"))
    with Serving(application, tls=context) as running:
        yield running


def trusting(folder: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(folder / "ca.pem"))


@contextlib.contextmanager
def client(server: Serving, folder: Path) -> Iterator[http.client.HTTPSConnection]:
    line = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=60, context=trusting(folder))
    try:
        yield line
    finally:
        line.close()


def test_one_connection_takes_many_requests(server: Serving, folder: Path) -> None:
    with client(server, folder) as line:
        line.connect()
        first = line.sock
        for _ in range(50):
            line.request("GET", "/")
            assert line.getresponse().read() == b"https"
        assert line.sock is first


def test_large_bodies_both_ways(server: Serving, folder: Path) -> None:
    with client(server, folder) as line:
        for _ in range(3):
            line.request("GET", "/large")
            assert line.getresponse().read() == LARGE
            line.request("POST", "/echo", LARGE)
            assert line.getresponse().read() == LARGE


def test_requests_sent_at_once_are_all_answered(server: Serving, folder: Path) -> None:
    """What OpenSSL has unpacked beyond the first request must not wait for something that never comes."""
    plain = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    with trusting(folder).wrap_socket(plain, server_hostname="localhost") as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 400)
        got = b""
        while got.count(b"HTTP/1.1 200 OK") < 400:
            piece = line.recv(65536)
            assert piece
            got += piece


def test_many_clients_at_once(server: Serving, folder: Path) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with client(server, folder) as line:
                for _ in range(20):
                    line.request("POST", "/echo", LARGE[:50_000])
                    assert line.getresponse().read() == LARGE[:50_000]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


def test_those_who_do_not_begin_keep_nobody_waiting(server: Serving, folder: Path) -> None:
    hello = ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        trusting(folder).wrap_bio(ssl.MemoryBIO(), hello, server_hostname="localhost").do_handshake()
    first = hello.read()
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(20)]
        for number, sock in enumerate(slow):
            sock.sendall(first[: number * 10])
        with client(server, folder) as line:
            line.request("GET", "/")
            assert line.getresponse().read() == b"https"


@pytest.mark.parametrize(
    "noise", [b"\x16", b"\x16\x03\x01\xff\xff" + b"x" * 100, b"\x16\x03\x01\x00\x05hello", b"\x80\x2e"]
)
def test_noise_is_no_connection_and_harms_nobody(server: Serving, folder: Path, noise: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as sock:
        sock.sendall(noise)
        with contextlib.suppress(OSError):  # closed by the other end, in whatever way
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(4096):
                pass
    with client(server, folder) as line:
        line.request("GET", "/")
        assert line.getresponse().read() == b"https"


def test_old_versions_and_renegotiation_are_not_offered(server: Serving, folder: Path) -> None:
    context = trusting(folder)
    with pytest.warns(DeprecationWarning):
        context.minimum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    plain = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    with plain, pytest.raises((ssl.SSLError, ConnectionError)):
        context.wrap_socket(plain, server_hostname="localhost")


def test_on_this_computer_plain_http_still_works(server: Serving) -> None:
    assert server.get("/") == (200, b"http")


def test_from_elsewhere_plain_http_gets_a_sentence(server: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls, "plain_address", lambda address: "192.0.2.1")
    status, body = server.get("/large")
    assert status == 400
    assert b"https://" in body
    assert len(body) < 200


def test_stopping_finishes_the_answer_and_says_goodbye(folder: Path) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        started.set()
        assert go_on.wait(60)
        yield LARGE

    context = server_context(str(folder / "server.pem"), str(folder / "server.key"))
    with Serving(slow, tls=context) as running, client(running, folder) as line:
        line.request("GET", "/")
        assert started.wait(60)
        running.stopper.stop("the test wants it")
        go_on.set()
        assert line.getresponse().read() == LARGE
        running.thread.join(60)
    assert running.finished is True


def test_files_that_cannot_be_used_are_named(folder: Path, tmp_path: Path) -> None:
    make(tmp_path, ["localhost"], datetime.now(UTC))
    (tmp_path / "text").write_text("no certificate")
    good, key = str(folder / "server.pem"), str(folder / "server.key")
    for cert, other in (("/nowhere.pem", key), (str(tmp_path / "text"), key), (good, str(tmp_path / "server.key"))):
        with pytest.raises(ConfigError, match="cannot be used") as caught:
            server_context(cert, other)
        assert cert in caught.value.message
