"""A server's queries over made-up buckets, what watchers and people write to them, and what the rows say."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from aw_core import Event
from aw_datastore import Bucket, Datastore
from aw_datastore.storages import MemoryStorage
from aw_query import parser
from aw_query.abreast import Hands
from aw_query.interpreter import Interpreter, beginning
from aw_server import jsonfmt
from aw_server.api import ServerAPI
from aw_server.canonical import Device, canonical
from aw_server.compat.rescuetime.activities import _DOCUMENT_LINES

T0 = datetime(2026, 3, 24, tzinfo=UTC)
DAYS = 8
NOW = T0 + timedelta(days=DAYS)
PERIOD = f"{(T0 - timedelta(days=1)).isoformat()}/{(NOW + timedelta(days=30)).isoformat()}"
SECOND, MINUTE, HOUR = 1_000_000, 60_000_000, 3_600_000_000

BUCKETS = {
    "window_a": ("currentwindow", "a"),
    "afk_a": ("afkstatus", "a"),
    "aw-watcher-web-firefox_a": ("web.tab.current", "a"),
    "editor_a": ("app.editor.activity", "a"),
    "window_b": ("currentwindow", "b"),
    "afk_b": ("afkstatus", "b"),
}
ONE = Device(("window_a",), ("afk_a",), ("aw-watcher-web-firefox_a",), ("editor_a",))
TWO = Device(("window_b",), ("afk_b",))
DATA: dict[str, list[dict[str, Any]]] = {
    "window": [
        {"app": "Firefox", "title": "GitHub"},
        {"app": "Firefox", "title": "News"},
        {"app": "code", "title": "a.py"},
        {"app": "lock", "title": ""},
        {"app": "lock"},
    ],
    "afk": [{"status": "afk"}, {"status": "not-afk"}],
    "aw-watcher-web-firefox": [
        {"url": "https://github.com/x", "title": "GitHub", "audible": False, "incognito": False, "tabCount": 3},
        {"url": "https://news.example/1", "title": "News", "audible": True, "incognito": False, "tabCount": 4},
    ],
    "editor": [
        {"file": "/a.py", "project": "a", "language": "python"},
        {"file": "/b.ts", "project": "b", "language": "ts"},
    ],
}
CLASSES = [
    [{"id": 1, "name": ["Work"], "rule": {"type": "regex", "regex": "code|a.py|github"}}],
    [
        {"id": 1, "name": ["Web"], "rule": {"type": "regex", "regex": "Firefox"}},
        {"id": 2, "name": ["Web", "News"], "rule": {"type": "regex", "regex": "news"}},
    ],
]


def view(devices: list[Device], **choices: Any) -> list[str]:
    """What a page of a year asks."""
    since, until = T0.isoformat(), (NOW + timedelta(days=1)).isoformat()
    return [
        *canonical(devices, **choices),
        f'all = cut(keep_keys(events, []), "{since}", "{until}");',
        'strip = merge_events_by_keys(split_by_period(all, "week", "Europe/Berlin", "04:00", "Monday"), ["$period"]);',
        *(f'{name} = cut({name}, "{since}", "{until}");' for name in ("events", "browsing", "editing", "presence")),
        'kinds = keep_keys(events, ["$category"]);',
        'bars = merge_events_by_keys(split_by_period(kinds, "day", "Europe/Berlin"), ["$period", "$category"]);',
        'titles = merge_events_by_keys(events, ["app", "title", "$category"]);',
        'RETURN = {"total": sum_durations(events), "bars": bars, "strip": strip, "titles": titles,'
        ' "top": limit_events(sort_by_duration(titles), 2), "presence": sum_durations(presence),'
        ' "kinds": sort_by_duration(merge_events_by_keys(kinds, ["$category"])),'
        ' "apps": merge_events_by_keys(events, "app"),'
        ' "domains": merge_events_by_keys(browsing, ["$domain"]),'
        ' "files": merge_events_by_keys(editing, ["file", "language"])};',
    ]


def _prolonged(seconds: int) -> list[str]:
    until = (NOW + timedelta(minutes=1)).isoformat()
    return [
        f'windows = flood(resolve_overlaps(prolong(query_bucket("window_a"), "{until}", {seconds})), 120);',
        'RETURN = [sum_durations(windows), merge_events_by_keys(windows, ["app"])];',
    ]


QUERIES: dict[str, list[str]] = {
    "view": view([ONE]),
    "two devices": view([ONE, TWO]),
    "all windows": view([ONE, TWO], only_present=False),
    "always active": view([TWO], always_active="lock"),
    "table": [
        *canonical([ONE]),
        'events = keep_keys(events, ["$protocol", "$domain", "app", "$category", "file", "title"]);',
        'events = merge_subwatcher_fields(events, browsing, ["$protocol", "$domain"]);',
        *_DOCUMENT_LINES,
        'events = split_by_period(events, "hour", "Asia/Kathmandu", "00:00", "Sunday");',
        'RETURN = merge_events_by_keys(events, ["$period", "$domain", "app", "$category", "file", "title"]);',
    ],
    "prolonged": _prolonged(3600),
    "prolonged far": _prolonged(30 * 86400),
    "joined": [
        'both = concat(query_bucket("window_a"), query_bucket("window_b"));',
        'other = exclude_keyvals(sort_by_timestamp(query_bucket("window_b")), "app", ["lock"]);',
        'union = union_no_overlap(sort_by_timestamp(query_bucket("window_a")), other);',
        'tagged = simplify_window_titles(filter_keyvals_regex(both, "title", "."), "title");',
        'tagged = tag(tagged, [["t", {"regex": "G"}]]);',
        'RETURN = [sum_durations(both), merge_events_by_keys(union, "app", "title"), sum_durations(tagged),'
        ' merge_events_by_keys(sort_by_timestamp(tagged), ["title", "$tags"]),'
        ' merge_events_by_keys(filter_period_intersect(query_bucket("window_a"), query_bucket("afk_b")), ["app"])];',
    ],
    "in turns": [
        'both = resolve_overlaps(concat(query_bucket("window_a"), query_bucket("window_b")));',
        'RETURN = merge_events_by_keys(both, ["app"]);',
    ],
    "listed": [
        'windows = flood(query_bucket("window_a"));',
        'presence = filter_keyvals(flood(query_bucket("afk_a")), "status", ["not-afk"]);',
        'browsing = split_url_events(flood(query_bucket("aw-watcher-web-firefox_a")));',
        'presence = period_union(presence, filter_keyvals(browsing, "audible", [true]));',
        'RETURN = {"presence": presence, "all": [windows, sum_durations(windows)], "more": windows,'
        ' "tabs": merge_subwatcher_fields(filter_period_intersect(windows, presence), browsing, ["url"]),'
        ' "apps": sort_by_duration(merge_events_by_keys(windows, ["app"]))};',
    ],
    "only listed": ['RETURN = resolve_overlaps(query_bucket("window_b"));'],
    "found": [
        'RETURN = [merge_events_by_keys(flood(query_bucket(find_bucket("window_", "b"))), ["app"]), NAME, STARTTIME];'
    ],
}
WHOLE = {
    "newest first": 'RETURN = merge_events_by_keys(query_bucket("window_a"), ["app"]);',
    "events": 'RETURN = [sum_durations(query_bucket("window_a")), query_bucket("afk_a")];',
    "a count": 'RETURN = [sum_durations(query_bucket("window_a")), query_bucket_eventcount("window_a")];',
    "the first": 'RETURN = sum_durations(limit_events(query_bucket("window_a"), 3));',
    "runs": 'RETURN = sum_durations(chunk_events_by_key(flood(query_bucket("window_a")), "app"));',
    "no keys": 'RETURN = sum_durations(merge_events_by_keys(flood(query_bucket("window_a")), []));',
}


def by_rows(db: Datastore, query: list[str], name: str = "", period: str = PERIOD) -> Any:
    """What the query gives over lists of events."""
    start, end = map(datetime.fromisoformat, period.split("/"))
    scope: dict[str, Any] = beginning(name, start, end)
    interpret = Interpreter(scope, db)
    for statement in parser.parse("".join(query)):
        scope[statement.name] = interpret.value(statement.value)
    return json.loads(jsonfmt.dumps(scope["RETURN"]))


class House:
    """A server's queries over made-up buckets, and how many questions were answered in parts."""

    def __init__(self) -> None:
        self.open(Datastore(MemoryStorage, testing=True))
        for name, (kind, host) in BUCKETS.items():
            self.db.create_bucket(name, kind, "tests", host)

    def open(self, db: Datastore) -> None:
        """Over what there is."""
        self.db = db
        self.api = ServerAPI(self.db, True, hostname="a")
        self.api.queries.hands = Hands(3, 0)
        self.divided = 0
        self.settled_anew = 0
        self.stretches: list[tuple[int | None, int | None]] = []
        """Between which seams events were added up."""

    def close(self) -> None:
        self.api.close()
        self.db.close()

    def ask(self, query: list[str], period: str = PERIOD) -> Any:
        return json.loads(self.api.queries.document("", query, [period]))[0]


