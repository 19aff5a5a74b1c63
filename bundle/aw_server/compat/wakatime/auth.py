"""Who asks: the owner's key in any of the places where clients put it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from werkzeug.datastructures import Headers

from aw_server.api import ServerAPI
from aw_server.keys import WAKATIME

_PREFIX: Final = "waka_"
_APP_SECRETS: Final = ("app_secret", "client_secret", "secret")
_ARGUMENTS: Final = ("api_key", "access_token", "token")

DIMENSION_SCOPES: Final = (
    "categories",
    "dependencies",
    "editors",
    "languages",
    "machines",
    "operating_systems",
    "projects",
)


@dataclass(frozen=True)
class Identity:
    """Somebody who was let in. `scopes` is None for the owner, who may do everything."""

    scopes: frozenset[str] | None = None
    app: str | None = None

    def may(self, *scopes: str) -> bool:
        """Whether one of these was given, in whole or in part."""
        if self.scopes is None:
            return True
        given = self.scopes
        return any(
            scope in given or scope.partition(".")[0] in given or any(s.startswith(f"{scope}.") for s in given)
            for scope in scopes
        )

    def dimensions(self, *scopes: str) -> frozenset[str] | None:
        """The lists that may be shown of what any of these scopes covers; None: all of them."""
        if self.scopes is None or any(scope in self.scopes for scope in scopes):
            return None
        parts = {part for s in self.scopes for scope in scopes if (part := s.removeprefix(f"{scope}.")) != s}
        return frozenset(parts)


OWNER: Final = Identity()
NOBODY: Final = Identity(scopes=frozenset())


class Tokens(Protocol):
    """Where the tokens of applications are known."""

    def identity(self, secret: str, app_secret: str | None) -> Identity | None:
        """Whoever was given this token; where an application's secret comes along, it has to be the right one's."""


def identify(api: ServerAPI, tokens: Tokens, headers: Headers, args: Mapping[str, str]) -> Identity | None:
    """Who the request is from; None for nobody we know.

    Every credential is tried: generated clients send an empty header beside the key in the address.
    """
    app_secret = next((args[name] for name in _APP_SECRETS if args.get(name)), None)
    for secret in credentials(headers, args):
        # Clients of some years ago know keys without the word in front, and refuse to send those with it.
        key = api.keys.check(secret, WAKATIME) or api.keys.check(f"{_PREFIX}{secret}", WAKATIME)
        if key is not None:
            return Identity(frozenset(key.scopes)) if key.scopes else OWNER
        found = tokens.identity(secret, app_secret)
        if found is not None:
            return found
    return None


def credentials(headers: Headers, args: Mapping[str, str]) -> Iterator[str]:
    """Everything in the request that may be a key, in the spellings that clients use."""
    scheme, _, value = headers.get("Authorization", "").strip().partition(" ")
    value = value.strip()
    if scheme.lower() == "basic" and value:
        decoded = _decoded(value)
        # With and without the colon; curl puts the key before it, some libraries after.
        yield from (part for part in (decoded, *decoded.split(":", 1)) if part)
        yield value
    elif scheme.lower() in ("bearer", "token") and value:
        yield value
    elif scheme and not value:
        yield scheme
    for name in _ARGUMENTS:
        if args.get(name):
            yield args[name].strip()


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value + "=" * (-len(value) % 4), validate=False).decode("utf-8").strip()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
