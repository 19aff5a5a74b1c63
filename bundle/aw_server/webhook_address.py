"""Where messages may go: encrypted anywhere, in clear text only within the own network."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

_LONGEST = 2000


def fault(url: str) -> str | None:
    """Why nothing can be sent there, in a sentence; None for an address that is fine."""
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url or len(url) > _LONGEST:
        return "it is too long, or has characters that belong escaped"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "it cannot be read"
    if parts.scheme not in ("http", "https") or not host:
        return "it has to begin with https:// or, within your own network, http://, and name a host"
    if parts.username is not None or parts.password is not None:
        return "a password in an address would stand in logs"
    if "#" in url:
        return "it has a fragment, which is never sent"
    if parts.scheme == "http" and not _is_near(host):
        return "outside of your own network it has to be https://"
    return None


def _is_near(host: str) -> bool:
    """Whether a name or address is of this computer or of the network at home."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".home.arpa", ".localhost"))
    return address.is_loopback or address.is_private or address.is_link_local
