"""The server over a damaged file: answers, collects, recovers, says so."""

from __future__ import annotations

import os
import random
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.quarantine import set_aside
from aw_datastore.recovery.merge import Stopped
from aw_datastore.recovery.opening import open_or_begin_anew
from aw_datastore.storages import PeeweeStorage
from aw_server.api_damage import Damage, note_begin
from aw_server.notices import Notices
from tests.aw_server.fakes import FakeClock
from tests.support import damage
from tests.support.damage import build
from tests.support.damaged_server import run_case
from tests.support.wait import patience, wait_until


@pytest.mark.parametrize(
    ("name", "with_log"), [("no_first_page", False), ("flips", True), ("swapped", False), ("log_flips", True)]
)
def test_a_damaged_file_under_a_real_server(tmp_path: Path, name: str, with_log: bool) -> None:
    pristine = build(tmp_path / "pristine", 5, events=4000, with_log=with_log, with_backup=True)
    outcome = run_case(pristine, getattr(damage, name), name)
    assert outcome.answer < 10 * patience()
    assert outcome.back >= 0.999 * outcome.due
    assert outcome.said is not None
    assert outcome.said["state"] == "recovered"
    assert outcome.said["events"] > 0
    assert Path(outcome.said["kept"]).is_file()
    [log] = Path(os.environ["HOME"]).glob("live-server-*.log")
    assert "It is set aside, a fresh one takes its place." in log.read_text()
    assert "Recovered from activitywatch-" in log.read_text()


def test_a_whole_file_after_a_kill_is_left_alone(tmp_path: Path) -> None:
    pristine = build(tmp_path / "pristine", 6, events=3000, with_log=True, with_backup=False)
    outcome = run_case(pristine, lambda _path, _random: None, "")
    assert (outcome.back, outcome.said) == (outcome.due, None)


def opened(database: Path) -> tuple[Datastore, Damage, Notices]:
    datastore, aside = open_or_begin_anew(
        lambda: Datastore(PeeweeStorage, filepath=database), database, datetime(2026, 5, 4, tzinfo=UTC)
    )
    clock = FakeClock()
    if aside is not None:
        note_begin(datastore, aside, clock.wall_us())
    notices = Notices()
    return datastore, Damage(datastore, clock, notices, threading.Lock()), notices


def test_a_recovery_that_was_cut_short_goes_on_at_the_next_start(tmp_path: Path) -> None:
    pristine = build(tmp_path / "pristine", 7, events=3000, with_log=False, with_backup=False)
    database = pristine.folder / pristine.name
    damage.no_first_page(database, random.Random(1))
    datastore, first, notices = opened(database)
    rests = 0

    def stop_soon() -> None:
        nonlocal rests
        rests += 1
        if rests == 3:
            raise Stopped

    first._rest = stop_soon  # type: ignore[method-assign]
    first.begin()
    wait_until(lambda: rests == 3, 10, "the recovery to be stopped")
    first.close()
    state = first.state()
    assert state is not None
    assert state["state"] == "recovering"
    assert "is being brought back" in notices.all()[0]["message"]
    back = sum(datastore[bucket_id].get_eventcount() for bucket_id in datastore.buckets())
    assert 0 < back < len(pristine.rows)
    datastore.close()

    datastore, second, notices = opened(database)
    second.begin()
    wait_until(lambda: (second.state() or {}).get("state") == "recovered", 20, "the recovery to end")
    second.close()
    assert sum(datastore[bucket_id].get_eventcount() for bucket_id in datastore.buckets()) == len(pristine.rows)
    assert notices.all()[0]["title"] == "The database was damaged and is recovered"
    datastore.close()


def test_a_recovery_killed_before_it_was_noted_begins_again_at_the_next_start(tmp_path: Path) -> None:
    """The damaged file is in quarantine, and nothing else tells of it but the mark beside it."""
    pristine = build(tmp_path / "pristine", 8, events=3000, with_log=False, with_backup=False)
    database = pristine.folder / pristine.name
    damage.no_first_page(database, random.Random(1))
    # Killed once in the first look, and once when the fresh file was there already.
    set_aside(database, datetime(2026, 5, 4, tzinfo=UTC), "damaged")
    datastore, aside = open_or_begin_anew(
        lambda: Datastore(PeeweeStorage, filepath=database), database, datetime(2026, 5, 5, tzinfo=UTC)
    )
    assert aside is not None
    datastore.close()

    datastore, second, _ = opened(database)
    newest = datastore[next(iter(datastore.buckets()))].insert(Event.from_us(None, 1, 1, {"new": True}))
    assert newest is not None
    assert newest.id is not None
    assert newest.id > max(pristine.rows), "new events must not take the ids of those that come back"
    second.begin()
    wait_until(lambda: (second.state() or {}).get("state") == "recovered", 20, "the recovery to end")
    second.close()
    assert sum(datastore[one].get_eventcount() for one in datastore.buckets()) == len(pristine.rows) + 1
    datastore.close()

    datastore, third, _ = opened(database)
    third.begin()
    assert (third.state() or {})["state"] == "recovered", "once is enough"
    third.close()
    datastore.close()
