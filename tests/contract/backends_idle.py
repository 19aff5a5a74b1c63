"""What every source of idleness does, as one suite. A backend's test module inherits it and sets the scene."""

from __future__ import annotations

import select
import time
from collections.abc import Iterator
from typing import Protocol

import pytest

from aw_watcher_afk.backends.base import IdleBackend
from tests.support.wait import patience, stays, wait_until

# What a source may round by, and what an input may need to get there.
SLACK_US = 150_000


class Keyboard(Protocol):
    """Input as a user would make it."""

    def touch(self) -> None:
        """One input of any kind; returns when it was made."""


class IdleBackendBasics:
    """Holds for every backend, also one that knows nothing."""

    @pytest.fixture
    def backend(self) -> Iterator[IdleBackend]:
        raise NotImplementedError

    def test_it_has_a_name_and_a_way_to_be_waited_for(self, backend: IdleBackend) -> None:
        assert backend.name
        descriptor = backend.fileno()
        assert descriptor is None or descriptor >= 0
        assert backend.poll_us is None or backend.poll_us > 0

    def test_wishes_are_taken_and_reading_never_waits(self, backend: IdleBackend) -> None:
        began = time.monotonic()
        backend.watch_idle(3_600_000_000)
        backend.watch_input()
        backend.watch_idle(7_200_000_000)
        backend.read()
        assert time.monotonic() - began < 2 * patience()

    def test_idleness_is_not_negative_or_not_known(self, backend: IdleBackend) -> None:
        idle_us = backend.idle_us()
        assert idle_us is None or idle_us >= 0

    def test_closing_twice_is_closing_once(self, backend: IdleBackend) -> None:
        backend.close()
        backend.close()


class IdleBackendContract(IdleBackendBasics):
    """Inherit, and give the fixtures `keyboard` and `backend` (opened while the keyboard exists)."""

    @pytest.fixture
    def keyboard(self) -> Iterator[Keyboard]:
        raise NotImplementedError

    def test_idleness_counts_from_the_last_input(self, keyboard: Keyboard, backend: IdleBackend) -> None:
        for pauses in (3, 0):
            begun = time.monotonic()
            keyboard.touch()
            ended = time.monotonic()
            for _ in range(pauses + 1):
                earliest = time.monotonic() - ended
                idle_us = backend.idle_us()
                latest = time.monotonic() - begun
                assert idle_us is not None
                assert earliest * 1e6 - SLACK_US <= idle_us <= latest * 1e6 + SLACK_US
                time.sleep(0.15)


class TellingIdleBackendContract(IdleBackendContract):
    """For a source that tells about the two edges (`poll_us` is None)."""

    def test_it_does_not_ask_to_be_polled(self, backend: IdleBackend) -> None:
        assert backend.poll_us is None

    def test_going_idle_is_told_when_it_is_true_and_not_before(self, keyboard: Keyboard, backend: IdleBackend) -> None:
        begun = time.monotonic()
        keyboard.touch()
        ended = time.monotonic()
        backend.watch_idle(700_000)
        wait_until(lambda: told(backend), 5, "the edge")
        now = time.monotonic()
        assert now - begun >= 0.7 - SLACK_US / 1e6
        assert now - ended <= 0.7 + patience() * SLACK_US / 1e6
        idle_us = backend.idle_us()
        assert idle_us is not None
        assert idle_us >= 700_000

    def test_input_puts_off_the_edge(self, keyboard: Keyboard, backend: IdleBackend) -> None:
        edge = 0.6 * patience()
        backend.watch_idle(int(edge * 1e6))
        for _ in range(3):
            begun = time.monotonic()
            keyboard.touch()
            time.sleep(edge / 2)
            assert not told(backend) or time.monotonic() - begun > edge

    def test_the_next_input_is_told_at_once_and_only_once(self, keyboard: Keyboard, backend: IdleBackend) -> None:
        keyboard.touch()
        time.sleep(0.3)
        backend.watch_input()
        stays(lambda: not told(backend), 0.3, "silence without input")
        keyboard.touch()
        wait_until(lambda: told(backend), 1, "the input")
        stays(lambda: not told(backend), 0.3, "silence after it")

    def test_both_edges_can_be_had_in_turn(self, keyboard: Keyboard, backend: IdleBackend) -> None:
        for _ in range(2):
            keyboard.touch()
            told(backend)  # the wish of before may have been for this very input
            backend.watch_idle(400_000)
            wait_until(lambda: told(backend), 2, "idle")
            backend.watch_input()
            keyboard.touch()
            wait_until(lambda: told(backend), 1, "input")


class PolledIdleBackendContract(IdleBackendContract):
    """For a source that has to be asked."""

    def test_it_says_how_often_to_ask(self, backend: IdleBackend) -> None:
        assert backend.poll_us is not None


def told(backend: IdleBackend) -> bool:
    """Whether there was news; takes it away."""
    descriptor = backend.fileno()
    assert descriptor is not None
    if not (backend.pending() or select.select([descriptor], [], [], 0)[0]):
        return False
    backend.read()
    return True
