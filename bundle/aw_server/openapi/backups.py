"""Copies of the database, described."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from aw_server.api_shapes import Time
from aw_server.openapi.describe import EXAMPLE_TIME, Answer, Group, Operation, refusal


class BackupCopy(Struct):
    """A verified copy: its file's name, when it was begun, its bytes, and how much is in it, null if unknown."""

    name: str
    made: Time
    size: int
    events: int | None
    buckets: int | None


class BackupFailure(Struct):
    """When the last attempt failed, and why, in a sentence."""

    at: Time
    why: str


class BackupsAnswer(Struct):
    """When copies are made (`every`: seconds), how many are kept, and those there are, newest first.

    `folder` is null where there can be none; `failed` is null when the last attempt was a success.
    """

    enabled: bool
    every: int
    daily: int
    weekly: int
    running: bool
    folder: str | None
    backups: list[BackupCopy]
    failed: BackupFailure | None


_COPY: dict[str, Any] = {
    "name": "activitywatch-20240501T090000Z.db",
    "made": EXAMPLE_TIME,
    "size": 1048576,
    "events": 51234,
    "buckets": 4,
}
_STATE: dict[str, Any] = {
    "enabled": True,
    "every": 86400,
    "daily": 4,
    "weekly": 3,
    "running": False,
    "folder": "/home/anna/.local/share/activitywatch/aw-server/backups",
    "backups": [_COPY],
    "failed": None,
}

BACKUPS = Group(
    "Backups",
    "Whole copies of the database, made once a day if anything was written, each read through.",
    {
        "GET /api/0/backups": Operation(
            "The copies, and when they are made", {200: Answer("Newest first.", BackupsAnswer, _STATE)}
        ),
        "POST /api/0/backups": Operation(
            "Make a copy now",
            {
                200: Answer("The copy: complete and verified.", BackupCopy, _COPY),
                409: refusal(
                    "One is being made, or the database recovered or purged; or it is no file (`NoBackups`).",
                    "BackupRunning",
                    "A copy is being made, or the database recovered or purged; ask again soon",
                ),
            },
            text="Answers when it is done; recording goes on meanwhile. 503 says why there is none: a full disk.",
        ),
    },
)
