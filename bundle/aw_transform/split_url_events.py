"""A web address in its parts, beside the whole."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlparse

from aw_core.models import Event


def split_url_events(events: list[Event]) -> list[Event]:
    """Add $protocol, $domain, $path, $params, $options and $identifier to every event with a "url", **in place**."""
    for event in events:
        if "url" in event.data:
            event.data.update(url_parts(event.data["url"]))
    return events


def url_parts(url: Any) -> dict[str, str]:
    """The parts of one address; all empty for what is no address (contract 4, A.5).

    $domain is the host part without a leading "www."; for addresses without a host (about:blank) it is the protocol.
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
