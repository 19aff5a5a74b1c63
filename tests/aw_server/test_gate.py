"""The gate: one computes, some wait in order, the rest is told to come back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from aw_server import gate, modules, serve
from aw_server.exceptions import ServiceUnavailable
from aw_server.gate import Gate, Gated
from tests.support.wait import wait_until


def started(target: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=target)
    thread.start()
    return thread


def test_two_threads_stay_free_whoever_waits() -> None:
    assert gate.PLACES + modules.MAX_WAITING + 2 <= serve.THREADS


def test_beyond_the_places_one_is_told_to_come_back() -> None:
    door = Gate(places=2)
    door.enter()
    door.enter()
    with pytest.raises(ServiceUnavailable) as refused:
        door.enter()
    assert refused.value.headers["Retry-After"].isdigit()
    door.leave()
    door.enter()


def test_one_at_a_time_in_the_order_of_arrival() -> None:
    door = Gate(places=9)
    done: list[int] = []
    threads = []

    def compute(number: int) -> None:
        with door.computing():
            done.append(number)

    with door.computing():
        for number in range(5):
            threads.append(started(lambda number=number: compute(number)))  # type: ignore[misc]
            wait_until(lambda number=number: len(door._queue) == number + 1, 5, "the next to wait")  # type: ignore[misc]
        assert done == []
    for thread in threads:
        thread.join()
    assert done == [0, 1, 2, 3, 4]
    with door.turn(0):
        pass


def test_patience_ends_and_leaves_nothing_behind() -> None:
    door = Gate(places=2, patience=0.01)
    with door.computing():
        with pytest.raises(ServiceUnavailable), door.computing():
            pytest.fail("two computed at a time")
        with pytest.raises(ServiceUnavailable), door.computing():
            pytest.fail("two computed at a time")
    with door.computing():
        pass


def test_a_failed_computation_passes_the_turn_on() -> None:
    door = Gate(places=1, patience=0)
    with pytest.raises(RuntimeError), door.computing():
        raise RuntimeError
    with door.computing():
        pass


def pieces() -> Iterator[bytes]:
    yield b"a"
    yield b"b"


def test_an_iterator_lets_others_compute_between_its_pieces() -> None:
    door = Gate(places=2, patience=0)
    gated = Gated(door, pieces())
    assert next(gated) == b"a"
    with door.computing():
        pass
    assert list(gated) == [b"b"]
    door.enter()
    door.enter()


@pytest.mark.parametrize("read", [0, 1])
def test_an_iterator_that_nobody_wants_any_more_gives_its_place_back(read: int) -> None:
    door = Gate(places=1)
    gated = Gated(door, pieces())
    with pytest.raises(ServiceUnavailable):
        Gated(door, pieces())
    for _ in range(read):
        next(gated)
    gated.close()
    gated.close()
    door.enter()


def test_an_iterator_that_fails_gives_its_place_back() -> None:
    def failing() -> Iterator[bytes]:
        yield b"a"
        raise OSError("disk")

    door = Gate(places=1)
    gated = Gated(door, failing())
    with pytest.raises(OSError):
        list(gated)
    door.enter()
