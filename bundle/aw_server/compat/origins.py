"""What browser extensions of other services may ask: to send time, and to show it. Each call needs a key of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_UUID: Final = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ANY_EXTENSION: Final = re.compile(f"chrome-extension://[a-p]{{32}}|(?:moz|safari-web)-extension://{_UUID}")
_MOUNT: Final = "/api(?:/v1|/compat/wakatime/v1|/hackatime/v1)?"
_CALLS: Final = {
    "POST": re.compile(rf"{_MOUNT}/(?:users/current/)?heartbeats?(?:\.bulk)?/?"),
    "GET": re.compile(rf"{_MOUNT}/users/current(?:/(?:summaries|status_?bar/today))?/?"),
}


PAGES: Final = ("/oauth/authorize", "/oauth/test")
"""Pages of ours to which pages of others may send a person."""


_EMBEDDED: Final = re.compile(
    r"/share/@?[^/]{1,200}/[0-9A-Za-z-]{16,200}\.(?:svg|png|json)|/badge/[0-9A-Za-z-]{16,200}\.(?:svg|json)"
)


def is_embedded(environ: Mapping[str, Any]) -> bool:
    """Whether a page of somebody else shows a picture or figures made for that: their address is their key."""
    return environ["REQUEST_METHOD"] in ("GET", "HEAD") and bool(_EMBEDDED.fullmatch(environ["PATH_INFO"]))


def may_ask(origin: str, method: str, environ: Mapping[str, Any]) -> bool:
    """Whether an extension with this origin may make the call; `method` is the one that is meant, in a preflight too.

    Any extension may: which one it is says nothing, what lets it in is the key.
    """
    call = _CALLS.get(method)
    return call is not None and bool(call.fullmatch(environ["PATH_INFO"])) and bool(_ANY_EXTENSION.fullmatch(origin))
