"""The privacy rules, described."""

from __future__ import annotations

from typing import Any

from aw_server.openapi.answers import DryRunAnswer, Expired, PrivacyAnswer, PurgeAnswer, RulesInForce
from aw_server.openapi.describe import EXAMPLE_TIME, Answer, Binary, Group, Operation, json_body, refusal, wrong
from aw_server.rest.privacy import RetentionIn, RulesIn, SwitchIn

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

_FOUND = {"dropped": 3, "changed": 0, "seconds": 95.5, "first": EXAMPLE_TIME, "last": "2024-05-02T10:00:00+00:00"}
_RECORDS = {"dropped": 1, "changed": 0, "seconds": 1800.0, "first": EXAMPLE_TIME, "last": "2024-05-01T09:30:00+00:00"}
_DROP = {"field": "title", "pattern": "(?i)my bank", "action": "drop"}
_PURGED: dict[str, Any] = {
    "events": _FOUND,
    "rules": [_FOUND | {"rule": _DROP, "records": _RECORDS}],
    "buckets": {"aw-watcher-window_box": _FOUND},
    "records": {"aw-wakatime-external": _RECORDS | {"projects": [_RECORDS | {"project": "alpha"}]}},
    "copies": [{"path": "/home/anna/backups/activitywatch-20240501T090000Z.db", "outcome": "cleaned", "events": 3}],
    "queues": [],
    "logs": {"files": 0, "lines": 0},
    "untouched": [],
    "failed": [],
}
_DRY_RUN = _PURGED | {
    "examples": [{"bucket": "aw-watcher-window_box", "before": {"app": "firefox", "title": "My Bank"}, "after": None}]
}
_WRONG_RULE = wrong("Rule 1: field has to be a text that is not empty; nothing was changed", "InvalidPrivacyRule")

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
        "POST /api/0/privacy/dry-run": Operation(
            "What a purge would take out",
            {200: Answer("Counts, and some examples; nothing is changed.", DryRunAnswer, _DRY_RUN), **_WRONG_RULE},
            body=json_body(RulesIn, these={"rules": [_DROP]}, those_that_are_set={}, required=False),
        ),
        "POST /api/0/privacy/purge": Operation(
            "Take out for good what rules find",
            {
                200: Answer("What was done.", PurgeAnswer, _PURGED | {"complete": True}),
                409: refusal("A purge is running.", "PurgeRunning", "Another purge is running; wait for its end"),
                **_WRONG_RULE,
            },
            body=json_body(RulesIn, these={"rules": [_DROP]}, those_that_are_set={}, required=False),
            text="Without `rules`, those that are set. Out of the database, its copies, queues of clients and logs.",
        ),
        "POST /api/0/privacy/retention": Operation(
            "Delete what is older than it may be",
            {
                200: Answer("What was deleted.", Expired, {"events": 12, "buckets": {"aw-watcher-web_box": 12}}),
                **wrong("Expected `bool`, got `str` - at `$.dry_run`"),
            },
            body=json_body(RetentionIn, now={}, only_count={"dry_run": True}, required=False),
            text="By the setting `privacy_retention`. The server does it by itself once a day.",
        ),
        "GET /api/0/privacy/export": Operation(
            "Everything that is stored about you",
            {200: Answer("A ZIP archive of readable files.", Binary, media="application/zip")},
        ),
    },
)
