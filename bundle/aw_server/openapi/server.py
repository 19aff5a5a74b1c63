"""The server itself, described: who it is, its log, its settings, queries, its own description, custom pages."""

from __future__ import annotations

from typing import Any

from aw_server.about import StartAtLoginIn
from aw_server.api_shapes import QueryIn
from aw_server.openapi.answers import About, CategoriesAnswer, Info, LogLine, Nothing, QueryError
from aw_server.openapi.describe import Answer, Group, Operation, Parameter, json_body, refusal, wrong

_INFO = {
    "hostname": "box",
    "version": "v0.14.0",
    "testing": False,
    "device_id": "5e9d5de2-83b9-4c9d-9d71-2f6c3a1f0b11",
    "notices": [
        {
            "kind": "disk",
            "title": "The disk is nearly full",
            "message": "Less than 500 MB are left on the disk that keeps your data. Once it is full, nothing more can "
            "be recorded until there is room again.",
        }
    ],
    "damage": None,
}
_ABOUT = {
    "directories": {
        "data": "/home/anna/.local/share/activitywatch",
        "config": "/home/anna/.config/activitywatch",
        "logs": "/home/anna/.cache/activitywatch/log",
    },
    "database": "/home/anna/.local/share/activitywatch/aw-server/activitywatch.db",
    "supervised": True,
    "start_at_login": False,
}
_LINE = {"asctime": "2024-05-01 08:00:00", "levelname": "INFO", "message": "Listening on http://localhost:5600"}
_NOT_BUILT = refusal(
    "The web UI is not built.",
    "NotBuilt",
    "The API browser is built with the web UI, by `make webui` in the source folder.",
)

SERVER = Group(
    "Server",
    "Who answers here.",
    {
        "GET /api/0/info": Operation(
            "Who this server is",
            {200: Answer("Host, version, mode and device; with a nonce also the proof.", Info, _INFO)},
            query=(
                Parameter("nonce", str, "Any text; `proof` is its HMAC under the secret beside the server's data."),
            ),
        ),
        "GET /api/0/about": Operation(
            "Where this installation keeps everything", {200: Answer("Directories and switch.", About, _ABOUT)}
        ),
        "POST /api/0/start-at-login": Operation(
            "Wish that ActivityWatch starts at login, or not",
            {
                200: Answer("The tray is told; `GET /api/0/about` says when it is done.", Nothing, {}),
                409: refusal(
                    "No tray is running, or this system knows no such thing.",
                    "NotSupervised",
                    "not supervised: no tray is running that could start at login",
                ),
                **wrong("Object missing required field `enabled`"),
            },
            body=json_body(StartAtLoginIn, on={"enabled": True}, off={"enabled": False}),
        ),
        "GET /api/0/log": Operation(
            "The newest lines of the server's log", {200: Answer("At most 500, oldest first.", list[LogLine], [_LINE])}
        ),
        "GET /api/": Operation("The API browser", {200: Answer("This page.", str, media="text/html"), 404: _NOT_BUILT}),
        "GET /api/openapi.json": Operation("The description of the API", {200: Answer("OpenAPI 3.1.", dict[str, Any])}),
        "GET /api/swagger.json": Operation("The same for older tools", {200: Answer("Swagger 2.0.", dict[str, Any])}),
    },
)

_QUERY = {
    "query": ["e = query_bucket('aw-watcher-demo_box');", "RETURN = sum_durations(e);"],
    "timeperiods": ["2024-05-01T00:00:00+00:00/2024-05-02T00:00:00+00:00"],
}
_QUERY_ERROR = {
    "type": "QueryFunctionException",
    "message": "There is no bucket named aw-watcher-demo_box",
    "line": 1,
    "column": 5,
}

QUERY = Group(
    "Query",
    "Ask anything about the recorded time, in a small language.",
    {
        "POST /api/0/query": Operation(
            "Answer a query for each period",
            {
                200: Answer(
                    "One value for each period, in their order, then those of `more`: whatever the queries return.",
                    list[Any],
                    [1800.0],
                ),
                400: Answer("The query or a period is wrong, or a limit was reached.", QueryError, _QUERY_ERROR),
            },
            query=(
                Parameter("name", str, "Becomes the variable NAME of the query."),
                Parameter("cache", str, "Accepted and without meaning."),
            ),
            body=json_body(QueryIn, active_time=_QUERY),
            text="The pieces of `query` are put together as they are. A period is `start/end`. `more` holds further "
            "questions to answer with it. A query that takes too long or grows too large is refused.",
        ),
    },
)

_ANY_VALUE = Answer("The value; null when it is not set.", Any, "04:00")

SETTINGS = Group(
    "Settings",
    "Any JSON value under any key; false and null are values.",
    {
        "GET /api/0/settings": Operation(
            "All settings", {200: Answer("Values by key.", dict[str, Any], {"startOfDay": "04:00"})}
        ),
        "POST /api/0/settings": Operation(
            "Needs a key",
            wrong("Name the setting to store: POST /api/0/settings/<key>", "MissingKey", "Always: the key is missing."),
            body=json_body(Any, value="04:00"),
        ),
        "GET /api/0/settings/<key>": Operation("One setting", {200: _ANY_VALUE}),
        "POST /api/0/settings/<key>": Operation(
            "Store a setting",
            {200: Answer("The value, as it is stored.", Any, "04:00"), **wrong("the body is not JSON", "InvalidJson")},
            body=json_body(Any, text="04:00", rules=[{"name": ["Work"], "rule": {"type": "regex", "regex": "editor"}}]),
        ),
        "GET /api/0/categories": Operation(
            "The category rules in effect",
            {
                200: Answer(
                    "Those of the setting `classes`, or the default catalogue's.",
                    CategoriesAnswer,
                    {
                        "default": False,
                        "classes": [
                            {
                                "id": 0,
                                "name": ["Work"],
                                "rule": {"type": "regex", "regex": "editor"},
                                "data": {"color": "#2b7de0", "score": 2},
                            }
                        ],
                    },
                )
            },
        ),
        "DELETE /api/0/settings/<key>": Operation(
            "Forget a setting", {200: Answer("It is not set, now or before.", Nothing, {})}
        ),
    },
)

_NO_PAGE = refusal("There is no such page or file.", "NoSuchPage", 'There is no custom visualisation "clock".')
_FILE = Answer("The file.", str, media="*/*")

PAGES = Group(
    "Custom pages",
    "The user's own visualisations: folders named in the server's settings.",
    {
        "GET /pages/": Operation("Their names", {200: Answer("The names.", list[str], ["clock"])}),
        "GET /pages/<name>": Operation(
            "To the page's start",
            {308: Answer("At the same address with a slash.", str, media="text/html", headers={"Location": "There."})},
        ),
        "GET /pages/<name>/": Operation("The page's index.html", {200: _FILE, 404: _NO_PAGE}),
        "GET /pages/<name>/<path>": Operation(
            "A file of the page", {200: _FILE, 404: _NO_PAGE}, text="The path may hold slashes."
        ),
    },
)
