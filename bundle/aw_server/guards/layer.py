"""The guards of requests, in their order, as one WSGI layer around the application: before any route is looked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from aw_core.errors import StorageError
from aw_server.config import ServerSettings
from aw_server.exceptions import ApiError, BadRequest, Forbidden, UnsupportedMediaType, answer_for
from aw_server.guards.content import acceptable
from aw_server.guards.host import HostGuard, is_loopback_name
from aw_server.guards.keys import ASKER, KeyGuard
from aw_server.guards.origin import OriginGuard, is_preflight, preflight_headers
from aw_server.plain_answers import send_error

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from aw_server.keys import Keys

logger = logging.getLogger(__name__)

_REMEMBERED_ORIGINS = 100


def guard(app: WSGIApplication, settings: ServerSettings, keys: Keys) -> GuardLayer:
    """The layer for these settings. Raises ConfigError when `cors_origins` cannot be read."""
    https = bool(settings.tls_cert) or settings.behind_proxy
    origin = OriginGuard(settings.port, settings.host, settings.cors_origins, settings.testing, https=https)
    host = HostGuard([settings.host, *settings.names], addresses=not is_loopback_name(settings.host))
    return GuardLayer(app, host, origin, KeyGuard(keys, settings.asks_for_keys))


class GuardLayer:
    """A WSGI application that asks the guards and then `app`."""

    def __init__(self, app: WSGIApplication, host: HostGuard, origin: OriginGuard, keys: KeyGuard) -> None:
        self._app = app
        self._keys = keys
        self._host = host
        self._origin = origin
        self._seen: set[str] = set()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self._host.allows(environ.get("HTTP_HOST")):
            return _refuse(BadRequest("", "The Host header names another server."), environ, start_response)
        if "HTTP_ORIGIN" in environ or "HTTP_SEC_FETCH_SITE" in environ:
            reason = self._origin.refusal(environ)
            if reason is not None:
                self._remember(environ.get("HTTP_ORIGIN", ""), refused=True)
                return _refuse(Forbidden("", reason), environ, start_response)
            if "HTTP_ORIGIN" in environ:
                return self._with_cors(environ, start_response)
        return self._inner(environ, start_response)

    def _inner(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not acceptable(environ):
            message = "The body has to be JSON, with the header Content-Type: application/json."
            return _refuse(UnsupportedMediaType("", message), environ, start_response)
        try:
            environ[ASKER] = self._keys.asker(environ)
        except (ApiError, StorageError) as error:
            return _refuse(error, environ, start_response)
        return self._app(environ, start_response)

    def _with_cors(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """For an origin that may ask: preflights answered here, every answer (errors too) readable by the asker."""
        origin = environ["HTTP_ORIGIN"]
        self._remember(origin, refused=False)
        cors = [("Access-Control-Allow-Origin", origin), ("Vary", "Origin")]
        if is_preflight(environ):
            trust = self._origin.trust(origin, environ.get("HTTP_HOST", ""))
            start_response("204 No Content", [*cors, *preflight_headers(trust, environ)])
            return []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            return start_response(status, [*headers, *cors], exc_info)

        return self._inner(environ, start)

    def _remember(self, origin: str, refused: bool) -> None:
        """Log each origin once. A refused page's address is part of someone's browsing: only at DEBUG."""
        if origin in self._seen or len(self._seen) >= _REMEMBERED_ORIGINS:
            return
        self._seen.add(origin)
        if not refused:
            logger.info("First request from the origin %s", origin)
        else:
            logger.warning("Refused a request caused by a web page or extension that is not trusted")
            logger.debug("It came from %r", origin)


def _refuse(error: ApiError | StorageError, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    return send_error(answer_for(error), environ, start_response)
