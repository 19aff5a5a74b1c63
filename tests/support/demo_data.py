"""Weeks of a made-up person's work: the same arguments always give the same events.

What is in it on purpose: windows left open while the person is away, pages of a browser, a stopwatch that runs over
other work, an editor with projects, two days off a week, days with a missing session. Off are the third and the fourth
day before the last, and so on, whatever day of the week that is: a test finds the same on a Sunday as on a Friday.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from tests.support.programs import LiveServer

Row = tuple[datetime, float, dict[str, Any]]


class Kind(NamedTuple):
    """A kind of bucket: its id's beginning, type, client."""

    prefix: str
    type: str
    client: str


KINDS = {
    "window": Kind("aw-watcher-window", "currentwindow", "aw-watcher-window"),
    "afk": Kind("aw-watcher-afk", "afkstatus", "aw-watcher-afk"),
    "web": Kind("aw-watcher-web-firefox", "web.tab.current", "aw-client-web"),
    "editor": Kind("aw-watcher-vscode", "app.editor.activity", "aw-watcher-vscode"),
    "stopwatch": Kind("aw-stopwatch", "general.stopwatch", "aw-webui"),
}
_FILES = [
    ("src/server/routes.py", "Python", "aurora"),
    ("src/store/sqlite.py", "Python", "aurora"),
    ("web/timeline.ts", "TypeScript", "aurora"),
    ("README.md", "Markdown", "dotfiles"),
]
_WORK: list[tuple[str, list[str], int]] = [
    ("Code", [], 30),
    ("Alacritty", ["~/src/aurora: make test", "~/src/aurora: git rebase -i", "ssh build-box", "htop"], 16),
    ("firefox", [], 26),
    ("Slack", ["#general | Northwind | Slack", "Priya N. | Northwind | Slack", "#incidents | Northwind | Slack"], 10),
    ("thunderbird", ["Inbox - Mozilla Thunderbird", "Re: Q4 planning - Mozilla Thunderbird"], 6),
    ("libreoffice-writer", ["proposal-draft-3.odt - LibreOffice Writer", "notes.odt - LibreOffice Writer"], 5),
    ("zoom", ["Zoom Meeting"], 5),
    ("inkscape", ["logo-v2.svg - Inkscape"], 2),
    ("Lagerverwaltung", ["Bestellung 4711 - Lagerverwaltung"], 3),
]
_FUN: list[tuple[str, list[str], int]] = [
    ("firefox", [], 55),
    ("vlc", ["Big Buck Bunny.mkv - VLC media player"], 14),
    ("spotify", ["Spotify Premium", "Boards of Canada - Roygbiv"], 10),
    ("steam", ["RimWorld"], 12),
    ("Signal", ["Signal"], 9),
]
_WORK_SITES = [
    ("https://github.com/northwind/aurora/pull/{n}", "Fix paging by sam · Pull Request #{n} · GitHub", 20),
    ("https://github.com/northwind/aurora/issues", "Issues · northwind/aurora · GitHub", 8),
    ("https://stackoverflow.com/questions/{n}/wal-mode", "SQLite with many readers - Stack Overflow", 10),
    ("https://docs.python.org/3/library/sqlite3.html", "sqlite3 — Python documentation", 9),
    ("https://developer.mozilla.org/en-US/docs/Web/API/Canvas_API", "Canvas API | MDN", 6),
    ("https://mail.google.com/mail/u/0/#inbox", "Inbox (4) - Gmail", 7),
    ("https://news.ycombinator.com/", "Hacker News", 5),
]
_FUN_SITES = [
    ("https://www.youtube.com/watch?v=v{n}", "Restoring a 1970s synth - YouTube", 28),
    ("https://www.reddit.com/r/selfhosted/", "r/selfhosted", 16),
    ("https://en.wikipedia.org/wiki/Quantified_self", "Quantified self - Wikipedia", 8),
    ("https://www.nytimes.com/crosswords", "The Crossword - The New York Times", 5),
]


def demo_rows(days: int, last: date, zone: tzinfo = UTC, seed: int = 7) -> dict[str, list[Row]]:
    """Events by the keys of KINDS as (start, seconds, data), for so many days up to `last`, hours in `zone`."""
    dice = random.Random(seed)
    rows: dict[str, list[Row]] = {kind: [] for kind in KINDS}
    for back in range(days - 1, -1, -1):
        midnight = datetime.combine(last - timedelta(days=back), datetime.min.time(), zone)
        _day(dice, midnight, rows, off=back % 7 in (3, 4))
    return rows


