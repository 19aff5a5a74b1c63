"""waitress' connection and response writing, adapted: who is at the other end, one packet per answer, and connections
that stay open after answers without a body or of unknown length (waitress closes them)."""

from __future__ import annotations

import contextlib
import socket
import weakref
from copy import copy
from functools import lru_cache, partial
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import build_http_date

from aw_server import jsonfmt
from aw_server.guards.keys import PEER, Door
from aw_server.guards.peer import Peer, PeerGuard


def refusal(status: str, message: str) -> bytes:
    """A whole answer that ends a connection."""
    body = jsonfmt.dumps({"message": message}) + b"\n"
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


_STRANGER = refusal("403 Forbidden", "This server belongs to another user of this computer.")
_MOST_DISCARDED = 1_000_000
# Bytes in the body of a request from outside that shows no valid key, and connections from outside at a time.
MOST_UNKNOWN_BODY = 64 * 1024
MOST_OUTSIDE = 75
# Headers of the answer that are decided here.
_OURS = frozenset(("content-length", "date"))


@lru_cache(maxsize=2)
def _http_date(second: int) -> str:
    """The Date header of all answers of one second."""
    return str(build_http_date(second))


class Request(WSGITask):
    """One request: writes head and body of the answer at once."""

    # The type stubs know waitress' base classes only.
    channel: Any
    request: Any

    def get_environment(self) -> Any:
        """waitress' environment, and who is at the other end."""
        environ = super().get_environment()
        environ[PEER] = self.channel.peer
        if self.channel.is_encrypted:
            environ["wsgi.url_scheme"] = "https"
        return environ

    def build_response_header(self) -> bytes:
        """The head of the answer; decides how the body ends and whether the connection stays."""
        headers = [(name, value) for name, value in self.response_headers if name.lower() not in _OURS]
        keep = self._client_keeps_connection() and not self.close_on_finish
        if self.content_length is not None and self.has_body:
            headers.append(("Content-Length", str(self.content_length)))
        elif self.has_body and self.version == "1.1" and self.request.command != "HEAD":
            headers.append(("Transfer-Encoding", "chunked"))
            self.chunked_response = True
        elif self.has_body:
            keep = False
        if not keep:
            self.close_on_finish = True
            headers = [*(pair for pair in headers if pair[0] != "Connection"), ("Connection", "close")]
        elif self.version == "1.0":
            headers.append(("Connection", "Keep-Alive"))
        lines = [f"HTTP/{self.version} {self.status}", *(f"{name}: {value}" for name, value in headers)]
        lines.append(f"Date: {_http_date(int(self.start_time))}\r\n\r\n")
        return "\r\n".join(lines).encode("latin-1")

    def _client_keeps_connection(self) -> bool:
        wish = self.request.headers.get("CONNECTION", "").lower()
        return bool(wish == "keep-alive" if self.version == "1.0" else wish != "close")

    def write(self, data: bytes) -> None:
        """As in waitress, but the first piece of a body of known length travels with the head, in one packet."""
        if self.wrote_header or not data or not self.complete or not self.has_body:
            super().write(data)
            return
        head = self.build_response_header()
        self.wrote_header = True
        if self.chunked_response or self.content_length is None:
            self.channel.write_soon(head)
            super().write(data)
            return
        body = data[: self.content_length]
        self.content_bytes_written += len(body)
        self.channel.write_soon(head + body)


class Malformed(ErrorTask):
    """The answer to what is no HTTP request, or one that is too large: JSON like every other error."""

    channel: Any
    request: Any
    response_headers: Any

    def execute(self) -> None:
        """Write it."""
        error = self.request.error
        body = jsonfmt.dumps({"message": f"{error.reason}: {error.body}"}) + b"\n"
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", "application/json"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class OutsideParser(HTTPRequestParser):
    """A request from outside: without a valid key in its head its body may be short only, too short to fill a disk.

    Not nothing: some programs of other APIs send their key in a form.
    """

    headers: Any
    query: Any

    def __init__(self, door: Door, adj: Any) -> None:
        self._door = door
        super().__init__(adj)

    def parse_header(self, header_plus: bytes) -> None:
        """As in waitress, with the limit that whoever asks deserves."""
        super().parse_header(header_plus)
        head = {"HTTP_AUTHORIZATION": self.headers.get("AUTHORIZATION", ""), "QUERY_STRING": self.query or ""}
        if not self._door.knows(head):
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = MOST_UNKNOWN_BODY


