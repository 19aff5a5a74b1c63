"""A year of somebody's work, made up and always the same: what the pages are measured on.

A day has about 3,000 window events, 1,200 pages, 800 files and 60 changes of presence: events as polling leaves them,
a second between neighbours, many of no length, a few overlaps. 40 applications and 2,500 titles that come often, some
titles that come once. The days end today, at the moment of making, so that the landing page has something to show.
"""

from __future__ import annotations

import random
import socket
from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from aw_core.models import Event
from aw_datastore import Datastore
from aw_datastore.storages import PeeweeStorage

T = TypeVar("T")
SECOND = 1_000_000
BUCKETS = {
    "window": ("aw-watcher-window", "currentwindow", "aw-watcher-window"),
    "afk": ("aw-watcher-afk", "afkstatus", "aw-watcher-afk"),
    "web": ("aw-watcher-web-firefox", "web.tab.current", "aw-client-web"),
    "editor": ("aw-watcher-vscode", "app.editor.activity", "aw-watcher-vscode"),
}
_APPS = [
    ("firefox", 36.0, 1150),
    ("Code", 20.0, 420),
    ("Alacritty", 11.0, 160),
    ("Slack", 6.0, 60),
    ("thunderbird", 4.0, 110),
]
_APPS += [(f"program-{n}", 2.4 / (n + 1), 60 - n) for n in range(35)]
_WORDS = [
    "alpha",
    "report",
    "budget",
    "review",
    "design",
    "parser",
    "cache",
    "index",
    "query",
    "engine",
    "sprint",
    "planning",
    "release",
    "notes",
    "meeting",
    "agenda",
    "invoice",
    "travel",
    "garden",
    "recipe",
    "music",
    "video",
    "tutorial",
    "guide",
    "python",
    "rust",
    "sqlite",
    "http",
    "async",
    "thread",
    "memory",
    "profile",
    "network",
    "driver",
    "history",
    "science",
    "climate",
    "energy",
    "market",
    "football",
    "chess",
    "weather",
    "news",
    "election",
    "museum",
    "camera",
    "lens",
    "printer",
    "keyboard",
    "monitor",
    "battery",
    "bicycle",
    "train",
    "ticket",
    "hotel",
    "map",
    "schema",
    "migration",
    "backup",
    "login",
    "session",
    "cookie",
    "header",
    "proxy",
    "router",
    "vector",
    "matrix",
    "dataset",
    "sample",
    "metric",
    "dashboard",
    "alert",
    "incident",
    "runbook",
]
_SITES = ["github.com", "stackoverflow.com", "docs.python.org", "www.youtube.com", "en.wikipedia.org", "www.reddit.com"]
_SITES += [f"www.site{n}.example" for n in range(140)]
_LANGUAGES = [
    ("py", "python"),
    ("rs", "rust"),
    ("ts", "typescript"),
    ("md", "markdown"),
    ("sql", "sql"),
    ("vue", "vue"),
]
_PROJECTS = ["tracker", "website", "infra", "parser", "dotfiles", "notes", "billing", "gateway", "thesis"]

Rows = dict[str, list[tuple[int, int, dict[str, Any]]]]


class _Often(Generic[T]):
    """Things that come with unequal chances."""

    def __init__(self, things: Sequence[T], weights: Sequence[float] | None = None) -> None:
        self._things = things
        self._sums: list[float] = []
        for at in range(len(things)):
            before = self._sums[-1] if self._sums else 0.0
            self._sums.append(before + (weights[at] if weights else 1 / (at + 1.5)))

    def one(self, chance: random.Random) -> T:
        return self._things[min(bisect(self._sums, chance.random() * self._sums[-1]), len(self._things) - 1)]


class _File(NamedTuple):
    path: str
    project: str
    language: str


