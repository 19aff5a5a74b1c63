"""One HTTP request to the server: never through a proxy on loopback, always with a deadline."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests as req

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 60.0

# Programs of the ecosystem put functions of their own in these places to watch or fake the calls.
_GENUINE = {"get": req.get, "post": req.post, "delete": req.delete}


def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address, without port) is this machine talking to itself."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False


class Transport:
    """Sends requests to one server.

    A call opens a connection of its own, so that none is lost on a stale one; inside `kept_connection` (the queue's
    thread, whose requests may be repeated safely) the calling thread keeps its connection, at half the cost a call.
    """

    def __init__(self, host: str) -> None:
        self._direct = is_loopback(host)
        self._mine = threading.local()

    def send(self, method: str, url: str, timeout: float = READ_TIMEOUT, **call: Any) -> req.Response:
        """Perform `method` ("get", "post", "delete"); `timeout` in seconds without an answer; statuses do not raise."""
        function = getattr(req, method)
        if function is not _GENUINE[method]:
            return function(url, **call)  # type: ignore[no-any-return]
        if getattr(self._mine, "session", None) is not None:
            return self._send_kept(method, url, min(timeout, self._mine.timeout), call)
        with self._session() as session:
            # Closing a session leaves its connection open for as long as somebody holds the answer.
            session.headers["Connection"] = "close"
            return session.request(method, url, timeout=(CONNECT_TIMEOUT, timeout), **call)

    def _send_kept(self, method: str, url: str, timeout: float, call: dict[str, Any]) -> req.Response:
        session: req.Session = self._mine.session
        try:
            return session.request(method, url, timeout=(min(CONNECT_TIMEOUT, timeout), timeout), **call)
        except req.RequestException:
            session.close()
            self._mine.session = self._session()
            raise

    @contextmanager
    def kept_connection(self, timeout: float) -> Iterator[None]:
        """Let the calling thread reuse one connection, and wait at most `timeout` seconds for each answer."""
        self._mine.session, self._mine.timeout = self._session(), timeout
        try:
            yield
        finally:
            self._mine.session.close()
            self._mine.session = None

    def hurry(self, timeout: float) -> None:
        """Shorten the calling thread's deadline inside `kept_connection`."""
        self._mine.timeout = timeout

    def _session(self) -> req.Session:
        session = req.Session()
        # A proxy cannot reach this machine's own loopback; elsewhere the environment decides.
        session.trust_env = not self._direct
        return session
