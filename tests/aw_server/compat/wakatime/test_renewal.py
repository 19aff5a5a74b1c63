"""The buckets that pages show follow the rules by which summaries count: after a change of those, and across pauses."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from unittest.mock import patch

import pytest

from aw_server.compat.wakatime.engine import Rules
from aw_server.compat.wakatime.renewal import KIND
from aw_server.config import ServerSettings
from aw_server.server import create_app
from tests.aw_server.compat.wakatime.asking import Asking, asking, beat
from tests.support.wait import wait_until

NOON = datetime(2024, 3, 8, 12, tzinfo=UTC).timestamp()
AGENTS = {
    name: f"wakatime/v1.90.0 (linux-6.1-x86_64) go1.22.0 {name}/1.0 {name}-wakatime/1.0" for name in ("vim", "emacs")
}


def counted(client: Asking) -> float:
    """What summaries say of the day."""
    total: float = client.get("summaries", range="Today")["data"][0]["grand_total"]["total_seconds"]
    return total


def shown(client: Asking) -> float:
    """What the buckets of joined time hold."""
    types = ("app.editor.activity", "web.tab.current", "wakatime.app")
    buckets = [bucket for bucket, about in client.api.get_buckets().items() if about["type"] in types]
    return sum(event.duration.total_seconds() for bucket in buckets for event in client.api.get_events(bucket))


def agrees(client: Asking) -> Callable[[], bool]:
    return lambda: abs(shown(client) - counted(client)) < 1e-6


def type_a_day(client: Asking) -> None:
    """Some hundred heartbeats of two editors, a browser and an application, with pauses to think of every length."""
    chance = random.Random(7)
    at, beats = NOON - 11 * 3600, []
    while at < NOON - 60:
        kind = chance.choice(["file", "file", "file", "domain", "app"])
        agent = AGENTS[chance.choice(["vim", "emacs"])]
        entity = {"file": f"/p/alpha/{chance.randrange(9)}.py", "domain": "example.org", "app": "Slack"}[kind]
        written = chance.random() < 0.5
        beats.append(beat(at, type=kind, entity=entity, user_agent=agent, is_write=written, category=None))
        at += chance.choice([2.5, 40.25, 130, 290, 600, 1000])
    assert len(beats) > 100
    assert {status for _, status in client.send(beats)} == {201}


@pytest.mark.parametrize(
    "chosen", [{"timeout": 2}, {"timeout": 60}, {"writes_only": True}, {"timeout": 3, "writes_only": True}]
)
def test_other_rules_make_all_of_it_anew(chosen: dict[str, int | bool]) -> None:
    with asking(NOON) as client:
        client.choose(timezone="UTC")
        type_a_day(client)
        before = counted(client)
        assert agrees(client)()
        client.choose(timezone="UTC", **chosen)
        assert counted(client) != before
        wait_until(agrees(client), 20, "the buckets to follow")
        client.choose(timezone="UTC")
        wait_until(agrees(client), 20, "the buckets to follow back")
        assert counted(client) == before


def test_a_change_that_the_guest_did_not_see_is_made_up_for() -> None:
    """Chosen before anybody asked the guest since the server was started."""
    with asking(NOON) as client:
        client.choose(timezone="UTC")
        type_a_day(client)
        client.api.db.records.put("settings", "wakatime", {"timezone": "UTC", "timeout": 1})
        assert not agrees(client)()
        with (
            patch("aw_server.api.SystemClock", lambda: client.clock),
            patch("aw_server.api.get_hostname", lambda: "box"),
        ):
            later = create_app(ServerSettings(), client.api.db)
        again = Asking(later.test_client(), later.api, client.clock)
        wait_until(agrees(again), 20, "the buckets to follow")
        later.api.close()


def test_what_was_interrupted_begins_again() -> None:
    with asking(NOON) as client:
        client.choose(timezone="UTC")
        type_a_day(client)
        client.api.pause.start(None)
        client.choose(timezone="UTC", timeout=1)
        # Nothing is stored while paused, so nothing can follow.
        assert not agrees(client)()
        assert client.api.db.records.get(KIND, "rules") == [15, False]
        client.clock.pass_time(60)
        client.api.pause.end()
        client.send([beat(NOON + 60)])
        wait_until(agrees(client), 20, "the buckets to follow")
        wait_until(lambda: client.api.db.records.get(KIND, "rules") == [1, False], 20, "the note of it")


def test_nothing_is_joined_across_a_pause_in_the_buckets_either() -> None:
    with asking(NOON) as client:
        client.choose(timezone="UTC")
        client.send([beat(NOON - 60), beat(NOON)])
        client.clock.pass_time(100)
        client.api.pause.start(None)
        client.clock.pass_time(100)
        client.api.pause.end()
        client.send([beat(NOON + 200)])
        assert counted(client) == shown(client) == 60


def test_deleted_while_paused() -> None:
    with asking(NOON) as client:
        client.choose(timezone="UTC")
        client.send([beat(NOON - 120), beat(NOON - 60), beat(NOON)])
        ids = [row["id"] for row in client.get("heartbeats", date="2024-03-08")["data"]]
        client.clock.pass_time(10)
        client.api.pause.start(None)
        body = {"date": "2024-03-08", "ids": [ids[2]]}
        assert client.ask("DELETE", "/api/v1/users/current/heartbeats.bulk", json=body).status_code == 200
        client.clock.pass_time(10)
        client.api.pause.end()
        client.send([beat(NOON + 15)])
        wait_until(agrees(client), 20, "the buckets to follow")
        assert counted(client) == 60


def test_the_rules_say_their_time_out_in_microseconds() -> None:
    assert Rules(15, False).timeout_us == 900_000_000
