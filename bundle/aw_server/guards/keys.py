"""The key guard: in whose name a request asks, and with what rights. What they allow is decided where it is routed.

| at the other end                        | without a key             | with `require_key`, or a proxy in between |
|-----------------------------------------|---------------------------|-------------------------------------------|
| a program of our own user               | everything                | what is open to all                       |
| a program of this computer, whose is unknown | everything           | what is open to all                       |
| another user of this computer           | nothing, 403              | nothing, 403                              |
| another computer                        | what is open to all       | what is open to all                       |

A key that is sent counts: whoever asks with a key that may only append can only append, wherever they sit.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from aw_core.errors import StorageError
from aw_server.exceptions import Forbidden, Unauthorized
from aw_server.guards.peer import Peer
from aw_server.keys import ALL, API, NOTHING, SESSION, Keys, Rights
from aw_server.keys.key import OWN_PREFIX

ASKER = "aw.asker"
PEER = "aw.peer"

_SAME_MACHINE = (Peer.OWN, Peer.LOCAL)
# How the programs of other APIs write their key into an address.
_PARAMETERS = frozenset(("api_key", "key", "rtapi_key", "token", "access_token"))
_MOST_PARAMETERS = 50
_STRANGER = "This server belongs to another user of this computer."


class Asker(NamedTuple):
    """Who asks: what they may do, and whether they are known to be this computer's user."""

    rights: Rights
    own: bool = False


NOBODY = Asker(NOTHING)
_TRUSTED = {peer: Asker(ALL, own=peer is Peer.OWN) for peer in Peer}
_UNKNOWN = {peer: Asker(NOTHING, own=peer is Peer.OWN) for peer in Peer}


class KeyGuard:
    """Knows the keys. `require`: our own user's programs need one too."""

    def __init__(self, keys: Keys, require: bool) -> None:
        self._keys = keys
        self._require = require

    def asker(self, environ: Mapping[str, Any]) -> Asker:
        """Who asks. Raises Unauthorized for a key of ours that is not valid, Forbidden for another user without one."""
        peer = environ.get(PEER, Peer.LOCAL)
        trusted = peer in _SAME_MACHINE and not self._require
        header = environ.get("HTTP_AUTHORIZATION")
        if header is None:
            if trusted:
                return _TRUSTED[peer]
        elif header[:7].lower() == "bearer ":
            secret = header[7:].strip()
            key = self._keys.check(secret, API, SESSION)
            if key is not None:
                return Asker(key.rights, peer is Peer.OWN)
            if secret.startswith(OWN_PREFIX):
                raise Unauthorized("InvalidKey", "This key is not valid (any more).", headers=CHALLENGE)
        if trusted:
            # A key that is not ours: programs made for other servers send theirs.
            return _TRUSTED[peer]
        if peer is Peer.STRANGER and not any(map(self._keys.find, secrets_in(environ))):
            raise Forbidden("", _STRANGER)
        return _UNKNOWN[peer]


class Door:
    """What the wire asks before it reads more than the head of a request from outside. Never raises."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def is_ajar(self) -> bool:
        """Whether there is any key at all that another user of this computer could have."""
        with contextlib.suppress(StorageError):
            return self._keys.any()
        return False

    def knows(self, environ: Mapping[str, str]) -> bool:
        """Whether a valid key of any kind is in this head (`HTTP_AUTHORIZATION`, `QUERY_STRING`)."""
        with contextlib.suppress(StorageError):
            return any(map(self._keys.find, secrets_in(environ)))
        return False


CHALLENGE = {"WWW-Authenticate": "Bearer"}


def secrets_in(environ: Mapping[str, Any]) -> Iterator[str]:
    """Everything in a request's head that may be a key, in the ways of all APIs: Bearer, Basic, parameters."""
    for part in environ.get("HTTP_AUTHORIZATION", "").split(","):
        scheme, _, rest = part.strip().partition(" ")
        if scheme.lower() == "bearer":
            yield rest.strip()
        elif scheme.lower() == "basic":
            yield from _basic(rest.strip())
    query = environ.get("QUERY_STRING", "")
    if query:
        try:
            pairs = parse_qsl(query, max_num_fields=_MOST_PARAMETERS)
        except ValueError:
            return
        yield from (value for name, value in pairs if name in _PARAMETERS)


def _basic(text: str) -> Iterator[str]:
    try:
        name, _, password = base64.b64decode(text, validate=True).decode("latin-1").partition(":")
    except (binascii.Error, ValueError):
        return
    yield from filter(None, (name, password))
