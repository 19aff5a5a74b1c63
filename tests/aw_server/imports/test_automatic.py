"""Databases of other servers are found, imported in the background, followed, and remembered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aw_core.dirs import get_config_dir, get_data_dir
from aw_server import api_imports
from aw_server.api import ServerAPI
from tests.aw_server.fakes import FakeClock, file_api
from tests.support.foreign import MAKERS, PLACES, Maker, PeeweeMaker, RustMaker, rows, totals
from tests.support.wait import wait_until


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def api(tmp_path: Path, clock: FakeClock) -> Iterator[ServerAPI]:
    """In testing mode."""
    with file_api(tmp_path / "ours.db", clock) as api:
        yield api


def place(layout: str, testing: bool = True) -> Path:
    return Path(get_data_dir()) / PLACES[layout].format("-testing" if testing else "")


def make(layout: str, count: int, testing: bool = True, bucket: str = "b") -> Maker:
    maker = MAKERS[layout](place(layout, testing))
    maker.add(maker.bucket(bucket), rows(count))
    return maker


def look(api: ServerAPI, clock: FakeClock) -> list[dict[str, Any]]:
    """The next look, and what is known once its imports have ended."""
    if clock.timers:
        clock.pass_time(max(at for at, _ in clock.timers) - clock.mono)
    wait_until(lambda: ended(api), 20, "the imports to end")
    return api.imports.all()


def ended(api: ServerAPI) -> bool:
    return all(one["state"] not in ("waiting", "running") for one in api.imports.all())


def test_nothing_happens_before_the_first_answer_can_be_given(api: ServerAPI, clock: FakeClock) -> None:
    make("peewee", 10).close()
    api.imports.begin()
    assert [at - clock.mono for at, _ in clock.timers] == [api_imports.FIRST_LOOK]
    assert (api.imports.all(), api.get_buckets()) == ([], {})


def test_all_three_are_found(api: ServerAPI, clock: FakeClock) -> None:
    for layout in PLACES:
        make(layout, 20, bucket=f"{layout}_box").close()
    api.imports.begin()
    shown = look(api, clock)
    assert [(one["path"], one["state"], one["complete"]) for one in shown] == [
        (str(place(layout)), "done", True) for layout in sorted(PLACES, key=lambda layout: str(place(layout)))
    ]
    for layout in PLACES:
        assert api.get_eventcount(f"{layout}_box") == totals(rows(20))[0]


def test_testing_mode_takes_testing_files_only(tmp_path: Path) -> None:
    make("peewee", 5, testing=False, bucket="real").close()
    make("peewee", 5, testing=True, bucket="trial").close()
    clock = FakeClock()
    with file_api(tmp_path / "trial.db", clock) as api:
        api.imports.begin()
        look(api, clock)
        assert list(api.get_buckets()) == ["trial"]


def test_without_such_databases_nothing_is_looked_for_again(api: ServerAPI, clock: FakeClock) -> None:
    api.imports.begin()
    look(api, clock)
    assert clock.timers == []
    assert api.imports.all() == []


def test_an_unchanged_source_is_not_read_again(
    api: ServerAPI, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("rust", 10).close()
    api.imports.begin()
    first = look(api, clock)
    monkeypatch.setattr(api.imports, "_enqueue", lambda *_, **__: pytest.fail("read again"))
    assert look(api, clock) == first
    assert len(clock.timers) == 1


def test_a_source_that_grows_is_followed(api: ServerAPI, clock: FakeClock) -> None:
    maker = make("rust", 10)
    try:
        api.imports.begin()
        look(api, clock)
        maker.add(1, rows(4, 10))
        [shown] = look(api, clock)
    finally:
        maker.close()
    assert shown["buckets"]["b"]["new"] == len(rows(10) + rows(4, 10))
    assert api.get_eventcount("b") == len(rows(10) + rows(4, 10))


def test_what_was_imported_is_remembered_over_a_restart(tmp_path: Path) -> None:
    make("peewee", 10).close()
    clock = FakeClock()
    with file_api(tmp_path / "x.db", clock) as api:
        api.imports.begin()
        before = look(api, clock)
    with file_api(tmp_path / "x.db", FakeClock()) as api:
        assert api.imports.all() == before


def test_a_stop_in_the_middle_is_made_up_for_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("peewee", 2000).close()
    clock = FakeClock()
    with file_api(tmp_path / "x.db", clock) as api:
        reached = api.transfer.merge

        def stop_soon(*args: Any) -> Any:
            api.imports._stopping.set()
            return reached(*args)

        monkeypatch.setattr(api.transfer, "merge", stop_soon)
        api.imports.begin()
        clock.pass_time(api_imports.FIRST_LOOK)
        wait_until(lambda: api.imports._worker is None, 20, "the import to stop")
        [shown] = api.imports.all()
        assert (shown["state"], shown["complete"]) == ("waiting", False)
        assert 0 < api.get_eventcount("b") < len(rows(2000))
    clock = FakeClock()
    with file_api(tmp_path / "x.db", clock) as api:
        api.imports.begin()
        [shown] = look(api, clock)
        assert shown["complete"]
        assert api.get_eventcount("b") == len(rows(2000))


def test_a_damaged_source_is_named_and_left_until_it_changes(api: ServerAPI, clock: FakeClock) -> None:
    path = place("rust")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"SQLite format 3\x00" + b"x" * 2000)
    api.imports.begin()
    [shown] = look(api, clock)
    assert shown["state"] == "failed"
    assert str(path) in shown["message"]
    assert not api.imports._changed(path)
    path.unlink()
    make("rust", 3).close()
    [shown] = look(api, clock)
    assert (shown["state"], shown["message"], shown["complete"]) == ("done", None, True)


def test_settings_of_the_python_server_come_over_once(api: ServerAPI, clock: FakeClock) -> None:
    folder = Path(get_config_dir("aw-server"))
    (folder / "settings-testing.json").write_text(json.dumps({"startOfDay": "05:00", "theme": "dark", "classes": []}))
    (folder / "settings.json").write_text(json.dumps({"landingpage": "/real"}))
    api.set_setting("theme", "light")
    api.imports.begin()
    [shown] = look(api, clock)
    assert api.get_setting() == {"startOfDay": "05:00", "theme": "light", "classes": []}
    assert (shown["settings"], shown["buckets"]) == (["classes", "startOfDay", "theme"], {})
    api.settings.delete("startOfDay")
    (folder / "settings-testing.json").write_text(json.dumps({"startOfDay": "05:00", "locale": "de"}))
    api.imports.begin()
    look(api, clock)
    assert api.get_setting() == {"theme": "light", "classes": [], "locale": "de"}


def test_settings_of_the_rust_server_that_were_deleted_here_stay_deleted(api: ServerAPI, clock: FakeClock) -> None:
    maker = make("rust", 3)
    assert isinstance(maker, RustMaker)
    try:
        maker.setting("startOfDay", "05:00")
        api.imports.begin()
        look(api, clock)
        assert api.get_setting("startOfDay") == "05:00"
        api.settings.delete("startOfDay")
        maker.add(1, rows(1, 10))
        look(api, clock)
    finally:
        maker.close()
    assert api.get_setting("startOfDay") is None


def test_many_new_events_are_read_from_a_copy(
    api: ServerAPI, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aw_server.imports import run

    monkeypatch.setattr(run, "_FEW", 3)
    maker = make("peewee", 10)
    assert isinstance(maker, PeeweeMaker)
    try:
        api.imports.begin()
        look(api, clock)
        maker.add(1, rows(30, 10))
        [shown] = look(api, clock)
    finally:
        maker.close()
    assert shown["complete"]
    assert api.get_eventcount("b") == len(rows(10) + rows(30, 10))


def test_heartbeats_go_on_merging_meanwhile(api: ServerAPI, clock: FakeClock) -> None:
    """The server's own newest heartbeat stays the one that grows."""
    from tests.aw_server.fakes import event

    api.create_bucket("b", "t", "c", "box")
    first = api.heartbeat("b", event(0, app="a"), 60)
    make("sqlite", 30).close()
    api.imports.begin()
    look(api, clock)
    second = api.heartbeat("b", event(30, app="a"), 60)
    assert (second.id, second.duration.total_seconds()) == (first.id, 30)


