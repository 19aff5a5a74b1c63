"""Stands between a client and the real server: everything is really delivered, but the answer may be another."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable
from typing import Any

from .programs import Answer, request

Change = Callable[[Answer], tuple[int, bytes]]


class Meddler:
    """A server in front of `target`. `answer` makes what the client gets of the real answer; None: that itself.

    `batches` are the lengths of the lists that were posted, `sent` every request: method, path, headers, body.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.answer: Change | None = None
        self.batches: list[int] = []
        self.sent: list[tuple[str, str, dict[str, str], Any]] = []
        meddler = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                meddler.pass_on(self, self.rfile.read(int(self.headers["Content-Length"])))

            def do_GET(self) -> None:
                meddler.pass_on(self, None)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)

    def pass_on(self, handler: http.server.BaseHTTPRequestHandler, body: bytes | None) -> None:
        """One request, there and back."""
        headers = {k: v for k, v in handler.headers.items() if k.lower() not in ("host", "content-length")}
        said = None if body is None else json.loads(body)
        self.sent.append((handler.command, handler.path, headers, said))
        if isinstance(said, list):
            self.batches.append(len(said))
        real = request(f"{self.target}{handler.path}", handler.command, body, headers)
        status, sent = (real.status, real.body) if self.answer is None else self.answer(real)
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(sent)))
        handler.end_headers()
        handler.wfile.write(sent)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Meddler:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def changed(status: int | None, body: Any) -> Change:
    """An answer in the place of the real one: another status, or another body made of the real one."""

    def answer(real: Answer) -> tuple[int, bytes]:
        sent = body(real.json) if callable(body) else body
        return status or real.status, sent if isinstance(sent, bytes) else json.dumps(sent).encode()

    return answer


def inner(status: int) -> Callable[[Any], Any]:
    """A body for `changed`: every heartbeat with another status."""
    return lambda real: {"responses": [[{"error": "x"}, status] for _ in real["responses"]]}
