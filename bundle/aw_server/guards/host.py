"""The Host guard: a page that re-binds its own name to 127.0.0.1 gives itself away by that name (REST contract 1.2)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

_ADDRESS = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+))(?::[0-9]{1,5})?")
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


class HostGuard:
    """Knows the names of this server: the loopback names and the configured ones, with any port, in any case.

    Any port: an SSH tunnel or a forwarded port shows its own in the header. Where other machines may ask (`addresses`),
    every plain address is a name of ours: who re-binds a name gives that name.
    """

    def __init__(self, configured: Iterable[str] = (), *, addresses: bool = False) -> None:
        names = {*LOOPBACK_NAMES, *(_bracketed(name.lower()) for name in configured)} - {""}
        self._addresses = addresses
        self._pattern = re.compile(f"(?:{'|'.join(map(re.escape, sorted(names)))})(?::[0-9]{{1,5}})?", re.IGNORECASE)
        self._known: set[str] = set()

    def allows(self, header: str | None) -> bool:
        """Whether a request with this Host header (None: it has none) is meant for us."""
        if header in self._known:
            return True
        if header is None or not (self._pattern.fullmatch(header) or (self._addresses and _is_address(header))):
            return False
        if len(self._known) < 32:
            self._known.add(header)
        return True


def is_loopback_name(host: str) -> bool:
    """Whether a configured host stays on this machine."""
    return _bracketed(host.lower()) in LOOPBACK_NAMES


def _is_address(header: str) -> bool:
    found = _ADDRESS.fullmatch(header)
    try:
        return found is not None and bool(ipaddress.ip_address(found[1] or found[2]))
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    """An IPv6 address as it stands in a header."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def origin_names(configured: Iterable[str] = ()) -> list[str]:
    """The host parts that an origin of ours can have."""
    return list(dict.fromkeys([*LOOPBACK_NAMES, *(_bracketed(name.lower()) for name in configured if name)]))
