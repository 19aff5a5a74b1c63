"""The request log: what the server was asked, without what people look at."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# The ecosystem's name for this log (REST contract 7.3).
logger = logging.getLogger("flask")
_ROUTINE = ("200", "304")
_LONGEST_PATH = 200
# Keys that programs of other APIs write into addresses, and the code by which a browser is let in.
_SECRET = re.compile(r"(?i)\b(\w*(?:key|token|secret|code))=[^&]*")
# Addresses that are keys themselves: pictures for other pages, files of exports.
_SECRET_PLACE = re.compile(r"/(share/[^/]+|badge|dumps)/[^/]+")


class RequestLog:
    """A WSGI layer that writes `<status> (<address>): <method> <path>` for every answer.

    Routine answers at DEBUG, the others at INFO. Queries can hold titles and URLs: they are shown at DEBUG only, keys
    in them not even there.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            level = logging.DEBUG if status[:3] in _ROUTINE else logging.INFO
            if logger.isEnabledFor(level):
                logger.log(level, "%s (%s): %s", status[:3], environ.get("REMOTE_ADDR", "-"), _line(environ))
            return start_response(status, headers, exc_info)

        return self._app(environ, start)


def _line(environ: WSGIEnvironment) -> str:
    shown = _SECRET_PLACE.sub(r"/\1/***", environ["PATH_INFO"])
    path = quote(shown.encode("latin-1", "replace"), safe="/!~*'():;@,=+&$")[:_LONGEST_PATH]
    query = environ.get("QUERY_STRING", "")
    if query and logger.isEnabledFor(logging.DEBUG):
        path += "?" + quote(_SECRET.sub(r"\1=***", query), safe="/?&=%+:,;@-._~!*")
    return f"{environ['REQUEST_METHOD'][:16]} {path}"
