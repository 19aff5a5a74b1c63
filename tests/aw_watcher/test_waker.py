"""Waking a loop from another thread."""

from __future__ import annotations

import threading

from aw_watcher.loop import wait_readable
from aw_watcher.waker import Waker


def test_it_is_readable_until_cleared_however_often_it_was_woken() -> None:
    waker = Waker()
    assert wait_readable([waker.fileno()], 0) == set()
    for _ in range(3000):
        waker.wake()
    assert wait_readable([waker.fileno()], 0) == {waker.fileno()}
    waker.clear()
    assert wait_readable([waker.fileno()], 0) == set()
    waker.clear()


def test_another_thread_ends_the_wait() -> None:
    waker = Waker()
    thread = threading.Thread(target=waker.wake)
    thread.start()
    assert wait_readable([waker.fileno()], 10_000_000) == {waker.fileno()}
    thread.join()
