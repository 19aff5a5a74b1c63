"""A small application behind the real serving loop, in a thread: what the tests of the wire talk to."""

from __future__ import annotations

import http.client
import socket
import threading
from types import TracebackType
from typing import Any

from aw_core.lifeline import Stopper
from aw_server.guards.peer import Lookup, Owner, PeerGuard
from aw_server.serve import serve
from aw_server.wire.sockets import listen

ME = 1000


def same_user(*_: object) -> Owner:
    """A lookup that finds every connection ours."""
    return Owner(ME)


class ClosedDoor:
    """Where there are no keys."""

    def is_ajar(self) -> bool:
        return False

    def knows(self, environ: object) -> bool:
        return False


class Serving:
    """`with Serving(app) as server:` answers on `server.port` until the block ends; `finished` says how it ended."""

    def __init__(self, app: Any, *, lookup: Lookup = same_user, host: str = "localhost", **options: Any) -> None:
        self.app = app
        self.options = options
        self.stopper = Stopper()
        self.sockets: list[socket.socket] = listen(host, 0)
        self.port: int = self.sockets[0].getsockname()[1]
        self.peers = PeerGuard(ME, [lookup])
        self.finished: bool | None = None
        self.thread = threading.Thread(target=self._run, name="serving")

    def _run(self) -> None:
        options = {"door": ClosedDoor(), **self.options}
        self.finished = serve(self.app, self.sockets, self.stopper, peers=self.peers, **options)

    def connect(self, host: str = "127.0.0.1") -> http.client.HTTPConnection:
        """A keep-alive client."""
        return http.client.HTTPConnection(host, self.port, timeout=60)

    def get(self, path: str = "/", host: str = "127.0.0.1", **headers: str) -> tuple[int, bytes]:
        """Status and body of one request on its own connection."""
        client = self.connect(host)
        try:
            client.request("GET", path, headers=headers)
            reply = client.getresponse()
            return reply.status, reply.read()
        finally:
            client.close()

    def stop(self) -> None:
        """Stop and wait for the end."""
        if not self.stopper.event.is_set():
            self.stopper.stop("the test is over")
        self.thread.join(60)
        assert not self.thread.is_alive(), "serving did not end"

    def __enter__(self) -> Serving:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        close = getattr(self.stopper, "close", None)
        if close:
            close()
