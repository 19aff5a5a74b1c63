"""Webhooks: nothing unless switched on, each day once, signed, tried again, given up, never lost by a restart."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from unittest.mock import patch

import pytest

from aw_core.models import Event
from aw_core.timestamps import to_us
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server.api_receipts import Receipts
from aw_server.api_webhook_days import WebhookDays
from aw_server.exceptions import BadRequest, Conflict, NotFound
from aw_server.goals import GoalIn
from aw_server.modules import ModuleIn, Modules, SnapshotIn, SupervisorIn
from aw_server.webhook_address import fault
from aw_server.webhook_post import post
from aw_server.webhook_purge import cleaned
from aw_server.webhooks import RETRIES, WAITING, Result, Webhooks
from tests.aw_server.fakes import FakeClock, event, memory_api

URL = "https://example.org/hook"
DAY = 86_400.0


class Other:
    """The other side: remembers what came, answers as told."""

    def __init__(self) -> None:
        self.came: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.result = Result(200, "200 OK")

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> Result:
        self.came.append((url, json.loads(body), headers))
        self.body = body
        return self.result


class Dates:
    """A day that passes with the clock."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock

    def today(self) -> tuple[str, str]:
        return f"day {self.clock.wall // 86_400_000_000:06}", "UTC"

    def summed(self, date: str) -> dict[str, Any]:
        return {"active_seconds": 60, "apps": []}

    def goals(self, first: str, until: str) -> list[dict[str, Any]]:
        return []


class World:
    def __init__(self) -> None:
        self.db = Datastore(MemoryStorage, testing=True)
        self.clock = FakeClock()
        self.other = Other()
        self.hooks = self.opened()

    def opened(self) -> Webhooks:
        return Webhooks(self.db, self.clock, Dates(self.clock), self.other)

    def next_day(self) -> None:
        """A day passes, and something is recorded."""
        self.clock.pass_time(DAY)
        self.hooks.look()
        self.clock.pass_time(1)


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.hooks.close()
    made.db.close()


def test_nothing_is_sent_unless_switched_on(world: World) -> None:
    hook = world.hooks.create(URL)
    assert not hook.enabled
    world.next_day()
    with pytest.raises(Conflict):
        world.hooks.test(hook.id)
    world.hooks.change(hook.id, enabled=True)
    world.hooks.change(hook.id, enabled=False)
    world.next_day()
    assert world.other.came == []
    assert world.clock.timers == []


def test_each_day_is_told_once_after_it_ended(world: World) -> None:
    hook = world.hooks.create(URL, enabled=True)
    first, _ = Dates(world.clock).today()
    for _ in range(3):
        world.hooks.look()
    world.clock.pass_time(60)
    assert world.other.came == []
    world.next_day()
    world.hooks.look()
    world.clock.pass_time(60)
    [(url, message, _)] = world.other.came
    assert url == URL
    assert (message["type"], message["data"]) == (
        "day",
        {"date": first, "timezone": "UTC", "active_seconds": 60, "apps": []},
    )
    (shown,) = world.hooks.all()
    assert (shown.id, shown.last_event, shown.last_result) == (hook.id, "day", "200 OK")
    assert world.hooks.waiting(hook.id) == 0
    assert world.clock.timers == []


def test_a_message_is_signed(world: World) -> None:
    hook = world.hooks.create(URL, enabled=True)
    assert world.hooks.test(hook.id).taken
    [(_, message, headers)] = world.other.came
    assert message["data"] == {}
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + world.other.body
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    assert len(key) == 32
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert int(headers["webhook-timestamp"]) == world.clock.wall // 1_000_000


@pytest.mark.parametrize("result", [Result(500, "500 Oh"), Result(302, "302 Found"), Result(0, "no answer in time")])
def test_what_is_not_taken_is_tried_again_and_given_up(world: World, result: Result) -> None:
    hook = world.hooks.create(URL, enabled=True)
    world.other.result = result
    world.next_day()
    assert len(world.other.came) == 1
    for number, seconds in enumerate(RETRIES, 1):
        world.clock.pass_time(seconds - 2)
        assert len(world.other.came) == number
        world.clock.pass_time(3)
        assert len(world.other.came) == number + 1
    assert {headers["webhook-id"] for _, _, headers in world.other.came} == {world.other.came[0][2]["webhook-id"]}
    assert world.hooks.waiting(hook.id) == 0
    assert world.clock.timers == []
    assert world.hooks.all()[0].last_result == result.text


