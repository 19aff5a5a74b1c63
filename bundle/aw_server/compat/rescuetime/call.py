"""One request to this guest, and what every answer needs: who asks, what was given, what day it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import Any, Final

from flask import Request

from aw_core.timestamps import from_us
from aw_server import jsonfmt
from aw_server.api import ServerAPI
from aw_server.api_day import day_of, local_iso
from aw_server.compat.rescuetime.errors import NotAllowed, UnknownKey
from aw_server.compat.rescuetime.options import Options
from aw_server.keys import RESCUETIME, Key

KEY_NAMES: Final = ("key", "rtapi_key", "access_token")
WRITE: Final = "write"
"""The scope of keys that may post."""

COARSE: Final[Mapping[str, str]] = {
    "overview_data": "overview",
    "category_data": "category",
    "productivity_data": "productivity",
}
"""Scopes that see one kind of table and nothing finer."""

_MIDNIGHT: Final = time()


@dataclass(frozen=True)
class Call:
    """`given`: query string, form and JSON body, merged, the first of them counting first."""

    api: ServerAPI
    options: Options
    given: Mapping[str, str]
    bearer: str = ""

    def key(self, kind: str = RESCUETIME, *others: str) -> Key:
        """The key that was shown, however it was. Raises UnknownKey."""
        for secret in (*(self.given.get(name, "") for name in KEY_NAMES), self.bearer):
            key = self.api.keys.check(secret, kind, *others) if secret else None
            if key is not None:
                return key
        raise UnknownKey

    def reader(self) -> None:
        """Whoever asks may read everything. Raises UnknownKey and NotAllowed."""
        if coarse_kinds(self.key()):
            raise NotAllowed("this key sees some tables only")

    def writer(self) -> None:
        """Whoever asks may post. Raises UnknownKey and NotAllowed."""
        if WRITE not in self.key().scopes:
            raise NotAllowed("this key may only read")

    @cached_property
    def now_us(self) -> int:
        """The moment of the request."""
        return self.api.clock.wall_us()

    @cached_property
    def today(self) -> date:
        """The local day of now; days begin at midnight here."""
        return day_of(self.now_us, self.api.zones.current(), _MIDNIGHT).date

    def local(self, moment_us: int) -> str:
        """A moment as people write it where they were then, with the offset."""
        zone = self.api.zones.of_day(from_us(moment_us).astimezone(self.api.zones.current()).date())
        return local_iso(moment_us - moment_us % 1_000_000, zone)


def coarse_kinds(key: Key) -> set[str]:
    """The only kinds of tables that a key may see; empty: all."""
    return {COARSE[scope] for scope in key.scopes if scope in COARSE}


def call_of(api: ServerAPI, options: Options, request: Request) -> Call:
    """The request as a call."""
    posted: dict[str, str] = {}
    if request.method == "POST":
        # Clients name JSON as the type of empty bodies, too.
        posted = _json(request.get_data()) if request.is_json else request.form.to_dict()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    bearer = token.strip() if scheme.lower() == "bearer" else ""
    return Call(api, options, {**posted, **request.args.to_dict()}, bearer)


def _json(body: bytes) -> dict[str, str]:
    """The values of an object; of anything else, and of numbers that cannot be written, none."""
    try:
        values: Any = jsonfmt.loads(body) if body.strip() else {}
        if not isinstance(values, dict):
            return {}
        return {name: _text(value) for name, value in values.items() if isinstance(value, str | int | float)}
    except ValueError:
        return {}


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else str(int(value)) if value == int(value) else str(value)
