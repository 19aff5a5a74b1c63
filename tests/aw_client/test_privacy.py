"""Privacy rules in a client: heard of once, kept, applied before anything is queued and to what waits already."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aw_client import ActivityWatchClient
from aw_client.privacy import PrivacyRules, copy_path
from aw_client.queue import spool_path
from aw_client.transport import Refused
from aw_core.models import Event
from tests.aw_client.conftest import MakeClient
from tests.aw_client.fake_server import Asked, FakeServer
from tests.support.wait import wait_until

T0 = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
SECRET = "planted-5be1"
DROP = {"field": "title", "pattern": "planted", "action": "drop"}
HIDE = {"field": "title", "pattern": "planted", "action": "redact", "replacement": "hidden"}


def beat(second: float, title: str) -> Event:
    return Event(timestamp=T0 + timedelta(seconds=second), data={"app": "x", "title": title})


def serve(fake: FakeServer, *rules: dict[str, Any], version: str = "1") -> None:
    def answer(asked: Asked) -> tuple[int, Any]:
        if asked.path == "/api/0/privacy/rules":
            return 200, {"version": version, "rules": list(rules)}
        return 200, {}

    fake.answer = answer


def titles(fake: FakeServer) -> list[str]:
    return [body["data"]["title"] for body in fake.heartbeats()]


def on_disk(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


def test_what_may_not_be_recorded_is_never_queued(make_client: MakeClient, fake: FakeServer, home: Path) -> None:
    serve(fake, HIDE)
    client = make_client()
    assert client.follow_privacy_rules().known
    fake.stop()
    with client:
        client.create_bucket("b", "t", queued=True)
        client.heartbeat("b", beat(0, f"{SECRET} 1"), pulsetime=5, queued=True)
        client.heartbeat("b", beat(1, f"{SECRET} 2"), pulsetime=5, queued=True)
        assert on_disk(home) == []
        fake.start()
    assert set(titles(fake)) == {"hidden"}


def test_nothing_is_merged_across_what_was_dropped(make_client: MakeClient, fake: FakeServer) -> None:
    serve(fake, DROP)
    client = make_client()
    client.follow_privacy_rules()
    with client:
        client.create_bucket("b", "t", queued=True)
        for second, title in ((0, "a"), (2, "a"), (3, SECRET), (4, SECRET), (6, "a"), (8, "a")):
            client.heartbeat("b", beat(second, title), pulsetime=60, queued=True)
    spans = [(body["timestamp"][17:19], body["duration"]) for body in fake.heartbeats()]
    assert spans == [("00", 0), ("00", 2), ("06", 0), ("06", 2)]


def test_a_new_rule_counts_for_what_waits(make_client: MakeClient, fake: FakeServer, home: Path) -> None:
    serve(fake)
    client = make_client()
    rules = client.follow_privacy_rules()
    client.request_queue.register_bucket("b", "t")
    with pytest.warns(UserWarning, match="connect"):
        client.heartbeat("b", beat(0, SECRET), pulsetime=5, queued=True)
    client.heartbeat("b", beat(1, SECRET), pulsetime=5, queued=True)
    assert on_disk(home) != []
    serve(fake, HIDE, version="2")
    rules.heard("2")
    with client:
        wait_until(lambda: titles(fake), what="the heartbeat")
        client.heartbeat("b", beat(2, SECRET), pulsetime=5, queued=True)
        assert on_disk(home) == []
    assert set(titles(fake)) == {"hidden"}
    assert on_disk(home) == []


def test_a_rule_made_while_the_client_was_away_counts_at_the_next_start(
    make_client: MakeClient, fake: FakeServer, home: Path
) -> None:
    serve(fake)
    first = make_client()
    first.follow_privacy_rules()
    with pytest.warns(UserWarning, match="connect"):
        first.heartbeat("b", beat(0, SECRET), pulsetime=5, queued=True)
    assert on_disk(home) != []
    first.disconnect()
    serve(fake, DROP, version="2")
    second = make_client()
    second.follow_privacy_rules()
    assert on_disk(home) == []
    second.disconnect()


def test_the_copy_is_private_and_counts_without_a_server(make_client: MakeClient, fake: FakeServer) -> None:
    serve(fake, DROP)
    make_client().follow_privacy_rules()
    client = make_client()
    path = copy_path(client)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.parent.parent == spool_path(client).parent.parent
    fake.stop()
    rules = client.follow_privacy_rules()
    assert rules.known
    assert rules.apply("b", {"title": SECRET}) is None


def test_without_copy_and_server_nothing_is_known(make_client: MakeClient, fake: FakeServer) -> None:
    fake.stop()
    rules = make_client().follow_privacy_rules()
    assert not rules.known
    data = {"title": SECRET}
    assert rules.apply("b", data) is data


def test_rules_are_asked_for_as_soon_as_the_server_answers_and_whoever_waits_for_them_is_told(
    make_client: MakeClient, fake: FakeServer
) -> None:
    fake.stop()
    serve(fake, HIDE)
    client = make_client()
    told: list[bool] = []
    rules = client.follow_privacy_rules(told=lambda: told.append(rules.known))
    assert not rules.known
    with client:
        client.create_bucket("b", "t", queued=True)
        client.heartbeat("b", beat(0, SECRET), pulsetime=5, queued=True)
        fake.start()
        wait_until(lambda: told, 20, "the rules")
    assert told == [True]
    assert set(titles(fake)) == {"hidden"}


def followed(tmp_path: Path, ask: Callable[[], Any], clock: Callable[[], float] = lambda: 0.0) -> PrivacyRules:
    return PrivacyRules(tmp_path / "rules.json", ask, lambda error: getattr(error, "status", None), clock)


@pytest.mark.parametrize("status", [403, 404, 405])
def test_a_server_without_rules_has_none_and_is_not_asked_again(tmp_path: Path, status: int) -> None:
    def ask() -> Any:
        raise Refused(status)

    rules = followed(tmp_path, ask)
    rules.refresh()
    assert rules.known
    rules.heard("7")
    assert not rules.stale
    assert not (tmp_path / "rules.json").exists()


def test_a_server_that_does_not_answer_is_asked_again_after_a_while(tmp_path: Path) -> None:
    now = [0.0]

    def ask() -> Any:
        raise Refused(503)

    rules = followed(tmp_path, ask, lambda: now[0])
    assert rules.stale
    with pytest.raises(OSError):
        rules.refresh()
    assert not rules.stale
    assert not rules.known
    now[0] = 31.0
    assert rules.stale


def test_only_another_version_is_asked_for(tmp_path: Path) -> None:
    answers = [{"version": "1", "rules": [DROP]}, {"version": "2", "rules": []}]
    rules = followed(tmp_path, lambda: answers[0])
    assert rules.refresh()
    rules.heard("1")
    rules.heard(None)
    assert not rules.stale
    rules.heard("2")
    assert rules.stale
    answers.pop(0)
    assert rules.refresh()
    assert rules.apply("b", {"title": SECRET}) == {"title": SECRET}


@pytest.mark.parametrize("kept", ["no json", "[]", '{"rules": 1}', '{"version": "1", "rules": [{"field": 1}]}'])
def test_a_damaged_copy_is_no_copy(tmp_path: Path, kept: str) -> None:
    (tmp_path / "rules.json").write_text(kept)
    assert not followed(tmp_path, dict).known


def test_rules_that_are_not_understood_leave_the_old_ones_in_force(tmp_path: Path) -> None:
    answers: list[Any] = [{"version": "1", "rules": [DROP]}, {"version": "2", "rules": [DROP | {"action": "whisper"}]}]
    rules = followed(tmp_path, lambda: answers[0])
    rules.refresh()
    answers.pop(0)
    assert not rules.refresh()
    assert rules.apply("b", {"title": SECRET}) is None


def test_a_pattern_that_nobody_judged_counts_as_matching(tmp_path: Path) -> None:
    rules = followed(tmp_path, lambda: {"version": "1", "rules": [DROP | {"pattern": "(a+)+$"}]})
    rules.refresh()
    assert rules.apply("b", {"title": "a" * 40 + "b"}) is None


def test_a_client_that_follows_no_rules_sends_what_it_is_given(make_client: MakeClient, fake: FakeServer) -> None:
    serve(fake, DROP)
    client: ActivityWatchClient = make_client()
    with client:
        client.create_bucket("b", "t", queued=True)
        client.heartbeat("b", beat(0, SECRET), pulsetime=5, queued=True)
    assert titles(fake) == [SECRET]
    assert "/api/0/privacy/rules" not in fake.paths("GET")
