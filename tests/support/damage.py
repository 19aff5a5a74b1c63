"""A realistic database, ways to damage its files, and the truth about which of its rows the damage left whole.

A row is undamaged when every page that holds a part of it, in the file or in the log, has kept its bytes: the leaf page
of the event, its overflow pages, and those of its dictionary text, unless the newest backup has that text.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.backup import make_backup
from aw_datastore.storages import PeeweeStorage
from aw_datastore.storages.schema import ZERO_US

BEGIN = 1_769_000_000_000_000
SECOND = 1_000_000
PAGE = 4096
FRAME = PAGE + 24
LOG_HEADER = 32


class Place(NamedTuple):
    """A page of the pristine files: in the log or in the file, from that byte on."""

    in_log: bool
    offset: int


class Row(NamedTuple):
    """What an event was, and where its parts stood."""

    bucket: str
    start: int
    duration: int
    data: str
    places: tuple[Place, ...]
    text_places: tuple[Place, ...]
    text_in_backup: bool


class Pristine(NamedTuple):
    """The files before the damage, in a folder to copy, and every event by id. `stale` is an older log."""

    folder: Path
    name: str
    rows: dict[int, Row]
    bucket_places: tuple[Place, ...]
    stale: bytes


def _data(random_: random.Random, kind: str) -> dict[str, Any]:
    if kind == "window":
        title = f"page {random_.randrange(1500)} \N{EM DASH} Überblick"
        return {"app": random_.choice(["firefox", "code", "term"]), "title": title * random_.choice([1, 1, 1, 2, 9])}
    if kind == "long":
        return {"title": "x" * random_.randrange(3000, 15000) + str(random_.randrange(10**9)), "n": [1, {"a": None}]}
    if kind == "web":
        url = f"https://example.org/{random_.randrange(900)}"
        return {"url": url, "title": f"site {random_.randrange(900)}", "tabCount": random_.randrange(40)}
    return {"status": random_.choice(["afk", "not-afk"])}


_BUCKETS = {
    "aw-watcher-window_box": ("currentwindow", "window", 0.7),
    "aw-watcher-afk_box": ("afkstatus", "afk", 0.15),
    "aw-watcher-web_box": ("web.tab.current", "web", 0.13),
    "aw-watcher-long_box": ("notes", "long", 0.02),
}


class _Life:
    """Writes as watchers do: inserts, heartbeats that grow, now and then a deletion."""

    def __init__(self, datastore: Datastore, seed: int) -> None:
        self.random = random.Random(seed)
        self.datastore = datastore
        self.now = BEGIN
        for bucket_id, (kind, _, _) in _BUCKETS.items():
            datastore.create_bucket(bucket_id, kind, "watcher", "box", data={"device": "d"})

    def live(self, events: int) -> None:
        names, weights = list(_BUCKETS), [share for _, _, share in _BUCKETS.values()]
        done = 0
        while done < events:
            bucket = self.datastore[self.random.choices(names, weights)[0]]
            size = self.random.choice([1, 1, 40, 200])
            batch = [self._event(_BUCKETS[bucket.bucket_id][1]) for _ in range(size)]
            bucket.insert(batch)
            done += size
            last = bucket.last()
            assert last is not None
            for _ in range(self.random.randrange(3)):
                last.duration += timedelta(seconds=5)
                bucket.replace_last(last)
            if self.random.random() < 0.1 and isinstance(last.id, int):
                bucket.delete(last.id)
        self.datastore.records.put("settings", "startOfDay", "05:00")
        # A run that did not end: the power went, and with it the pages.
        self.datastore.records.put("server", "runs", [[BEGIN, None]])

    def _event(self, kind: str) -> Event:
        self.now += self.random.randrange(1, 90) * SECOND
        return Event.from_us(None, self.now, self.random.randrange(0, 60) * SECOND, _data(self.random, kind))


def build(folder: Path, seed: int, *, events: int = 9000, with_log: bool, with_backup: bool) -> Pristine:
    """Make the files in a new folder. Half of the life is in the log if `with_log`, as after a kill."""
    name = "activitywatch.db"
    folder.mkdir(parents=True)
    work = folder / "work"
    datastore = Datastore(PeeweeStorage, filepath=work / name, sync_delay=3600)
    life = _Life(datastore, seed)
    life.live(events // 2)
    stale = (work / f"{name}-wal").read_bytes()
    datastore.close()
    datastore = Datastore(PeeweeStorage, filepath=work / name, sync_delay=3600)
    life.datastore = datastore
    life.live(events // 4)
    if with_backup:
        make_backup(work / name, datetime(2026, 3, 1, tzinfo=UTC))
    datastore.purge()
    life.live(events // 4)
    if not with_log:
        datastore.purge()
    files = folder / "files"
    shutil.copytree(work, files, ignore=shutil.ignore_patterns("*-shm"))
    datastore.close()
    shutil.rmtree(work)
    log = files / f"{name}-wal"
    if not with_log:
        log.unlink(missing_ok=True)
    return Pristine(files, name, *_truth(files / name), stale)


def _truth(database: Path) -> tuple[dict[int, Row], tuple[Place, ...]]:
    """Every event with its places, found by a walk of its own over the b-trees."""
    from aw_datastore.backup import list_backups

    tree = _Tree(database)
    copies = list_backups(database)
    with (
        closing(sqlite3.connect(f"{copies[0].path.as_uri()}?immutable=1", uri=True))
        if copies
        else closing(sqlite3.connect(":memory:")) as connection
    ):
        saved = dict(connection.execute("SELECT id, json FROM data")) if copies else {}
    scratch = database.with_name("scratch")
    scratch.mkdir()
    shutil.copy(database, scratch)
    if database.with_name(f"{database.name}-wal").exists():
        shutil.copy(database.with_name(f"{database.name}-wal"), scratch)
    rows = {}
    with closing(sqlite3.connect(scratch / database.name)) as connection:
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master"))
        buckets = tuple(place for places in tree.rows(roots["bucket"]).values() for place in places)
        events, texts = tree.rows(roots["event"]), tree.rows(roots["data"])
        query = (
            "SELECT e.id, b.id, e.start, e.duration, e.data_id, e.extra, d.json FROM event e"
            " JOIN bucket b ON b.key = e.bucket LEFT JOIN data d ON d.id = e.data_id"
        )
        for event_id, bucket, start, duration, data_id, extra, text in connection.execute(query):
            data = {**(json.loads(text) if text else {}), **(json.loads(extra) if extra else {})}
            rows[event_id] = Row(
                bucket,
                start + ZERO_US,
                duration,
                json.dumps(data, sort_keys=True),
                events.pop(event_id),
                texts[data_id] if data_id else (),
                saved.get(data_id) == text,
            )
    assert not events, "the walk and SQLite see the same rows"
    shutil.rmtree(scratch)
    return rows, buckets


class _Tree:
    """The b-trees of sound files, walked from their roots; written apart from the reader that is tested."""

    def __init__(self, database: Path) -> None:
        self.file = database.read_bytes()
        self.over: dict[int, int] = {}
        log = database.with_name(f"{database.name}-wal")
        self.log = log.read_bytes() if log.exists() else b""
        salts, pending = self.log[16:24], {}
        for at in range(LOG_HEADER, len(self.log) - FRAME + 1, FRAME):
            if self.log[at + 8 : at + 16] != salts:
                break
            pending[int.from_bytes(self.log[at : at + 4], "big")] = at + 24
            if any(self.log[at + 4 : at + 8]):
                self.over.update(pending)
                pending = {}

    def place(self, number: int) -> Place:
        at = self.over.get(number)
        return Place(True, at) if at is not None else Place(False, (number - 1) * PAGE)

    def content(self, number: int) -> bytes:
        in_log, at = self.place(number)
        return (self.log if in_log else self.file)[at : at + PAGE]

    def rows(self, root: int) -> dict[int, tuple[Place, ...]]:
        found: dict[int, tuple[Place, ...]] = {}
        waiting = [root]
        while waiting:
            number = waiting.pop()
            page = self.content(number)
            count = int.from_bytes(page[3:5], "big")
            if page[0] == 5:
                cells = [int.from_bytes(page[12 + 2 * i : 14 + 2 * i], "big") for i in range(count)]
                waiting += [int.from_bytes(page[cell : cell + 4], "big") for cell in cells]
                waiting.append(int.from_bytes(page[8:12], "big"))
                continue
            assert page[0] == 13
            for i in range(count):
                cell = int.from_bytes(page[8 + 2 * i : 10 + 2 * i], "big")
                length, at = self._number(page, cell)
                row_id, at = self._number(page, at)
                found[row_id] = (self.place(number), *self._overflow(page, at, length))
        return found

    def _overflow(self, page: bytes, at: int, length: int) -> list[Place]:
        if length <= PAGE - 35:
            return []
        least = (PAGE - 12) * 32 // 255 - 23
        local = least + (length - least) % (PAGE - 4)
        local = local if local <= PAGE - 35 else least
        following = int.from_bytes(page[at + local : at + local + 4], "big")
        places = []
        while following:
            places.append(self.place(following))
            following = int.from_bytes(self.content(following)[:4], "big")
        return places

    @staticmethod
    def _number(page: bytes, at: int) -> tuple[int, int]:
        value = 0
        for step in range(9):
            byte = page[at + step]
            value = value << 7 | byte & 127
            if byte < 128:
                break
        return value, at + step + 1


# -- damage ----------------------------------------------------------------------------------------------------------

Damage = Callable[[Path, random.Random], object]


def _pages(path: Path, random_: random.Random, most: float = 0.1) -> list[int]:
    count = path.stat().st_size // PAGE
    return random_.sample(range(count), max(1, int(count * random_.uniform(0.005, most))))


def overwrite(path: Path, offset: int, content: bytes) -> None:
    """Put bytes into a file at a place."""
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)


def flips(path: Path, random_: random.Random) -> None:
    for page in _pages(path, random_):
        for _ in range(random_.choice([1, 3, 30])):
            overwrite(path, page * PAGE + random_.randrange(PAGE), random_.randbytes(1))


def truncation(path: Path, random_: random.Random) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(size - random_.randrange(1, size // 10))


def torn(path: Path, random_: random.Random) -> None:
    content = path.read_bytes()
    for page in _pages(path, random_, 0.08):
        cut = 512 * random_.randrange(1, 8)
        other = random_.choice([0, random_.randrange(len(content) // PAGE)]) * PAGE
        overwrite(path, page * PAGE + cut, random_.choice([bytes(PAGE), content[other : other + PAGE]])[cut:])


def zeroed(path: Path, random_: random.Random) -> None:
    for page in _pages(path, random_):
        overwrite(path, page * PAGE, bytes(PAGE))


def no_first_page(path: Path, random_: random.Random) -> None:
    overwrite(path, 0, bytes(PAGE))


def garbage_head(path: Path, random_: random.Random) -> None:
    overwrite(path, 0, random_.randbytes(random_.choice([16, 100, 1000])))


def swapped(path: Path, random_: random.Random) -> None:
    content = path.read_bytes()
    pages = _pages(path, random_, 0.08)
    for one, two in zip(pages[::2], pages[1::2], strict=False):
        overwrite(path, one * PAGE, content[two * PAGE : (two + 1) * PAGE])
        overwrite(path, two * PAGE, content[one * PAGE : (one + 1) * PAGE])


def log_flips(path: Path, random_: random.Random) -> None:
    log = path.with_name(f"{path.name}-wal")
    frames = (log.stat().st_size - LOG_HEADER) // FRAME
    for _ in range(random_.choice([1, 2, 5])):
        overwrite(log, LOG_HEADER + random_.randrange(frames) * FRAME + random_.randrange(FRAME), random_.randbytes(1))


def log_head(path: Path, random_: random.Random) -> None:
    overwrite(path.with_name(f"{path.name}-wal"), random_.randrange(24), random_.randbytes(8))


def log_cut(path: Path, random_: random.Random) -> None:
    log = path.with_name(f"{path.name}-wal")
    with log.open("r+b") as file:
        file.truncate(log.stat().st_size - random_.randrange(1, log.stat().st_size // 10))


def mixed(path: Path, random_: random.Random) -> None:
    begun = path.read_bytes()
    for damage in (flips, swapped, truncation):
        content = path.read_bytes()
        damage(path, random_)
        # Each takes up to a tenth; together they may not.
        if _changed_pages(begun, path.read_bytes()) * 10 > len(begun) / PAGE:
            path.write_bytes(content)


def _changed_pages(before: bytes, after: bytes) -> int:
    return sum(before[at : at + PAGE] != after[at : at + PAGE] for at in range(0, len(before), PAGE))


ON_FILE: tuple[Damage, ...] = (flips, truncation, torn, zeroed, no_first_page, garbage_head, swapped, mixed)
ON_LOG: tuple[Damage, ...] = (log_flips, log_head, log_cut)


# -- truth -----------------------------------------------------------------------------------------------------------


class Expected(NamedTuple):
    """The events that have to come back, whole or with `lost` data; whether the list of buckets is whole, which share
    of the file's pages is."""

    whole: dict[int, Row]
    without_data: dict[int, Row]
    buckets: bool
    whole_pages: float

    def back(self, event_id: int, bucket: str, start: int, duration: int, data: dict[str, Any]) -> bool:
        """Is that event (times in µs) what has to be under that id, to the millisecond in which the API tells times?"""
        row = self.whole.get(event_id)
        if row is None:
            row = self.without_data.get(event_id)
            if row is None:
                return False
            if data.get("lost") is True:
                data = json.loads(row.data)
        named = row.bucket == bucket or (not self.buckets and bucket.startswith("recovered_"))
        times = (row.start // 1000, row.duration) == (start // 1000, duration)
        return named and times and row.data == json.dumps(data, sort_keys=True)


def _last_commit(log: bytes) -> int:
    """Where the last whole commit of a log ends."""
    starts = range(LOG_HEADER, len(log) - FRAME + 1, FRAME)
    return max((at + FRAME for at in starts if any(log[at + 4 : at + 8])), default=0)


def expected(pristine: Pristine, damaged: Path, *, stale_log: bool = False) -> Expected:
    """Compares the damaged files with the pristine ones, byte by byte."""
    before = {False: (pristine.folder / pristine.name).read_bytes(), True: b""}
    after = {False: damaged.read_bytes(), True: b""}
    log = pristine.folder / f"{pristine.name}-wal"
    if log.exists() and not stale_log:
        before[True] = log.read_bytes()
        after[True] = damaged.with_name(f"{damaged.name}-wal").read_bytes()

    # A log that is cut: the last commit, of which a part is missing, never happened.
    committed = _last_commit(before[True][: len(after[True])])

    def kept(places: tuple[Place, ...]) -> bool:
        for in_log, at in places:
            if in_log and at >= committed:
                return False
            head = at - 24 if in_log else at
            if before[in_log][head : at + PAGE] != after[in_log][head : at + PAGE]:
                return False
        return True

    whole, without = {}, {}
    for event_id, row in pristine.rows.items():
        if kept(row.places):
            (whole if kept(row.text_places) or row.text_in_backup else without)[event_id] = row
    pages = len(before[False]) // PAGE
    return Expected(
        whole, without, kept(pristine.bucket_places), 1 - _changed_pages(before[False], after[False]) / pages
    )
