"""Opening the listening sockets: the loopback addresses a host name means, or a sentence why not."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys

from aw_core.errors import AwError, PortTaken
from aw_core.port_holder import who_holds
from aw_server.guards.host import is_loopback_name

_BACKLOG = 128
# How often another port is taken when the system's choice for IPv4 is in use on IPv6.
_TRIES = 20
_NO_SUCH_FAMILY = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)


class NoAddress(AwError):
    """No address of the host could be used."""


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen on every address `host` means; `localhost` is 127.0.0.1 and ::1.

    On a host beyond this machine (see `reach`) these two are listened on as well, for our own programs. Port 0 takes
    one free port for all. Raises PortTaken naming the holder, NoAddress when the system gives none or refuses the port.
    """
    for attempt in range(_TRIES if port == 0 else 1, 0, -1):
        try:
            opened = _open_all(host, port)
            break
        except OSError as error:
            if error.errno != errno.EADDRINUSE or attempt == 1:
                raise _explained(error, port) from error
    if not opened or _lacks(host, opened):
        for sock in opened:
            sock.close()
        raise NoAddress("Not started", f'This computer has no address for "{host}".')
    return opened


def _open_all(host: str, port: int) -> list[socket.socket]:
    """A socket for each address; none stays open when one of them fails."""
    opened: list[socket.socket] = []
    for family, address in _addresses(host):
        try:
            opened.append(_open(family, address, opened[0].getsockname()[1] if opened else port))
        except OSError as error:
            # A machine without IPv6 (or without IPv4) still has the other.
            if error.errno in _NO_SUCH_FAMILY:
                continue
            for sock in opened:
                sock.close()
            raise
    return opened


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    four, six = (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")
    name = host.lower().strip("[]")
    known = {
        "localhost": [four, six],
        "127.0.0.1": [four],
        "::1": [six],
        "0.0.0.0": [(socket.AF_INET, "0.0.0.0"), six],
        "::": [(socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")],
    }
    return known.get(name) or list(dict.fromkeys([*_resolved(name), four, six]))


def _resolved(name: str) -> list[tuple[socket.AddressFamily, str]]:
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError:
        raise NoAddress("Not started", f'No address is known for "{name}".') from None
    return [(family, str(address[0])) for family, _, _, _, address in found]


def _lacks(host: str, opened: list[socket.socket]) -> bool:
    """Whether the address that was asked for is not among them. Of the two loopback addresses one is enough."""
    return not is_loopback_name(host) and _addresses(host)[0][1] not in [sock.getsockname()[0] for sock in opened]


def _open(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # So that a restart need not wait for old connections to fade; two listeners stay impossible.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((address, port))
        sock.listen(_BACKLOG)
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock


def _explained(error: OSError, port: int) -> AwError:
    if error.errno == errno.EADDRINUSE:
        holder = None
        with contextlib.suppress(OSError):
            holder = who_holds(port)
        by = f"by {holder.describe()}" if holder else "by another program"
        return PortTaken("Not started", f"Port {port} is in use {by}.")
    if error.errno == errno.EACCES:
        return NoAddress("Not started", f"This user may not listen on port {port}.")
    return NoAddress("Not started", f"Port {port} cannot be used: {error.strerror}.")