def test_what_the_old_program_recorded_in_a_pause_of_ours_is_not_fetched_unasked(
    api: ServerAPI, clock: FakeClock
) -> None:
    from tests.aw_server.fakes import T0

    clock.wall = rows(1)[0].start + 100_000_000
    api.pause.start(None)
    clock.pass_time(50)
    api.pause.end()
    outside = [row for row in rows(30) if not clock.wall - 50_000_000 <= row.start < clock.wall]
    assert clock.wall > T0
    assert len(outside) < len(rows(30))
    make("peewee", 30).close()
    api.imports.begin()
    [shown] = look(api, clock)
    assert api.get_eventcount("b") == len(outside)
    bucket = shown["buckets"]["b"]
    assert (bucket["withheld"], shown["complete"]) == (len(rows(30)) - len(outside), True)
    # Asked for by hand, everything comes.
    api.imports.run_now(place("peewee"))
    assert api.get_eventcount("b") == len(rows(30))


def test_the_first_import_is_told_and_later_ones_are_not(
    api: ServerAPI, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = make("peewee", 10)
    told: list[str] = []
    put = api.notices.put

    def noted(notice: Any) -> None:
        told.append(notice.kind)
        put(notice)

    monkeypatch.setattr(api.notices, "put", noted)
    try:
        api.imports.begin()
        look(api, clock)
        wait_until(lambda: len(api.notices.all()) == 1, 10, "the notice")
        [notice] = api.get_today("UTC")["notices"]
        events, us = totals(rows(10))
        assert notice["kind"] == "imported"
        assert f"{events} events, {us / 3.6e9:.1f} hours" in notice["message"]
        assert "Everything of it is here." in notice["message"]
        maker.add(1, rows(1, 50))
        look(api, clock)
        assert told == ["import", "imported"]
        assert api.notices.all() == []
    finally:
        maker.close()


def test_a_failure_is_told_until_it_is_mended(api: ServerAPI, clock: FakeClock) -> None:
    path = place("sqlite")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"SQLite format 3\x00" + b"x" * 2000)
    api.imports.begin()
    look(api, clock)
    wait_until(lambda: [one["kind"] for one in api.notices.all()] == ["import-failed"], 10, "the notice")
    path.unlink()
    make("sqlite", 3).close()
    look(api, clock)
    wait_until(lambda: [one["kind"] for one in api.notices.all()] == ["imported"], 10, "the better news")
