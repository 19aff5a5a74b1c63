"""One HTTP request to the server: never through a proxy on loopback, always with a deadline."""

from __future__ import annotations

import ipaddress
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from aw_core.loopback_http import LoopbackConnection, NoAnswer

from .lazy_requests import replaced, req

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 60.0

_REDIRECTS = frozenset((301, 302, 303, 307, 308))


class Refused(OSError):
    """A lean call was answered with an error status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class LeanReply:
    """What the client needs of an answer, in the words of `requests.Response`."""

    def __init__(self, status: int, body: bytes, headers: Mapping[bytes, bytes] | None = None) -> None:
        self.status_code = status
        self.content = body
        self._headers = headers or {}

    def header(self, name: str) -> str | None:
        """A header of the answer; `name` in small letters."""
        value = self._headers.get(name.encode())
        return None if value is None else value.decode("latin-1")

    def json(self) -> Any:
        """The body's value. Raises NoAnswer if it is no JSON."""
        try:
            return json.loads(self.content)
        except ValueError:
            raise NoAnswer("the answer is not JSON") from None


@lru_cache(maxsize=16)
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

    def __init__(self, host: str, ca: str | None = None) -> None:
        """`ca` is a file with the certificates to trust for https; None for those of the system."""
        self._direct = is_loopback(host)
        # With each request: what a session is told loses against the environment's REQUESTS_CA_BUNDLE.
        self._trust: dict[str, Any] = {} if ca is None else {"verify": ca}
        self._mine = threading.local()

    def send(self, method: str, url: str, timeout: float = READ_TIMEOUT, **call: Any) -> req.Response | LeanReply:
        """Perform `method` ("get", "post", "delete"); `timeout` in seconds without an answer; statuses do not raise.

        Raises the exceptions of requests. Inside `kept_connection` a server on this machine is asked without that
        library; then failures are plain OSErrors, and error statuses do raise: Refused.
        """
        function = replaced(method)
        if function is not None:
            return function(url, **call)  # type: ignore[no-any-return]
        kept: _Kept | None = getattr(self._mine, "kept", None)
        if kept is not None:
            return kept.send(method, url, timeout, **call)
        with _session(self._direct) as session:
            # Closing a session leaves its connection open for as long as somebody holds the answer.
            session.headers["Connection"] = "close"
            return session.request(method, url, timeout=(CONNECT_TIMEOUT, timeout), **self._trust, **call)

    @contextmanager
    def kept_connection(self, timeout: float) -> Iterator[None]:
        """Let the calling thread reuse one connection, and wait at most `timeout` seconds for each answer."""
        self._mine.kept = kept = _Kept(self._direct, self._trust, timeout)
        try:
            yield
        finally:
            self._mine.kept = None
            kept.close()

    def hurry(self, timeout: float) -> None:
        """Shorten the calling thread's deadline inside `kept_connection`."""
        self._mine.kept.timeout = timeout


class _Kept:
    """A thread's open connection: a lean one where the server is on this machine, else a session of requests."""

    def __init__(self, direct: bool, trust: Mapping[str, Any], timeout: float) -> None:
        self.timeout = timeout
        self._trust = trust
        self._direct = direct
        self._lean: LoopbackConnection | None = None
        self._place: tuple[str, int] | None = None
        self._session: req.Session | None = None

    def send(
        self,
        method: str,
        url: str,
        timeout: float,
        *,
        data: bytes | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> req.Response | LeanReply:
        """See `Transport.send`."""
        limit, parts = min(timeout, self.timeout), urlsplit(url)
        if parts.scheme == "http" and is_loopback(parts.hostname or ""):
            return self._send_lean(method, parts, limit, data, params, headers or {})
        self._session = self._session or _session(self._direct)
        try:
            limits = (min(CONNECT_TIMEOUT, limit), limit)
            call: dict[str, Any] = {"data": data, "params": params, "headers": headers, **self._trust}
            return self._session.request(method, url, timeout=limits, **call)
        except OSError:
            self.close()
            raise

    def _send_lean(
        self,
        method: str,
        url: SplitResult,
        timeout: float,
        data: bytes | None,
        params: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> LeanReply:
        query = "&".join(part for part in (url.query, urlencode(params or {})) if part)
        # What is quoted already stays so.
        target = quote(f"{url.path}?{query}" if query else url.path, safe="!$%&'()*+,/:;=?@[]~")
        status, body, answered = self._line(url).ask(method.upper(), target, data, headers, timeout)
        if status >= 400:
            raise Refused(status)
        if status in _REDIRECTS:
            raise NoAnswer("the server points to another place")
        return LeanReply(status, body, answered)

    def _line(self, url: SplitResult) -> LoopbackConnection:
        place = (url.hostname or "", url.port or 80)
        if self._lean is None or self._place != place:
            self.close()
            self._lean, self._place = LoopbackConnection(*place), place
        return self._lean

    def close(self) -> None:
        """Close what is open; the next request opens it again."""
        if self._lean is not None:
            self._lean.close()
        if self._session is not None:
            self._session.close()
        self._lean = self._session = None


def _session(direct: bool) -> req.Session:
    session = req.Session()
    # A proxy cannot reach this machine's own loopback; elsewhere the environment decides.
    session.trust_env = not direct
    return session
