"""The privacy rules, described."""

from __future__ import annotations

from typing import Any

from aw_server.openapi.answers import PrivacyAnswer, RulesInForce
from aw_server.openapi.describe import Answer, Group, Operation, json_body, wrong
from aw_server.rest.privacy import SwitchIn

_RULE: dict[str, Any] = {
    "enabled": True,
    "bucket_pattern": "aw-watcher-*",
    "field": "title",
    "pattern": "(?i)my bank",
    "action": "redact",
    "replacement": "REDACTED",
}
_INCOGNITO = {"field": "incognito", "pattern": "^true$", "action": "drop"}
_ANSWER = {
    "enabled": True,
    "version": "5f2b8a0c6d1e4f73",
    "built_in": [{"name": "incognito", "enabled": True, "rules": [_INCOGNITO]}],
    "rules": [_RULE],
    "problem": None,
}

PRIVACY = Group(
    "Privacy",
    "Rules that drop, redact or rename before anything is stored. They are kept in the setting `privacy_filters`.",
    {
        "GET /api/0/privacy": Operation(
            "The rules, and whether they apply", {200: Answer("All.", PrivacyAnswer, _ANSWER)}
        ),
        "POST /api/0/privacy": Operation(
            "Turn all rules off or on",
            {
                200: Answer("As GET.", PrivacyAnswer, _ANSWER | {"enabled": False}),
                **wrong("Object missing required field `enabled`"),
            },
            body=json_body(SwitchIn, off={"enabled": False}, on={"enabled": True}),
        ),
        "GET /api/0/privacy/rules": Operation(
            "The rules in force",
            {200: Answer("For watchers.", RulesInForce, {"version": "5f2b8a0c6d1e4f73", "rules": [_INCOGNITO, _RULE]})},
        ),
    },
)
