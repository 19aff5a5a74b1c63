"""Webhooks, described."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from aw_server.api_shapes import Time
from aw_server.openapi.answers import Nothing
from aw_server.openapi.describe import EXAMPLE_TIME, Answer, Group, Operation, json_body, refusal, wrong
from aw_server.rest.webhooks import WebhookChange, WebhookIn


class WebhookDelivery(Struct):
    """One attempt, and what came of it."""

    at: Time
    event: str
    result: str
    taken: bool


class WebhookShown(Struct):
    """An address that is told of days; `waiting` messages are tried again, `last_*` say what came of the last one.

    `deliveries` are the newest twenty attempts, newest first.
    """

    id: str
    url: str
    enabled: bool
    events: list[str]
    owner: str
    created: Time
    waiting: int
    last: Time | None
    last_event: str | None
    last_result: str | None
    deliveries: list[WebhookDelivery]


class WebhookMade(WebhookShown):
    """A new webhook; `secret` is what its messages are signed with."""

    secret: str


class WebhookTested(Struct):
    """Whether a message was taken, and what the other side said."""

    taken: bool
    result: str


_HOOK: dict[str, Any] = {
    "id": "5f0c2a7be41d",
    "url": "http://localhost:5600/pages/mine/",
    "enabled": False,
    "events": ["day"],
    "owner": "local",
    "created": EXAMPLE_TIME,
    "waiting": 0,
    "last": None,
    "last_event": None,
    "last_result": None,
    "deliveries": [],
}
_NO_HOOK = {404: refusal("There is no such webhook.", "NoSuchWebhook", "There is no webhook 5f0c2a7be41d")}
_WRONG = wrong("'ftp://x' cannot be sent to: it has to begin with http", "InvalidAddress")

WEBHOOKS = Group(
    "Webhooks",
    "The one thing that leaves this computer: what you want told to addresses that you name and switch on.",
    {
        "GET /api/0/webhooks": Operation("All webhooks", {200: Answer("Oldest first.", list[WebhookShown], [_HOOK])}),
        "POST /api/0/webhooks": Operation(
            "Name an address",
            {
                200: Answer(
                    "The webhook, off unless asked for; `secret` is shown this once.",
                    WebhookMade,
                    _HOOK | {"secret": "whsec_" + "A" * 43 + "="},
                ),
                409: refusal("There are too many.", "TooManyWebhooks", "There are 20 webhooks already"),
                **_WRONG,
            },
            body=json_body(WebhookIn, at_home={"url": "http://localhost:5600/pages/mine/"}),
        ),
        "PATCH /api/0/webhooks/<hook_id>": Operation(
            "Switch on or off, move, or tell other things",
            {200: Answer("The webhook as it is now.", WebhookShown, _HOOK), **_WRONG, **_NO_HOOK},
            body=json_body(WebhookChange, off={"enabled": False}, goals={"events": ["day", "goal"]}),
            text="What waited for a webhook that is switched off or moved, or is told no more, is dropped.",
        ),
        "DELETE /api/0/webhooks/<hook_id>": Operation(
            "Forget a webhook", {200: Answer("It and what waited for it are gone.", Nothing, {}), **_NO_HOOK}
        ),
        "POST /api/0/webhooks/<hook_id>/test": Operation(
            "Try it",
            {
                200: Answer("What came of it.", WebhookTested, {"taken": True, "result": "200 OK"}),
                409: refusal("It is off.", "WebhookOff", "This webhook is switched off; switch it on first"),
                **_NO_HOOK,
            },
            text="Sends a message that holds nothing of what was recorded.",
        ),
    },
)
