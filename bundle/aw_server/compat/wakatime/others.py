"""Time of the other watchers in this guest's terms: editors, browsers and windows that send no heartbeats of its kind.

Only on request (the preference `view`), and in goals that count everything. It is the active time of the pages: what
nobody was there for does not count, what was entered by hand does, and where several saw the same time it counts once,
for the editor before the browser, for that before the window. A machine whose windows nobody records counts by its
editors and browsers alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from aw_core.categories import rules_from_settings
from aw_core.timestamps import from_us
from aw_core.web_address import url_parts
from aw_server.api import ServerAPI
from aw_server.canonical import BY_HAND, Device, devices_by_host
from aw_server.compat.wakatime import tables
from aw_server.compat.wakatime.agents import UNKNOWN_EDITOR, UNKNOWN_OS, display_name
from aw_server.compat.wakatime.facts import UNKNOWN_BRANCH, UNKNOWN_MACHINE, UNKNOWN_PROJECT, Fact
from aw_server.compat.wakatime.naming import UNCATEGORIZED, guests_name, whole_name

if TYPE_CHECKING:
    from aw_core.frame import EventFrame
    from aw_core.frame.rules import Rules
    from aw_server.compat.wakatime.columns import Layer

Data = Mapping[str, Any]

# In the order in which they are believed.
TYPES: Final = ("app.editor.activity", "web.tab.current", "currentwindow")
_PRESENCE: Final = "afkstatus"
_STOPWATCH: Final = "general.stopwatch"
_MARGIN_US: Final = 3_600_000_000
"""What lies around a period decides how small holes at its edges are closed, here as on the pages."""
_OURS: Final = "aw-wakatime-"
_REPOSITORY: Final = re.compile(r"/([\w.-]+/[\w.-]+?)(?:\.git)?(?:/|$)")
_FORGES: Final = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org")
_LANGUAGES: Final = {language.name.lower(): language.name for language in tables.LANGUAGES}


class Others:
    """Reads the buckets of other watchers as layers of time."""

    def __init__(self, api: ServerAPI) -> None:
        self._api = api

    def first_us(self) -> int | None:
        """When the first of it was (µs UTC)."""
        spans = [self._api.db[bucket].span() for bucket in self._buckets()]
        found = [span[0] for span in spans if span is not None]
        return round(min(found).timestamp() * 1e6) if found else None

    def mark(self) -> Hashable:
        """A value that changes whenever any of it may."""
        versions = [(bucket, self._api.db[bucket].version) for bucket in self._buckets(_PRESENCE, _STOPWATCH)]
        return tuple(versions), repr(self._api.settings.get("classes")), self._always_active()

    def layers(self, start_us: int, end_us: int) -> list[Layer]:
        """What was seen in [start, end] (µs UTC), the most believable first; no layer overlaps itself."""
        from aw_core.frame.rules import compile_rules

        rules = compile_rules(rules_from_settings(self._api.settings.get("classes")))
        buckets = {key: meta for key, meta in self._api.db.buckets().items() if _foreign(key)}
        devices = devices_by_host(buckets)
        found = [self._attended(devices, buckets, rules, (start_us, end_us))] if devices else []
        used = {bucket for device in devices.values() for bucket in (*device.window, *device.browser, *device.editor)}
        return [*found, *self._apart(used, rules, start_us, end_us)]

    def _attended(
        self, devices: Mapping[str, Device], buckets: Mapping[str, Any], rules: Rules, period: tuple[int, int]
    ) -> Layer:
        """Active time of the devices with windows."""
        from aw_server.compat.wakatime.attended import Recorded, active_time
        from aw_server.compat.wakatime.columns import Layer

        start, end = period[0] - _MARGIN_US, period[1] + _MARGIN_US
        recorded = Recorded(
            lambda bucket: self._frame(bucket, start, end), lambda bucket: _sender(bucket, buckets[bucket]["client"])
        )
        return Layer(active_time(devices, recorded, rules, self._always_active()), _attended_fact)

    def _apart(self, used: Set[str], rules: Rules, start_us: int, end_us: int) -> list[Layer]:
        """What editors and browsers told of machines whose windows nobody records."""
        from aw_core.frame.choosing import concat
        from aw_core.frame.functions import filter_period_intersect, resolve_overlaps
        from aw_server.compat.wakatime.columns import Layer

        found: list[Layer] = []
        for event_type in TYPES:
            for machine, buckets in self._by_machine(event_type, used).items():
                there = self._presence(machine, start_us, end_us)
                for client, ids in buckets.items():
                    frames = [self._frame(bucket, start_us, end_us) for bucket in ids]
                    frame = resolve_overlaps(reduce(concat, frames))
                    if there is not None:
                        frame = filter_period_intersect(frame, there)
                    # All at once is much faster than one by one below.
                    rules.ranks(frame.pool.some(frame.used()))
                    found.append(Layer(frame, _maker(event_type, machine, client, rules)))
        return found

    def _always_active(self) -> str:
        pattern = self._api.settings.get("always_active_pattern")
        return pattern if isinstance(pattern, str) else ""

    def _presence(self, machine: str, start_us: int, end_us: int) -> EventFrame | None:
        """When somebody was at the machine; None where nobody looked."""
        from aw_core.frame.choosing import concat, filter_keyvals
        from aw_core.frame.functions import period_union

        buckets = [bucket for ids in self._by_machine(_PRESENCE).get(machine, {}).values() for bucket in ids]
        if not buckets:
            return None
        frame = reduce(concat, [self._frame(bucket, start_us, end_us) for bucket in buckets])
        present = filter_keyvals(frame, "status", ["not-afk"])
        return period_union(present, present)

    def _frame(self, bucket: str, start_us: int, end_us: int) -> EventFrame:
        return self._api.db[bucket].frame(from_us(max(0, start_us)), from_us(end_us))

    def _buckets(self, *more: str) -> list[str]:
        return [
            key for key, meta in self._api.db.buckets().items() if meta["type"] in (*TYPES, *more) and _foreign(key)
        ]

    def _by_machine(self, event_type: str, but: Set[str] = frozenset()) -> dict[str, dict[str, list[str]]]:
        """Ids of buckets that are not among `but`, by machine and client."""
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for key, meta in self._api.db.buckets().items():
            if meta["type"] == event_type and _foreign(key) and key not in but:
                found[meta["hostname"]][_sender(key, meta["client"])].append(key)
        return found


def _foreign(bucket_id: str) -> bool:
    """Whether it is not made of heartbeats of this guest."""
    return not bucket_id.startswith(_OURS)


def _sender(bucket_id: str, client: str) -> str:
    """The name of the editor or browser: browsers differ in their bucket's id only."""
    name = bucket_id.partition("_")[0] if "web" in client else client
    for prefix in ("aw-watcher-web-", "aw-watcher-", "aw-client-"):
        name = name.removeprefix(prefix)
    return name


