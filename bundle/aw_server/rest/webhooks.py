"""`/api/0/webhooks`: addresses that a person named to be told of days, goals and modules."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response

from aw_core.timestamps import isoformat_us
from aw_server import jsonfmt
from aw_server.api_shapes import Decoder
from aw_server.exceptions import BadRequest
from aw_server.rest.request import Route, body, current_api
from aw_server.webhooks import Hook


class WebhookIn(msgspec.Struct):
    """Where to send, and what; `enabled`: from now on."""

    url: str
    enabled: bool = False
    events: list[str] = msgspec.field(default_factory=lambda: ["day"])


class WebhookChange(msgspec.Struct):
    """Another address, on and off, or other events."""

    url: str | None = None
    enabled: bool | None = None
    events: list[str] | None = None


_decode = Decoder(WebhookIn)
_decode_change = Decoder(WebhookChange)


def listing() -> Response:
    """Every webhook, oldest first, without its secret."""
    return jsonfmt.response([_shown(hook) for hook in current_api().webhooks.all()])


def create() -> Response:
    """The new webhook, with its secret in `secret`, this once."""
    wanted = _decode(body())
    hook = current_api().webhooks.create(wanted.url, enabled=wanted.enabled, events=wanted.events)
    return jsonfmt.response(_shown(hook) | {"secret": hook.secret})


def change(hook_id: str) -> Response:
    """Change what the body names; answers with the webhook."""
    wanted = _decode_change(body())
    if wanted == WebhookChange():
        raise BadRequest("NothingToChange", "Name what is to change about the webhook")
    changed = current_api().webhooks.change(hook_id, url=wanted.url, enabled=wanted.enabled, events=wanted.events)
    return jsonfmt.response(_shown(changed))


def test(hook_id: str) -> Response:
    """Send a message without content now; what came of it."""
    result = current_api().webhooks.test(hook_id)
    return jsonfmt.response({"taken": result.taken, "result": result.text})


def delete(hook_id: str) -> Response:
    """Forget a webhook and what waits for it."""
    current_api().webhooks.delete(hook_id)
    return jsonfmt.response({})


def _shown(hook: Hook) -> dict[str, Any]:
    return {
        "id": hook.id,
        "url": hook.url,
        "enabled": hook.enabled,
        "events": list(hook.events),
        "owner": hook.owner,
        "created": isoformat_us(hook.created_us),
        "waiting": current_api().webhooks.waiting(hook.id),
        "last": None if hook.last_us is None else isoformat_us(hook.last_us),
        "last_event": hook.last_event,
        "last_result": hook.last_result,
        "deliveries": [
            {"at": isoformat_us(one["at_us"]), **{key: one[key] for key in ("event", "result", "taken")}}
            for one in hook.deliveries
        ],
    }


ROUTES: list[Route] = [
    ("/webhooks", ["GET"], listing),
    ("/webhooks", ["POST"], create),
    ("/webhooks/<hook_id>", ["PATCH"], change),
    ("/webhooks/<hook_id>", ["DELETE"], delete),
    ("/webhooks/<hook_id>/test", ["POST"], test),
]
