"""The Host guard against names that are not ours."""

import pytest

from aw_server.guards.host import HostGuard, is_loopback_name


@pytest.mark.parametrize(
    "header",
    [
        "localhost",
        "localhost:5600",
        "LOCALHOST:5600",
        "127.0.0.1",
        "127.0.0.1:8080",
        "[::1]",
        "[::1]:5600",
        "LocalHost",
    ],
)
def test_our_names_pass_with_any_port_and_case(header: str) -> None:
    guard = HostGuard(["localhost"])
    assert guard.allows(header)
    assert guard.allows(header), "also when it has been seen before"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "evil.example",
        "evil.example:5600",
        "localhost.evil.example",
        "evil.localhost",
        "localhost:5600.evil.example",
        "localhost:",
        "localhost:port",
        "localhost, evil.example",
        "localhost\n",
        "localhost:123456",
        "127.0.0.1.evil.example",
        "1270001",
        "::1",
        "[::1",
        "127.0.0.2",
        "0.0.0.0",
        "user@localhost",
    ],
)
def test_other_names_are_refused(header: str | None) -> None:
    assert not HostGuard(["localhost"]).allows(header)


def test_the_configured_host_is_ours_too() -> None:
    assert HostGuard(["Box.Home"]).allows("box.home:5600")
    assert not HostGuard(["box.home"]).allows("boxXhome")
    assert HostGuard(["fd00::7"]).allows("[FD00::7]:5600")
    assert not HostGuard([""]).allows("")


def test_what_is_remembered_stays_bounded() -> None:
    guard = HostGuard()
    for port in range(1000):
        assert guard.allows(f"localhost:{port}")
    assert not guard.allows("evil.example")


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("LOCALHOST", True),
        ("0.0.0.0", False),
        ("", False),
        ("::", False),
        ("192.168.1.2", False),
        ("box", False),
    ],
)
def test_which_hosts_stay_on_this_machine(host: str, local: bool) -> None:
    assert is_loopback_name(host) is local


def test_where_others_may_ask_plain_addresses_are_names_too() -> None:
    guard = HostGuard(["0.0.0.0", "tracker.example"], addresses=True)
    for header in ("192.168.1.5:5600", "[fd00::7]:5600", "[::1]", "10.0.0.1", "tracker.example"):
        assert guard.allows(header), header
        assert HostGuard(["tracker.example"]).allows(header) is (header in ("tracker.example", "[::1]"))
    for header in ("evil.example", "192.168.1.5.evil.example", "1.2.3", "[fd00::7", "192.168.1.5:x", "300.1.1.1", ""):
        assert not guard.allows(header), header
