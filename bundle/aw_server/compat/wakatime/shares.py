"""Charts, figures and badges for pages of one's own: each has an address of its own, which is its key.

The keys are those of the kind `embed`; their scopes say what is shown: a chart, a range, perhaps only a project or the
like. Revoking the key takes the picture away at once.
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
_FILTERS: Final = {
    "project": "project",
    "language": "language",
    "editor": "editor",
    "category": "category",
    "machine": "machine",
    "operating_system": "os",
}
_INTERVAL: Final = "interval"
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
    filters: frozenset[tuple[str, str]]
    """What the time is of: (`project`, name) and the like."""


def share(call: Call, owner: str, file: str) -> tuple[Any, int]:
    """A chart as a picture or as figures. Raises NoSuchThing for an address that shows nothing (any more)."""
    _check_owner(call, owner)
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
    return _badge(call, shared, form), 200


def badge_elsewhere(call: Call, owner: str, view: str) -> tuple[Any, int]:
    """A badge by an address as servers like this one have it: `/api/badge/USER/interval:…/project:…?key=…`."""
    return _badge(call, _named(call, owner, view), "svg"), 200


def shields(call: Call, owner: str, view: str) -> tuple[Any, int]:
    """The same for badge makers: `/api/compat/shields/v1/USER/interval:…/project:…?key=…`."""
    return _badge(call, _named(call, owner, view), "json"), 200


def _named(call: Call, owner: str, view: str) -> Shared:
    """What the key of the address shows, if that is what the address says. Raises NoSuchThing."""
    _check_owner(call, owner)
    shared = _shared(call, call.args.get("key", ""))
    within, filters = shared.range, set()
    for part in filter(None, view.split("/")):
        kind, found, name = part.partition(":")
        if not found or kind == _INTERVAL:
            within = name or part
        else:
            filters.add((kind, name))
    same = chosen_range(call, within).name == chosen_range(call, shared.range).name and filters <= shared.filters
    if shared.chart != BADGE or not same:
        raise NoSuchThing("this key shows another badge")
    return shared


def _badge(call: Call, shared: Shared, form: str) -> Response:
    text = fmt.text(_activity(call, chosen_range(call, shared.range), shared).total() / 1e6)
    label = ", ".join(name for _, name in sorted(shared.filters)) or "coding"
    if form == "json":
        return _figures(call, {"schemaVersion": 1, "label": label, "message": text, "color": "blue"})
    return _reply(charts.badge(label, text, _PALETTE[0]).encode(), "image/svg+xml")


def _check_owner(call: Call, owner: str) -> None:
    if owner.removeprefix("@") not in ("current", username_of(call.profile), call.owner.id):
        raise NoSuchThing("there is nothing here")


def _parts(file: str) -> tuple[str, str]:
    found = _FILE.fullmatch(file)
    if found is None:
        raise NoSuchThing("there is nothing here")
    return found[1], found[2]


def _shared(call: Call, secret: str) -> Shared:
    key = call.api.keys.check(secret, EMBED)
    if key is None:
        raise NoSuchThing("there is nothing here")
    chart, within, filters = ACTIVITY, "last_7_days", set()
    for scope in key.scopes:
        kind, _, name = scope.partition(":")
        if scope in CHARTS or scope == BADGE:
            chart = scope
        elif kind in _FILTERS:
            filters.add((kind, name))
        else:
            within = scope
    return Shared(chart, within, frozenset(filters))


def _activity(call: Call, chosen: StatsRange, shared: Shared) -> Activity:
    found = call.services.engine.activity(chosen.days, call.calendar.zone, call.rules)
    wanted = [(_FILTERS[kind], name) for kind, name in shared.filters]
    return found.filtered(lambda fact: all(getattr(fact, kind) == name for kind, name in wanted)) if wanted else found


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