def test_what_waits_outlives_a_restart(world: World) -> None:
    hook = world.hooks.create(URL, enabled=True)
    world.other.result = Result(0, "no connection")
    world.next_day()
    world.hooks.close()
    assert world.clock.timers == []
    world.hooks = world.opened()
    assert world.hooks.waiting(hook.id) == 1
    world.other.result = Result(204, "204 No Content")
    world.clock.pass_time(61)
    assert world.hooks.waiting(hook.id) == 0
    assert [one["taken"] for one in world.hooks.all()[0].deliveries] == [True, False]
    assert world.db.records.all(WAITING) == {}
    # The day that began before the restart is told too.
    came = len(world.other.came)
    world.next_day()
    assert len(world.other.came) == came + 1


def test_switched_off_moved_or_deleted_nothing_waits_any_more(world: World) -> None:
    world.other.result = Result(0, "no connection")
    for end in ("off", "moved", "deleted"):
        hook = world.hooks.create(URL, enabled=True)
        world.next_day()
        assert world.hooks.waiting(hook.id) == 1
        if end == "off":
            world.hooks.change(hook.id, enabled=False)
        elif end == "moved":
            world.hooks.change(hook.id, url="https://example.org/other")
        else:
            world.hooks.delete(hook.id)
        came = len(world.other.came)
        world.clock.pass_time(3600)
        assert len(world.other.came) == came
        assert world.db.records.all(WAITING) == {}
        if end != "deleted":
            world.hooks.delete(hook.id)
    with pytest.raises(NotFound):
        world.hooks.delete("nothing")


def test_no_day_from_before_it_was_switched_on_is_told(world: World) -> None:
    hook = world.hooks.create(URL, enabled=True)
    world.hooks.change(hook.id, enabled=False)
    world.clock.pass_time(10 * DAY)
    world.hooks.look()
    world.hooks.change(hook.id, enabled=True)
    world.hooks.look()
    world.clock.pass_time(1)
    assert world.other.came == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "http://8.8.8.8/",
        "ftp://example.org/",
        "https://",
        "https://user:word@example.org/",
        "https://example.org/#x",
        "https://example.org/a b",
        "https://example.org:port/",
        "javascript:alert(1)",
        "https://ex\u00e4mple.org/",
        "https://example.org/\r\nX: y",
        "https://example.org/" + "x" * 2000,
        "",
    ],
)
def test_addresses_that_nothing_is_sent_to(world: World, url: str) -> None:
    with pytest.raises(BadRequest):
        world.hooks.create(url)
    assert world.hooks.all() == []


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/h?x=1",
        "http://localhost:8123/h",
        "http://[::1]/h",
        "http://192.168.1.5/h",
        "http://nas.local/",
    ],
)
def test_addresses_that_are_fine(url: str) -> None:
    assert fault(url) is None


def test_a_message_that_is_under_way_during_a_purge_waits_as_it_was_told_anew(world: World) -> None:
    world.hooks.create(URL, enabled=True)
    dates = world.hooks._days
    told = iter([["old"], ["new"]])
    dates.summed = lambda date: {"active_seconds": 60, "apps": next(told)}  # type: ignore[method-assign]

    def purging(url: str, body: bytes, headers: dict[str, str]) -> Result:
        world.hooks.purged(lambda text: False)
        return Result(500, "500 Oh")

    world.hooks._send = purging
    world.next_day()
    [message] = world.db.records.all(WAITING).values()
    assert json.loads(message["text"])["data"]["apps"] == ["new"]
    assert message["tries"] == 1


def test_a_day_that_was_summed_before_a_purge_is_summed_again(world: World) -> None:
    world.hooks.create(URL, enabled=True)
    world.other.result = Result(0, "no connection")
    told = iter([["old"], ["new"]])

    def summed(date: str) -> dict[str, Any]:
        apps = next(told)
        if apps == ["old"]:
            world.hooks.purged(lambda text: False)
        return {"active_seconds": 60, "apps": apps}

    world.hooks._days.summed = summed  # type: ignore[method-assign]
    world.next_day()
    [message] = world.db.records.all(WAITING).values()
    assert json.loads(message["text"])["data"]["apps"] == ["new"]
    assert [came["data"]["apps"] for _, came, _ in world.other.came] == [["new"]]


