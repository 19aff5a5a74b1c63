"""Productivity and embeds, described."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from aw_server.api_shapes import Time
from aw_server.embeds import EmbedChange, EmbedIn, View
from aw_server.openapi.answers import Nothing
from aw_server.openapi.describe import (
    EXAMPLE_TIME,
    Answer,
    Group,
    Operation,
    Parameter,
    json_body,
    refusal,
    wrong,
)


class ProductiveDay(Struct):
    """A day with time in it; `levels` from "-2" … "2" to seconds."""

    date: str
    pulse: int
    seconds: int
    levels: dict[str, int]


class ProductiveHour(Struct):
    """An hour of the day, 0 to 23, over all days."""

    hour: int
    levels: dict[str, int]


class ProductiveActivity(Struct):
    """An application or site; `own`: its level is its own, not that of its category."""

    name: str
    category: str
    level: int
    seconds: int
    own: bool


class Productivity(Struct):
    """What share of some days was worth it; `pulse` 0 to 100, null without time; `scored_seconds` have a category.

    `timezones`: the zones in which these days were lived and are cut, in that order.
    """

    first: str
    last: str
    timezones: list[str]
    pulse: int | None
    seconds: int
    scored_seconds: int
    levels: dict[str, int]
    days: list[ProductiveDay]
    hours: list[ProductiveHour]
    activities: list[ProductiveActivity]


class EmbedShown(Struct):
    """A key for one view, without its secret."""

    id: str
    name: str
    view: View
    raw: bool
    created: Time


class EmbedMade(EmbedShown):
    """A new one, with its secret and the code to paste."""

    key: str
    code: str


_DAY = {"date": "2024-05-01", "pulse": 75, "seconds": 7200, "levels": {"2": 3600, "0": 3600}}
_ANSWER: dict[str, Any] = {
    "first": "2024-05-01",
    "last": "2024-05-01",
    "timezones": ["Europe/Berlin"],
    "pulse": 75,
    "seconds": 7200,
    "scored_seconds": 3600,
    "levels": {"2": 3600, "0": 3600},
    "days": [_DAY],
    "hours": [{"hour": 9, "levels": {"2": 3600}}, {"hour": 10, "levels": {"0": 3600}}],
    "activities": [{"name": "vim", "category": "Editing & IDEs", "level": 2, "seconds": 3600, "own": False}],
}
_VIEW: dict[str, Any] = {
    "perspective": "interval",
    "kind": "productivity",
    "resolution": "day",
    "period": "last_7_days",
    "thing": "",
    "thingy": "",
    "project": "",
    "search": "",
}
_EMBED: dict[str, Any] = {
    "id": "3f1c09ab",
    "name": "My week",
    "view": _VIEW,
    "raw": False,
    "created": EXAMPLE_TIME,
}
_NO_EMBED = {404: refusal("There is no such embed.", "NoSuchEmbed", "There is no embed 3f1c09ab")}
_WRONG = wrong("Efficiency is to be had by interval or member, not by rank", "InvalidView")

PRODUCTIVITY = Group(
    "Productivity",
    "What share of the time was worth it, and keys for charts of it on other pages.",
    {
        "GET /api/0/productivity": Operation(
            "Productivity of some days",
            {
                200: Answer("Pulse, levels, days, hours and activities.", Productivity, _ANSWER),
                **wrong("`first` has to be a day, YYYY-MM-DD, not 'May'", "InvalidPeriod"),
            },
            query=(
                Parameter("first", str, "The first local day, `YYYY-MM-DD`; today when absent.", "2024-05-01"),
                Parameter("last", str, "The last one, included; today when absent.", "2024-05-01"),
            ),
        ),
        "GET /api/0/embeds": Operation("All embeds", {200: Answer("Oldest first.", list[EmbedShown], [_EMBED])}),
        "POST /api/0/embeds": Operation(
            "Embed a view",
            {
                200: Answer(
                    "Its key and the code to paste, shown this once.",
                    EmbedMade,
                    _EMBED | {"key": "0" * 40, "code": '<div id="aw-chart-3f1c09ab"></div>…'},
                ),
                **_WRONG,
            },
            body=json_body(EmbedIn, a_week={"name": "My week", "view": _VIEW}),
        ),
        "PATCH /api/0/embeds/<embed_id>": Operation(
            "Switch raw data on or off",
            {200: Answer("The embed as it is now.", EmbedShown, _EMBED), **wrong("Expected `bool`"), **_NO_EMBED},
            body=json_body(EmbedChange, on={"raw": True}),
        ),
        "DELETE /api/0/embeds/<embed_id>": Operation(
            "Revoke an embed", {200: Answer("Its key opens nothing any more.", Nothing, {}), **_NO_EMBED}
        ),
    },
)
