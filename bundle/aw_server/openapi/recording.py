"""What steers and sums up recording, described: export and import, pause, modules, today."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from aw_server.api_shapes import Export, Time
from aw_server.modules import SnapshotIn, WishIn
from aw_server.openapi.answers import (
    ExportDocument,
    ImportAnswer,
    ModulesAnswer,
    Nothing,
    PauseAnswer,
    TodayAnswer,
    WishesAnswer,
)
from aw_server.openapi.describe import (
    EXAMPLE_TIME,
    JSON,
    NO_BUCKET,
    Answer,
    Binary,
    Body,
    Group,
    Operation,
    Parameter,
    json_body,
    refusal,
    wrong,
)
from aw_server.rest.focus import FocusIn
from aw_server.rest.pause import PauseIn

_EXPORT: dict[str, Any] = {
    "buckets": {
        "aw-watcher-demo_box": {
            "id": "aw-watcher-demo_box",
            "created": "2024-05-01T08:00:00.123456+00:00",
            "name": None,
            "type": "demo.status",
            "client": "aw-watcher-demo",
            "hostname": "box",
            "data": {},
            "events": [{"timestamp": EXAMPLE_TIME, "duration": 1800.0, "data": {"label": "x"}}],
        }
    }
}
_FILE = Answer(
    "A file, sent while it is read.",
    ExportDocument,
    _EXPORT,
    headers={"Content-Disposition": "The name of the file."},
)

TRANSFER = Group(
    "Export and import",
    "Everything out, everything in.",
    {
        "GET /api/0/export": Operation("All buckets with all events", {200: _FILE}),
        "GET /api/0/buckets/<bucket_id>/export": Operation(
            "One bucket with all its events", {200: _FILE, 404: NO_BUCKET}
        ),
        "POST /api/0/import": Operation(
            "Take in an export",
            {
                200: Answer(
                    "What was new, by bucket.",
                    ImportAnswer,
                    {"buckets": {"aw-watcher-demo_box": {"events": 10, "skipped": 2}}},
                ),
                **wrong(
                    "bucket aw-watcher-demo_box, event 3: timestamp 'soon' is not an ISO 8601 date and time; "
                    "nothing was imported",
                    "InvalidImport",
                ),
            },
            query=(Parameter("dry_run", bool, "Only say what would be new; nothing is stored.", True),),
            body=Body({JSON: Export, "multipart/form-data": dict[str, Binary]}, {"export": _EXPORT}),
            text="As JSON, or as one or more files of a form, whatever the field names. A bucket that exists gets the "
            "events that it does not have. Everything is checked before the first write.",
        ),
    },
)

_PAUSED = {"paused": True, "since": EXAMPLE_TIME, "until": "2024-05-01T09:15:00+00:00"}
_NOT_PAUSED = {"paused": False, "since": None, "until": None}

PAUSE = Group(
    "Pause",
    "While paused, what watchers send is acknowledged and not stored.",
    {
        "GET /api/0/pause": Operation("Is recording paused?", {200: Answer("The state.", PauseAnswer, _NOT_PAUSED)}),
        "POST /api/0/pause": Operation(
            "Pause, or give a running pause another end",
            {
                200: Answer("The state now.", PauseAnswer, _PAUSED),
                **wrong("The end of a pause has to lie in the future", "InvalidPause"),
            },
            body=json_body(
                PauseIn,
                required=False,
                for_a_quarter_of_an_hour={"seconds": 900},
                until={"until": "2030-01-01T00:00:00Z"},
                until_resumed={},
            ),
        ),
        "DELETE /api/0/pause": Operation("Resume", {200: Answer("The state now.", PauseAnswer, _NOT_PAUSED)}),
    },
)


class FocusAnswer(Struct):
    """Whether a focus session is on, and when it ends."""

    on: bool
    since: Time | None
    until: Time | None


_FOCUSED = {"on": True, "since": EXAMPLE_TIME, "until": "2024-05-01T09:25:00+00:00"}
_NOT_FOCUSED = {"on": False, "since": None, "until": None}

FOCUS = Group(
    "Focus",
    "Somebody means to work undisturbed until a moment; tray and pages show it.",
    {
        "GET /api/0/focus": Operation("Is a focus session on?", {200: Answer("The state.", FocusAnswer, _NOT_FOCUSED)}),
        "POST /api/0/focus": Operation(
            "Begin a focus session",
            {
                200: Answer("The state now.", FocusAnswer, _FOCUSED),
                **wrong("A focus session is on already", "FocusRunning"),
            },
            body=json_body(FocusIn, required=False, for_some_minutes={"minutes": 25}, for_the_rest_of_the_day={}),
        ),
        "DELETE /api/0/focus": Operation("End it", {200: Answer("The state now.", FocusAnswer, _NOT_FOCUSED)}),
    },
)

_MODULE = {
    "name": "aw-watcher-afk",
    "state": "running",
    "wanted": True,
    "location": "bundled",
    "pid": 815,
    "since": "2024-05-01T08:59:58+00:00",
    "reason": None,
    "restarts": 0,
}
_SUPERVISOR = {"pid": 812, "version": "0.14.0"}
_NO_TRAY = refusal(
    "No tray is running.", "NotSupervised", "not supervised: no tray is running that could start or stop modules"
)

MODULES = Group(
    "Modules",
    "What the tray supervises: it reports and listens, people look and wish.",
    {
        "GET /api/0/modules": Operation(
            "What runs",
            {
                200: Answer(
                    "The modules, and when each client last sent something.",
                    ModulesAnswer,
                    {
                        "supervised": True,
                        "supervisor": _SUPERVISOR,
                        "modules": [_MODULE],
                        "seen": EXAMPLE_TIME,
                        "receipts": {"aw-watcher-afk": {"last": EXAMPLE_TIME, "age": 3.2}},
                    },
                )
            },
        ),
        "POST /api/0/modules": Operation(
            "The tray reports",
            {200: Answer("Noted.", Nothing, {}), **wrong("Object missing required field `supervisor`")},
            body=json_body(SnapshotIn, snapshot={"supervisor": _SUPERVISOR, "modules": [_MODULE], "wishes_version": 4}),
        ),
        "POST /api/0/modules/<name>": Operation(
            "Wish that a module runs, rests or restarts",
            {
                200: Answer("The wish is stored.", Nothing, {}),
                404: refusal("The tray knows no such module.", "NoSuchModule", "There is no module named aw-watcher-x"),
                409: _NO_TRAY,
                **wrong('Say {"wanted": true}, {"wanted": false} or {"action": "restart"}', "InvalidWish"),
            },
            body=json_body(WishIn, run={"wanted": True}, rest={"wanted": False}, restart={"action": "restart"}),
            text="One of `wanted` and `action`.",
        ),
        "GET /api/0/modules/wishes": Operation(
            "The tray listens",
            {
                200: Answer(
                    "What is wished.",
                    WishesAnswer,
                    {
                        "version": 4,
                        "wishes": {"aw-watcher-afk": False},
                        "restarts": ["aw-watcher-window"],
                        "start_at_login": None,
                        "pause": _NOT_PAUSED,
                        "filtering": True,
                        "receipts": {"aw-watcher-afk": 3.2},
                        "notices": [],
                    },
                ),
                **wrong("timeout 'long' is not a number", "InvalidParameter"),
            },
            query=(
                Parameter("after", int, "The version that is known; a different one is told at once.", 3),
                Parameter("timeout", float, "Seconds to wait for a change, at most 55.", 0),
            ),
            text="A long poll. At most three may wait at a time.",
        ),
    },
)

_TODAY: dict[str, Any] = {
    "date": "2024-05-01",
    "timezone": "Europe/Berlin",
    "start": "2024-05-01T04:00:00+02:00",
    "end": "2024-05-02T04:00:00+02:00",
    "now": "2024-05-01T11:10:10+02:00",
    "hostname": "box",
    "active_seconds": 610,
    "apps": [{"app": "editor", "seconds": 610}],
    "titles": [{"app": "editor", "title": "x", "seconds": 610}],
    "strip": [
        {
            "start": "2024-05-01T04:00:00+02:00",
            "end": "2024-05-01T11:00:00+02:00",
            "state": "no-data",
            "label": "server not running",
        },
        {
            "start": "2024-05-01T11:00:00+02:00",
            "end": "2024-05-01T11:10:10+02:00",
            "state": "active",
            "label": "active",
        },
    ],
    "reach": {"window": {"until": "2024-05-01T11:10:10+02:00", "seconds": 90}, "afk": None},
    "watchers": [
        {
            "name": "aw-watcher-afk",
            "bucket": "aw-watcher-afk_box",
            "state": "ok",
            "last_seen": "2024-05-01T11:10:00+02:00",
            "reason": "sending",
        }
    ],
    "pause": _NOT_PAUSED,
    "notices": [],
}

TODAY = Group(
    "Today",
    "Where the present day, or an earlier one, went on this computer.",
    {
        "GET /api/0/today": Operation(
            "Where today went",
            {
                200: Answer("Times carry the zone's offset; rows add up to the total.", TodayAnswer, _TODAY),
                **wrong("There is no time zone named 'Mars'; an IANA name is needed", "UnknownTimezone"),
            },
            query=(
                Parameter("timezone", str, "An IANA name; the server's own if absent.", "Europe/Berlin"),
                Parameter("date", str, "A day that is over; the present one if absent.", "2024-05-01"),
                Parameter("offline", bool, "With what was done away from any computer; true if absent.", True),
            ),
        ),
    },
)
