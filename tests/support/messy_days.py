"""Days as real computers record them when much goes wrong: two watchers at once, overlaps, holes, edges, doubles.

The same arguments always give the same events. Each day stands by itself, so days of different seasons can be put
together, also those in which the clocks change.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.support.demo_data import KINDS, Row, demo_rows
from tests.support.programs import LiveServer


class Source(NamedTuple):
    """A bucket: what its id begins with, its type, whether it names its computer, or which device it is of."""

    prefix: str
    type: str
    named: bool = True
    device: str = ""


SOURCES = {
    **{kind: Source(KINDS[kind].prefix, KINDS[kind].type, kind != "stopwatch") for kind in KINDS},
    "window again": Source("aw-watcher-window-second", "currentwindow"),
    "afk again": Source("aw-watcher-afk-input", "afkstatus"),
    "other browser": Source("aw-watcher-web-chrome", "web.tab.current"),
    "other editor": Source("aw-watcher-vim", "app.editor.activity"),
    "other stopwatch": Source("aw-stopwatch-phone", "general.stopwatch", False),
    "by hand": Source("aw-manual", "general.stopwatch"),
    "offline": Source("aw-manual", "currentwindow", device="offline"),
}
_APPS = ["chromium", "Code", "firefox", "Zorblax", ""]
_SITES = [
    "https://www.youtube.com/watch?v=1",
    "https://docs.python.org/3/",
    "https://intranet.example/a?b=c",
    "about:blank",
]
_LABELS = ["Client: Northwind", "Reading", ""]
_STATUSES = ["not-afk", "not-afk", "not-afk", "afk"]
_LANGUAGES = ["Python", "Rust"]


def messy_rows(days: Iterable[date], zone: ZoneInfo, seed: int = 1) -> dict[str, list[Row]]:
    """Events by the keys of SOURCES; the nights before and after each day hold some too."""
    rows: dict[str, list[Row]] = {kind: [] for kind in SOURCES}
    for day in days:
        dice = random.Random(f"{seed}/{day}")
        for kind, own in demo_rows(1, day, zone, dice.randrange(2**32)).items():
            rows[kind] += own
        _disorder(dice, day, zone, rows)
    return rows


def seed_rows(server: LiveServer, rows: Mapping[str, list[Row]]) -> str:
    """Bring the events to the server, under its own host name, which is returned."""
    host = str(server.api("info").json["hostname"])
    for kind, own in rows.items():
        source = SOURCES[kind]
        device = source.device or (host if source.named else "unknown")
        bucket = f"{source.prefix}_{device}" if source.named else source.prefix
        about = {"client": source.prefix, "type": source.type, "hostname": device}
        server.api(f"buckets/{bucket}", "POST", about)
        events = [
            {"timestamp": start.astimezone(UTC).isoformat(), "duration": seconds, "data": data}
            for start, seconds, data in own
        ]
        assert server.api(f"buckets/{bucket}/events", "POST", events).status == 200
    return host


def _disorder(dice: random.Random, day: date, zone: ZoneInfo, rows: dict[str, list[Row]]) -> None:
    """What the second watchers saw, at any time of the day and around its edges, and what was sent twice."""
    makers: list[tuple[str, int, float, Callable[[], dict[str, Any]]]] = [
        ("window again", 45, 30, lambda: {"app": dice.choice(_APPS), "title": f"over {dice.randint(1, 5)}"}),
        ("afk again", 25, 40, lambda: {"status": dice.choice(_STATUSES)}),
        ("other browser", 40, 30, lambda: _page(dice)),
        ("other editor", 15, 20, lambda: {"file": "/x/a.py", "project": "/x", "language": dice.choice(_LANGUAGES)}),
        ("other stopwatch", 4, 120, lambda: {"label": dice.choice(_LABELS), "running": False}),
        ("by hand", 4, 90, lambda: {"label": dice.choice(_LABELS), "running": False, "entered": "by hand"}),
        ("offline", 4, 90, lambda: {"app": dice.choice(["Walk", "Call", "Code"]), "title": "", "manual": True}),
    ]
    edges = [_local(day, zone, hour) for hour in (0, 1, 2, 3, 4, 23.99, 24, 25, 26, 27, 28)]
    for kind, count, most, data in makers:
        for _ in range(count):
            start = _local(day, zone, dice.uniform(0, 28))
            rows[kind].append((start, dice.choice([0.0, dice.uniform(0, 4), 60 * dice.uniform(0, most)]), data()))
        for edge in dice.sample(edges, 4):
            rows[kind].append((edge - timedelta(seconds=dice.uniform(0, 900)), dice.uniform(1, 1800), data()))
    # Holes of a few seconds at the very edges: what closes them lies on the other day.
    for edge in (_local(day, zone, 0), _local(day, zone, 4), _local(day, zone, 24), _local(day, zone, 28)):
        hole = dice.uniform(0.5, 4.5)
        for kind, data in (("window", {"app": "Code", "title": "late"}), ("afk", {"status": "not-afk"})):
            rows[kind].append((edge - timedelta(seconds=300), 300 - hole / 2, data))
            rows[kind].append((edge + timedelta(seconds=hole / 2), 300, data))
    for kind in ("window", "web", "afk again"):
        rows[kind] += dice.sample(rows[kind], min(5, len(rows[kind])))


def _local(day: date, zone: ZoneInfo, hours: float) -> datetime:
    """So many hours of true length after the day's midnight."""
    return datetime.combine(day, time(), zone).astimezone(UTC) + timedelta(hours=hours)


def _page(dice: random.Random) -> dict[str, Any]:
    return {"url": dice.choice(_SITES), "title": "A page", "audible": dice.random() < 0.2, "incognito": False}
