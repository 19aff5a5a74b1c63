"""Delivery without a thread: order, outages, refusals and waiting, on a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from aw_client.delivery import FIRST_WAIT, LONGEST_WAIT, Delivery, RegisteredBucket
from aw_client.spool import QueuedRequest, Spool
from aw_client.transport import Refused
from aw_core.loopback_http import NoAnswer

MINUTE = 60.0


class World:
    """A server behind three functions, and a clock."""

    def __init__(self) -> None:
        self.now = 0.0
        self.away: OSError | None = None
        self.statuses: list[int] = []
        self.buckets: set[str] = set()
        self.created: list[str] = []
        self.arrived: list[int] = []
        self.attempts = 0
        self.lean = False

    def create(self, bucket_id: str, event_type: str) -> None:
        self._reach()
        self.created.append(bucket_id)
        self.buckets.add(bucket_id)

    def post(self, endpoint: str, data: dict[str, Any]) -> None:
        self._reach()
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200 and endpoint.split("/")[1] not in self.buckets:
            status = 404
        if status >= 400:
            raise Refused(status) if self.lean else requests.HTTPError("refused", response=_reply(status))
        self.arrived.append(data["n"])

    def ping(self) -> None:
        self._reach()

    def _reach(self) -> None:
        self.attempts += 1
        if self.away is not None:
            raise self.away


@pytest.fixture(params=["requests", "lean"])
def world(request: pytest.FixtureRequest) -> World:
    """A server that is reached with requests, and one on this machine."""
    world = World()
    world.lean = request.param == "lean"
    return world


@pytest.fixture
def delivery(world: World, tmp_path: Path) -> Iterator[Delivery]:
    spool = Spool(tmp_path / "queue.db")
    yield Delivery(spool, world.create, world.post, world.ping)
    spool.close()


def put(delivery: Delivery, *numbers: int, bucket: str = "b") -> None:
    delivery.spool.put([QueuedRequest(f"buckets/{bucket}/heartbeat?pulsetime=60", {"n": n}) for n in numbers])


def run(delivery: Delivery, world: World, until: float) -> None:
    """Take turns until the clock stands at `until`, moving it by the waits that the delivery asks for."""
    while world.now <= until:
        pause = delivery.turn()
        if pause is None:
            return
        world.now += pause


def test_ten_minutes_without_a_server_lose_nothing_and_keep_the_order(delivery: Delivery, world: World) -> None:
    delivery.register(RegisteredBucket("b", "test"))
    world.away = requests.ConnectionError("refused")
    for number in range(600):
        put(delivery, number)
        if world.now <= number:
            run(delivery, world, until=number)
    assert world.arrived == []
    assert world.now >= 10 * MINUTE - LONGEST_WAIT
    assert world.attempts < 10 * MINUTE / LONGEST_WAIT + 10
    world.away = None
    run(delivery, world, until=world.now + LONGEST_WAIT)
    assert world.arrived == list(range(600))
    assert world.created == ["b"]
    assert delivery.spool.size() == 0


def test_waits_grow_to_a_cap_and_start_anew_after_success(delivery: Delivery, world: World) -> None:
    put(delivery, 1)
    world.away = requests.ConnectionError("refused")
    waits = [delivery.turn() for _ in range(7)]
    assert waits == [FIRST_WAIT, 1, 2, 4, 8, LONGEST_WAIT, LONGEST_WAIT]
    world.away = None
    world.buckets.add("b")
    assert delivery.turn() == 0
    assert delivery.turn() is None
    world.away = requests.ConnectionError("again")
    put(delivery, 2)
    assert delivery.turn() == FIRST_WAIT


def test_before_anything_is_sent_it_is_told_whether_the_connection_is_new(world: World, tmp_path: Path) -> None:
    told: list[tuple[bool, int]] = []
    spool = Spool(tmp_path / "queue.db")
    delivery = Delivery(
        spool, world.create, world.post, world.ping, lambda anew: told.append((anew, len(world.arrived)))
    )
    world.buckets.add("b")
    put(delivery, 1, 2)
    delivery.turn()
    delivery.turn()
    world.away = requests.ConnectionError("refused")
    put(delivery, 3)
    delivery.turn()
    delivery.turn()
    world.away = None
    delivery.turn()
    assert told == [(True, 0), (False, 1), (False, 2), (True, 2)]
    assert world.arrived == [1, 2, 3]
    spool.close()


def test_nothing_to_do_means_waiting_without_end(delivery: Delivery, world: World) -> None:
    assert delivery.turn() is None
    asked = world.attempts
    assert delivery.turn() is None
    assert world.attempts == asked
    assert delivery.connected


def _reply(status: int) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    return response


LATER = [
    requests.ConnectionError("refused"),
    requests.ConnectTimeout("slow"),
    requests.ReadTimeout("slow"),
    requests.exceptions.ChunkedEncodingError("cut off"),
    requests.TooManyRedirects("round and round", response=_reply(302)),
    ConnectionRefusedError("refused"),
    TimeoutError("slow"),
    NoAnswer("cut off"),
]


@pytest.mark.parametrize("error", LATER, ids=lambda error: type(error).__name__)
def test_an_item_is_kept_without_an_answer(delivery: Delivery, world: World, error: OSError) -> None:
    world.buckets.add("b")
    put(delivery, 1, 2)
    delivery.try_connect()
    world.away = error
    assert delivery.turn() == FIRST_WAIT
    assert not delivery.connected
    world.away = None
    run(delivery, world, until=1)
    assert world.arrived == [1, 2]


@pytest.mark.parametrize("status", [500, 502, 503, 408, 429, 401, 403])
def test_an_item_is_kept_when_it_may_be_accepted_later(delivery: Delivery, world: World, status: int) -> None:
    world.buckets.add("b")
    world.statuses = [status]
    put(delivery, 1, 2)
    assert delivery.turn() == FIRST_WAIT
    assert world.arrived == []
    run(delivery, world, until=1)
    assert world.arrived == [1, 2]


@pytest.mark.parametrize("status", [400, 404, 405, 413, 415, 422])
def test_an_item_the_server_refuses_is_dropped_with_a_line_in_the_log(
    delivery: Delivery, world: World, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    world.buckets.add("b")
    world.statuses = [status]
    delivery.spool.put([QueuedRequest("buckets/b/heartbeat?pulsetime=60", {"n": 1, "title": "secret"})])
    put(delivery, 2)
    run(delivery, world, until=1)
    assert world.arrived == [2]
    assert str(status) in caplog.text
    assert "secret" not in caplog.text


def test_a_vanished_bucket_is_created_again_once(delivery: Delivery, world: World) -> None:
    delivery.register(RegisteredBucket("b", "test"))
    put(delivery, 1)
    run(delivery, world, until=1)
    world.buckets.clear()
    put(delivery, 2, 3)
    run(delivery, world, until=1)
    assert world.arrived == [1, 2, 3]
    assert world.created == ["b", "b"]


def test_a_bucket_of_an_earlier_run_is_created_again_too(delivery: Delivery, world: World) -> None:
    delivery.spool.remember_bucket("earlier", "test")
    put(delivery, 1, bucket="earlier")
    run(delivery, world, until=1)
    assert world.arrived == [1]


def test_a_bucket_with_an_encoded_name_is_found(delivery: Delivery, world: World) -> None:
    delivery.spool.remember_bucket("b b", "test")
    put(delivery, 1, bucket="b%20b")
    world.statuses = [404]
    delivery.turn()
    assert world.created == ["b b"]


def test_items_of_an_unknown_bucket_do_not_block_the_others(delivery: Delivery, world: World) -> None:
    world.buckets.add("b")
    put(delivery, 1, bucket="nobody")
    put(delivery, 2)
    run(delivery, world, until=1)
    assert world.arrived == [2]


def test_a_server_that_leaves_while_a_bucket_is_created_again_keeps_the_item(delivery: Delivery, world: World) -> None:
    delivery.register(RegisteredBucket("b", "test"))
    delivery.try_connect()
    world.buckets.clear()
    put(delivery, 1)
    real = world.create

    def gone(bucket_id: str, event_type: str) -> None:
        raise requests.ConnectionError("gone")

    delivery._create = gone
    assert delivery.turn() == FIRST_WAIT
    delivery._create = real
    run(delivery, world, until=1)
    assert world.arrived == [1]


def test_registering_creates_at_once_when_connected(delivery: Delivery, world: World) -> None:
    delivery.register(RegisteredBucket("a", "test"))
    assert world.created == []
    delivery.try_connect()
    delivery.register(RegisteredBucket("c", "test"))
    assert world.created == ["a", "c"]
    world.away = requests.ConnectionError("refused")
    delivery.register(RegisteredBucket("d", "test"))
    assert not delivery.connected


def test_a_bucket_registered_while_the_connection_is_made_is_created_too(delivery: Delivery, world: World) -> None:
    def ping_while_registering() -> None:
        world.ping()
        delivery.register(RegisteredBucket("late", "test"))

    delivery._ping = ping_while_registering
    assert delivery.turn() is None
    assert delivery.turn() is None
    assert world.created == ["late"]


def test_a_bucket_that_is_refused_does_not_keep_the_others_back(
    delivery: Delivery, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    real = world.create

    def picky(bucket_id: str, event_type: str) -> None:
        if bucket_id == "wrong":
            raise Refused(400) if world.lean else requests.HTTPError("refused", response=_reply(400))
        real(bucket_id, event_type)

    delivery._create = picky
    delivery.register(RegisteredBucket("wrong", "test"))
    delivery.register(RegisteredBucket("b", "test"))
    put(delivery, 1)
    run(delivery, world, until=1)
    assert world.arrived == [1]
    assert "wrong" in caplog.text
