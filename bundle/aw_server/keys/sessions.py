"""Letting a person's browser in where keys are needed: a code that works once and soon, for a key the page keeps."""

from __future__ import annotations

import os
import threading

from aw_server.api_clock import Clock
from aw_server.exceptions import Unauthorized
from aw_server.keys.key import SESSION
from aw_server.keys.keys import Keys
from aw_server.keys.rights import ADMIN

NAME = "Browser"
VALID_SECONDS = 60.0
_LASTS_US = 30 * 24 * 3600 * 1_000_000
_MOST_CODES = 20


class Sessions:
    """Codes wait in memory only. Thread-safe."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._lock = threading.Lock()
        self._codes: dict[str, float] = {}

    def invite(self) -> str:
        """A code for one browser, valid for a minute; the oldest gives way when too many wait."""
        code = os.urandom(16).hex()
        with self._lock:
            while len(self._codes) >= _MOST_CODES:
                del self._codes[next(iter(self._codes))]
            self._codes[code] = self._clock.monotonic() + VALID_SECONDS
        return code

    def accept(self, code: str) -> str:
        """The key for the browser that brings this code. Raises Unauthorized for one that is used up or never was.

        The key may do what its owner may, is listed and revoked like others, and ends after thirty days.
        """
        with self._lock:
            until = self._codes.pop(code, None)
        if until is None or self._clock.monotonic() > until:
            raise Unauthorized("InvalidCode", "This link has been used or is too old. Open the page again.")
        expires = self._clock.wall_us() + _LASTS_US
        return self._keys.create(NAME, kind=SESSION, scopes=[ADMIN], expires_us=expires).secret
