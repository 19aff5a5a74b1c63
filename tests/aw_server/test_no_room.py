"""What a server that is started on a full disk answers, and when it tries again."""

from __future__ import annotations

import contextlib
import errno
import http.client
import socket
import threading
from collections.abc import Iterator

import pytest

from aw_core.lifeline import Stopper
from aw_datastore.errors import DatabaseReadOnly, DiskFull
from aw_server.no_room import WaitingForRoom, is_reason

FULL = DiskFull("/home/anna/a.db")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        sock.setblocking(False)
        yield sock


@contextlib.contextmanager
def waiting(listener: socket.socket, stopper: Stopper) -> Iterator[list[bool]]:
    ended: list[bool] = []
    room = WaitingForRoom([listener], stopper)
    thread = threading.Thread(target=lambda: ended.append(room.wait(FULL, 30)))
    thread.start()
    try:
        yield ended
    finally:
        stopper.stop("the test ends")
        thread.join(60)


def asked(listener: socket.socket, method: str, path: str, body: bytes | None = None) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(*listener.getsockname(), timeout=60)
    with contextlib.closing(connection):
        connection.request(method, path, body)
        answer = connection.getresponse()
        answer.text = answer.read().decode()  # type: ignore[attr-defined]
        return answer


def test_programs_and_people_are_told_why(listener: socket.socket) -> None:
    stopper = Stopper()
    with waiting(listener, stopper) as ended:
        for method, path, body in (("GET", "/api/0/info", None), ("POST", "/api/0/import", b"x" * 300_000)):
            answer = asked(listener, method, path, body)
            assert (answer.status, answer.getheader("Retry-After")) == (503, "30")
            assert answer.getheader("Content-Type") == "application/json"
            assert '"type": "DiskFull"' in answer.text  # type: ignore[attr-defined]
            assert "starts by itself" in answer.text  # type: ignore[attr-defined]
        page = asked(listener, "GET", "/")
        assert page.status == 503
        assert page.text.startswith("ActivityWatch: There is no room left")  # type: ignore[attr-defined]
        assert asked(listener, "HEAD", "/").status == 503
        assert ended == []
    assert ended == [False], "it goes on although it was asked to end"


def test_who_hangs_up_or_says_nothing_keeps_nobody_out(listener: socket.socket) -> None:
    with waiting(listener, Stopper()):
        with socket.create_connection(listener.getsockname()):
            assert asked(listener, "GET", "/api/0/info").status == 503
        socket.create_connection(listener.getsockname()).close()
        assert asked(listener, "GET", "/api/0/info").status == 503


def test_then_it_is_time_to_try_again(listener: socket.socket) -> None:
    assert WaitingForRoom([listener], Stopper()).wait(FULL, 0.01) is True


def test_what_counts_as_a_full_disk() -> None:
    assert is_reason(FULL)
    assert is_reason(OSError(errno.ENOSPC, "No space left on device"))
    assert not is_reason(OSError(errno.EACCES, "Permission denied"))
    assert not is_reason(DatabaseReadOnly("/home/anna/a.db"))