def test_a_message_whose_day_cannot_be_told_any_more_goes_at_a_purge(world: World) -> None:
    hook = world.hooks.create(URL, enabled=True)
    world.other.result = Result(0, "no connection")
    world.next_day()

    def failing(date: str) -> dict[str, Any]:
        raise BadRequest("InvalidDate", "no such day")

    world.hooks._days.summed = failing  # type: ignore[method-assign]
    world.hooks.purged(lambda text: False)
    assert world.hooks.waiting(hook.id) == 0
    assert world.db.records.all(WAITING) == {}


@pytest.mark.parametrize(
    ("result", "left"),
    [("200 planted", "200"), ("200 OK", "200 OK"), ("no connection (planted)", "no connection (planted)")],
)
def test_of_what_the_other_side_said_the_status_stays(result: str, left: str) -> None:
    hook = {"last_result": result, "deliveries": [{"result": result}]}
    kept = cleaned(hook, lambda text: "planted" in text)
    assert kept == {"last_result": left, "deliveries": [{"result": left}]}
    assert (kept is hook) == (result == left)


def test_a_day_holds_neither_titles_nor_addresses() -> None:
    with memory_api() as api:
        api.create_bucket("w_box", "currentwindow", "aw-watcher-window", "box")
        api.create_bucket("a_box", "afkstatus", "aw-watcher-afk", "box")
        api.create_events(
            "w_box", [event(-3600, 600, app="editor", title="A secret plan"), event(-3000, 60, app="web")]
        )
        api.create_events("a_box", [event(-3600, 3000, status="not-afk")])
        days = WebhookDays(api)
        date, zone = days.today()
        told = days.summed(date)
        assert told == {
            "active_seconds": 660,
            "apps": [{"app": "editor", "seconds": 600}, {"app": "web", "seconds": 60}],
        }
        assert zone


