"""The tables, the Productivity page, the Activity page and a plain query say the same of any data.

Several devices whose times overlap, presence, pages of a browser, holes of a second, events across midnight, time
entered by hand at a computer and away from it, a stopwatch.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aw_core.models import Event
from aw_server.canonical import canonical, devices_of
from tests.aw_server.compat.rescuetime.asking import WINDOW, Asker, asker, class_of

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 3)
START = datetime(2026, 3, 2, tzinfo=UTC)
PERIOD = {"rb": "2026-03-02", "re": "2026-03-04"}
TWO_DAYS = 2 * 86_400_000
PHONE, WEB, AFK = "aw-watcher-window_phone", "aw-watcher-web-firefox_box", "aw-watcher-afk_box"
OFFLINE, BY_HAND, STOPWATCH = "aw-manual_offline", "aw-manual_box", "aw-stopwatch"
APPS = ["vim", "firefox", "chess", "other"]
CLASSES = [
    class_of("vim", "Software", "Editing", 2, 0),
    class_of("chess", "Play", "Games", -2, 1),
    {"id": 2, "name": ["Learning", "Docs"], "rule": {"type": "regex", "regex": "docs"}, "data": {"score": 1}},
]

# Around midnights and apart by seconds, so that edges and holes are met.
MOMENT = st.one_of(
    st.integers(-3_600_000, TWO_DAYS + 3_600_000),
    st.builds(lambda edge, by: edge * 86_400_000 + by * 250, st.integers(0, 2), st.integers(-80, 80)),
)
LENGTH = st.one_of(st.integers(0, 20_000), st.integers(1, 9_000_000))
FEW = st.lists(st.tuples(MOMENT, LENGTH, st.sampled_from(APPS)), max_size=4)
SPANS = st.lists(st.tuples(MOMENT, LENGTH, st.sampled_from(APPS)), max_size=12)


def fill(ask: Asker, windows: list[Any], phone: list[Any], pages: list[Any], present: list[Any] | None) -> None:
    ask.api.create_bucket(PHONE, "currentwindow", "tests", "phone")
    ask.api.create_bucket(WEB, "web.tab.current", "tests", "box")
    put(ask, WINDOW, [(at, length, {"app": app, "title": app}) for at, length, app in windows])
    put(ask, PHONE, [(at, length, {"app": app, "title": ""}) for at, length, app in phone])
    about = {"audible": True, "incognito": False}
    put(ask, WEB, [(at, n, {"url": f"https://{app}.docs.org/", "title": "", **about}) for at, n, app in pages])
    if present is not None:
        ask.api.create_bucket(AFK, "afkstatus", "tests", "box")
        put(ask, AFK, [(at, length, {"status": "not-afk"}) for at, length, _ in present])


def enter(ask: Asker, offline: list[Any], by_hand: list[Any], measured: list[Any]) -> None:
    """What a person entered: away from any computer, at one, and with the stopwatch, which does not count."""
    ask.api.create_bucket(OFFLINE, "currentwindow", "tests", "offline")
    ask.api.create_bucket(BY_HAND, "general.stopwatch", "tests", "box")
    ask.api.create_bucket(STOPWATCH, "general.stopwatch", "tests", "unknown")
    put(ask, OFFLINE, [(at, length, {"app": app, "title": "", "manual": True}) for at, length, app in offline])
    about = {"running": False}
    put(ask, BY_HAND, [(at, n, {"label": app, "entered": "by hand", **about}) for at, n, app in by_hand])
    put(ask, STOPWATCH, [(at, length, {"label": app, **about}) for at, length, app in measured])


def put(ask: Asker, bucket: str, rows: list[tuple[int, int, dict[str, Any]]]) -> None:
    events = [
        Event(timestamp=START + timedelta(milliseconds=at), duration=length / 1000, data=data)
        for at, length, data in rows
    ]
    if events:
        ask.api.create_events(bucket, events)


def page(ask: Asker, day: date, days: int, hosts: Sequence[str] = ("box", "offline", "phone")) -> dict[str, Any]:
    """What the Activity page asks for these days, where its days begin at midnight (`activityQuery` of the web UI)."""
    buckets = {key: about for key, about in ask.api.db.buckets().items() if about["hostname"] in (*hosts, "unknown")}
    start = datetime.combine(day, datetime.min.time(), UTC)
    end = start + timedelta(days=days)
    margin = timedelta(hours=1)
    edges = '"UTC", "00:00", "Monday"'
    query = [
        f'STARTTIME = "{(start - margin).isoformat()}";',
        f'ENDTIME = "{(end + margin).isoformat()}";',
        *canonical(devices_of(buckets)),
        f'events = cut(events, "{start.isoformat()}", "{end.isoformat()}");',
        'kinds = keep_keys(events, ["$category"]);',
        f'bars = merge_events_by_keys(split_by_period(kinds, "hour", {edges}), ["$period", "$category"]);',
        'categories = merge_events_by_keys(kinds, ["$category"]);',
        'RETURN = {"total": sum_durations(events), "bars": bars, "categories": categories};',
    ]
    [found] = json.loads(ask.api.queries.document("", query, [f"{start.isoformat()}/{end.isoformat()}"]))
    answer: dict[str, Any] = found
    return answer


def name_of(category: list[str]) -> str:
    return category[-1] if category else "Uncategorized"


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SPANS, SPANS, SPANS, st.none() | SPANS, st.tuples(FEW, FEW, FEW))
def test_one_truth(
    windows: list[Any],
    phone: list[Any],
    pages: list[Any],
    present: list[Any] | None,
    entered: tuple[list[Any], list[Any], list[Any]],
) -> None:
    with asker() as ask:
        ask.api.settings.set("classes", CLASSES)
        ask.api.settings.set("startOfDay", "00:00")
        fill(ask, windows, phone, pages, present)
        enter(ask, *entered)
        shown = page(ask, FIRST, 2)
        totals = {
            (perspective, kind, resolution): sum(
                row[1] for row in ask.rows(pv=perspective, rk=kind, rs=resolution, **PERIOD)
            )
            for perspective in ("rank", "interval")
            for kind in ("activity", "category", "overview", "productivity", "document")
            for resolution in ("hour", "day")
        }
        productivity = json.loads(ask.api.get_productivity(FIRST, LAST))
        totals["Productivity page", "", ""] = productivity["seconds"]
        assert len(set(totals.values())) == 1, totals
        assert abs(productivity["seconds"] - shown["total"]) <= 0.5, (totals, shown["total"])
        # By category, and by hour: each to the second.
        categories: dict[str, float] = defaultdict(float)
        for event in shown["categories"]:
            categories[name_of(event["data"]["$category"])] += event["duration"]
        told = {row[3]: row[1] for row in ask.rows(rk="category", **PERIOD)}
        for name in categories.keys() | told.keys():
            assert abs(categories[name] - told.get(name, 0)) < 1, (name, categories, told)
        hours: dict[str, float] = defaultdict(float)
        for event in shown["bars"]:
            hours[event["data"]["$period"][:19]] += event["duration"]
        table: dict[str, int] = defaultdict(int)
        for row in ask.rows(pv="interval", rk="productivity", rs="hour", **PERIOD):
            table[row[0]] += row[1]
        for hour in hours.keys() | table.keys():
            assert abs(hours[hour] - table[hour]) < 1, (hour, hours, table)
            assert table[hour] <= 3600
        # Each day asked for alone is its part of both together.
        days = {day: page(ask, day, 1)["total"] for day in (FIRST, LAST)}
        for one in productivity["days"]:
            assert abs(days[date.fromisoformat(one["date"])] - one["seconds"]) < 1
        # What the server tells of its computer's days is what the page shows of it, with offline time and without.
        for day in (FIRST, LAST):
            for hosts in (("box", "offline"), ("box",)):
                told = ask.api.get_today("UTC", day.isoformat(), offline="offline" in hosts)
                assert abs(told["active_seconds"] - page(ask, day, 1, hosts)["total"]) <= 0.5, (day, hosts)
