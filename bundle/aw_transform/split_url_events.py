"""A web address in its parts, beside the whole."""

from __future__ import annotations

from aw_core.models import Event
from aw_core.web_address import url_parts


def split_url_events(events: list[Event]) -> list[Event]:
    """Add $protocol, $domain, $path, $params, $options and $identifier to every event with a "url", **in place**."""
    for event in events:
        if "url" in event.data:
            event.data.update(url_parts(event.data["url"]))
    return events
