"""What stands in a database file, and whether facts that a server acknowledged are among it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from aw_datastore import Datastore
from aw_datastore.storages import PeeweeStorage

SLACK = 0.002
"""Timestamps are stored to the millisecond."""


@dataclass(frozen=True)
class Covered:
    """An event with this data (JSON, keys sorted) holds this moment, in seconds since 1970 UTC."""

    bucket: str
    moment: float
    key: str


@dataclass(frozen=True)
class Stored:
    """Events with all these marks are there."""

    bucket: str
    marks: frozenset[str]


@dataclass(frozen=True)
class Gone:
    """No event with this mark is there."""

    bucket: str
    mark: str


@dataclass(frozen=True)
class BucketGone:
    """There is no such bucket."""

    bucket: str


@dataclass(frozen=True)
class SettingAtLeast:
    """The setting is this number or a later one."""

    key: str
    number: int


Fact: TypeAlias = Covered | Stored | Gone | BucketGone | SettingAtLeast


class Snapshot:
    """Everything in a database file that is opened as the server does it. Needs the file to itself."""

    def __init__(self, path: Path) -> None:
        self.spans: dict[tuple[str, str], list[tuple[float, float]]] = {}
        self.marks: dict[str, Counter[str]] = {}
        datastore = Datastore(PeeweeStorage, filepath=path)
        try:
            self.buckets = set(datastore.buckets())
            self.settings = datastore.records.all("settings")
            for bucket in self.buckets:
                self._read(datastore, bucket)
        finally:
            datastore.close()

    def _read(self, datastore: Datastore, bucket: str) -> None:
        marks = self.marks[bucket] = Counter()
        for event in datastore[bucket].get():
            if "mark" in event.data:
                marks[event.data["mark"]] += 1
            start = event.start_us / 1e6
            key = json.dumps(event.data, sort_keys=True)
            self.spans.setdefault((bucket, key), []).append((start, start + event.duration_us / 1e6))

    def holds(self, fact: Fact) -> bool:
        """Whether it is so."""
        match fact:
            case Covered(bucket, moment, key):
                spans = self.spans.get((bucket, key), [])
                return any(start - SLACK <= moment <= end + SLACK for start, end in spans)
            case Stored(bucket, marks):
                return marks <= self.marks.get(bucket, Counter()).keys()
            case Gone(bucket, mark):
                return mark not in self.marks.get(bucket, Counter())
            case BucketGone(bucket):
                return bucket not in self.buckets
            case SettingAtLeast(key, number):
                return bool(self.settings.get(key, 0) >= number)

    def twice(self) -> list[str]:
        """Marks of events that are there more than once, and heartbeats of one state in more than one event."""
        marks = [mark for counted in self.marks.values() for mark, count in counted.items() if count > 1]
        return marks + [f"{bucket} {key}" for (bucket, key), spans in self.spans.items() if len(spans) > 1]


def lost(snapshot: Snapshot, facts: Iterable[Fact], undone: Iterable[Fact] = ()) -> list[Fact]:
    """The facts that do not hold, but for events that `undone` (deletions asked for) explains."""
    deleted = {(fact.bucket, fact.mark) for fact in undone if isinstance(fact, Gone)}
    missing: list[Fact] = []
    for fact in facts:
        wanted = fact
        if isinstance(fact, Stored):
            wanted = Stored(fact.bucket, frozenset(m for m in fact.marks if (fact.bucket, m) not in deleted))
        if not snapshot.holds(wanted):
            missing.append(fact)
    return missing


def copy_of(database: Path, folder: Path) -> Path:
    """A copy of the files of a database that nobody has open, as they lie there."""
    folder.mkdir(parents=True, exist_ok=True)
    for suffix in ("", "-wal"):
        source = database.with_name(database.name + suffix)
        target = folder / source.name
        target.unlink(missing_ok=True)
        if source.exists():
            shutil.copyfile(source, target)
    folder.joinpath(f"{database.name}-shm").unlink(missing_ok=True)
    return folder / database.name


def integrity(path: Path) -> list[str]:
    """What SQLite's own check and ours find wrong in a database that nobody else has open."""
    connection = sqlite3.connect(path)
    try:
        try:
            problems = [str(line) for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
        except sqlite3.DatabaseError as error:
            problems = [str(error)]
        if problems:
            return problems
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return []
        homeless = connection.execute(
            "SELECT count(*) FROM event WHERE (data_id IS NOT NULL AND data_id NOT IN (SELECT id FROM data))"
            " OR bucket NOT IN (SELECT key FROM bucket)"
        ).fetchone()[0]
        return [f"{homeless} events without their data or bucket"] if homeless else []
    finally:
        connection.close()
