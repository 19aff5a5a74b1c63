"""The worker threads: as few as needed, the warm one first, an orderly end."""

import threading
from collections.abc import Iterator

import pytest

from aw_server.wire.dispatcher import Dispatcher
from tests.support.wait import wait_until


class Job:
    """A task that notes its thread and waits until it may end."""

    def __init__(self, hold: bool = False, fails: bool = False) -> None:
        self.thread = ""
        self.done = threading.Event()
        self.may_end = threading.Event()
        self.cancelled = False
        self.fails = fails
        if not hold:
            self.may_end.set()

    def service(self) -> None:
        self.thread = threading.current_thread().name
        self.may_end.wait(60)
        self.done.set()
        if self.fails:
            raise RuntimeError("a task that fails")

    def cancel(self) -> None:
        self.cancelled = True


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pool(clock: Clock) -> Iterator[Dispatcher]:
    dispatcher = Dispatcher(3, 0.005, clock)
    yield dispatcher
    dispatcher.shutdown()


def idle(pool: Dispatcher) -> int:
    return len(pool._idle)


def at_work(pool: Dispatcher, clock: Clock, count: int) -> list[Job]:
    """So many jobs, each on a thread of its own because the one before had become old."""
    jobs = [Job(hold=True) for _ in range(count)]
    for job in jobs:
        pool.add_task(job)
        wait_until(lambda job=job: job.thread != "", 5, "a job to start")  # type: ignore[misc]
        clock.now += 1
    return jobs


def test_a_lone_client_meets_the_same_thread(pool: Dispatcher) -> None:
    threads = set()
    for _ in range(20):
        job = Job()
        pool.add_task(job)
        assert job.done.wait(60)
        wait_until(lambda: idle(pool) == 1, 5, "the worker to rest")
        threads.add(job.thread)
    assert len(threads) == 1


def test_a_young_request_is_waited_for(pool: Dispatcher, clock: Clock) -> None:
    first, second = Job(hold=True), Job()
    pool.add_task(first)
    wait_until(lambda: first.thread != "", 5, "the first to start")
    clock.now += 0.004
    pool.add_task(second)
    assert pool.look_again(60) == 0.005
    assert len(pool._workers) == 1
    first.may_end.set()
    assert second.done.wait(60)
    assert second.thread == first.thread
    wait_until(lambda: pool.look_again(60) == 60, 5, "nothing left to look for")


def test_an_old_one_is_not(pool: Dispatcher, clock: Clock) -> None:
    first, second = Job(hold=True), Job()
    pool.add_task(first)
    wait_until(lambda: first.thread != "", 5, "the first to start")
    pool.add_task(second)
    pool.relieve()
    assert len(pool._workers) == 1, "still young"
    clock.now += 0.006
    pool.relieve()
    assert second.done.wait(60)
    assert second.thread != first.thread
    first.may_end.set()
    assert first.done.wait(60)


def test_no_more_threads_than_the_limit_and_the_rest_waits_in_order(pool: Dispatcher, clock: Clock) -> None:
    busy = at_work(pool, clock, 3)
    later = [Job(hold=True) for _ in range(2)]
    for job in later:
        pool.add_task(job)
    pool.relieve()
    assert len(pool._workers) == 3
    assert pool.look_again(60) == 60, "looking again would not help"
    busy[0].may_end.set()
    wait_until(lambda: later[0].thread != "", 5, "the first in the queue to start")
    assert later[1].thread == ""
    for job in (*busy, *later):
        job.may_end.set()
    assert all(job.done.wait(60) for job in later)


def test_a_failing_task_does_not_end_its_thread(pool: Dispatcher) -> None:
    bad, good = Job(fails=True), Job()
    pool.add_task(bad)
    assert bad.done.wait(60)
    wait_until(lambda: idle(pool) == 1, 5, "the worker to rest")
    pool.add_task(good)
    assert good.done.wait(60)
    assert good.thread == bad.thread


def test_the_end_cancels_what_waits_and_says_whether_all_is_still() -> None:
    pool = Dispatcher(1)
    busy, waiting = Job(hold=True), Job()
    pool.add_task(busy)
    wait_until(lambda: busy.thread != "", 5, "one at work")
    pool.add_task(waiting)
    assert pool.shutdown(timeout=0.05) is False
    assert waiting.cancelled
    late = Job()
    pool.add_task(late)
    busy.may_end.set()
    assert pool.shutdown(timeout=60) is True
    assert not waiting.done.is_set()
    assert not late.done.is_set()
