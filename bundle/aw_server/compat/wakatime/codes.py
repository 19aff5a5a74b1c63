"""Agreements on their way from a person's browser to the program: a code that works once, within minutes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import threading
from dataclasses import dataclass
from typing import Final

from aw_server.api_clock import Clock

VALID_SECONDS: Final = 600.0
# How long a code that was used is remembered, so that its second use can be told from a wrong one.
_REMEMBERED: Final = 3600.0
_MOST: Final = 200
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a person agreed to. `challenge` is the program's own proof (RFC 7636), where it sent one."""

    app_id: str
    owner: str
    scopes: tuple[str, ...]
    redirect_uri: str
    challenge: str = ""


@dataclass(slots=True)
class _Waiting:
    agreement: Agreement
    given: float
    used: bool = False
    reused: bool = False
    token_id: str | None = None


class Codes:
    """Codes wait in memory only: a restart asks the person again. Thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._codes: dict[str, _Waiting] = {}

    def give(self, agreement: Agreement) -> str:
        """A code for this agreement; the oldest gives way when too many wait."""
        code = os.urandom(32).hex()
        now = self._clock.monotonic()
        with self._lock:
            for key in [key for key, one in self._codes.items() if now - one.given > _REMEMBERED]:
                del self._codes[key]
            while len(self._codes) >= _MOST:
                del self._codes[next(iter(self._codes))]
            self._codes[code] = _Waiting(agreement, now)
        return code

    def take(self, code: str, app_id: str, redirect_uri: str, verifier: str) -> Agreement | None:
        """The agreement, once, for the program and the address that it was given for; None else.

        A wrong attempt by another program leaves the code as it was; one by the right program uses it up.
        """
        with self._lock:
            waiting = self._codes.get(code)
            if waiting is None or waiting.agreement.app_id != app_id:
                return None
            if waiting.used:
                waiting.reused = True
                return None
            waiting.used = True
        fresh = self._clock.monotonic() - waiting.given <= VALID_SECONDS
        same = hmac.compare_digest(waiting.agreement.redirect_uri.encode(), redirect_uri.encode("utf-8", "replace"))
        return waiting.agreement if fresh and same and _proven(waiting.agreement.challenge, verifier) else None

    def note(self, code: str, token_id: str) -> bool:
        """Remember which token the code became; False if it was brought a second time, or forgotten, meanwhile."""
        with self._lock:
            waiting = self._codes.get(code)
            if waiting is None:
                return False
            waiting.token_id = token_id
            return not waiting.reused

    def became(self, code: str, app_id: str) -> str | None:
        """The token that a used code of this program became."""
        with self._lock:
            waiting = self._codes.get(code)
            return waiting.token_id if waiting is not None and waiting.agreement.app_id == app_id else None

    def forget(self, app_id: str, owner: str | None = None) -> None:
        """Let no agreement with this program (and person) that is still on its way arrive."""
        with self._lock:
            for key, one in list(self._codes.items()):
                if one.agreement.app_id == app_id and owner in (None, one.agreement.owner):
                    del self._codes[key]


def is_challenge(challenge: str, method: str | None) -> bool:
    """Whether this is a challenge that can be checked, or none at all."""
    return not method if not challenge else method == "S256" and _CHALLENGE.fullmatch(challenge) is not None


def _proven(challenge: str, verifier: str) -> bool:
    if not challenge:
        return not verifier
    digest = hashlib.sha256(verifier.encode("utf-8", "replace")).digest()
    found = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(found, challenge)
