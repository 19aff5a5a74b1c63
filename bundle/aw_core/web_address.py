"""A web address in its parts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlparse


def url_parts(url: Any) -> dict[str, str]:
    """The parts of one address, as `$` keys; all empty for what is no address (contract 4, A.5).

    `$domain` is the host part without a leading "www."; for addresses without a host (about:blank) it is the protocol.
    """
    try:
        parsed = urlparse(url if isinstance(url, str) else "")
    except ValueError:  # a bracket left open and the like
        parsed = urlparse("")
    return {
        "$protocol": parsed.scheme,
        "$domain": parsed.netloc.removeprefix("www.") if parsed.netloc else parsed.scheme,
        "$path": parsed.path,
        "$params": parsed.params,
        "$options": parsed.query,
        "$identifier": parsed.fragment,
    }