# -- histories -----------------------------------------------------------------------------------------------------

TO_A_SEAM = -1
"""A length: up to two seconds before a moment at which there could be a seam, were it not for this event."""
LENGTHS = (0, 1, SECOND, 30 * SECOND, 5 * MINUTE, 20 * MINUTE, 2 * HOUR, 9 * HOUR, 9 * HOUR, 30 * HOUR)
GAPS = (0, 0, 0, 40_000, 3 * SECOND, 4 * SECOND, 10 * SECOND, 10 * MINUTE, 3 * HOUR, -50_000, -2 * SECOND, -5 * MINUTE)


def recorded(bucket: str, steps: list[tuple[int, int, int]], begin: int) -> list[Event]:
    """What a watcher recorded, up to now."""
    kinds = DATA[bucket.rpartition("_")[0]]
    at, end = begin, int(NOW.timestamp()) * 1_000_000
    events = []
    while at < end:
        for gap, length, kind in steps:
            at = max(begin, at + gap)
            if length == TO_A_SEAM:
                length = (15 * MINUTE // 2 - 2 * SECOND - at) % (15 * MINUTE)
            length = min(length, end - at)
            if at >= end:
                break
            events.append(Event.from_us(None, at, length, dict(kinds[kind % len(kinds)])))
            at += length
        at += HOUR
    return events


def begin_us(days: int = 0) -> int:
    return int((T0 + timedelta(days=days)).timestamp()) * 1_000_000


def some_steps(chance: random.Random) -> list[tuple[int, int, int]]:
    lengths = [*LENGTHS, *[TO_A_SEAM] * chance.choice((0, 0, 12))]
    return [(chance.choice(GAPS), chance.choice(lengths), chance.randrange(5)) for _ in range(chance.randrange(8, 40))]


def _moment(chance: random.Random) -> int:
    # The last days matter most: there is the seam.
    days = chance.choice((DAYS, 2))
    return begin_us(DAYS - days) + chance.randrange(days * 1440) * MINUTE + 7


def write_something(house: House, chance: random.Random, beat: int) -> None:
    """As watchers, clients and people do."""
    kind = chance.choice(("beat", "beat", "beat", "beat", "late", "late", "import", "delete", "move", "rules"))
    name = chance.choice(sorted(BUCKETS))
    spans = [(_moment(chance), chance.choice(LENGTHS)) for _ in range(3)]
    number = chance.randrange(1000)
    values: dict[str, Any] = {"late": spans[0], "import": spans, "move": (number, spans[0][0]), "rules": number % 2}
    write(house, kind, name, values.get(kind, number), beat)


def write(house: House, kind: str, name: str, value: Any, beat: int) -> None:
    if kind == "rules":
        house.api.settings.set("classes", CLASSES[value])
        return
    bucket = house.db[name]
    data = DATA[name.rpartition("_")[0]]
    if kind == "beat":
        now = NOW + timedelta(seconds=5 * beat)
        house.api.heartbeat(name, Event(timestamp=now, data=dict(data[value % len(data)])), 20)
    elif kind == "late":
        bucket.insert(Event.from_us(None, value[0], value[1], dict(data[0])))
    elif kind == "import":
        bucket.insert_many_new([Event.from_us(None, at, length, dict(data[-1])) for at, length in value])
    else:
        _change(bucket, kind, value)


def _change(bucket: Bucket, kind: str, value: Any) -> None:
    events = bucket.get()
    if not events:
        return
    if kind == "delete":
        bucket.delete(events[value % len(events)].id)
        return
    number, at = value
    event = events[number % len(events)]
    bucket.replace(event.id, Event.from_us(None, at, event.duration_us, event.data))
