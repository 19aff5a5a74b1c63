"""Encrypted connections: TLS ended here, in the loop of sockets, without a thread and without blocking it.

A connection begins in the clear: its first byte says whether it is TLS. On this computer both are spoken, since nobody
can listen in on the loopback and browser extensions know only http; from elsewhere plain HTTP gets a sentence, no data.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import socket
import ssl
import threading
import time
from enum import Enum
from typing import Any

from aw_core.errors import ConfigError
from aw_server.guards.peer import plain_address
from aw_server.wire.channel import Connection, Listener, refusal

logger = logging.getLogger(__name__)

_HANDSHAKE_RECORD = b"\x16"
# Seconds until a connection has to have said something and agreed on a key.
_GREETING = 10.0
_LATER = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
_NOT_PLAIN = refusal("400 Bad Request", "This server speaks HTTPS here: the address has to begin with https://")


def server_context(cert: str, key: str) -> ssl.SSLContext:
    """What TLS connections are made with: TLS 1.2 or newer, never renegotiated.

    Raises ConfigError with a sentence when the files cannot be used.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.set_alpn_protocols(["http/1.1"])
    try:
        # A password would be asked for on a terminal that a server does not have.
        context.load_cert_chain(cert, key, password=lambda: "")
    except (OSError, ssl.SSLError) as error:
        reason = getattr(error, "reason", None) or error.strerror or str(error)
        message = f"tls_cert {cert} and tls_key {key} cannot be used: {reason}."
        raise ConfigError("Configuration", message) from error
    return context


class _Stage(Enum):
    NEW = "nothing was said yet"
    GREETING = "the two ends agree on a key"
    SECURE = "encrypted"
    PLAIN = "not encrypted"


class SecureConnection(Connection):
    """A connection that may turn out to be encrypted.

    OpenSSL's object of a connection is not to be used by two threads at once, and a worker sends while the loop reads:
    hence `_using`, held for calls that never wait.
    """

    server: Any
    socket: Any
    last_activity: Any

    def __init__(
        self, server: SecureListener, sock: socket.socket, addr: Any, adj: Any, map: dict[int, Any] | None = None
    ) -> None:
        self._stage = _Stage.NEW
        self._wants_to_write = False
        self._using = threading.RLock()
        self._context = server.context
        super().__init__(server, sock, addr, adj, map=map)

    @property
    def is_encrypted(self) -> bool:
        return self._stage is _Stage.SECURE

    @property
    def is_overdue(self) -> bool:
        """Whether it has taken too long to become a connection at all."""
        return self._stage in (_Stage.NEW, _Stage.GREETING) and time.time() - self.creation_time > _GREETING

    def readable(self) -> bool:
        """As in the clear, but while a request is at work the loop does not listen: what came cannot be peeked at."""
        listen = super().readable()
        if listen and self._stage is _Stage.SECURE:
            # Marked before looking, as in `Connection`.
            self._unwatched = True
            if self.requests:
                return False
            self._unwatched = False
        return listen

    def writable(self) -> bool:
        return (self._stage is _Stage.GREETING and self._wants_to_write) or super().writable()

    def handle_write(self) -> None:
        if self._stage is _Stage.GREETING and not self.will_close:
            self._greet()
        else:
            super().handle_write()

    def handle_read(self) -> None:
        if self._stage is _Stage.NEW:
            self._look()
        if self._stage is _Stage.GREETING:
            self._greet()
        if self._stage is _Stage.PLAIN:
            super().handle_read()
        elif self._stage is _Stage.SECURE:
            self._read()

    def _look(self) -> None:
        """Decide by the first byte."""
        try:
            first = self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            first = b""
        if not first:
            self.handle_close()
        elif first == _HANDSHAKE_RECORD:
            self.socket = self._context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
            self._stage = _Stage.GREETING
        else:
            self._stage = _Stage.PLAIN
            if not ipaddress.ip_address(plain_address(self.addr[0])).is_loopback:
                self.refuse(_NOT_PLAIN)

    def _greet(self) -> None:
        self._wants_to_write = False
        try:
            with self._using:
                self.socket.do_handshake()
        except ssl.SSLWantReadError:
            return
        except ssl.SSLWantWriteError:
            self._wants_to_write = True
            return
        except OSError as error:
            logger.debug("A TLS connection did not come about: %s", error)
            self.handle_close()
            return
        self._stage = _Stage.SECURE

    def _read(self) -> None:
        """Take what came. What OpenSSL has unpacked already must be taken too: the loop would not be told of it."""
        more = True
        while more and self._stage is _Stage.SECURE and self.connected:
            try:
                with self._using:
                    data = self.socket.recv(self.adj.recv_bytes)
                    more = self.socket.pending() > 0
            except _LATER:
                return
            except OSError:
                data = b""
            if not data:
                self.handle_close()
                return
            self.last_activity = time.time()
            self.received(data)

    def send(self, data: bytes, do_close: bool = True) -> int:
        """As in the clear: how much was taken, 0 if nothing can be sent now."""
        if self._stage is not _Stage.SECURE:
            return int(super().send(data, do_close))
        try:
            with self._using:
                return int(self.socket.send(data))
        except _LATER:
            return 0
        except OSError:
            if do_close:
                self.handle_close()
            else:
                self.will_close = True
            return 0

    def close(self) -> None:
        """Say that nothing more comes, so that the other end knows the answer is whole; then close."""
        if self._stage is _Stage.SECURE and self.socket is not None:
            with self._using, contextlib.suppress(OSError, ValueError):
                self.socket.unwrap()
        super().close()


class SecureListener(Listener):
    """A listening socket whose connections may be encrypted."""

    channel_class: Any = SecureConnection

    def __init__(self, application: Any, *, context: ssl.SSLContext, **kwargs: Any) -> None:
        self.context = context
        super().__init__(application, **kwargs)

    def maintenance(self, now: Any) -> None:
        """As in waitress, and without patience for those who do not begin."""
        super().maintenance(now)
        for connection in self.active_channels.values():
            if connection.is_overdue:
                connection.will_close = True
