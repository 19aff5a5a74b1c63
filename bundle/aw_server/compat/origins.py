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


_CHART_DATA: Final = "/anapi/embed/data"
"""The figures of a chart: pages of any origin may ask for them, with a key that opens that one view (`Embeds`)."""

_CHART_SCRIPT: Final = "/anapi/embed/chart.js"
"""What draws them; the same for everybody."""


def is_embedded(environ: Mapping[str, Any]) -> bool:
    """Whether a page of somebody else shows a picture or figures made for that: their address is their key."""
    return environ["REQUEST_METHOD"] in ("GET", "HEAD") and (
        environ["PATH_INFO"] == _CHART_SCRIPT or bool(_EMBEDDED.fullmatch(environ["PATH_INFO"]))
    )


def may_ask(origin: str, method: str, environ: Mapping[str, Any]) -> bool:
    """Whether an extension with this origin may make the call; `method` is the one that is meant, in a preflight too.

    Any extension may: which one it is says nothing, what lets it in is the key. Any page may ask for a chart's figures.
    """
    if method == "GET" and environ["PATH_INFO"] == _CHART_DATA:
        return True
    call = _CALLS.get(method)
    return call is not None and bool(call.fullmatch(environ["PATH_INFO"])) and bool(_ANY_EXTENSION.fullmatch(origin))
