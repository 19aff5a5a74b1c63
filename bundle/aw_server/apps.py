"""Applications of others that the owner may let in, and the tokens they got. Secrets are kept as hashes."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import msgspec

from aw_datastore import Datastore
from aw_server.api_clock import Clock
from aw_server.exceptions import BadRequest, NotFound
from aw_server.keys import LOCAL_OWNER

APPS: Final = "apps"
TOKENS: Final = "apps.tokens"

_MOST_LIVE: Final = 8
_MOST_PER_HOUR: Final = 10
_HOUR_US: Final = 3600 * 1_000_000
_LONGEST: Final = 2000
# A refresh token outlives the access token by as long as the longest of those lives.
_REFRESH_US: Final = 365 * 24 * _HOUR_US
# Tokens that are over are remembered: they count in the hour's limit, and still say whose they were.
_MOST_ENDED: Final = 50
# What those who look for keys in files and logs know them by.
_PREFIX: Final = {"secret": "waka_sec_", "access": "waka_tok_", "refresh": "waka_ref_"}
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_PLACE: Final = re.compile(r"[A-Za-z0-9.:@\[\]_-]*")
_SCOPE: Final = re.compile(r"[a-z_]{1,40}(\.[a-z_]{1,40})?")
_UNSAFE: Final = ("javascript", "data", "vbscript", "file", "blob", "about")


class TooManyTokens(Exception):
    """An application was given as many tokens within an hour as it may have."""


class AppIn(msgspec.Struct, forbid_unknown_fields=True):
    """An application to make: what it is called, where people may be sent back to, and the most it may ask for."""

    name: str
    redirect_uris: list[str] = []
    scopes: list[str] = []


class AppChange(msgspec.Struct, forbid_unknown_fields=True):
    """Where people may be sent back to, and the most it may ask for, from now on; what is absent stays."""

    redirect_uris: list[str] | None = None
    scopes: list[str] | None = None


@dataclass(frozen=True)
class App:
    """An application; `secret` is the hash of what it proves itself with."""

    id: str
    name: str
    redirect_uris: tuple[str, ...]
    secret: str
    created_us: int
    owner: str = LOCAL_OWNER
    """The person who made it."""
    scopes: tuple[str, ...] = ()
    """The most it may ask for; without any, whatever there is."""

    def may_ask_for(self, scope: str) -> bool:
        """Whether a scope, or the whole of which it is a part, is one of its own."""
        return not self.scopes or not {scope, scope.partition(".")[0]}.isdisjoint(self.scopes)


@dataclass(frozen=True)
class Token:
    """A pair of tokens, both as hashes; times in µs UTC. `owner` is the person in whose name it acts."""

    id: str
    app: str
    access: str
    refresh: str
    scopes: tuple[str, ...]
    created_us: int
    expires_us: int
    owner: str = LOCAL_OWNER
    ended_us: int | None = None
    """When it was revoked, or replaced by another."""


class Granted(NamedTuple):
    """A new token with its secrets, shown this once."""

    token: Token
    access: str
    refresh: str


class Apps:
    """Applications and tokens, in the records. Thread-safe."""

    def __init__(self, db: Datastore, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self.ended: list[Callable[[App], None]] = []
        """Called when the last token of an application has ended."""
        self._lock = threading.RLock()
        self._apps: dict[str, App] | None = None
        self._tokens: dict[str, Token] = {}

    # -- applications --------------------------------------------------------------------------------------------

    def all(self) -> list[App]:
        """Every application, oldest first."""
        with self._lock:
            return sorted(self._loaded().values(), key=lambda app: (app.created_us, app.id))

    def get(self, app_id: str) -> App | None:
        """One application."""
        with self._lock:
            return self._loaded().get(app_id)

    def create(self, wanted: AppIn) -> tuple[App, str]:
        """A new application and, this once, its secret. Raises BadRequest for what is wrong with it."""
        name = wanted.name.strip()
        if not 1 <= len(name) <= 100 or not name.isprintable():
            raise BadRequest("InvalidApp", "The name of an app has to be 1 to 100 printable characters")
        uris = _checked(wanted.redirect_uris)
        secret = _PREFIX["secret"] + os.urandom(40).hex()
        with self._lock:
            if any(app.name.lower() == name.lower() for app in self._loaded().values()):
                raise BadRequest("InvalidApp", f"There is an app called {name}")
            now = self._clock.wall_us()
            app = App(os.urandom(12).hex(), name, uris, digest(secret), now, scopes=_scopes(wanted.scopes))
            self._put(app)
        return app, secret

    def change(self, app_id: str, changes: AppChange) -> App:
        """Name where people may be sent back to, or the most it may ask for. Raises NotFound, BadRequest."""
        uris = None if changes.redirect_uris is None else _checked(changes.redirect_uris)
        scopes = None if changes.scopes is None else _scopes(changes.scopes)
        if uris is None and scopes is None:
            raise BadRequest("NothingToChange", "Name what is to change about the app")
        with self._lock:
            app = self._known(app_id)
            app = replace(
                app,
                redirect_uris=app.redirect_uris if uris is None else uris,
                scopes=app.scopes if scopes is None else scopes,
            )
            self._put(app)
        return app

    def delete(self, app_id: str) -> None:
        """Forget an application and its tokens. Raises NotFound."""
        with self._lock:
            app = self._known(app_id)
            self._drop([token for token in self._tokens.values() if token.app == app_id])
            self._db.records.delete(APPS, app_id)
            del self._loaded()[app_id]
        self._end(app)

    def prove(self, app_id: str, secret: str) -> App | None:
        """The application, if that is its secret."""
        app = self.get(app_id)
        return app if app is not None and hmac.compare_digest(app.secret, digest(secret)) else None

    # -- tokens --------------------------------------------------------------------------------------------------

    def tokens_of(self, app_id: str, owner: str | None = None) -> list[Token]:
        """Every token of an application (for one person) that can be used or renewed, oldest first."""
        now = self._clock.wall_us()
        found = self._ever(app_id, owner)
        return [token for token in found if token.ended_us is None and now < token.expires_us + _REFRESH_US]

    def revoke_one(self, app_id: str, token_id: str) -> None:
        """End one token of an application. Raises NotFound."""
        with self._lock:
            app = self._known(app_id)
            found = [token for token in self.tokens_of(app_id) if token.id == token_id]
        if not found:
            raise NotFound("NoSuchToken", f"The app {app.name} has no token {token_id[:60]}")
        self.revoke_for_good(app, found)

    def known_tokens(self, app_id: str) -> list[Token]:
        """Every token of an application that can be used or renewed, oldest first. Raises NotFound."""
        with self._lock:
            self._known(app_id)
            return self.tokens_of(app_id)

    def find(self, secret: str) -> Token | None:
        """The token that has not run out with this access secret."""
        token = self._by(lambda token: token.access, secret)
        alive = token is not None and token.ended_us is None and token.expires_us > self._clock.wall_us()
        return token if alive else None

    def find_any(self, secret: str) -> Token | None:
        """The token with this secret of either kind, also one that is over."""
        return self._by(lambda token: token.access, secret) or self._by(lambda token: token.refresh, secret)

    def find_refresh(self, secret: str) -> Token | None:
        """The token that can be renewed with this secret."""
        token = self._by(lambda token: token.refresh, secret)
        return token if token is not None and token in self.tokens_of(token.app) else None

    def grant(self, app: App, scopes: tuple[str, ...], seconds: int, owner: str = LOCAL_OWNER) -> Granted:
        """A new token; the oldest of more than eight ends. Raises TooManyTokens beyond ten an hour for a person."""
        now = self._clock.wall_us()
        access, refresh = (_PREFIX[kind] + os.urandom(40).hex() for kind in ("access", "refresh"))
        with self._lock, self._db.transaction():
            if sum(token.created_us > now - _HOUR_US for token in self._ever(app.id, owner)) >= _MOST_PER_HOUR:
                raise TooManyTokens(app.name)
            # What has run out gives way first.
            live = sorted(self.tokens_of(app.id, owner), key=lambda token: token.expires_us > now)
            self.revoke(live[: max(0, len(live) - _MOST_LIVE + 1)])
            expires = now + seconds * 1_000_000
            token = Token(os.urandom(12).hex(), app.id, digest(access), digest(refresh), scopes, now, expires, owner)
            self._db.records.put(TOKENS, token.id, asdict(token))
            self._tokens[token.id] = token
        return Granted(token, access, refresh)

    def revoke(self, tokens: list[Token]) -> None:
        """End tokens: the next request with one is refused."""
        with self._lock, self._db.transaction():
            for token in tokens:
                over = replace(token, ended_us=self._clock.wall_us())
                # First in memory: should the disk refuse, it is over for as long as this server runs.
                self._tokens[token.id] = over
                self._db.records.put(TOKENS, token.id, asdict(over))
                ended = [one for one in self._ever(token.app, token.owner) if one.ended_us is not None]
                self._drop(ended[:-_MOST_ENDED])

    def revoke_for_good(self, app: App, tokens: list[Token]) -> None:
        """End tokens, and tell those who keep something for the application if it has none left."""
        self.revoke(tokens)
        if tokens and not self.tokens_of(app.id):
            self._end(app)

    def _ever(self, app_id: str, owner: str | None = None) -> list[Token]:
        """Every token of an application (for one person) that is remembered, oldest first."""
        with self._lock:
            self._loaded()
            found = [token for token in self._tokens.values() if token.app == app_id and owner in (None, token.owner)]
        return sorted(found, key=lambda token: token.created_us)

    def _drop(self, tokens: list[Token]) -> None:
        for token in tokens:
            self._tokens.pop(token.id, None)
            self._db.records.delete(TOKENS, token.id)

    def _by(self, part: Any, secret: str) -> Token | None:
        wanted = digest(secret)
        with self._lock:
            self._loaded()
            return next((token for token in self._tokens.values() if part(token) == wanted), None)

    def _put(self, app: App) -> None:
        self._db.records.put(APPS, app.id, asdict(app))
        self._loaded()[app.id] = app

    def _known(self, app_id: str) -> App:
        app = self._loaded().get(app_id)
        if app is None:
            raise NotFound("NoSuchApp", f"There is no app {app_id[:60]}")
        return app

    def _end(self, app: App) -> None:
        for tell in self.ended:
            tell(app)

    def _loaded(self) -> dict[str, App]:
        if self._apps is None:
            records = self._db.records
            self._apps = {
                key: App(**_tupled(_tupled(value, "redirect_uris"), "scopes"))
                for key, value in records.all(APPS).items()
            }
            self._tokens = {key: Token(**_tupled(value, "scopes")) for key, value in records.all(TOKENS).items()}
        return self._apps


def is_address(uri: str) -> bool:
    """Whether people can be sent there: with a scheme that runs nothing, without a fragment."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    if not _SCHEME.fullmatch(parts.scheme) or not _PLACE.fullmatch(parts.netloc) or len(uri) > _LONGEST:
        return False
    if parts.scheme.lower() in _UNSAFE or parts.fragment:
        return False
    return uri.isprintable() and " " not in uri and (bool(parts.netloc) or parts.scheme not in ("http", "https"))


def digest(secret: str) -> str:
    """What is kept of a secret: it is random, so a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _tupled(value: dict[str, Any], key: str) -> dict[str, Any]:
    # Those of an application came later than its first records.
    return value | {key: tuple(value.get(key, ()))}


def _scopes(scopes: list[str]) -> tuple[str, ...]:
    wrong = next((scope for scope in scopes if not _SCOPE.fullmatch(scope)), None)
    if wrong is not None:
        raise BadRequest("InvalidScope", f"{wrong[:60]!r} is no scope")
    return tuple(dict.fromkeys(scopes))


def _checked(uris: list[str]) -> tuple[str, ...]:
    wrong = next((uri for uri in uris if not is_address(uri)), None)
    if wrong is not None:
        raise BadRequest("InvalidAddress", f"{wrong[:200]!r} is no address that people can be sent to")
    return tuple(dict.fromkeys(uris))
