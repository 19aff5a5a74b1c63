"""Applications, described."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from aw_server.api_shapes import Time
from aw_server.apps import AppChange, AppIn
from aw_server.openapi.answers import AppMade, AppShown, Nothing
from aw_server.openapi.describe import EXAMPLE_TIME, Answer, Group, Operation, json_body, refusal, wrong


class AppTokenShown(Struct):
    """What an application was given; one that is not `valid` any more can still be renewed."""

    id: str
    scopes: list[str]
    created: Time
    expires: Time
    valid: bool


_APP: dict[str, Any] = {
    "id": "0" * 24,
    "name": "My dashboard",
    "redirect_uris": ["http://localhost:5600/oauth/test"],
    "scopes": ["read_stats"],
    "tokens": 0,
    "created": EXAMPLE_TIME,
}
_TOKEN: dict[str, Any] = {
    "id": "0" * 24,
    "scopes": ["read_stats"],
    "created": EXAMPLE_TIME,
    "expires": EXAMPLE_TIME,
    "valid": True,
}
_NO_APP = {404: refusal("There is no such app.", "NoSuchApp", "There is no app 000000000000000000000000")}
_WRONG = wrong("There is an app called My dashboard", "InvalidApp")

APPLICATIONS = Group(
    "Apps",
    "Applications of others that you may let in.",
    {
        "GET /api/0/apps": Operation("All apps", {200: Answer("Oldest first.", list[AppShown], [_APP])}),
        "POST /api/0/apps": Operation(
            "Make an app",
            {
                200: Answer(
                    "The app; `secret` is shown this once.", AppMade, _APP | {"secret": "waka_sec_" + "0" * 80}
                ),
                **_WRONG,
            },
            body=json_body(
                AppIn, terminal={"name": "My dashboard", "redirect_uris": ["http://localhost:5600/oauth/test"]}
            ),
        ),
        "PATCH /api/0/apps/<app_id>": Operation(
            "Change where people may be sent back to, or what it may ask for",
            {200: Answer("The app as it is now.", AppShown, _APP), **_WRONG, **_NO_APP},
            body=json_body(AppChange, more={"redirect_uris": ["http://localhost:5600/pages/mine/"]}),
        ),
        "DELETE /api/0/apps/<app_id>": Operation(
            "Forget an app", {200: Answer("Its tokens open nothing any more.", Nothing, {}), **_NO_APP}
        ),
        "GET /api/0/apps/<app_id>/tokens": Operation(
            "What an app was given",
            {200: Answer("Oldest first, without secrets.", list[AppTokenShown], [_TOKEN]), **_NO_APP},
        ),
        "DELETE /api/0/apps/<app_id>/tokens/<token_id>": Operation(
            "Revoke one token", {200: Answer("It opens nothing any more.", Nothing, {}), **_NO_APP}
        ),
    },
)
