"""`/api/0/apps`: applications of others that the owner may let in (OAuth 2.0)."""

from __future__ import annotations

from typing import Any

from flask import Response

from aw_core.timestamps import isoformat_us
from aw_server import jsonfmt
from aw_server.api_shapes import Decoder
from aw_server.apps import App, AppChange, AppIn, Token
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
    """Change what the body names; answers with the app."""
    return jsonfmt.response(_shown(current_api().apps.change(app_id, _decode_change(body()))))


def delete(app_id: str) -> Response:
    """Forget an app: its tokens end, and what it sent is deleted."""
    current_api().apps.delete(app_id)
    return jsonfmt.response({})


def tokens(app_id: str) -> Response:
    """What the app was given and can still use or renew, oldest first, without secrets."""
    return jsonfmt.response([_shown_token(token) for token in current_api().apps.known_tokens(app_id)])


def revoke(app_id: str, token_id: str) -> Response:
    """End one token; with the last one goes what the app sent."""
    current_api().apps.revoke_one(app_id, token_id)
    return jsonfmt.response({})


def _shown_token(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "scopes": list(token.scopes),
        "created": isoformat_us(token.created_us),
        "expires": isoformat_us(token.expires_us),
        "valid": token.expires_us > current_api().clock.wall_us(),
    }


def _shown(app: App) -> dict[str, Any]:
    api = current_api()
    now = api.clock.wall_us()
    return {
        "id": app.id,
        "name": app.name,
        "redirect_uris": list(app.redirect_uris),
        "scopes": list(app.scopes),
        "tokens": sum(token.expires_us > now for token in api.apps.tokens_of(app.id)),
        "created": isoformat_us(app.created_us),
    }


ROUTES: list[Route] = [
    ("/apps", ["GET"], listing),
    ("/apps", ["POST"], create),
    ("/apps/<app_id>", ["PATCH"], change),
    ("/apps/<app_id>", ["DELETE"], delete),
    ("/apps/<app_id>/tokens", ["GET"], tokens),
    ("/apps/<app_id>/tokens/<token_id>", ["DELETE"], revoke),
]
