"""Wishes and facts: who wins, what survives, who is woken, and what is said without a tray."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aw_server.api import ServerAPI
from aw_server.exceptions import Conflict, NotFound, ServiceUnavailable
from aw_server.modules import MAX_WAITING, ModuleIn, SnapshotIn, SupervisorIn
from tests.aw_server.fakes import FakeClock, bucket, event, file_api, memory_api
from tests.support.wait import wait_until


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def api(clock: FakeClock) -> Iterator[ServerAPI]:
    with memory_api(clock) as api:
        yield api


def report(api: ServerAPI, *, version: int = 0, pid: int = 7, at_login: bool | None = None, **wanted: bool) -> None:
    wanted = wanted or {"afk": True, "window": True}
    modules = [ModuleIn(name, "running" if wish else "stopped", wish) for name, wish in wanted.items()]
    api.modules.report(SnapshotIn(SupervisorIn(pid, "0.14.0"), modules, version, at_login))


def poll(api: ServerAPI, after: int, timeout: float = 0) -> dict[str, Any]:
    return api.modules.await_wishes(after, timeout, api.pause.snapshot, lambda: api.privacy.enabled)


def wanted(api: ServerAPI) -> dict[str, bool]:
    return {module["name"]: module["wanted"] for module in api.modules.listing()["modules"]}


class Poller:
    """A long poll in a thread of its own."""

    def __init__(self, api: ServerAPI, after: int, timeout: float = 120) -> None:
        self.answer: dict[str, Any] | None = None
        self._thread = threading.Thread(target=self._run, args=(api, after, timeout))
        waiting = api.modules._waiting
        self._thread.start()
        wait_until(lambda: api.modules._waiting > waiting or self.answer, 5, "the poll to wait")

    def _run(self, api: ServerAPI, after: int, timeout: float) -> None:
        self.answer = poll(api, after, timeout)

    def result(self) -> dict[str, Any]:
        self._thread.join(60)
        assert self.answer is not None, "the poll did not return"
        return self.answer


def test_without_a_tray_it_says_so(api: ServerAPI) -> None:
    listing = api.modules.listing()
    assert (listing["supervised"], listing["supervisor"], listing["modules"]) == (False, None, [])
    assert listing["seen"] is None
    with pytest.raises(Conflict, match="not supervised"):
        api.modules.wish("afk", False)
    with pytest.raises(Conflict, match="not supervised"):
        api.modules.restart("afk")


def test_a_snapshot_is_shown(api: ServerAPI) -> None:
    report(api, afk=True, window=False)
    listing = api.modules.listing()
    assert listing["supervised"] is True
    assert listing["supervisor"] == {"pid": 7, "version": "0.14.0"}
    assert listing["seen"] == "2024-05-01T09:00:00+00:00"
    assert listing["modules"][1] == {
        "name": "window",
        "state": "stopped",
        "wanted": False,
        "location": "bundled",
        "pid": None,
        "since": None,
        "reason": None,
        "restarts": 0,
    }


def test_a_tray_that_is_silent_for_90_seconds_is_gone(api: ServerAPI, clock: FakeClock) -> None:
    report(api)
    clock.pass_time(89)
    assert api.modules.listing()["supervised"]
    clock.pass_time(1)
    assert not api.modules.listing()["supervised"]
    poll(api, -1)
    assert api.modules.listing()["supervised"]


def test_a_wish_is_shown_at_once_and_reaches_the_tray(api: ServerAPI) -> None:
    report(api)
    api.modules.wish("afk", False)
    assert wanted(api) == {"afk": False, "window": True}
    answer = poll(api, 0)
    assert (answer["version"], answer["wishes"]["afk"], answer["restarts"]) == (1, False, [])


def test_an_unknown_module_is_not_found(api: ServerAPI) -> None:
    report(api)
    with pytest.raises(NotFound):
        api.modules.wish("nobody", True)
    with pytest.raises(NotFound):
        api.modules.restart("nobody")
    assert poll(api, -1)["version"] == 0


def test_a_snapshot_from_before_the_wish_does_not_undo_it(api: ServerAPI) -> None:
    report(api, afk=True)
    api.modules.wish("afk", False)
    report(api, version=0, afk=True)
    assert poll(api, 0)["wishes"] == {"afk": False}
    report(api, version=1, afk=True)
    assert poll(api, 0)["wishes"] == {"afk": True}


def test_a_pause_does_not_make_the_trays_own_ticks_old(api: ServerAPI) -> None:
    report(api, afk=True)
    api.pause.start(None)
    report(api, version=0, afk=False)
    assert poll(api, -1)["wishes"] == {"afk": False}


def test_wishes_and_version_survive_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    with file_api(tmp_path / "db", clock) as api:
        report(api, afk=True)
        api.modules.wish("afk", False)
        api.modules.restart("afk")
    with file_api(tmp_path / "db", clock) as api:
        report(api, version=0, afk=True)
        answer = poll(api, 0)
        assert (answer["version"], answer["wishes"], answer["restarts"]) == (2, {"afk": False}, ["afk"])


def test_restarts_are_told_once_and_not_to_the_next_tray(api: ServerAPI) -> None:
    report(api)
    api.modules.restart("afk")
    api.modules.restart("window")
    assert poll(api, 0)["restarts"] == ["afk", "window"]
    assert poll(api, 1)["restarts"] == ["window"]
    assert poll(api, 2)["restarts"] == []
    report(api, version=2, pid=8)
    assert poll(api, 0)["restarts"] == []


def test_start_at_login_is_the_trays_word_and_an_order_to_it(api: ServerAPI) -> None:
    report(api, at_login=False)
    assert api.modules.start_at_login() is False
    assert poll(api, 0)["start_at_login"] is None
    poller = Poller(api, 0)
    api.modules.set_start_at_login(True)
    answer = poller.result()
    assert (answer["version"], answer["start_at_login"]) == (1, True)
    # What was asked is not yet what is.
    assert api.modules.start_at_login() is False
    report(api, version=1, at_login=True)
    assert api.modules.start_at_login() is True
    assert poll(api, 1)["start_at_login"] is None


def test_start_at_login_is_not_asked_of_another_tray(api: ServerAPI) -> None:
    report(api, at_login=False)
    api.modules.set_start_at_login(True)
    report(api, pid=8, version=0, at_login=False)
    assert poll(api, 0)["start_at_login"] is None


def test_start_at_login_needs_a_tray_that_has_such_a_switch(api: ServerAPI, clock: FakeClock) -> None:
    with pytest.raises(Conflict, match="not supervised"):
        api.modules.set_start_at_login(True)
    report(api, at_login=None)
    with pytest.raises(Conflict):
        api.modules.set_start_at_login(True)
    report(api, at_login=True)
    clock.pass_time(91)
    assert api.modules.start_at_login() is None
    with pytest.raises(Conflict):
        api.modules.set_start_at_login(False)


def test_a_poll_waits_for_a_wish(api: ServerAPI) -> None:
    report(api)
    poller = Poller(api, 0)
    assert poller.answer is None
    api.modules.wish("afk", False)
    assert poller.result()["wishes"]["afk"] is False


def test_a_poll_hears_of_a_pause_and_of_its_end(api: ServerAPI, clock: FakeClock) -> None:
    poller = Poller(api, 0)
    api.pause.start(clock.wall + 60_000_000)
    answer = poller.result()
    assert answer["pause"]["paused"] is True
    poller = Poller(api, answer["version"])
    clock.pass_time(60)
    assert poller.result()["pause"]["paused"] is False


def test_a_poll_ends_with_its_time(api: ServerAPI) -> None:
    assert poll(api, 0, 0.01)["version"] == 0


def test_a_poll_from_another_life_does_not_wait(api: ServerAPI) -> None:
    """After the database was replaced the tray may know a version that the server has never had."""
    assert poll(api, 99, 30)["version"] == 0


def test_a_poll_goes_home_when_the_server_stops(api: ServerAPI) -> None:
    poller = Poller(api, 0)
    api.close()
    assert poller.result()["version"] == 0
    assert poll(api, 0, 30)["version"] == 0


def test_only_a_few_may_wait(api: ServerAPI) -> None:
    pollers = [Poller(api, 0) for _ in range(MAX_WAITING)]
    with pytest.raises(ServiceUnavailable) as refusal:
        poll(api, 0, 30)
    assert refusal.value.headers["Retry-After"] == "5"
    api.modules.touch()
    assert all(poller.result()["version"] == 1 for poller in pollers)
    assert poll(api, 0)["version"] == 1


def test_a_wish_that_could_not_be_stored_is_not_kept(api: ServerAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    report(api)
    with monkeypatch.context() as patched:
        patched.setattr(api.db.records, "put", _fail)
        with pytest.raises(OSError, match="full"):
            api.modules.wish("afk", False)
    assert wanted(api)["afk"] is True
    assert poll(api, -1)["version"] == 0


def test_receipts_count_from_the_start_and_from_the_last_one(api: ServerAPI, clock: FakeClock) -> None:
    bucket(api, "b", client="talker")
    bucket(api, "c", client="mute")
    api.create_bucket("far", "t", "elsewhere", "another-computer")
    clock.pass_time(10)
    api.heartbeat("b", event(0), 5)
    clock.pass_time(5)
    assert poll(api, -1)["receipts"] == {"talker": 5, "mute": 15}
    assert api.modules.listing()["receipts"] == {
        "talker": {"last": "2024-05-01T09:00:10+00:00", "age": 5},
        "mute": {"last": None, "age": 15},
    }


def test_the_server_itself_is_never_late(api: ServerAPI, clock: FakeClock) -> None:
    """Its bucket of pauses has an owner who sends nothing."""
    api.pause.start(None)
    clock.pass_time(1000)
    assert poll(api, -1)["receipts"] == {}


def test_inserts_count_as_receipts(api: ServerAPI, clock: FakeClock) -> None:
    bucket(api, client="stopwatch")
    clock.pass_time(10)
    api.create_events("b", [event(0)])
    assert api.receipts.of("stopwatch").age == 0


def _fail(*_: object) -> None:
    raise OSError("disk full")
