"""Access keys, described."""

from __future__ import annotations

from typing import Any

from aw_server.openapi.answers import KeyMade, KeyShown, Nothing, OwnKey, SessionInvited, SessionOpened
from aw_server.openapi.describe import EXAMPLE_TIME, Answer, Group, Operation, json_body, refusal, wrong
from aw_server.rest.keys import KeyIn
from aw_server.rest.sessions import CodeIn

_KEY: dict[str, Any] = {
    "id": "3f1c09ab",
    "kind": "api",
    "name": "phone",
    "owner": "local",
    "scopes": ["append:aw-watcher-android*"],
    "created": EXAMPLE_TIME,
    "expires": None,
    "last_used": None,
}

_OWN = "waka_00000000-0000-4000-8000-000000000000"

KEYS = Group(
    "Keys",
    "Who else may talk to this server, and how much they may do.",
    {
        "GET /api/0/keys": Operation(
            "All keys", {200: Answer("Without their secrets, oldest first.", list[KeyShown], [_KEY])}
        ),
        "POST /api/0/keys": Operation(
            "Make a key",
            {
                200: Answer(
                    "The key; `key` is its secret, shown this once.", KeyMade, _KEY | {"key": "aw_" + "0" * 64}
                ),
                **wrong("There is no scope 'write'; there are read, append:PATTERN or admin", "InvalidScope"),
            },
            body=json_body(
                KeyIn,
                a_phone={"name": "phone", "scopes": ["append:aw-watcher-android*"]},
                a_report={"name": "weekly report", "scopes": ["read"], "expires": "2099-05-01"},
            ),
        ),
        "GET /api/0/keys/own/<kind>": Operation(
            "Your own key for another API",
            {
                200: Answer("The same one each time.", OwnKey, {"kind": "wakatime", "key": _OWN}),
                404: refusal("There is no such kind.", "NoSuchKind", "There is no own key of the kind x; there are …"),
            },
        ),
        "POST /api/0/sessions": Operation(
            "Let a browser in",
            {200: Answer("The path to open in it; where keys are needed, with a code.", SessionInvited, {"path": "/"})},
            text="The code works once, within a minute.",
        ),
        "POST /api/0/sessions/open": Operation(
            "Come in with the code",
            {
                200: Answer("A key for this browser, for thirty days.", SessionOpened, {"key": "aw_" + "0" * 64}),
                401: refusal("The code is used up, too old, or never was.", "InvalidCode", "This link has been used."),
                **wrong("Object missing required field `code`"),
            },
            body=json_body(CodeIn, from_the_address={"code": "0" * 32}),
        ),
        "DELETE /api/0/keys/<key_id>": Operation(
            "Revoke a key",
            {
                200: Answer("From now on it opens nothing.", Nothing, {}),
                404: refusal("There is no such key.", "NoSuchKey", "There is no key 3f1c09ab"),
            },
        ),
    },
)
