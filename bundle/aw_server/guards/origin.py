"""The Origin guard: which web pages and browser extensions may ask what (REST contract 1.3).

A foreign page is refused before routing, whatever the method: not to send CORS headers only hides the answer,
a write would already have happened. Extensions get the three calls that the browser watcher needs and no more:
any add-on can send a `moz-extension` origin. What other services' extensions may ask, with a key, says `compat`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from aw_core.errors import ConfigError
from aw_server.compat.origins import PAGES, is_embedded, may_ask
from aw_server.guards.host import origin_names

CHROME_EXTENSION = "chrome-extension://nglaklhklhcoonedhgnpgddginnjdadi"
_UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_EXTENSION = re.compile(f"{re.escape(CHROME_EXTENSION)}|(?:moz|safari-web)-extension://{_UUID}")
_EXTENSION_BUCKET = re.compile("/api/0/buckets/aw-watcher-web-[^/]+(?:/heartbeat)?/?")
# The web UI's development server, in testing mode (REST contract 1.3).
_DEVELOPMENT = ("http://127.0.0.1:27180", "http://localhost:27180")
_REGEX_SIGNS = re.compile(r"[*\\\]?$^[(){}|+]")
_OUTSIDE = frozenset(("cross-site", "same-site"))
_WEB_PAGES = frozenset(("/", "/index.html", *PAGES))


class Trust(Enum):
    """How far an origin is trusted."""

    FULL = "full"
    EXTENSION = "extension"
    NONE = "none"


class OriginGuard:
    """Judges requests by Origin and Sec-Fetch-* headers.

    `port`: ours; `https`: whether people may come by that; `allowed`: the user's `cors_origins`: exact origins,
    expressions over the whole origin, or `*`.
    Raises ConfigError for an expression that cannot be read.
    """

    def __init__(
        self, port: int, host: str = "", allowed: Iterable[str] = (), testing: bool = False, *, https: bool = False
    ) -> None:
        ports = (f":{port}", "") if port == 80 else (f":{port}",)
        own = {f"http://{name}{suffix}" for name in origin_names([host]) for suffix in ports}
        self._schemes = ("http", "https") if https else ("http",)
        self._exact = own | (set(_DEVELOPMENT) if testing else set())
        self._patterns: list[re.Pattern[str]] = []
        for entry in allowed:
            self._allow(entry.strip())

    def _allow(self, entry: str) -> None:
        if entry == "*":
            self._patterns.append(re.compile("(?s:.*)"))
        elif _REGEX_SIGNS.search(entry):
            try:
                self._patterns.append(re.compile(entry))
            except re.error as error:
                raise ConfigError("Configuration", f'"{entry}" in cors_origins cannot be read: {error}') from None
        elif entry:
            self._exact.add(entry.rstrip("/"))

    def trust(self, origin: str, host: str = "") -> Trust:
        """How far `origin` is trusted by a server that was asked as `host` (a Host header that passed its guard)."""
        if origin in self._exact or (
            host and origin.lower() in [f"{scheme}://{host.lower()}" for scheme in self._schemes]
        ):
            return Trust.FULL
        if any(pattern.fullmatch(origin) for pattern in self._patterns):
            return Trust.FULL
        return Trust.EXTENSION if _EXTENSION.fullmatch(origin) else Trust.NONE

    def _at(self, host: str) -> list[str]:
        """The origins of our own pages under this Host header."""
        return [f"{scheme}://{host.lower()}" for scheme in self._schemes]

    def refusal(self, environ: Mapping[str, Any]) -> str | None:
        """Why this request (a WSGI environ) is refused, in a sentence; None when it may pass."""
        origin = environ.get("HTTP_ORIGIN")
        if origin is None:
            return self._without_origin(environ)
        trust = self.trust(origin, environ.get("HTTP_HOST", ""))
        if trust is Trust.FULL or (trust is Trust.EXTENSION and _extension_may(environ)):
            return None
        if may_ask(origin, _method(environ), environ) or is_embedded(environ):
            return None
        if trust is Trust.EXTENSION:
            return "A browser extension may only announce itself and send heartbeats to aw-watcher-web buckets."
        return "Requests from other web pages are refused. An origin you trust can be named in cors_origins."

    def _without_origin(self, environ: Mapping[str, Any]) -> str | None:
        site = environ.get("HTTP_SEC_FETCH_SITE", "none").lower()
        if site not in _OUTSIDE or _is_visit(environ) or is_embedded(environ):
            return None
        return "Requests that another web page caused are refused."


def is_preflight(environ: Mapping[str, Any]) -> bool:
    """Whether a browser asks beforehand what it may do (CORS)."""
    return environ["REQUEST_METHOD"] == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ


def preflight_headers(trust: Trust, environ: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The answer to a preflight that passed the guard; the origin itself is added to every answer."""
    asked = environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "")
    echo = trust is Trust.FULL and re.fullmatch(r"[\w\-, ]+", asked)
    return [
        (
            "Access-Control-Allow-Methods",
            "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" if trust is Trust.FULL else "GET, POST, OPTIONS",
        ),
        ("Access-Control-Allow-Headers", asked if echo else "content-type, authorization"),
        ("Access-Control-Allow-Private-Network", "true"),
        ("Access-Control-Max-Age", "600"),
    ]


def _extension_may(environ: Mapping[str, Any]) -> bool:
    """The three calls of a browser watcher: GET info, POST its bucket, POST its heartbeats; and their preflights."""
    method, path = _method(environ), environ["PATH_INFO"]
    if method == "GET":
        return path in ("/api/0/info", "/api/0/info/")
    return method == "POST" and _EXTENSION_BUCKET.fullmatch(path) is not None


def _method(environ: Mapping[str, Any]) -> str:
    """The method that is meant: a preflight asks for another."""
    asked = environ["HTTP_ACCESS_CONTROL_REQUEST_METHOD"] if is_preflight(environ) else environ["REQUEST_METHOD"]
    return str(asked).upper()


def _is_visit(environ: Mapping[str, Any]) -> bool:
    """A person follows a link on some page to our start page: top-level, nothing that could be embedded."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and environ.get("HTTP_SEC_FETCH_MODE", "").lower() == "navigate"
        and environ.get("HTTP_SEC_FETCH_DEST", "document").lower() == "document"
        and environ["PATH_INFO"] in _WEB_PAGES
    )
