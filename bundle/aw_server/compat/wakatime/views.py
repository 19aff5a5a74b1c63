"""What the rest of the house sees of heartbeats: buckets of joined time, one for each editor of each machine.

Derived from the stored heartbeats by the rules that the owner chose: whatever touches those calls `renew` for the time
around, which puts right what differs. So a crash between the two is mended by the client's replay. When the rules
change, `renewal` goes through all of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from aw_core.models import Event
from aw_core.timestamps import from_us
from aw_server.api import ServerAPI
from aw_server.compat.wakatime import agents, beats
from aw_server.compat.wakatime.engine import Rules, breaks_between
from aw_server.compat.wakatime.facts import agent_of, branch_of, language_of, project_of
from aw_server.compat.wakatime.store import Store, Stored

Data = dict[str, Any]

_NAMED_PLAINLY: Final = ("category", "is_write", "lines", "dependencies", "project_root_count")


class View(NamedTuple):
    """A bucket to be, and one event's data in it."""

    bucket_id: str
    event_type: str
    client: str
    machine: str
    data: Data


class Views:
    """Keeps the view buckets in step with the stored heartbeats."""

    def __init__(self, api: ServerAPI, store: Store) -> None:
        self._api = api
        self._store = store

    def renew(self, times_us: Iterable[int], rules: Rules, gone: Iterable[View] = ()) -> None:
        """Make the views right around these moments (µs UTC). `gone` are those of deleted heartbeats."""
        extra = {view.bucket_id for view in gone}
        for low, high in _clusters(sorted(times_us), rules.timeout_us):
            self.renew_between(low, high, rules, extra)

    def renew_between(self, low: int, high: int, rules: Rules, extra: Iterable[str] = ()) -> None:
        """For all heartbeats of [low, high]; those before reach into it, those after end it. `extra`: more buckets."""
        views: dict[str, View] = {}
        wanted: dict[str, list[Event]] = defaultdict(list)
        for one, length in self._joined(low, high, rules):
            view = view_of(one)
            views[view.bucket_id] = view
            events = wanted[view.bucket_id]
            if length is not None:
                events.append(Event.from_us(None, one.event.start_us, length, view.data))
        known = self._api.db.buckets().keys()
        for bucket_id in {*wanted, *(known & set(extra))}:
            if wanted[bucket_id]:
                self._create(views[bucket_id])
            elif bucket_id not in known:
                continue
            self._settle(bucket_id, low, high, rules.timeout_us, wanted[bucket_id])

    def _joined(self, low: int, high: int, rules: Rules) -> Iterator[tuple[Stored, int | None]]:
        """The heartbeats of [low, high] and how long each lasts (µs), None for one that does not count."""
        stored = self._store.between(low, high + rules.timeout_us + 1)
        breaks = breaks_between(self._api, low, high + rules.timeout_us + 1)
        following: int | None = None
        found: list[tuple[Stored, int | None]] = []
        for one in reversed(stored):
            start = one.event.start_us
            counts = not rules.writes_only or beats.truth(one.event.data.get("is_write"))
            if start <= high:
                joins = following is not None and following - start <= rules.timeout_us
                if following is not None and joins and bisect_left(breaks, start) == bisect_left(breaks, following):
                    found.append((one, following - start if counts else None))
                else:
                    found.append((one, 0 if counts else None))
            if counts:
                following = start
        return reversed(found)

    def _create(self, view: View) -> None:
        if view.bucket_id not in self._api.db.buckets():
            self._api.create_bucket(view.bucket_id, view.event_type, view.client, view.machine)

    def _settle(self, bucket_id: str, low: int, high: int, timeout_us: int, wanted: list[Event]) -> None:
        """Make the bucket hold exactly `wanted` among the events that start within [low, high]."""
        # Wide enough that no event of [low, high] is cut at an end of the question.
        margin = timeout_us + 1
        found = self._api.get_events(bucket_id, -1, from_us(max(0, low - margin)), from_us(high + margin))
        there: dict[int, list[Event]] = defaultdict(list)
        for event in found:
            if low <= event.start_us <= high:
                there[event.start_us].append(event)
        changed: list[Event] = []
        for event in wanted:
            same = there.get(event.start_us, [])
            at = next((at for at, old in enumerate(same) if _alike(old.data, event.data)), None)
            old = None if at is None else same.pop(at)
            if old is None or old.duration != event.duration:
                event.id = old.id if old is not None else None
                changed.append(event)
        for event in (event for rest in there.values() for event in rest):
            self._api.delete_event(bucket_id, event.id)
        if changed:
            self._api.create_events(bucket_id, changed)


def view_of(stored: Stored) -> View:
    """Where a heartbeat is seen, and as what."""
    data, machine = stored.event.data, stored.machine
    agent = agents.parse(agent_of(data) or "")
    kind, entity = beats.kind(data), beats.text(data.get("entity")) or ""
    if kind == "app":
        # Not of the type of windows: the page of the day would count it beside the window watcher's.
        return View(f"aw-wakatime-apps_{machine}", "wakatime.app", "wakatime", machine, _app(data, entity))
    if kind in ("domain", "url"):
        return View(f"aw-wakatime-web_{machine}", "web.tab.current", "wakatime", machine, _tab(data, entity))
    bucket_id = f"aw-wakatime-{_slug(agent.editor_raw or 'unknown')}_{machine}"
    client = agent.plugin or "wakatime"
    return View(bucket_id, "app.editor.activity", client, machine, _editing(data, entity, agent.editor))


def _editing(data: Data, entity: str, editor: str) -> Data:
    seen = {
        "file": entity.replace("\\", "/"),
        "project": project_of(data) or "",
        "language": language_of(data) or "",
        "editor": editor,
    }
    branch = branch_of(data)
    if branch:
        seen["branch"] = branch
    return seen | _more(data)


def _app(data: Data, entity: str) -> Data:
    return {"app": entity, "title": ""} | _more(data)


def _tab(data: Data, entity: str) -> Data:
    url = entity if "://" in entity else f"https://{entity}"
    return {"url": url, "title": "", "audible": False, "incognito": False} | _more(data)


def _more(data: Data) -> Data:
    found = {key: data[key] for key in _NAMED_PLAINLY if data.get(key) is not None}
    return found | {"category": beats.category(data)}


@lru_cache(maxsize=256)
def _slug(editor: str) -> str:
    """An editor's name as part of a bucket id; never the word that stands for the heartbeats themselves."""
    slug = re.sub(r"[^\w.+#-]+", "-", editor.lower()).strip("-") or "unknown"
    return f"{slug}-editor" if slug in ("heartbeats", "apps", "web") else slug


def _clusters(times: list[int], timeout_us: int) -> list[tuple[int, int]]:
    """Stretches [low, high] around the moments; what starts in them may have changed. Those that meet are one."""
    found: list[tuple[int, int]] = []
    for time_us in times:
        low = max(0, time_us - timeout_us)
        if found and low <= found[-1][1] + timeout_us:
            found[-1] = (found[-1][0], time_us)
        else:
            found.append((low, time_us))
    return found


def _alike(one: Any, other: Any) -> bool:
    """Whether both are written alike but for the order of keys: 1, 1.0 and True differ."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_alike(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)
