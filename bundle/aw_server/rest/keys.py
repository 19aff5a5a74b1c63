"""`/api/0/keys`: list, make, revoke. A secret is in the answer that makes it and in no other."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from flask import Response

from aw_core.timestamps import isoformat_us
from aw_server import jsonfmt
from aw_server.api_shapes import Decoder, Time, moment
from aw_server.exceptions import NotFound
from aw_server.keys import RESCUETIME, WAKATIME, Listed
from aw_server.rest.request import Route, body, current_api


class KeyIn(msgspec.Struct):
    """A key to make. What `scopes` may hold depends on the kind; for `api`: read, append:PATTERN, admin."""

    name: str
    kind: Literal["api", "wakatime", "rescuetime", "embed"] = "api"
    scopes: list[str] = []
    expires: Time | None = None


OWN_KINDS = (WAKATIME, RESCUETIME)
"""The kinds of which the owner has one to be shown: other programs want it pasted in."""

_decode = Decoder(KeyIn)


def listing() -> Response:
    """All keys, oldest first."""
    return jsonfmt.response([_shown(listed) for listed in current_api().keys.all()])


def create() -> Response:
    """The new key, with its secret in `key`."""
    wanted = _decode(body())
    expires = None if wanted.expires is None else moment(wanted.expires, "expires")
    key, secret = current_api().keys.create(wanted.name, kind=wanted.kind, scopes=wanted.scopes, expires_us=expires)
    return jsonfmt.response(_shown(Listed(key, None)) | {"key": secret})


def own(kind: str) -> Response:
    """The owner's own key for the programs of another API: readable again and again, made when it is missing."""
    if kind not in OWN_KINDS:
        raise NotFound("NoSuchKind", f"There is no own key of the kind {kind[:60]}; there are {', '.join(OWN_KINDS)}")
    return jsonfmt.response({"kind": kind, "key": current_api().keys.own(kind)})


def revoke(key_id: str) -> Response:
    """From now on this key opens nothing."""
    current_api().keys.revoke(key_id)
    return jsonfmt.response({})


def _shown(listed: Listed) -> dict[str, Any]:
    key, used = listed
    return {
        "id": key.id,
        "kind": key.kind,
        "name": key.name,
        "owner": key.owner,
        "scopes": list(key.scopes),
        "created": isoformat_us(key.created_us),
        "expires": None if key.expires_us is None else isoformat_us(key.expires_us),
        "last_used": None if used is None else isoformat_us(used),
    }


ROUTES: list[Route] = [
    ("/keys", ["GET"], listing),
    ("/keys", ["POST"], create),
    ("/keys/<key_id>", ["DELETE"], revoke),
    ("/keys/own/<kind>", ["GET"], own),
]