class _World:
    """What a person has to do with: applications, their titles, pages, files."""

    def __init__(self) -> None:
        chance = random.Random(1)

        def phrase(least: int, most: int) -> str:
            return " ".join(chance.choice(_WORDS).capitalize() for _ in range(chance.randint(least, most)))

        sites = _Often(_SITES)
        self.apps = _Often([name for name, _, _ in _APPS], [weight for _, weight, _ in _APPS])
        self.pages = _Often(
            [
                (
                    f"https://{site}/{'/'.join(chance.choice(_WORDS) for _ in range(chance.randint(1, 3)))}",
                    f"{phrase(2, 6)} - {site}",
                )
                for site in (sites.one(chance) for _ in range(1150))
            ]
        )
        self.files = _Often([self._file(chance) for _ in range(420)])
        self.titles = {name: _Often([f"{phrase(1, 5)} - {name}" for _ in range(count)]) for name, _, count in _APPS[2:]}

    @staticmethod
    def _file(chance: random.Random) -> _File:
        project = _PROJECTS[min(int(chance.expovariate(0.4)), len(_PROJECTS) - 1)]
        ending, language = _LANGUAGES[min(int(chance.expovariate(0.7)), len(_LANGUAGES) - 1)]
        name = f"{chance.choice(_WORDS)}_{chance.choice(_WORDS)}.{ending}"
        return _File(f"/home/user/src/{project}/{chance.choice(['src', 'lib', 'tests'])}/{name}", project, language)


class _Day:
    """One day of somebody in the world, from eight in the morning (UTC)."""

    def __init__(self, world: _World, midnight: datetime) -> None:
        self._world = world
        self._chance = random.Random(midnight.toordinal())
        self.rows: Rows = {kind: [] for kind in BUCKETS}
        at = int(midnight.timestamp() + 8 * 3600 + self._chance.uniform(-2500, 2500)) * SECOND
        for _ in range(30):
            there = int(min(max(self._chance.lognormvariate(6.45, 0.75), 60), 5400)) * SECOND
            away = int(min(max(self._chance.lognormvariate(5.3, 0.8), 180), 5400)) * SECOND
            self.rows["afk"].append((at, there - SECOND, {"status": "not-afk"}))
            self.rows["afk"].append((at + there, away - SECOND, {"status": "afk"}))
            self._sit(at, at + there)
            at += there + away

    def _sit(self, at: int, until: int) -> None:
        chance, world = self._chance, self._world
        app = world.apps.one(chance)
        while at < until:
            if chance.random() < 0.45:
                app = world.apps.one(chance)
            polls = max(1, int(min(chance.lognormvariate(1.33, 1.36), 900)))
            poll = SECOND + int(chance.random() * 12_000)
            length = min(polls - 1, (until - at) // poll) * poll
            once = f" ({chance.randrange(10**7)})" if chance.random() < 0.03 else ""
            overlap = int(chance.random() * 60_000) + poll if chance.random() < 0.004 else 0
            self.rows["window"].append(
                (at, length + overlap, {"app": app, "title": self._look(app, at, length) + once})
            )
            at += length + poll

    def _look(self, app: str, at: int, length: int) -> str:
        """The title of a window; a page or a file of its own watcher comes with it."""
        chance, world = self._chance, self._world
        if app == "firefox":
            url, title = world.pages.one(chance)
            audible = "youtube" in url and chance.random() < 0.5
            data = {"url": url, "title": title, "audible": audible, "incognito": False}
            self.rows["web"].append((at + 300_000, length, data))
            return f"{title} \N{EM DASH} Mozilla Firefox"
        if app == "Code":
            file = world.files.one(chance)
            self.rows["editor"].append(
                (at + 400_000, length, {"file": file.path, "project": file.project, "language": file.language})
            )
            return f"{file.path.rpartition('/')[2]} - {file.project} - Visual Studio Code"
        return world.titles[app].one(chance)


def write_year(database: Path, days: int, now: datetime | None = None) -> int:
    """Fill a new database with the days up to `now`, on this computer; returns how many events it has."""
    now = now or datetime.now(UTC)
    host = socket.gethostname()
    storage = Datastore(partial(PeeweeStorage, filepath=str(database)))
    total = 0
    try:
        for prefix, kind, client in BUCKETS.values():
            storage.create_bucket(f"{prefix}_{host}", kind, client, host, created=now - timedelta(days=days))
        for rows in _days(days, now):
            for name, events in rows.items():
                storage[f"{BUCKETS[name][0]}_{host}"].insert(events)
                total += len(events)
    finally:
        storage.close()
    return total


def _days(days: int, now: datetime) -> Iterator[dict[str, list[Event]]]:
    world = _World()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    end = int(now.timestamp()) * SECOND
    for back in reversed(range(days)):
        rows = _Day(world, midnight - timedelta(days=back)).rows
        yield {
            kind: [Event.from_us(None, at, min(length, end - at), data) for at, length, data in row if at < end]
            for kind, row in rows.items()
        }
