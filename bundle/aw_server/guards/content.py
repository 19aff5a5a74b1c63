"""The content guard: a body on `/api/0` says that it is JSON (REST contract 1.1).

An HTML form cannot say that, so a form on a foreign page cannot write even where a browser sends no Origin.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_JSON = "application/json"
_IMPORT = ("/api/0/import", "/api/0/import/")


def acceptable(environ: Mapping[str, Any]) -> bool:
    """Whether the request has no body, a JSON body, or is an upload to the import route."""
    kind = environ.get("CONTENT_TYPE", "")
    if kind == _JSON or not _has_body(environ) or not environ["PATH_INFO"].startswith("/api/0/"):
        return True
    kind = kind.partition(";")[0].strip().lower()
    if kind == _JSON or (kind.startswith("application/") and kind.endswith("+json")):
        return True
    return kind == "multipart/form-data" and environ["PATH_INFO"] in _IMPORT


def _has_body(environ: Mapping[str, Any]) -> bool:
    return environ.get("CONTENT_LENGTH", "0") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ
