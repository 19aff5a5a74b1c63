"""A small real HTTP server whose answers a test decides; it remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.support.programs import free_port


class Asked(NamedTuple):
    method: str
    path: str
    params: dict[str, list[str]]
    body: Any
    headers: dict[str, str]


Answer = Callable[[Asked], tuple[int, Any]]


def _fine(asked: Asked) -> tuple[int, Any]:
    return 200, {}


class FakeServer:
    """Context manager. `answer` maps what was asked to (status, JSON body); a body of None is empty."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.connections = 0
        self.answer: Answer = _fine
        self._http: ThreadingHTTPServer | None = None
        self._port = 0

    @property
    def port(self) -> int:
        return self._port

    def paths(self, method: str = "POST") -> list[str]:
        return [asked.path for asked in list(self.asked) if asked.method == method]

    def heartbeats(self) -> list[dict[str, Any]]:
        """The bodies of the heartbeats, in the order of arrival."""
        return [asked.body for asked in list(self.asked) if asked.path.endswith("/heartbeat")]

    def start(self) -> FakeServer:
        """Listen, on the same port as before if there was one."""
        ThreadingHTTPServer.daemon_threads = False
        # One that no other program is given while this one is away.
        self._port = self._port or free_port()
        self._http = ThreadingHTTPServer(("127.0.0.1", self._port), _handler_for(self))
        threading.Thread(target=self._http.serve_forever, args=(0.01,), name="fake server").start()
        return self

    def stop(self) -> None:
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            self._http = None

    def __enter__(self) -> FakeServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _handler_for(fake: FakeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def setup(self) -> None:
            super().setup()
            fake.connections += 1

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            raw = self.rfile.read(length)
            url = urlsplit(self.path)
            asked = Asked(
                self.command,
                url.path,
                parse_qs(url.query),
                json.loads(raw) if raw else None,
                {name.lower(): value for name, value in self.headers.items()},
            )
            status, body = fake.answer(asked)
            fake.asked.append(asked)
            payload = b"" if status == 304 else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_PATCH = do_DELETE = _serve

    return Handler
