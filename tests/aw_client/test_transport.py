"""No proxy on loopback, the environment's elsewhere; deadlines; connections."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest
import requests

from aw_client import ActivityWatchClient
from aw_client.transport import Transport, is_loopback
from tests.aw_client.fake_server import FakeServer
from tests.support.wait import wait_until

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
            with pytest.raises(requests.Timeout):
                transport.send("get", url)
        assert time.monotonic() - began < 3


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
