"""`/api/0/apps`: applications of others that the owner may let in (OAuth 2.0)."""

from __future__ import annotations

from typing import Any

from flask import Response

from aw_core.timestamps import isoformat_us
from aw_server import jsonfmt
from aw_server.api_shapes import Decoder
from aw_server.apps import App, AppChange, AppIn
from aw_server.rest.request import Route, body, current_api

_decode = Decoder(AppIn)
_decode_change = Decoder(AppChange)


def listing() -> Response:
    """Every app, oldest first, without its secret."""
    return jsonfmt.response([_shown(app) for app in current_api().apps.all()])


def create() -> Response:
    """A new app, with its secret in `secret`, this once."""
    app, secret = current_api().apps.create(_decode(body()))
    return jsonfmt.response(_shown(app) | {"secret": secret})


def change(app_id: str) -> Response:
    """Name the addresses to which people may be sent back; answers with the app."""
    return jsonfmt.response(_shown(current_api().apps.change(app_id, _decode_change(body()).redirect_uris)))


def delete(app_id: str) -> Response:
    """Forget an app: its tokens end, and what it sent is deleted."""
    current_api().apps.delete(app_id)
    return jsonfmt.response({})


def _shown(app: App) -> dict[str, Any]:
    api = current_api()
    now = api.clock.wall_us()
    return {
        "id": app.id,
        "name": app.name,
        "redirect_uris": list(app.redirect_uris),
        "tokens": sum(token.expires_us > now for token in api.apps.tokens_of(app.id)),
        "created": isoformat_us(app.created_us),
    }


ROUTES: list[Route] = [
    ("/apps", ["GET"], listing),
    ("/apps", ["POST"], create),
    ("/apps/<app_id>", ["PATCH"], change),
    ("/apps/<app_id>", ["DELETE"], delete),
]