def _attended_fact(data: Data) -> Fact:
    """Of active time, by whoever knows most of it (the keys of `attended`)."""
    category = data["$category"]
    machine = _text(data, "$machine")
    if _text(data, BY_HAND[0]) == BY_HAND[1]:
        return _by_hand(data, machine, category)
    for key, make in (("$editor", _edited), ("$browser", _browsed)):
        client = _text(data, key)
        if client:
            return make(data, machine, client, category)
    return _seen(data, machine, "", category)


def _maker(event_type: str, machine: str, client: str, rules: Rules) -> Callable[[dict[str, Any]], Fact]:
    make = {"app.editor.activity": _edited, "web.tab.current": _browsed, "currentwindow": _seen}[event_type]
    return lambda data: make(data, machine, client, rules.category(data))


def _edited(data: Data, machine: str, client: str, category: list[str]) -> Fact:
    file = _text(data, "file")
    sent = _text(data, "language")
    language = _LANGUAGES.get(sent.lower(), sent) or tables.language_of(file) or tables.OTHER
    return _fact(
        machine,
        _text(data, "project") or UNKNOWN_PROJECT,
        "Coding",
        display_name(client),
        file,
        language=language,
        branch=_text(data, "branch"),
        path=category,
    )


def _browsed(data: Data, machine: str, client: str, category: list[str]) -> Fact:
    parts = url_parts(_text(data, "url"))
    repository = _REPOSITORY.match(parts["$path"]) if parts["$domain"].removeprefix("www.") in _FORGES else None
    project = repository[1] if repository else _project(category)
    named = guests_name(category) or "Browsing"
    return _fact(machine, project, named, display_name(client), parts["$domain"], path=category)


def _seen(data: Data, machine: str, client: str, category: list[str]) -> Fact:
    app = _text(data, "app")
    named = guests_name(category) or UNCATEGORIZED
    return _fact(machine, _project(category), named, app or display_name(client) or UNKNOWN_EDITOR, app, path=category)


def _by_hand(data: Data, machine: str, category: list[str]) -> Fact:
    label = _text(data, "label")
    project = _text(data, "project") or _project(category)
    named = guests_name(category) or UNCATEGORIZED
    return _fact(machine or UNKNOWN_MACHINE, project, named, label or UNKNOWN_EDITOR, label, path=category)


def _fact(
    machine: str,
    project: str,
    category: str,
    editor: str,
    entity: str,
    language: str = tables.OTHER,
    branch: str = "",
    *,
    path: Sequence[str],
) -> Fact:
    branch = branch or UNKNOWN_BRANCH
    own = () if list(path) == [UNCATEGORIZED] else tuple(path)
    return Fact(project, language, branch, category, editor, UNKNOWN_OS, machine, entity, (), False, None, own)


def _project(category: list[str]) -> str:
    return UNKNOWN_PROJECT if category == [UNCATEGORIZED] else whole_name(category)


def _text(data: Data, key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""