def seed_demo(server: LiveServer, days: int, now: datetime, zone: tzinfo = UTC, hostname: str = "") -> str:
    """Fill the server with everything up to `now`; returns the device's host name, by default the server's own."""
    host = hostname or str(server.api("info").json["hostname"])
    for kind, rows in demo_rows(days, now.astimezone(zone).date(), zone).items():
        described = KINDS[kind]
        shared = kind == "stopwatch"
        bucket = described.prefix if shared else f"{described.prefix}_{host}"
        body = {"client": described.client, "type": described.type, "hostname": "unknown" if shared else host}
        server.api(f"buckets/{bucket}", "POST", body)
        events = list(_until(rows, now))
        assert server.api(f"buckets/{bucket}/events", "POST", events).status == 200
    return host


def _until(rows: list[Row], now: datetime) -> Iterator[dict[str, Any]]:
    for start, seconds, data in rows:
        left = (now - start).total_seconds()
        if left > 0:
            yield {"timestamp": start.astimezone(UTC).isoformat(), "duration": min(seconds, left), "data": data}


def _day(dice: random.Random, midnight: datetime, rows: dict[str, list[Row]], *, off: bool) -> None:
    sessions = (
        [(10.5, 1.6, _FUN), (15, 2.2, _FUN), (20, 2.4, _FUN)]
        if off
        else [(8.6, 3.2, _WORK), (12.9, 2.3, _WORK), (15.6, 2.4, _WORK), (20.2, 2.0, _FUN)]
    )
    ended: datetime | None = None
    for hour, length, mix in sessions:
        if dice.random() < 0.07:
            continue
        start = midnight + timedelta(hours=hour, minutes=dice.uniform(-20, 25))
        if ended is not None and start > ended:
            rows["afk"].append((ended, (start - ended).total_seconds(), {"status": "afk"}))
        ended = _session(dice, start, start + timedelta(hours=length * dice.uniform(0.75, 1.12)), mix, rows)
    if not off:
        at = midnight + timedelta(hours=9.2)
        rows["stopwatch"].append((at, 5400.0, {"label": "Client: Northwind", "running": False}))
        at = midnight + timedelta(hours=16)
        rows["stopwatch"].append((at, 2700.0, {"label": "Code review", "running": False}))


def _session(
    dice: random.Random,
    start: datetime,
    end: datetime,
    mix: list[tuple[str, list[str], int]],
    rows: dict[str, list[Row]],
) -> datetime:
    """One stretch of work, with short breaks during which the last window stays open; returns when it ended."""
    at = present_since = start
    while at < end:
        app, titles, _ = dice.choices(mix, weights=[row[2] for row in mix])[0]
        seconds = round(max(min(dice.lognormvariate(4.6, 1.0), (end - at).total_seconds()), 1.5), 3)
        title = _detail(dice, app, titles, mix, (at, seconds), rows)
        rows["window"].append((at, seconds, {"app": app, "title": title}))
        at += timedelta(seconds=seconds)
        if dice.random() < 0.012:
            pause = dice.uniform(240, 1100)
            rows["afk"].append((present_since, (at - present_since).total_seconds(), {"status": "not-afk"}))
            rows["afk"].append((at, pause, {"status": "afk"}))
            rows["window"].append((at, pause, {"app": app, "title": title}))
            at = present_since = at + timedelta(seconds=pause)
    rows["afk"].append((present_since, (at - present_since).total_seconds(), {"status": "not-afk"}))
    return at


def _detail(
    dice: random.Random,
    app: str,
    titles: list[str],
    mix: list[tuple[str, list[str], int]],
    when: tuple[datetime, float],
    rows: dict[str, list[Row]],
) -> str:
    """The window's title; what a browser extension or an editor's plug-in would add goes to its own rows."""
    if app == "firefox":
        sites = _WORK_SITES if mix is _WORK else _FUN_SITES
        url, title, _ = dice.choices(sites, weights=[site[2] for site in sites])[0]
        number = dice.randint(100, 130)
        data = {"url": url.format(n=number), "title": title.format(n=number), "audible": "youtube" in url}
        rows["web"].append((*when, {**data, "incognito": False, "tabCount": dice.randint(4, 30)}))
        return f"{data['title']} — Mozilla Firefox"
    if app == "Code":
        file, language, project = dice.choice(_FILES)
        folder = f"/home/sam/src/{project}"
        rows["editor"].append((*when, {"file": f"{folder}/{file}", "project": folder, "language": language}))
        return f"{file} - {project} - Visual Studio Code"
    return dice.choice(titles)