class Connection(HTTPChannel):
    """One client's connection. The peer guard is asked once, here: what a stranger sends is not even parsed while there
    is no key that they could have.
    """

    task_class = Request
    error_task_class = Malformed

    parser_class: Any

    def __init__(
        self, server: Listener, sock: socket.socket, addr: Any, adj: Any, map: dict[int, Any] | None = None
    ) -> None:
        self.peer = server.peers.judge(sock)
        self._refusal = b"" if self.peer is not Peer.STRANGER or server.door.is_ajar() else _STRANGER
        self._discarded = 0
        # Whether the loop may be asleep without an eye on this connection.
        self._unwatched = False
        self._said_all = False
        waker: Any = _Waker(server, self)
        super().__init__(waker, sock, addr, adj, map=map)
        if self.comes_from_outside:
            self.parser_class = partial(OutsideParser, server.door)
            # A crowd outside must not take the places of this user's own programs.
            self.will_close = sum(other.comes_from_outside for other in server.active_channels.values()) > MOST_OUTSIDE

    @property
    def comes_from_outside(self) -> bool:
        """Whether this is neither our own user nor, as far as can be told, this computer."""
        return self.peer in (Peer.STRANGER, Peer.REMOTE)

    @property
    def is_encrypted(self) -> bool:
        """Whether nobody on the way can read along."""
        return False

    def refuse(self, answer: bytes) -> None:
        """Answer so to whatever comes, and take in nothing of it."""
        self._refusal = answer

    def received(self, data: bytes) -> bool:
        """Take what the client sent; of a stranger, nothing."""
        if not self._refusal:
            return bool(super().received(data))
        if not self._discarded and self.socket is not None:
            with contextlib.suppress(OSError):
                self.socket.send(self._refusal)
                self.socket.shutdown(socket.SHUT_WR)
        # Read on for a while: closing over what is still on its way would tear the answer out of the client's hands.
        self._discarded += len(data)
        if self._discarded > _MOST_DISCARDED:
            self.will_close = True
        return False

    def readable(self) -> bool:
        """Whether the loop should listen; asked by it just before it sleeps. Also while a request is at work."""
        # Marked before looking: whoever changes what is looked at sees the mark, or the look saw the change.
        self._unwatched = True
        listen = bool(super().readable()) and not (self._said_all and self.requests)
        self._unwatched = not listen
        return listen

    def writable(self) -> bool:
        """Whether the loop should wait for room to send, or close."""
        if self.total_outbufs_len:
            if not self.outbuf_lock.acquire(blocking=False):
                # A worker is sending just now; it wakes the loop if something is left. waitress would spin meanwhile.
                return False
            self.outbuf_lock.release()
        return bool(super().writable())

    def handle_read(self) -> None:
        """The client sent something, or nothing more; one that closed its half still gets its answers."""
        if self.requests and self._has_said_all():
            self._said_all = True
        else:
            super().handle_read()

    def _has_said_all(self) -> bool:
        try:
            return self.socket is not None and self.socket.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return False

    @property
    def needs_the_loop(self) -> bool:
        """Whether a worker that is done has left something to the loop: to send, to close, to listen again."""
        return bool(self._unwatched or self.total_outbufs_len or self.will_close or self.close_when_flushed)

    @property
    def is_busy(self) -> bool:
        """Whether a whole request is being answered, or an answer is still on its way out."""
        return bool(self.requests or self.total_outbufs_len)


class _Waker:
    """What a connection sees of its listener. The loop is woken only when there is something to do for it:
    waitress wakes it after each answer.
    """

    def __init__(self, listener: Listener, connection: Connection) -> None:
        self._listener = listener
        self._connection = weakref.proxy(connection)

    def pull_trigger(self) -> None:
        if self._connection.needs_the_loop:
            self._listener.pull_trigger()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listener, name)


class Listener(TcpWSGIServer):
    """A listening socket whose connections pass the peer guard."""

    channel_class = Connection
    active_channels: Any
    trigger: Any

    def __init__(self, application: Any, *, peers: PeerGuard, door: Door, **kwargs: Any) -> None:
        self.peers = peers
        self.door = door
        super().__init__(application, **kwargs)

    def stop_accepting(self) -> None:
        """Close the listening socket; open connections stay."""
        self.accepting = False
        self.del_channel()
        if self.socket is not None:
            self.socket.close()

    def close_trigger(self) -> None:
        """Give back the pipe through which workers wake the loop; after the workers' end only."""
        self.trigger.close()

    def hang_up_idle(self) -> bool:
        """Have connections without a request at work closed. True while others remain."""
        busy = False
        for connection in list(self.active_channels.values()):
            if connection.is_busy:
                busy = True
            else:
                connection.will_close = True
        return busy
