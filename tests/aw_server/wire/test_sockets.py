"""Which addresses are listened on, and the sentences when that cannot be."""

import re
import socket

import pytest

from aw_core import port_holder
from aw_core.errors import AwError, PortTaken
from aw_server.wire import sockets
from aw_server.wire.sockets import NoAddress, listen


def addresses(opened: list[socket.socket]) -> list[str]:
    try:
        assert len({sock.getsockname()[1] for sock in opened}) == 1
        return [sock.getsockname()[0] for sock in opened]
    finally:
        for sock in opened:
            sock.close()


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", ["127.0.0.1", "::1"]),
        ("LocalHost", ["127.0.0.1", "::1"]),
        ("127.0.0.1", ["127.0.0.1"]),
        ("::1", ["::1"]),
        ("[::1]", ["::1"]),
        # Our own programs come by the loopback, whatever else is listened on.
        ("0.0.0.0", ["0.0.0.0", "::1"]),
        ("::", ["0.0.0.0", "::"]),
        ("127.0.0.2", ["127.0.0.2", "127.0.0.1", "::1"]),
    ],
)
def test_what_a_host_means(host: str, expected: list[str]) -> None:
    assert addresses(listen(host, 0)) == expected


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "no.such.host.invalid"])
def test_an_address_that_is_not_ours_is_named(host: str) -> None:
    with pytest.raises(NoAddress, match=re.escape(host)):
        listen(host, 0)


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_taken_port_names_its_holder(family: socket.AddressFamily, monkeypatch: pytest.MonkeyPatch) -> None:
    class Holder:
        def describe(self) -> str:
            return "teapot (pid 418, user anna)"

    monkeypatch.setattr(sockets, "who_holds", lambda port: Holder())
    with socket.socket(family) as other:
        other.bind(("127.0.0.1" if family is socket.AF_INET else "::1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"Port {port} is in use by teapot \(pid 418, user anna\)\."):
            listen("localhost", port)
        if family is socket.AF_INET6:
            with socket.socket() as four:
                four.bind(("127.0.0.1", port))


def test_an_unknown_holder_is_still_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(port: int) -> None:
        raise OSError("no table")

    monkeypatch.setattr(sockets, "who_holds", fails)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortTaken, match="in use by another program"):
            listen("localhost", other.getsockname()[1])


def test_the_real_holder_is_found() -> None:
    assert sockets.who_holds is port_holder.who_holds


def test_a_machine_with_one_family_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sockets, "_addresses", lambda host: [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "192.0.2.1")]
    )
    assert addresses(listen("localhost", 0)) == ["127.0.0.1"]
    monkeypatch.setattr(sockets, "_addresses", lambda host: [(socket.AF_INET, "192.0.2.1")])
    with pytest.raises(NoAddress, match="no address"):
        listen("localhost", 0)


@pytest.mark.parametrize(("code", "text"), [(13, "may not listen"), (105, "cannot be used")])
def test_other_reasons_are_sentences(code: int, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> socket.socket:
        raise OSError(code, "whatever")

    monkeypatch.setattr(sockets, "_open", fails)
    with pytest.raises(AwError, match=text):
        listen("localhost", 80)
