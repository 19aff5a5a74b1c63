"""The peer guard: on loopback, "no password" is right only for the same user of the computer.

The kernel knows to whom the other end of a local TCP connection belongs. It is asked once, when the connection is
accepted: over netlink (sock_diag), or by reading /proc/net/tcp where netlink is closed to us. Linux only; elsewhere
the answer is "cannot tell".
"""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import socket
import struct
import sys
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import NamedTuple

logger = logging.getLogger(__name__)

_SOCK_DIAG = 4  # NETLINK_SOCK_DIAG
_BY_FAMILY = 20  # SOCK_DIAG_BY_FAMILY
_REQUEST = 1  # NLM_F_REQUEST
_ERROR = 2  # NLMSG_ERROR
_HEADER = struct.Struct("=IHHII")
_ANY_STATE = 0xFFFFFFFF
_NO_COOKIE = b"\xff" * 8
_WAIT = 1.0
_NAMED = 32


class Owner(NamedTuple):
    """Who holds the other end. `uid` is None when nobody does: the program has closed its socket already."""

    uid: int | None


class Peer(Enum):
    """Who is at the other end of a connection."""

    OWN = "a program of our own user"
    LOCAL = "a program of this computer, this system does not tell whose"
    STRANGER = "a program of another user of this computer, or one that has gone already"
    REMOTE = "another computer, or a proxy that speaks for it"


class CannotTell(OSError):
    """This system does not say to whom a connection belongs."""


Lookup = Callable[[str, int, str, int], Owner]


class PeerGuard:
    """Decides for each accepted connection whether its other end belongs to `uid` (ours by default).

    `lookups` are asked in order; one that cannot tell is not asked again. With none left every connection is allowed,
    and the log says once that other users of the computer are not kept out. Behind a proxy (`all_remote`) nobody is
    asked: whoever it is, the proxy is at the other end.
    """

    def __init__(
        self, uid: int | None = None, lookups: list[Lookup] | None = None, *, all_remote: bool = False
    ) -> None:
        self._all_remote = all_remote
        self._uid = uid if uid is not None else (os.geteuid() if hasattr(os, "geteuid") else None)
        self._lookups = lookups if lookups is not None else default_lookups()
        self._named: set[Owner] = set()
        self._warn_if_blind()

    @property
    def can_tell(self) -> bool:
        """Whether connections of other users are recognised on this system."""
        return bool(self._lookups) and self._uid is not None

    def allows(self, connection: socket.socket) -> bool:
        """Whether the other end may talk without a key, as far as that depends on who it is."""
        return self.judge(connection) in (Peer.OWN, Peer.LOCAL)

    def judge(self, connection: socket.socket) -> Peer:
        """Who is at the other end of this accepted connection.

        An end that is closed already has no owner: a stranger, nobody is there to read an answer.
        """
        if self._all_remote:
            return Peer.REMOTE
        try:
            theirs, ours = connection.getpeername(), connection.getsockname()
        except OSError:
            return Peer.STRANGER
        if not ipaddress.ip_address(plain_address(theirs[0])).is_loopback:
            return Peer.REMOTE
        while self.can_tell:
            try:
                owner = self._lookups[0](plain_address(theirs[0]), theirs[1], plain_address(ours[0]), ours[1])
            except CannotTell as error:
                logger.debug("Asking for the owner of a connection failed: %s", error)
                self._lookups.pop(0)
                self._warn_if_blind()
                continue
            if owner.uid == self._uid:
                return Peer.OWN
            self._name(owner)
            return Peer.STRANGER
        return Peer.LOCAL

    def _name(self, stranger: Owner) -> None:
        """Log each other user once."""
        if stranger.uid is not None and stranger not in self._named and len(self._named) < _NAMED:
            self._named.add(stranger)
            logger.warning("Another user of this computer (uid %d) connected; without a key they get 403", stranger.uid)

    def _warn_if_blind(self) -> None:
        if not self.can_tell:
            logger.warning("This system does not tell who connects: other users of this computer are not kept out")


def default_lookups() -> list[Lookup]:
    """The ways to ask on this system, best first."""
    return [SockDiag(), ProcNet()] if sys.platform == "linux" else []


