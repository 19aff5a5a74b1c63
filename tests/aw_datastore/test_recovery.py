"""Damaged files: what is whole comes back, beside what is recorded meanwhile, and the damaged file is kept."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from aw_core import Event
from aw_core.timestamps import to_us
from aw_datastore import Datastore
from aw_datastore.backup import list_backups, verify
from aw_datastore.check import check_connection, check_file
from aw_datastore.errors import DatabaseForeign, DatabaseNewer
from aw_datastore.quarantine import list_quarantine
from aw_datastore.recovery.merge import Figures, Merge
from aw_datastore.recovery.opening import open_or_begin_anew, start_over
from aw_datastore.recovery.source import Source
from aw_datastore.storages import PeeweeStorage
from aw_datastore.storages.opening import SCHEMA_VERSION
from aw_datastore.storages.shared import Shared
from tests.support import damage
from tests.support.damage import Damage, Pristine, build, expected
from tests.support.wait import patience

NOW = datetime(2026, 5, 4, 12, 30, 15, tzinfo=UTC)
KINDS = [(log, saved) for log in (False, True) for saved in (False, True)]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[bool, bool], Pristine]:
    """Without and with half of it in the log, without and with a backup."""
    folder = tmp_path_factory.mktemp("pristine")
    return {
        kind: build(folder / str(index), index, events=6000, with_log=kind[0], with_backup=kind[1])
        for index, kind in enumerate(KINDS)
    }


class Outcome(NamedTuple):
    """How many events had to come back, how many did, and what the recovery says of itself (None: none was needed)."""

    due: int
    back: int
    figures: Figures | None


def recover(database: Path, now: datetime = NOW) -> tuple[Datastore, Figures | None]:
    datastore, aside = open_or_begin_anew(lambda: Datastore(PeeweeStorage, filepath=database), database, now)
    if aside is None:
        return datastore, None
    return datastore, finish(datastore, aside.path, database)


def finish(datastore: Datastore, aside: Path, database: Path) -> Figures:
    assert isinstance(datastore.storage_strategy, PeeweeStorage)
    parts = datastore.storage_strategy.parts
    assert isinstance(parts, Shared)
    source = Source(aside, database)
    try:
        source.survey()
        return Merge(parts, source, lambda: None).run()
    finally:
        source.close()


def events_of(datastore: Datastore) -> dict[int, tuple[str, Event]]:
    found = {}
    for bucket_id in datastore.buckets():
        for event in datastore[bucket_id].get():
            assert isinstance(event.id, int)
            found[event.id] = (bucket_id, event)
    return found


def outcome(pristine: Pristine, damaged: Path, datastore: Datastore, figures: Figures | None) -> Outcome:
    due = expected(pristine, damaged)
    assert due.whole_pages >= 0.9
    found = events_of(datastore)
    back = sum(
        due.back(event_id, bucket_id, to_us(event.timestamp), round(event.duration.total_seconds() * 1e6), event.data)
        for event_id, (bucket_id, event) in found.items()
    )
    return Outcome(len(due.whole) + len(due.without_data), back, figures)


def damaged_copy(pristine: Pristine, folder: Path, damage_: Damage, seed: str) -> tuple[Path, Path]:
    """(the damaged database in its place, the same untouched by any recovery)."""
    place, same_ = folder / "place", folder / "same"
    shutil.copytree(pristine.folder, place)
    damage_(place / pristine.name, random.Random(seed))
    shutil.copytree(place, same_)
    return place / pristine.name, same_ / pristine.name


def cases() -> list[tuple[str, tuple[bool, bool]]]:
    every = [(one.__name__, KINDS[index % 4]) for index, one in enumerate(damage.ON_FILE)]
    again = [(one.__name__, KINDS[(index + 2) % 4]) for index, one in enumerate(damage.ON_FILE)]
    on_log = [(one.__name__, KINDS[2 + index % 2]) for index, one in enumerate(damage.ON_LOG)]
    return every + again + on_log


@pytest.mark.parametrize(("name", "kind"), cases())
def test_what_is_whole_comes_back(
    pristine: dict[tuple[bool, bool], Pristine], tmp_path: Path, name: str, kind: tuple[bool, bool]
) -> None:
    database, untouched = damaged_copy(pristine[kind], tmp_path, getattr(damage, name), name)
    begun = time.monotonic()
    datastore, figures = recover(database)
    assert time.monotonic() - begun < 10 * patience()
    if figures is None:
        # Found by the search after a run that was cut short, or when something cannot be read.
        storage = datastore.storage_strategy
        assert isinstance(storage, PeeweeStorage)
        with storage.parts.engine.reading() as connection:
            found = check_connection(connection, "it", quick=True)
        if not found["whole"]:
            aside = start_over(storage, database, NOW, "it is damaged")
            assert aside is not None
            figures = finish(datastore, aside.path, database)
    due, back, figures = outcome(pristine[kind], untouched, datastore, figures)
    assert back >= 0.999 * due
    assert datastore.records.get("settings", "startOfDay") == "05:00" or not kind[1]
    datastore.close()
    assert check_file(database)["whole"]
    if figures is not None:
        [kept] = list_quarantine(database)
        assert kept.read_bytes() == untouched.read_bytes(), "the damaged file is kept as it was"
        assert kept.stat().st_mode & 0o777 == 0o600
        assert kept.parent.stat().st_mode & 0o777 == 0o700


def test_a_log_of_earlier_days_is_not_applied(pristine: dict[tuple[bool, bool], Pristine], tmp_path: Path) -> None:
    one = pristine[False, False]

    def put_log(path: Path, _random: random.Random) -> None:
        path.with_name(f"{path.name}-wal").write_bytes(one.stale)

    database, untouched = damaged_copy(one, tmp_path, put_log, "")
    datastore, figures = recover(database)
    untouched.with_name(f"{untouched.name}-wal").unlink()
    due, back, _ = outcome(one, untouched, datastore, figures)
    assert back == due
    datastore.close()
    assert [path.name for path in (database.parent / "quarantine").iterdir()] == [
        "activitywatch-20260504T123015Z-leftover.log"
    ]


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int], list[int]]:
    """A database whose commits all stand in its log; how long the log was after each; where frames of page 1 are."""
    folder = tmp_path_factory.mktemp("growing")
    database = folder / "used" / "a.db"
    datastore = Datastore(PeeweeStorage, filepath=database, sync_delay=3600)
    bucket = datastore.create_bucket("b", "t", "c", "h")
    log = database.with_name("a.db-wal")
    ends = []
    for commit in range(25):
        bucket.insert([Event.from_us(None, commit * 100 + n, 1, {"n": f"{commit} {n} " * 30}) for n in range(10)])
        ends.append(log.stat().st_size)
    shutil.copytree(database.parent, folder / "killed")
    datastore.close()
    content = (folder / "killed" / "a.db-wal").read_bytes()
    firsts = [place for place in range(32, len(content), 4120) if content[place : place + 4] == b"\x00\x00\x00\x01"]
    return folder / "killed" / "a.db", ends, firsts


@pytest.mark.parametrize("behind", ["nothing", "what an earlier log left", "zeros"])
@pytest.mark.parametrize("written", [10, 24, 24 + 27, 24 + 100, 24 + 4095])
def test_a_frame_that_a_kill_cut_off_costs_no_commit_before_it(
    growing: tuple[Path, list[int], list[int]], tmp_path: Path, written: int, behind: str
) -> None:
    """Neither the log nor the file is taken for damaged, wherever in a frame of the first page the kill came."""
    killed, ends, firsts = growing
    assert len(firsts) > 5, "the first page is among what commits write"
    for place in (firsts[2], firsts[-1]):
        database = tmp_path / str(place) / "a.db"
        shutil.copytree(killed.parent, database.parent)
        log = database.with_name("a.db-wal")
        content = log.read_bytes()
        rest = {"nothing": b"", "zeros": bytes(9000), "what an earlier log left": random.Random(place).randbytes(9000)}
        log.write_bytes(content[: place + written] + rest[behind])
        datastore, aside = open_or_begin_anew(
            lambda file=database: Datastore(PeeweeStorage, filepath=file), database, NOW
        )  # type: ignore[misc]
        assert aside is None
        assert not (database.parent / "quarantine").exists()
        assert datastore["b"].get_eventcount() == 10 * sum(end <= place for end in ends)
        datastore.close()


def test_a_changed_counter_in_the_head_does_not_make_the_log_look_old(
    growing: tuple[Path, list[int], list[int]], tmp_path: Path
) -> None:
    killed, ends, _ = growing
    database = tmp_path / "copy" / "a.db"
    shutil.copytree(killed.parent, database.parent)
    with database.open("r+b") as file:
        file.seek(24)
        file.write(b"\x7f")
    datastore, _ = open_or_begin_anew(lambda: Datastore(PeeweeStorage, filepath=database), database, NOW)
    assert datastore["b"].get_eventcount() == 10 * len(ends)
    datastore.close()


def test_events_recorded_meanwhile_and_a_second_try_add_nothing_twice(
    pristine: dict[tuple[bool, bool], Pristine], tmp_path: Path
) -> None:
    one = pristine[False, True]
    database, untouched = damaged_copy(one, tmp_path, damage.no_first_page, "")
    datastore, aside = open_or_begin_anew(lambda: Datastore(PeeweeStorage, filepath=database), database, NOW)
    assert aside is not None
    assert aside.surveyed
    assert set(datastore.buckets()) >= {row.bucket for row in one.rows.values()}, "before the first answer"
    assert datastore.records.get("settings", "startOfDay") == "05:00"
    fresh = datastore["aw-watcher-afk_box"].insert(Event.from_us(None, damage.BEGIN, 1, {"status": "new"}))
    assert isinstance(fresh.id, int)
    assert fresh.id > max(one.rows)
    first = finish(datastore, aside.path, database)
    again = finish(datastore, aside.path, database)
    assert (first.events, again.events) == (len(one.rows), 0)
    assert len(events_of(datastore)) == len(one.rows) + 1
    due, back, _ = outcome(one, untouched, datastore, None)
    assert (due, back) == (len(one.rows), len(one.rows))
    datastore.close()


def test_what_is_deleted_meanwhile_stays_deleted(pristine: dict[tuple[bool, bool], Pristine], tmp_path: Path) -> None:
    database, _ = damaged_copy(pristine[False, False], tmp_path, damage.no_first_page, "")
    datastore, aside = open_or_begin_anew(lambda: Datastore(PeeweeStorage, filepath=database), database, NOW)
    assert aside is not None
    datastore.delete_bucket("aw-watcher-window_box")
    finish(datastore, aside.path, database)
    assert "aw-watcher-window_box" not in datastore.buckets()
    assert {bucket for bucket, _ in events_of(datastore).values()} == set(datastore.buckets())
    datastore.close()


def test_an_emptied_file_comes_back_from_the_newest_backup(
    pristine: dict[tuple[bool, bool], Pristine], tmp_path: Path
) -> None:
    one = pristine[False, True]
    database, _ = damaged_copy(one, tmp_path, lambda path, _: path.write_bytes(b""), "")
    datastore, figures = recover(database)
    assert figures is not None
    assert figures.events == figures.from_backup == verify(list_backups(database)[0].path)["event"]
    datastore.close()


def test_an_empty_file_without_a_past_is_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    datastore, figures = recover(tmp_path / "a.db")
    assert figures is None
    assert datastore.buckets() == {}
    datastore.close()


@pytest.mark.parametrize(("offset", "size"), [(60, 4), (68, 4)])
def test_a_changed_mark_in_the_head_is_damage_not_another_program(
    pristine: dict[tuple[bool, bool], Pristine], tmp_path: Path, offset: int, size: int
) -> None:
    one = pristine[False, False]
    database, _ = damaged_copy(one, tmp_path, lambda path, _: damage.overwrite(path, offset, b"\x7f" * size), "")
    datastore, figures = recover(database)
    assert figures is not None
    assert figures.events == len(one.rows)
    datastore.close()


def test_what_is_not_damage_is_still_refused(tmp_path: Path) -> None:
    foreign, newer = tmp_path / "foreign.db", tmp_path / "newer.db"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    Datastore(PeeweeStorage, filepath=newer).close()
    connection = sqlite3.connect(newer)
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    connection.close()
    for path, error in ((foreign, DatabaseForeign), (newer, DatabaseNewer)):
        before = path.read_bytes()
        with pytest.raises(error):
            recover(path)
        assert path.read_bytes() == before
        assert not (tmp_path / "quarantine").exists()
