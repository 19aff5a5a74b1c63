"""One key: what is remembered of it, and how it stands in the records. Its secret is not remembered, only a hash."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Final

from aw_server.exceptions import BadRequest
from aw_server.keys.rights import NOTHING, Rights, rights_of

API: Final = "api"
"""Our own API, `/api/0`; the scopes are those of `rights`."""
SESSION: Final = "session"
"""A browser that a person let in; may do what they may."""
WAKATIME: Final = "wakatime"
RESCUETIME: Final = "rescuetime"
EMBED: Final = "embed"

LOCAL_OWNER: Final = "local"
"""The person whose account of this computer the server runs under, until persons have records of their own."""

SHAPES: Final = (API, SESSION, WAKATIME, RESCUETIME, EMBED)
# The first words of our own secrets: whoever finds one in a file or a log knows what it is.
OWN_PREFIX: Final = "aw_"
LOCAL_PREFIX: Final = "local_"
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. Times are microseconds UTC; `owner` is the person in whose name it acts.

    `scopes` of the kinds `api` and `session` are those of `rights`; other kinds give them their own meaning, and an
    empty tuple means whatever that kind's API says it means.
    """

    id: str
    kind: str
    name: str
    owner: str
    scopes: tuple[str, ...]
    created_us: int
    expires_us: int | None = None
    rights: Rights = NOTHING

    def record(self, digest: bytes) -> dict[str, Any]:
        """As it is stored, with the hash of its secret."""
        return {
            "kind": self.kind,
            "name": self.name,
            "owner": self.owner,
            "scopes": list(self.scopes),
            "created": self.created_us,
            "expires": self.expires_us,
            "sha256": digest.hex(),
        }


def make_key(
    key_id: str, kind: str, name: str, owner: str, scopes: tuple[str, ...], created_us: int, expires_us: int | None
) -> Key:
    """A key of checked parts. Raises BadRequest for a kind, a name, an owner or a scope that cannot be."""
    if kind not in SHAPES:
        raise BadRequest("InvalidKind", f"There is no kind of key {kind[:60]!r}; there are {', '.join(SHAPES)}")
    for what, text in (("name", name), ("owner", owner), *(("scope", scope) for scope in scopes)):
        if not text.strip() or len(text) > _LONGEST_NAME or not text.isprintable():
            raise BadRequest("InvalidKey", f"The {what} of a key has to be 1 to {_LONGEST_NAME} printable characters")
    rights = rights_of(scopes) if kind in (API, SESSION) else NOTHING
    return Key(key_id, kind, name.strip(), owner, scopes, created_us, expires_us, rights)


def from_record(key_id: str, record: Any) -> tuple[bytes, Key]:
    """Hash and key of a stored record. Raises KeyError, TypeError, ValueError or BadRequest for a damaged one."""
    expires = record["expires"]
    key = make_key(
        key_id,
        str(record["kind"]),
        str(record["name"]),
        str(record["owner"]),
        tuple(map(str, record["scopes"])),
        int(record["created"]),
        None if expires is None else int(expires),
    )
    return bytes.fromhex(record["sha256"]), key


def new_token() -> str:
    """The key of this user's own programs, for one run of the server."""
    return LOCAL_PREFIX + os.urandom(32).hex()


def new_secret(kind: str) -> str:
    """A secret of the form that programs of this kind expect, with at least 122 random bits."""
    if kind == WAKATIME:
        import uuid

        # Their programs check it: `waka_` and a uuid of version 4.
        return f"waka_{uuid.UUID(bytes=os.urandom(16), version=4)}"
    if kind in (RESCUETIME, EMBED):
        return os.urandom(20).hex()
    return OWN_PREFIX + os.urandom(32).hex()