def plain_address(address: str) -> str:
    """An address without scope, and in IPv4 form when it is an IPv4 address in IPv6 clothes (::ffff:127.0.0.1)."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)


class SockDiag:
    """Asks the kernel for one connection by its two ends; some microseconds, whatever the number of sockets."""

    def __init__(self) -> None:
        self._netlink: socket.socket | None = None
        self._sequence = 0

    def __call__(self, address: str, port: int, our_address: str, our_port: int) -> Owner:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        ends = struct.pack(">HH", port, our_port)
        for end in (address, our_address):
            ends += socket.inet_pton(family, end).ljust(16, b"\0")
        request = struct.pack("=BBBxI", family, socket.IPPROTO_TCP, 0, _ANY_STATE) + ends + b"\0" * 4 + _NO_COOKIE
        try:
            return self._read(self._ask(request), ends[:4])
        except OSError as error:
            self.close()
            raise CannotTell(str(error)) from error

    def close(self) -> None:
        """Give the netlink socket back; the next question opens another."""
        if self._netlink is not None:
            self._netlink.close()
            self._netlink = None

    def _ask(self, request: bytes) -> bytes:
        if self._netlink is None:
            self._netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _SOCK_DIAG)
            self._netlink.settimeout(_WAIT)
        self._sequence = (self._sequence + 1) & 0xFFFFFFFF
        header = _HEADER.pack(_HEADER.size + len(request), _BY_FAMILY, _REQUEST, self._sequence, 0)
        self._netlink.send(header + request)
        while True:
            reply = self._netlink.recv(8192)
            if _HEADER.unpack_from(reply)[3] == self._sequence:
                return reply

    @staticmethod
    def _read(reply: bytes, ports: bytes) -> Owner:
        body = reply[_HEADER.size :]
        if _HEADER.unpack_from(reply)[1] == _ERROR:
            code = -struct.unpack_from("=i", body)[0]
            if code == errno.ENOENT:
                return Owner(None)
            raise OSError(code, os.strerror(code))
        # inet_diag_msg: 4 bytes of state, the socket's identity (48; it begins with its ports), then five numbers.
        _expires, _rqueue, _wqueue, uid, inode = struct.unpack_from("=5I", body, 52)
        # Without an inode the socket is an orphan or in TIME_WAIT, and its uid reads 0, which would be root.
        return Owner(uid if inode and body[4:8] == ports else None)


class ProcNet:
    """Finds the connection in the kernel's tables of TCP sockets; slower with many sockets, but a plain file."""

    def __init__(self, folder: Path = Path("/proc/net")) -> None:
        self._folder = folder

    def __call__(self, address: str, port: int, our_address: str, our_port: int) -> Owner:
        # An IPv6 socket that speaks IPv4 stands in the table of IPv6 sockets, with mapped addresses.
        for name, as_mapped in (("tcp6", False),) if ":" in address else (("tcp", False), ("tcp6", True)):
            ends = (_hexadecimal(address, port, as_mapped), _hexadecimal(our_address, our_port, as_mapped))
            owner = self._search(name, ends)
            if owner is not None:
                return owner
        return Owner(None)

    def _search(self, name: str, ends: tuple[str, str]) -> Owner | None:
        try:
            with (self._folder / name).open() as table:
                for line in table:
                    fields = line.split()
                    if (fields[1], fields[2]) == ends:
                        return Owner(int(fields[7]) if fields[9] != "0" else None)
        except FileNotFoundError:
            if name == "tcp":
                raise CannotTell(f"{self._folder / name} is missing") from None
        except OSError as error:
            raise CannotTell(str(error)) from error
        return None


def _hexadecimal(address: str, port: int, as_mapped: bool) -> str:
    """`ADDRESS:PORT` as the tables write it: hexadecimal, the address as 32-bit numbers in the machine's order."""
    if as_mapped:
        raw = socket.inet_pton(socket.AF_INET6, f"::ffff:{address}")
    else:
        raw = socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
    numbers = struct.unpack(f"={len(raw) // 4}I", raw)
    return "".join(f"{number:08X}" for number in numbers) + f":{port:04X}"
