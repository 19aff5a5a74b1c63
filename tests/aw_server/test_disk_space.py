"""The warning about a disk with little room: when it begins and ends, and who hears of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage, PeeweeStorage
from aw_server.api import ServerAPI
from aw_server.disk_space import FULL, LOW, MB, DiskSpace, Room, judge
from aw_server.notices import Notice, Notices
from tests.support.wait import wait_until


@pytest.mark.parametrize(
    ("free", "before", "after"),
    [
        (LOW, Room.ENOUGH, Room.ENOUGH),
        (LOW - 1, Room.ENOUGH, Room.LOW),
        (FULL - 1, Room.ENOUGH, Room.FULL),
        (0, Room.LOW, Room.FULL),
        (FULL + 1, Room.FULL, Room.FULL),
        (3 * MB, Room.FULL, Room.LOW),
        (LOW + 1, Room.LOW, Room.LOW),
        (550 * MB, Room.LOW, Room.ENOUGH),
        (LOW + 1, Room.FULL, Room.LOW),
        (10**12, Room.FULL, Room.ENOUGH),
    ],
)
def test_judging(free: int, before: Room, after: Room) -> None:
    assert judge(free, before) is after


@given(st.integers(0, 10**13), st.sampled_from(Room))
def test_a_judgement_stands_as_long_as_nothing_changes(free: int, before: Room) -> None:
    once = judge(free, before)
    assert judge(free, once) is once


class Disk:
    """A disk whose room the test decides."""

    def __init__(self) -> None:
        self.room = 10**12

    def free(self, folder: Path) -> int:
        assert folder.is_dir()
        return self.room


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Datastore]:
    datastore = Datastore(PeeweeStorage, filepath=tmp_path / "a.db", sync_delay=0.01)
    yield datastore
    datastore.close()


def test_it_is_told_once_and_ends_by_itself(db: Datastore, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    disk, changes = Disk(), list[int]()
    notices = Notices(lambda: changes.append(1))
    DiskSpace(db, notices, disk.free)
    db.records.put("any", "a", 1)
    for room, title in (
        (499 * MB, "The disk is nearly full"),
        (0, "The disk is full"),
        (10 * MB, "The disk is nearly full"),
    ):
        disk.room = room
        db.records.put("any", "a", room)
        wait_until(lambda title=title: [notice["title"] for notice in notices.all()] == [title], 5, title)
        db.records.put("any", "b", room)
    disk.room = 10**10
    db.records.put("any", "a", 2)
    wait_until(lambda: notices.all() == [], 5, "the end of the warning")
    assert len(changes) == 4
    assert [r.levelname for r in caplog.records if "disk" in r.getMessage()] == ["WARNING"] * 3 + ["INFO"]


def test_a_disk_that_is_full_from_the_start_is_told_at_the_start(db: Datastore) -> None:
    disk, notices = Disk(), Notices()
    disk.room = 100 * MB
    DiskSpace(db, notices, disk.free)
    assert [notice["kind"] for notice in notices.all()] == ["disk"]


def test_a_disk_that_cannot_be_asked_says_nothing(db: Datastore) -> None:
    def fail(folder: Path) -> int:
        raise OSError

    notices = Notices()
    DiskSpace(db, notices, fail)
    assert notices.all() == []


def test_what_lies_in_memory_needs_no_disk() -> None:
    def never(folder: Path) -> int:
        raise AssertionError

    db = Datastore(MemoryStorage)
    DiskSpace(db, Notices(), never)
    db.close()


def test_everybody_hears_of_it(db: Datastore) -> None:
    """`/info`, the page of today and the tray, which is woken, though nothing can be written."""
    api = ServerAPI(db, testing=True)
    before = api.modules.await_wishes(-1, 0, api.pause.snapshot, lambda: True)["version"]
    notice = Notice("disk", "The disk is full", "Nothing can be recorded.")
    with db.transaction():
        written = db.records.get("modules", "wishes")
        api.notices.put(notice)
        assert db.records.get("modules", "wishes") == written
    shown = [{"kind": "disk", "title": "The disk is full", "message": "Nothing can be recorded."}]
    assert api.get_info()["notices"] == shown
    assert api.get_today("UTC")["notices"] == shown
    assert api.modules.await_wishes(before, 5, api.pause.snapshot, lambda: True)["version"] != before
    api.close()
