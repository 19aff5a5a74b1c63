"""No proxy on loopback, the environment's elsewhere; deadlines; connections."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from aw_client import ActivityWatchClient
from aw_client.transport import LeanReply, Refused, Transport, is_loopback
from aw_core.loopback_http import NoAnswer
from tests.aw_client.fake_server import FakeServer
from tests.support.wait import patience, wait_until

PROXIES = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch, fake: FakeServer) -> FakeServer:
    """A working proxy that everything in the environment points at."""
    for name in PROXIES:
        monkeypatch.setenv(name, f"http://127.0.0.1:{fake.port}")
    return fake


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST", "::1", "[::1]", "a.localhost"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "0.0.0.0", "localhost.example.org", "box", "::2", "127.0.0.1.org"])
def test_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_never_goes_through_a_proxy(host: str, fake: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    client = ActivityWatchClient("proxied", host=host, port=fake.port)
    assert client.get_info() == {}
    client.create_bucket("b", "t")
    client.delete_bucket("b")
    with client:
        client.create_bucket("b", "t", queued=True)
        wait_until(lambda: len(fake.paths()) == 2, what="the queue to reach the server")


def test_elsewhere_the_environments_proxy_is_used(proxy: FakeServer, home: Path) -> None:
    client = ActivityWatchClient("proxied", host="tracker.invalid", port=5600)
    assert client.get_info() == {}
    assert proxy.asked[0].headers["host"] == "tracker.invalid:5600"


def test_a_server_that_says_nothing_is_given_up(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        began = time.monotonic()
        with pytest.raises(requests.Timeout):
            Transport("127.0.0.1").send("get", url, timeout=0.2)
        transport = Transport("127.0.0.1")
        with transport.kept_connection(5):
            transport.hurry(0.2)
            with pytest.raises(TimeoutError):
                transport.send("get", url)
        assert time.monotonic() - began < 3 * patience()


def test_a_kept_connection_is_one_connection(fake: FakeServer) -> None:
    transport = Transport("127.0.0.1")
    url = f"http://127.0.0.1:{fake.port}/"
    with transport.kept_connection(5):
        for _ in range(3):
            assert transport.send("get", url).status_code == 200
    assert fake.connections == 1
    for _ in range(3):
        transport.send("get", url)
    assert fake.connections == 4


def test_a_kept_connection_says_what_a_single_call_says(fake: FakeServer) -> None:
    transport = Transport("127.0.0.1")
    call: dict[str, Any] = {
        "data": b'{"a": 1}',
        "headers": {"Content-type": "application/json"},
        "params": {"q": "a b", "r": 1},
    }
    url = f"http://127.0.0.1:{fake.port}/x y/%20?p=1"
    transport.send("post", url, **call)
    with transport.kept_connection(5):
        transport.send("post", url, **call)
    single, kept = fake.asked
    assert single[:4] == kept[:4] == ("POST", "/x%20y/%20", {"p": ["1"], "q": ["a b"], "r": ["1"]}, {"a": 1})
    assert kept.headers["content-type"] == "application/json"


def test_a_kept_connection_follows_the_address(fake: FakeServer) -> None:
    transport = Transport("127.0.0.1")
    with FakeServer() as other, transport.kept_connection(5):
        for server in (fake, other, fake):
            transport.send("get", f"http://127.0.0.1:{server.port}/")
        assert (len(fake.asked), len(other.asked)) == (2, 1)


def test_a_refusal_on_a_kept_connection_keeps_it(fake: FakeServer) -> None:
    transport = Transport("127.0.0.1")
    fake.answer = lambda asked: (400, {"message": "no"})
    with transport.kept_connection(5):
        for _ in range(2):
            with pytest.raises(Refused) as refused:
                transport.send("get", f"http://127.0.0.1:{fake.port}/")
            assert refused.value.status == 400
    assert fake.connections == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_server_that_points_elsewhere_is_no_answer(fake: FakeServer, status: int) -> None:
    transport = Transport("127.0.0.1")
    fake.answer = lambda asked: (status, {})
    with transport.kept_connection(5), pytest.raises(NoAnswer):
        transport.send("get", f"http://127.0.0.1:{fake.port}/")


def test_elsewhere_a_kept_connection_goes_through_requests(proxy: FakeServer) -> None:
    transport = Transport("tracker.invalid")
    with transport.kept_connection(5):
        for _ in range(2):
            assert transport.send("get", "http://tracker.invalid:5600/").status_code == 200
        with pytest.raises(requests.exceptions.ProxyError):
            transport.send("get", "https://tracker.invalid/")
    assert [asked.headers["host"] for asked in proxy.asked[:2]] == ["tracker.invalid:5600"] * 2


def test_a_reply_that_is_no_json_is_no_answer() -> None:
    assert LeanReply(200, b'{"a": 1}').json() == {"a": 1}
    with pytest.raises(NoAnswer):
        LeanReply(200, b"<html>").json()
    with pytest.raises(NoAnswer):
        LeanReply(200, b"\xff").json()