class Receiver(BaseHTTPRequestHandler):
    """Takes what comes at /take; sends on what comes anywhere else."""

    came: list[tuple[str, bytes, str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.came.append((self.path, body, self.headers["User-Agent"]))
        self.send_response(200 if self.path.startswith("/take") else 307)
        self.send_header("Location", "/take")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def test_a_message_goes_where_it_was_meant_to_and_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    Receiver.came = []
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            base = f"http://127.0.0.1:{server.server_port}"
            assert post(f"{base}/take?x=1", b"{}", {"User-Agent": "ActivityWatch"}) == (200, "200 OK")
            assert post(f"{base}/elsewhere", b"{}", {})[0] == 307
            status, text = post(f"https://127.0.0.1:{server.server_port}/take", b"{}", {})
            assert status == 0 and text.startswith("no connection")
        finally:
            server.shutdown()
            thread.join()
    assert [path for path, _, _ in Receiver.came] == ["/take?x=1", "/elsewhere"]
    assert post(base, b"", {})[0] == 0


# -- goals ---------------------------------------------------------------------------------------------------------


def test_goals_are_told_when_their_day_or_week_is_over() -> None:
    # Noon of a Sunday; the pages' day begins at 04:00.
    clock = FakeClock(to_us(datetime(2024, 5, 5, 12, tzinfo=UTC)))
    with memory_api(clock) as api:
        other = Other()
        api.webhooks = Webhooks(api.db, clock, WebhookDays(api), other)
        api.settings.set("wakatime", {"timezone": "UTC"})
        api.settings.set("startOfDay", "00:00")
        day = api.goals.create(GoalIn(seconds=1800, counts="everything", custom_title="Read"))
        most = api.goals.create(GoalIn(seconds=600, counts="everything", is_inverse=True))
        week = api.goals.create(GoalIn(seconds=9000, delta="week", counts="everything"))
        for left_out in ({"is_enabled": False}, {"is_snoozed": True}, {"ignore_days": ["sunday"], "seconds": 7200}):
            api.goals.create(GoalIn(**{"seconds": 60, "counts": "everything", **left_out}))
        quiet = api.webhooks.create(URL, enabled=True)
        told = api.webhooks.create(URL, enabled=True, events=["goal"])
        api.create_bucket("aw-watcher-window_box", "currentwindow", "tests", "box")
        seen = Event(timestamp=datetime(2024, 5, 5, 9, tzinfo=UTC), duration=1800, data={"app": "pdf", "title": "x"})
        api.create_events("aw-watcher-window_box", [seen])
        api.webhooks.look()
        clock.pass_time(DAY)
        api.webhooks.look()
        clock.pass_time(1)
        days = [message["type"] for _, message, _ in other.came if message["type"] == "day"]
        goals = {m["data"]["id"]: m["data"] for _, m, _ in other.came if m["type"] == "goal"}
        assert (days, len(other.came)) == (["day"], 4)
        sunday = {"first": "2024-05-05", "last": "2024-05-05", "timezone": "UTC", "seconds": 1800.0}
        assert goals == {
            day.id: {
                "id": day.id,
                "title": "Read",
                "goal_seconds": 1800,
                "at_most": False,
                "status": "reached",
                **sunday,
            },
            most.id: {"id": most.id, "title": None, "goal_seconds": 600, "at_most": True, "status": "missed", **sunday},
            week.id: {
                "id": week.id,
                "title": None,
                "goal_seconds": 9000,
                "at_most": False,
                "status": "missed",
                **sunday,
                "first": "2024-04-29",
            },
        }
        # The week goes on: the next day tells of days only, of the one that may fail on Sundays too.
        clock.pass_time(DAY)
        api.webhooks.look()
        clock.pass_time(1)
        later = {m["data"]["id"] for _, m, _ in other.came[4:] if m["type"] == "goal"}
        assert (len(later), later & {day.id, most.id, week.id}) == (3, {day.id, most.id})
        assert {hook.id for hook in api.webhooks.all()} == {quiet.id, told.id}


def test_a_goal_that_waits_is_told_anew_at_a_purge(world: World) -> None:
    goal = {"id": "g", "title": "Read", "last": "x", "seconds": 60.0, "status": "reached"}
    goals = [goal]
    with patch.object(Dates, "goals", lambda self, first, until: goals):
        hook = world.hooks.create(URL, enabled=True, events=["goal"])
        world.other.result = Result(0, "no connection")
        world.next_day()
        goals[:] = [goal | {"seconds": 20.0, "status": "missed"}]
        world.hooks.purged(lambda text: False)
        [waiting] = world.db.records.all(WAITING).values()
        assert json.loads(waiting["text"])["data"] == goals[0]
        goals.clear()
        world.hooks.purged(lambda text: False)
        assert world.hooks.waiting(hook.id) == 0


# -- modules -------------------------------------------------------------------------------------------------------


def test_a_module_that_is_given_up_is_told_once_also_after_a_restart(world: World) -> None:
    world.hooks.create(URL, enabled=True)
    hook = world.hooks.create(URL, enabled=True, events=["module"])
    modules = Modules(
        world.db, world.clock, Receipts(world.db, world.clock, "box"), lambda *told: world.hooks.module_failed(*told)
    )

    def report(state: str, since: str) -> None:
        module = ModuleIn("aw-watcher-afk", state, True, since=since, reason="ended by SIGSEGV")
        modules.report(SnapshotIn(SupervisorIn(7), [module]))
        world.clock.pass_time(1)

    report("running", "1")
    report("backing-off", "2")
    assert world.other.came == []
    report("failed", "3")
    report("failed", "3")
    world.hooks.close()
    world.hooks = world.opened()
    report("failed", "3")
    [(_, message, _)] = world.other.came
    assert (message["type"], message["data"]) == (
        "module",
        {"name": "aw-watcher-afk", "state": "failed", "reason": "ended by SIGSEGV"},
    )
    report("running", "4")
    report("failed", "5")
    assert [message["type"] for _, message, _ in world.other.came] == ["module", "module"]
    assert world.hooks.waiting(hook.id) == 0


def test_what_is_told_no_more_does_not_wait(world: World) -> None:
    hook = world.hooks.create(URL, enabled=True, events=["day", "module"])
    world.other.result = Result(0, "no connection")
    world.next_day()
    world.hooks.module_failed("aw-watcher-afk", "1", "it knows of the secret")
    world.clock.pass_time(1)
    assert world.hooks.waiting(hook.id) == 2
    world.hooks.purged(lambda text: "secret" in text)
    assert [message["event"] for message in world.db.records.all(WAITING).values()] == ["day"]
    assert world.hooks.change(hook.id, events=["module"]).events == ("module",)
    assert world.hooks.waiting(hook.id) == 0
    with pytest.raises(BadRequest):
        world.hooks.change(hook.id, events=["gossip"])
