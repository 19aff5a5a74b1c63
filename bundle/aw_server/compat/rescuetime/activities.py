"""Asks the datastore what a question needs: stretches of time in local buckets, named.

The time is the canonical one (`aw_server.canonical`), so that every figure agrees with the pages and with queries. Days
begin at midnight, always, in the zone in which they were lived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from aw_core.timestamps import isoformat_us, to_us
from aw_server.answers import Seen
from aw_server.api import ServerAPI
from aw_server.canonical import OFFLINE, Device, canonical, devices_of, literal
from aw_server.compat.rescuetime.options import Options
from aw_server.compat.rescuetime.parameters import Question
from aw_server.compat.rescuetime.taxonomy import Named, Taxonomy

if TYPE_CHECKING:
    from aw_server.compat.rescuetime.columns import Groups, Stretches

_WEEK_START: Final = "Sunday"
_NAME_KEYS: Final = ("$protocol", "$domain", "app", "label", "$category")
_DOCUMENT_KEYS: Final = (*_NAME_KEYS, "file", "title")
_DOCUMENT_LINES: Final = (
    'events = merge_subwatcher_fields(events, browsing, ["title"], "sub_wins");',
    'events = merge_subwatcher_fields(events, editing, ["file"]);',
)
_ALWAYS: Final = "1970-01-01T00:00:00+00:00/9000-01-01T00:00:00+00:00"
_PROJECTS: Final = "Projects"
# What lies around a period decides how small holes at its edges are closed, here as on the pages.
_MARGIN_US: Final = 3_600_000_000


class Part(NamedTuple):
    """Days in a row that were lived in one zone, as a period in µs UTC."""

    start: int
    end: int
    zone: ZoneInfo


class Activities:
    """Stretches of named time. Notes in `seen` what they depend on, for whoever wants to keep an answer."""

    def __init__(self, api: ServerAPI, options: Options) -> None:
        self._api = api
        self.options = options
        self._taxonomy = Taxonomy(api.settings.get("classes"), options.levels)
        self.seen: list[Seen] = []

    def stretches(self, question: Question) -> Stretches:
        """All time of the question's days that its restrictions leave, by bucket of its resolution."""
        from aw_server.compat.rescuetime.columns import joined

        return joined(self._found(question))

    def _found(self, question: Question) -> Iterator[Stretches]:
        """The stretches of each group of devices and part of the days."""
        if question.group or (question.user and not self.options.is_person(question.user)):
            # There is one person, in no group.
            return
        from aw_server.compat.rescuetime.columns import stretches_of

        documents = question.kind == "document" or bool(question.thing or question.search)
        keys = _DOCUMENT_KEYS if documents else _NAME_KEYS
        interval = question.resolution if question.perspective == "interval" else None
        for devices in self._devices(question.source):
            lines = canonical(devices, self.options.only_present, self._always_active())
            lines += self._project_lines(question.project, devices)
            # Only what names are made of: fewer combinations to look at.
            lines.append(f"events = keep_keys(events, {literal(list(keys))});")
            lines += [
                f"events = merge_subwatcher_fields(events, browsing, {literal(['$protocol', '$domain'])});",
                *(_DOCUMENT_LINES if documents else ()),
            ]
            for part in self._parts(question.first, question.last):
                groups = self._groups(lines, keys, part, interval)
                if groups is None:
                    continue
                labels = [_label(period, interval) for period in groups.periods]
                names = [self._named(data, question) for data in groups.data]
                yield stretches_of(groups, labels, names)

    def _named(self, data: Mapping[str, Any], question: Question) -> Named | None:
        """What the data is called; None where the question does not want it."""
        named = self._taxonomy.named(data)
        return named if _wanted(named, question) else None

    def _devices(self, source: str) -> list[list[Device]]:
        """Groups of devices whose time counts once; `source`: only `computers`, `offline` time, or `mobile` ones."""
        buckets = self._api.db.buckets()
        if source:
            # There are no mobile ones that say so.
            kept = {"computers": False, "offline": True}.get(source)
            buckets = {name: about for name, about in buckets.items() if (about["hostname"] == OFFLINE) is kept}
        devices = devices_of(buckets)
        return [[device] for device in devices] if self.options.devices == "sum" else [devices] if devices else []

    def _always_active(self) -> str:
        pattern = self._api.settings.get("always_active_pattern")
        return pattern if isinstance(pattern, str) else ""

    def _groups(self, lines: list[str], keys: tuple[str, ...], part: Part, resolution: str | None) -> Groups | None:
        """The time of a part by data of these keys, and by period if there is a resolution; None where nothing is."""
        within = literal([isoformat_us(part.start), isoformat_us(part.end)])[1:-1]
        statements = [*lines, f"events = cut(events, {within});"]
        merged = list(keys)
        if resolution is not None:
            zone = literal(part.zone.key)
            statements.append(f'events = split_by_period(events, "{resolution}", {zone}, "00:00", "{_WEEK_START}");')
            merged = ["$period", *merged]
        statements.append(f"RETURN = merge_events_by_keys(events, {literal(merged)});")
        around = f"{isoformat_us(part.start - _MARGIN_US)}/{isoformat_us(part.end + _MARGIN_US)}"
        frame, seen = self._api.queries.computed(statements, around)
        self.seen.append(seen)
        # Nothing at all is an empty list.
        if isinstance(frame, list) or not len(frame):
            return None
        from aw_server.compat.rescuetime.columns import groups_of

        return groups_of(frame, keys, resolution is not None)

    def _project_lines(self, project: str, devices: list[Device]) -> list[str]:
        """The first that has that name: a stopwatch's label, a category under Projects, a project of an editor."""
        if not project:
            return []
        name = literal([project])
        if project in self._stopwatch_labels(devices):
            return [f'events = filter_period_intersect(events, filter_keyvals(measured, "label", {name}));']
        paths = self._project_paths(project)
        if paths:
            return [f'events = filter_keyvals(events, "$category", {literal(paths)});']
        return [f'events = filter_period_intersect(events, filter_keyvals(editing, "project", {name}));']

    def _stopwatch_labels(self, devices: list[Device]) -> set[str]:
        buckets = dict.fromkeys(bucket for device in devices for bucket in device.stopwatch)
        labels: set[str] = set()
        for bucket in buckets:
            found, seen = self._api.queries.computed(
                [f'RETURN = merge_events_by_keys(query_bucket({literal(bucket)}), ["label"]);'], _ALWAYS
            )
            self.seen.append(seen)
            labels |= {str(data.get("label")) for data in found.pool.some(found.code.tolist())}
        return labels

    def _project_paths(self, project: str) -> list[list[str]]:
        from aw_core.categories import classes_from_settings

        paths = [entry["name"] for entry in classes_from_settings(self._api.settings.get("classes"))]
        return [path for path in paths if len(path) > 1 and path[0] == _PROJECTS and path[1] == project]

    def _parts(self, first: date, last: date) -> Iterator[Part]:
        """The days as periods, cut where the person changed zones. A day ends where the next one begins."""
        zones = self._api.zones
        now_us = self._api.clock.wall_us()
        begin, zone = first, zones.of_day(first)
        for number in range(1, (last - first).days + 2):
            day = first + timedelta(days=number)
            over = day > last
            next_zone = zones.of_day(day)
            if over or next_zone.key != zone.key:
                start, end = _midnight(begin, zone), _midnight(day, next_zone)
                # What is stamped in the future has not happened.
                if start < end and start <= now_us:
                    yield Part(start, end, zone)
                begin, zone = day, next_zone


def _midnight(day: date, zone: ZoneInfo) -> int:
    return to_us(datetime.combine(day, time(), zone).astimezone(UTC))


def _label(period: str, resolution: str | None) -> str:
    """Local time without offset; five-minute buckets are the minutes' own."""
    local = period[:19]
    if resolution == "minute":
        minute = int(local[14:16])
        return f"{local[:14]}{minute - minute % 5:02}:00"
    return f"{local[:10]}T00:00:00" if resolution in ("day", "week", "month") else local


def _wanted(named: Named, question: Question) -> bool:
    """Whether the time belongs to the thing that was asked for; the kind says which list it is looked up in."""
    if question.search:
        names = "\n".join((named.activity, named.document, named.category, named.overview)).casefold()
        if not all(word in names for word in question.search):
            return False
    thing = question.thing
    if not thing:
        return True
    if question.kind == "overview":
        found = named.overview == thing
    elif question.kind == "category":
        found = named.category == thing
    elif question.kind in ("activity", "document"):
        found = named.activity == _site(thing)
    else:
        found = thing in (named.overview, named.category, named.activity)
    return found and (not question.thingy or named.document == question.thingy)


def _site(thing: str) -> str:
    return thing.removeprefix("www.")
