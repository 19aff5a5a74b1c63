"""Keys made, listed, revoked and checked. A check costs microseconds, a revoked key stops with the next request."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from aw_core.errors import StorageError
from aw_datastore import Datastore
from aw_server.api_clock import Clock
from aw_server.exceptions import BadRequest, NotFound
from aw_server.keys import own
from aw_server.keys.key import API, LOCAL_OWNER, SESSION, Key, from_record, make_key, new_secret

logger = logging.getLogger(__name__)

KIND = "keys"
USED = "keys.used"
_HOUR_US = 3600 * 1_000_000
_DAY_US = 24 * _HOUR_US
# How long the list still shows that a key has run out.
_KEPT_US = 30 * _DAY_US
# Uses are written together, some time after the first.
_WRITE_AFTER = 60.0
_LONGEST_SECRET = 200


class Issued(NamedTuple):
    """A new key and, this once, its secret."""

    key: Key
    secret: str


class Listed(NamedTuple):
    """A key and the hour (µs UTC) in which it was last used; None: never."""

    key: Key
    last_used_us: int | None


class Keys:
    """The keys of one datastore, in its records. Thread-safe.

    Only the SHA-256 of a secret is stored: secrets are random, so there is nothing to guess and no need for a hash that
    is slow on purpose, which would cost every request what it costs an attacker. All keys are read at the first
    question and kept in memory by that hash; the database has one server, so nobody else changes them.
    `own_folder` says where the readable keys of the owner lie; it is asked when one is wanted.
    """

    def __init__(self, db: Datastore, clock: Clock, own_folder: Callable[[], Path]) -> None:
        self._db = db
        self._clock = clock
        self._own_folder = own_folder
        self._lock = threading.Lock()
        self._own_lock = threading.Lock()
        self._known: dict[bytes, Key] | None = None
        self._admitted: dict[bytes, Key] = {}
        self._used: dict[str, int] = {}
        self._unwritten: set[str] = set()
        self._cancel: Callable[[], None] | None = None

    def create(
        self,
        name: str,
        *,
        kind: str = API,
        scopes: Iterable[str] = (),
        owner: str = LOCAL_OWNER,
        expires_us: int | None = None,
        secret: str | None = None,
    ) -> Issued:
        """A new key; its secret is in this answer only. `secret` takes in one that exists already.

        Raises BadRequest for a kind, name or scope that cannot be, an end that is past, and a secret in use.
        """
        now = self._clock.wall_us()
        if expires_us is not None and expires_us <= now:
            raise BadRequest("InvalidKey", "The key would have expired already")
        key = make_key(os.urandom(4).hex(), kind, name, owner, tuple(dict.fromkeys(scopes)), now, expires_us)
        secret = new_secret(kind) if secret is None else secret
        digest = _digest(secret)
        with self._lock:
            known = self._loaded()
            if digest in known:
                raise BadRequest("InvalidKey", "There is a key with this secret already")
            self._sweep(known, now)
            self._db.records.put(KIND, key.id, key.record(digest))
            known[digest] = key
        return Issued(key, secret)

    def all(self, *kinds: str) -> list[Listed]:
        """The keys of these kinds (of all without any), oldest first; expired ones for a month."""
        with self._lock:
            found = [key for key in self._loaded().values() if key.id and (not kinds or key.kind in kinds)]
            return [Listed(key, self._used.get(key.id)) for key in sorted(found, key=lambda key: key.created_us)]

    def revoke(self, key_id: str) -> None:
        """End a key: the next request with it is refused. Raises NotFound."""
        with self._lock:
            known = self._loaded()
            digest = next((digest for digest, key in known.items() if key.id == key_id and key_id), None)
            # First in memory: should the disk refuse, the key is still dead for as long as this server runs.
            key = known.pop(digest) if digest is not None else None
            self._used.pop(key_id, None)
            self._unwritten.discard(key_id)
            if key is not None and key.kind not in (API, SESSION):
                own.forget(self._own_folder(), key.kind, lambda secret: _digest(secret) == digest)
            there = self._db.records.delete(KIND, key_id)
            self._db.records.delete(USED, key_id)
        if not there:
            raise NotFound("NoSuchKey", f"There is no key {key_id[:60]}")

    def check(self, secret: str, kind: str = API, *others: str) -> Key | None:
        """The valid key of this kind (or one of these) that has this secret; None for anything else."""
        key = self.find(secret)
        return key if key is not None and (key.kind == kind or key.kind in others) else None

    def find(self, secret: str) -> Key | None:
        """The valid key of any kind that has this secret, and note its use; None for anything else."""
        if not secret or len(secret) > _LONGEST_SECRET:
            return None
        known = self._known
        if known is None:
            with self._lock:
                known = self._loaded()
        key = known.get(_digest(secret))
        if key is None:
            return None
        now = self._clock.wall_us()
        if key.expires_us is not None and now >= key.expires_us:
            return None
        if key.id and self._used.get(key.id, 0) < now - now % _HOUR_US:
            self._note(key.id, now - now % _HOUR_US)
        return key

    def own(self, kind: str) -> str:
        """The owner's readable key of a kind, made when it is missing: programs want it shown again and again.

        It lies in a file that only the owner can read. Whoever can write that file is the owner, so a key found there
        that is not known, as after going back to an older backup, is taken in. OSError if it cannot be kept.
        """
        folder = self._own_folder()
        with self._own_lock:
            secret = own.read(folder, kind)
            if secret is not None and self.check(secret, kind):
                return secret
            if secret is not None:
                try:
                    return self.create(own.NAME, kind=kind, secret=secret).secret
                except BadRequest:
                    logger.warning("The key in %s is not usable; it is replaced", own.path(folder, kind))
            secret = new_secret(kind)
            # The file first: a key without its file could never be shown, a file without its key is taken in.
            own.write(folder, kind, secret)
            return self.create(own.NAME, kind=kind, secret=secret).secret

    def any(self) -> bool:
        """Whether there is a key at all that a program of somebody else could have."""
        with self._lock:
            return any(key.id for key in self._loaded().values())

    def admit(self, secret: str, name: str, scopes: Iterable[str], kind: str = API) -> None:
        """Let a secret in for as long as this server runs. It is in no list and in no record."""
        key = make_key("", kind, name, LOCAL_OWNER, tuple(scopes), self._clock.wall_us(), None)
        with self._lock:
            self._admitted[_digest(secret)] = key
            if self._known is not None:
                self._known |= self._admitted

    def close(self) -> None:
        """Write when keys were last used. Safe to call twice."""
        with self._lock:
            if self._cancel is not None:
                self._cancel()
            self._write_uses()

    def _loaded(self) -> dict[bytes, Key]:
        """Under the lock: all keys by hash, read once."""
        if self._known is None:
            known: dict[bytes, Key] = {}
            for key_id, record in self._db.records.all(KIND).items():
                try:
                    digest, key = from_record(key_id, record)
                except (KeyError, TypeError, ValueError, BadRequest) as error:
                    logger.warning("The key %s cannot be read and lets nobody in: %s", key_id, type(error).__name__)
                    continue
                known[digest] = key
            known |= self._admitted
            self._used = {key_id: int(hour) for key_id, hour in self._db.records.all(USED).items()}
            self._known = known
        return self._known

    def _sweep(self, known: dict[bytes, Key], now_us: int) -> None:
        """Under the lock: forget keys that ran out long ago."""
        oldest = now_us - _KEPT_US
        for digest, key in list(known.items()):
            if key.expires_us is not None and key.expires_us < oldest:
                self._db.records.delete(KIND, key.id)
                self._db.records.delete(USED, key.id)
                del known[digest]

    def _note(self, key_id: str, hour_us: int) -> None:
        with self._lock:
            if not any(key.id == key_id for key in self._loaded().values()):
                return  # revoked since it was found
            self._used[key_id] = hour_us
            self._unwritten.add(key_id)
            if self._cancel is None:
                self._cancel = self._clock.call_later(_WRITE_AFTER, self._write_later)

    def _write_later(self) -> None:
        with self._lock:
            self._write_uses()

    def _write_uses(self) -> None:
        """Under the lock. A disk that refuses costs the note, not the request."""
        self._cancel = None
        unwritten, self._unwritten = self._unwritten, set()
        try:
            for key_id in unwritten:
                self._db.records.put(USED, key_id, self._used[key_id])
        except StorageError as error:
            logger.warning("When keys were last used could not be written: %s", error)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
