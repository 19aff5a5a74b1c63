"""`/api/0/embeds`: keys for charts on other pages, each with its one view."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response, request

from aw_core.timestamps import isoformat_us
from aw_server import jsonfmt
from aw_server.api_shapes import Decoder
from aw_server.embeds import Embed, EmbedChange, EmbedIn
from aw_server.rest.request import Route, body, current_api

_decode = Decoder(EmbedIn)
_decode_change = Decoder(EmbedChange)


def listing() -> Response:
    """Every embed, oldest first, without its key."""
    return jsonfmt.response([_shown(embed) for embed in current_api().embeds.all()])


def create() -> Response:
    """A new embed, with its key, and with that the code to paste, this once."""
    from aw_server.embed_code import pasteable

    wanted = _decode(body())
    key, secret = current_api().embeds.create(wanted)
    shown = _shown(Embed(key, wanted.view, wanted.raw))
    return jsonfmt.response(shown | {"key": secret, "code": pasteable(request.host_url, key, secret)})


def change(embed_id: str) -> Response:
    """Switch raw data on or off; answers with the embed."""
    return jsonfmt.response(_shown(current_api().embeds.change(embed_id, _decode_change(body()))))


def delete(embed_id: str) -> Response:
    """From now on its key opens nothing."""
    current_api().embeds.delete(embed_id)
    return jsonfmt.response({})


def _shown(embed: Embed) -> dict[str, Any]:
    return {
        "id": embed.key.id,
        "name": embed.key.name,
        "view": msgspec.to_builtins(embed.view),
        "raw": embed.raw,
        "created": isoformat_us(embed.key.created_us),
    }


ROUTES: list[Route] = [
    ("/embeds", ["GET"], listing),
    ("/embeds", ["POST"], create),
    ("/embeds/<embed_id>", ["PATCH"], change),
    ("/embeds/<embed_id>", ["DELETE"], delete),
]
