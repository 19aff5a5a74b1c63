"""Charts, figures and badges for pages of one's own: each has an address of its own, which is its key.

The keys are those of the kind `embed`; their scopes say what is shown: a chart, a range, perhaps a project. Revoking
the key takes the picture away at once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flask import Response

from aw_server import jsonfmt
from aw_server.compat.wakatime import charts, tables
from aw_server.compat.wakatime import format as fmt
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.errors import Invalid, NoSuchThing
from aw_server.compat.wakatime.profile import username_of
from aw_server.compat.wakatime.ranges import StatsRange
from aw_server.compat.wakatime.stats import chosen_range
from aw_server.compat.wakatime.summaries import day_range
from aw_server.compat.wakatime.summing import items
from aw_server.keys import EMBED

if TYPE_CHECKING:
    from aw_server.compat.wakatime.columns import Activity

Shape = dict[str, Any]

ACTIVITY: Final = "coding_activity"
CHARTS: Final = (ACTIVITY, "languages", "editors", "operating_systems", "categories", "projects")
BADGE: Final = "badge"
_PROJECT: Final = "project:"
_SHOWN: Final = 10
_MOST_DAYS: Final = 31
_PALETTE: Final = ("#2563eb", "#16a34a", "#d97706", "#9333ea", "#dc2626", "#0891b2", "#4d7c0f", "#be185d")
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$.]{0,99}")
_FILE: Final = re.compile(r"([0-9A-Za-z-]{16,200})\.(svg|png|json)")
# A picture on somebody's page may be some minutes old, and may not be kept after it was taken back.
_KEPT: Final = "max-age=300, must-revalidate"


class Shared(NamedTuple):
    """What a key shows."""

    chart: str
    range: str
    project: str | None


def share(call: Call, owner: str, file: str) -> tuple[Any, int]:
    """A chart as a picture or as figures. Raises NoSuchThing for an address that shows nothing (any more)."""
    if owner.removeprefix("@") not in (username_of(call.profile), call.owner.id):
        raise NoSuchThing("there is nothing here")
    secret, form = _parts(file)
    shared = _shared(call, secret)
    if shared.chart not in CHARTS:
        raise NoSuchThing("there is nothing here")
    chosen = chosen_range(call, shared.range)
    activity = _activity(call, chosen, shared)
    if form == "json":
        return _figures(call, _data(call, shared.chart, activity, chosen)), 200
    chart = _chart(shared.chart, activity, chosen)
    if form == "svg":
        return _reply(charts.svg(chart).encode(), "image/svg+xml"), 200
    return _reply(charts.png(chart), "image/png"), 200


def badge(call: Call, file: str) -> tuple[Any, int]:
    """A badge with the total of the key's range, as a picture or for badge makers. Raises NoSuchThing."""
    secret, form = _parts(file)
    shared = _shared(call, secret)
    if shared.chart != BADGE or form == "png":
        raise NoSuchThing("there is nothing here")
    text = fmt.text(_activity(call, chosen_range(call, shared.range), shared).total() / 1e6)
    label = shared.project or "coding"
    if form == "json":
        return _figures(call, {"schemaVersion": 1, "label": label, "message": text, "color": "blue"}), 200
    return _reply(charts.badge(label, text, _PALETTE[0]).encode(), "image/svg+xml"), 200


def _parts(file: str) -> tuple[str, str]:
    found = _FILE.fullmatch(file)
    if found is None:
        raise NoSuchThing("there is nothing here")
    return found[1], found[2]


def _shared(call: Call, secret: str) -> Shared:
    key = call.api.keys.check(secret, EMBED)
    if key is None:
        raise NoSuchThing("there is nothing here")
    chart, within, project = ACTIVITY, "last_7_days", None
    for scope in key.scopes:
        if scope in CHARTS or scope == BADGE:
            chart = scope
        elif scope.startswith(_PROJECT):
            project = scope.removeprefix(_PROJECT)
        else:
            within = scope
    return Shared(chart, within, project)


def _activity(call: Call, chosen: StatsRange, shared: Shared) -> Activity:
    found = call.services.engine.activity(chosen.days, call.calendar.zone, call.rules)
    project = shared.project
    return found if project is None else found.filtered(lambda fact: fact.project == project)


def _data(call: Call, chart: str, activity: Activity, chosen: StatsRange) -> Shape:
    if chart == ACTIVITY:
        totals = zip(chosen.days.each(), activity.by_day(), strict=True)
        rows: list[Shape] = [
            {"grand_total": fmt.total(us / 1e6), "range": day_range(call.calendar, day)} for day, us in totals
        ]
        return {"data": rows}
    rows = [
        {"name": row["name"], "percent": row["percent"], "color": _colour(chart, row["name"], number)}
        for number, row in enumerate(items(activity.by_fact(), chart))
    ]
    return {"data": rows}


def _chart(chart: str, activity: Activity, chosen: StatsRange) -> charts.Chart:
    title = f"{chart.replace('_', ' ').capitalize()}, {chosen.text}"
    if chart == ACTIVITY:
        days = list(zip(chosen.days.each(), activity.by_day(), strict=True))[-_MOST_DAYS:]
        most = max((us for _, us in days), default=0) or 1
        bars = [charts.Bar(fmt.short_day_text(day), fmt.text(us / 1e6), us / most, _PALETTE[0]) for day, us in days]
        return charts.Chart(title, tuple(bars) if any(us for _, us in days) else ())
    rows = items(activity.by_fact(), chart)[:_SHOWN]
    found = [
        charts.Bar(row["name"], f"{row['percent']:.1f} %", row["percent"] / 100, _colour(chart, row["name"], number))
        for number, row in enumerate(rows)
    ]
    return charts.Chart(title, tuple(found))


def _colour(chart: str, name: str, number: int) -> str:
    if chart == "languages":
        return tables.language_colour(name)
    return _PALETTE[number % len(_PALETTE)]


def _figures(call: Call, shape: Shape) -> Response:
    """JSON, or a script that hands it to a function of the page."""
    callback = call.args.get("callback")
    if callback is None:
        return _reply(jsonfmt.dumps(shape), "application/json")
    if not _CALLBACK.fullmatch(callback):
        raise Invalid("callback is not the name of a function")
    # What ends a line in a script and does not in JSON.
    text = jsonfmt.dumps(shape).decode().replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return _reply(f"/**/{callback}({text});".encode(), "text/javascript")


def _reply(content: bytes, kind: str) -> Response:
    reply = Response(content, 200, content_type=f"{kind}; charset=utf-8" if kind != "image/png" else kind)
    reply.headers["Cache-Control"] = _KEPT
    reply.headers["X-Content-Type-Options"] = "nosniff"
    reply.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    reply.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return reply
