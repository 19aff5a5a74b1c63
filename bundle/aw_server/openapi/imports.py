"""Taking in other servers' databases, described."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from aw_server.api_shapes import ImportIn, Time
from aw_server.openapi.answers import Seconds
from aw_server.openapi.describe import EXAMPLE_TIME, Answer, Group, Operation, json_body, wrong


class Side(Struct):
    """How many events, and how long they are together."""

    events: int
    seconds: Seconds


class ImportedBucket(Struct):
    """One bucket of a source: what the source holds, and what of it is in ours, counted by asking ours.

    `new` were added and `grown` prolonged by all imports so far; `longer` stand in ours in a later state; `gone` were
    imported and deleted since; `unreadable` rows could not be understood; `withheld` is what the user's rules keep
    out. `removed`: the bucket was deleted here and is not imported again.
    """

    source: Side
    ours: Side
    new: int
    grown: int
    longer: int
    gone: int
    unreadable: int
    withheld: int
    removed: bool


class ImportProgress(Struct):
    """How many events of how many have been dealt with."""

    done: int
    total: int


class ImportSource(Struct):
    """A database or file, and how far its import is. `complete`: everything of it that may be is in ours."""

    path: str
    layout: str | None
    state: Literal["waiting", "running", "done", "failed"]
    message: str | None
    progress: ImportProgress | None
    finished: Time | None
    complete: bool
    buckets: dict[str, ImportedBucket]
    settings: list[str]


_SIDE = {"events": 1200, "seconds": 43210.5}
_SOURCE: dict[str, Any] = {
    "path": "/home/anna/.local/share/activitywatch/aw-server/peewee-sqlite.v2.db",
    "layout": "ActivityWatch (Python, peewee v2)",
    "state": "done",
    "message": None,
    "progress": None,
    "finished": EXAMPLE_TIME,
    "complete": True,
    "buckets": {
        "aw-watcher-demo_box": {
            "source": _SIDE,
            "ours": _SIDE,
            "new": 1200,
            "grown": 0,
            "longer": 0,
            "gone": 0,
            "unreadable": 0,
            "withheld": 0,
            "removed": False,
        }
    },
    "settings": [],
}
_WAITING = _SOURCE | {"layout": None, "state": "waiting", "finished": None, "complete": False, "buckets": {}}

IMPORTS = Group(
    "Imports",
    "Databases of other ActivityWatch servers, and files.",
    {
        "GET /api/0/imports": Operation(
            "What was taken from where", {200: Answer("Every source, by its path.", list[ImportSource], [_SOURCE])}
        ),
        "POST /api/0/imports": Operation(
            "Import a file of this computer",
            {
                202: Answer("It is imported in the background; `GET` shows how far it is.", ImportSource, _WAITING),
                **wrong("There is no file /home/anna/old.db", "NoSuchFile"),
            },
            body=json_body(ImportIn, database={"path": "/home/anna/old.db"}),
            text="A database of an ActivityWatch server (three layouts, and our own) or an export. An event that is "
            "there already is not stored twice.",
        ),
    },
)
