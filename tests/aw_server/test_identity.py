"""A computer that is renamed goes on in the same buckets, whoever writes and whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from aw_core.timestamps import from_us
from aw_datastore import Datastore
from aw_datastore.host_names import HostNames
from aw_datastore.storages import PeeweeStorage
from aw_server.api import ServerAPI
from aw_server.exceptions import NotFound
from tests.aw_server.fakes import T0, FakeClock, event, rows

WINDOW = "aw-watcher-window"


@contextmanager
def called(hostname: str | None, path: Path, clock: FakeClock | None = None) -> Iterator[ServerAPI]:
    """The server of a computer with that name; None: what the system says."""
    db = Datastore(PeeweeStorage, testing=True, filepath=str(path))
    api = ServerAPI(db, True, clock=clock or FakeClock(), hostname=hostname)
    try:
        yield api
    finally:
        api.close()
        db.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.db"


def watch(api: ServerAPI, hostname: str, start: float) -> bool:
    """What a watcher does at its start, and its first heartbeat."""
    made = api.create_bucket(f"{WINDOW}_{hostname}", "currentwindow", WINDOW, hostname)
    api.heartbeat(f"{WINDOW}_{hostname}", event(start, app="a", title="t"), 60)
    return made


def test_the_bucket_goes_on_under_the_new_name(path: Path) -> None:
    with called("old", path) as api:
        assert watch(api, "old", 0)
    with called("new", path) as api:
        assert not watch(api, "new", 30)
        assert list(api.get_buckets()) == [f"{WINDOW}_old"]
        assert api.get_buckets()[f"{WINDOW}_old"]["hostname"] == "new"
        assert rows(api, f"{WINDOW}_new") == rows(api, f"{WINDOW}_old") == [(0, 30)]
        # A watcher that still runs under the old name is welcome too.
        assert not watch(api, "old", 60)
        assert rows(api, f"{WINDOW}_new") == [(0, 60)]
        assert api.get_bucket_metadata(f"{WINDOW}_new")["id"] == f"{WINDOW}_old"
        assert b"currentwindow" in b"".join(api.export_bucket(f"{WINDOW}_new"))


def test_questions_of_dashboards_find_it_by_either_name(path: Path) -> None:
    with called("old", path) as api:
        watch(api, "old", 0)
        watch(api, "old", 30)
    with called("new", path) as api:
        period = [f"{from_us(T0).isoformat()}/{from_us(T0 + 10**9).isoformat()}"]
        for name in ("old", "new"):
            for text in (
                f"RETURN = sum_durations(query_bucket('{WINDOW}_{name}'));",
                f"RETURN = sum_durations(query_bucket(find_bucket('{WINDOW}_{name}')));",
                f"RETURN = sum_durations(query_bucket(find_bucket('{WINDOW}', '{name}')));",
            ):
                assert api.query2("", [text], period) == [timedelta(seconds=30)], text
        assert api.get_today("UTC")["hostname"] == "new"
        assert next(watcher["bucket"] for watcher in api.get_today("UTC")["watchers"]) == f"{WINDOW}_old"


def test_there_and_back_again(path: Path) -> None:
    for number, name in enumerate(("old", "new", "third", "old", "new")):
        with called(name, path) as api:
            watch(api, name, number * 30)
            assert list(api.get_buckets()) == [f"{WINDOW}_old"]
            assert api.get_buckets()[f"{WINDOW}_old"]["hostname"] == name
            assert rows(api, f"{WINDOW}_{name}") == [(0, number * 30)]


def test_a_bucket_of_another_computer_is_left_alone(path: Path) -> None:
    with called("old", path) as api:
        watch(api, "old", 0)
        api.create_bucket("aw-watcher-window_phone", "currentwindow", "c", "phone")
        api.create_bucket("aw-watcher-window_twin", "currentwindow", "c", "old", data={"device_id": "another"})
    with called("new", path) as api:
        hosts = {name: about["hostname"] for name, about in api.get_buckets().items()}
        assert hosts == {f"{WINDOW}_old": "new", f"{WINDOW}_phone": "phone", f"{WINDOW}_twin": "old"}
        with pytest.raises(NotFound):
            api.get_events("aw-watcher-window_stranger")
        # Of two buckets that are there, each name means its own.
        assert not api.create_bucket("aw-watcher-window_phone", "currentwindow", "c", "phone")
        assert api.get_bucket_metadata("aw-watcher-window_phone")["id"] == "aw-watcher-window_phone"


def test_a_name_given_while_the_server_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aw_server.api.get_hostname", lambda: "old")
    with called(None, path) as api:
        watch(api, "old", 0)
    said = ["old"]
    monkeypatch.setattr("aw_server.api.get_hostname", lambda: said[0])
    with called(None, path) as api:
        said[0] = "new"
        assert not watch(api, "new", 30)
        assert watch(api, "stranger", 0)
        assert sorted(api.get_buckets()) == [f"{WINDOW}_old", f"{WINDOW}_stranger"]
        assert rows(api, f"{WINDOW}_new") == [(0, 30)]
    with called(None, path) as api:
        assert api.get_buckets()[f"{WINDOW}_old"]["hostname"] == "new"
        assert api.get_buckets()[f"{WINDOW}_stranger"]["hostname"] == "stranger"


def test_a_pause_outlives_a_new_name(path: Path) -> None:
    clock = FakeClock()
    with called("old", path, clock) as api:
        api.pause.start(None)
    with called("new", path, clock) as api:
        clock.pass_time(60)
        api.pause.end()
        assert list(api.get_buckets()) == ["aw-pause_old"]
        assert rows(api, "aw-pause_old") == [(0, 60)]
        clock.pass_time(60)
        assert "paused" in {piece["state"] for piece in api.get_today("UTC")["strip"]}


def test_deleting_wants_the_real_name(path: Path) -> None:
    with called("old", path) as api:
        watch(api, "old", 0)
    with called("new", path) as api:
        with pytest.raises(NotFound):
            api.delete_bucket(f"{WINDOW}_new")
        api.update_bucket(f"{WINDOW}_new", name="Mine")
        assert api.get_buckets()[f"{WINDOW}_old"]["name"] == "Mine"
        api.delete_bucket(f"{WINDOW}_old")
        assert watch(api, "new", 0)
        assert list(api.get_buckets()) == [f"{WINDOW}_new"]


def test_names_that_end_in_one_another() -> None:
    names = HostNames("box", ["old_box", "box"])
    assert list(names.aliases("w_old_box")) == ["w_box", "w_old_old_box"]
    assert list(names.aliases("w_other")) == []
    assert list(HostNames("box").aliases("w_box")) == []
    assert (names.today("old_box"), names.today("phone")) == ("box", "phone")
