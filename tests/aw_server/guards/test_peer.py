"""The peer guard: to whom the other end of a local connection belongs."""

import errno
import logging
import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from aw_server.guards.peer import CannotTell, Lookup, Owner, PeerGuard, ProcNet, SockDiag, plain_address

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
FOUR, SIX = socket.AF_INET, socket.AF_INET6


@contextmanager
def connection(server: socket.AddressFamily, client: socket.AddressFamily) -> Iterator[tuple[socket.socket, ...]]:
    """A local TCP connection: (the client's end, the accepted end)."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket(server))
        if server is SIX:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1 if client is SIX and server is SIX else 0)
        listener.bind(("::" if server is SIX and client is FOUR else "::1" if server is SIX else "127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        ours = stack.enter_context(socket.socket(client))
        target = {FOUR: "127.0.0.1", SIX: "::1" if server is SIX else "::ffff:127.0.0.1"}[client]
        ours.connect((target, port))
        accepted = stack.enter_context(listener.accept()[0])
        yield ours, accepted


@linux
@pytest.mark.parametrize("families", [(FOUR, FOUR), (SIX, SIX), (FOUR, SIX), (SIX, FOUR)], ids=str)
@pytest.mark.parametrize("make", [SockDiag, ProcNet])
def test_our_own_connection_is_recognised(
    families: tuple[socket.AddressFamily, socket.AddressFamily], make: type[SockDiag] | type[ProcNet]
) -> None:
    """IPv4, IPv6, an IPv6 socket that speaks to an IPv4 server, and an IPv4 client of a server for both."""
    lookup = make()
    with connection(*families) as (_, accepted):
        assert PeerGuard(os.geteuid(), [lookup]).allows(accepted)
        assert not PeerGuard(os.geteuid() + 1, [lookup]).allows(accepted)
    if isinstance(lookup, SockDiag):
        lookup.close()


@linux
@pytest.mark.parametrize("make", [SockDiag, ProcNet])
def test_an_end_that_is_closed_belongs_to_nobody(make: type[SockDiag] | type[ProcNet]) -> None:
    """Its uid reads 0 then: that must not pass for root's, nor for ours when we are root."""
    lookup = make()
    with connection(FOUR, FOUR) as (ours, accepted):
        ours.close()
        for uid in (0, os.geteuid()):
            assert not PeerGuard(uid, [lookup]).allows(accepted)
    if isinstance(lookup, SockDiag):
        lookup.close()


@linux
@pytest.mark.parametrize("make", [SockDiag, ProcNet])
def test_a_connection_that_does_not_exist_belongs_to_nobody(make: type[SockDiag] | type[ProcNet]) -> None:
    lookup = make()
    assert lookup("127.0.0.1", 1, "127.0.0.1", 2) == Owner(None)
    assert lookup("::1", 1, "::1", 2) == Owner(None)
    if isinstance(lookup, SockDiag):
        lookup.close()


@linux
def test_a_listening_socket_on_the_clients_port_is_not_taken_for_the_client() -> None:
    """The kernel falls back to a listener on that port when the connection itself is not there."""
    lookup = SockDiag()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert lookup("127.0.0.1", listener.getsockname()[1], "127.0.0.1", 9) == Owner(None)
    lookup.close()


def blind(*_: object) -> Owner:
    raise CannotTell("no such facility")


def test_a_lookup_that_cannot_tell_gives_way_to_the_next() -> None:
    asked: list[str] = []

    def second(*_: object) -> Owner:
        asked.append("second")
        return Owner(7)

    lookups: list[Lookup] = [blind, second]
    guard = PeerGuard(7, lookups)
    with connection(FOUR, FOUR) as (_, accepted):
        assert guard.allows(accepted)
        assert guard.allows(accepted)
    assert asked == ["second", "second"]
    assert lookups == [second], "the blind one is not asked again"


def test_where_the_system_cannot_tell_everybody_passes_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    guard = PeerGuard(7, [blind])
    assert guard.can_tell
    with connection(FOUR, FOUR) as (_, accepted):
        assert guard.allows(accepted)
        assert guard.allows(accepted)
    assert not guard.can_tell
    assert caplog.text.count("not kept out") == 1


def test_a_dead_connection_is_refused() -> None:
    with connection(FOUR, FOUR) as (_, accepted):
        pass
    assert not PeerGuard(7, [lambda *_: Owner(7)]).allows(accepted)


def test_addresses_are_made_plain() -> None:
    assert plain_address("::ffff:127.0.0.1") == "127.0.0.1"
    assert plain_address("fe80::1%lo") == "fe80::1"
    assert plain_address("::1") == "::1"
    assert plain_address("127.0.0.1") == "127.0.0.1"


def test_an_error_of_the_kernel_is_not_taken_for_an_answer() -> None:
    reply = struct.pack("=IHHIIi", 36, 2, 0, 1, 0, -errno.EPERM)
    with pytest.raises(OSError, match="not permitted"):
        SockDiag._read(reply, b"\0" * 4)


def test_missing_tables_cannot_tell(tmp_path: Path) -> None:
    with pytest.raises(CannotTell):
        ProcNet(tmp_path)("127.0.0.1", 1, "127.0.0.1", 2)
