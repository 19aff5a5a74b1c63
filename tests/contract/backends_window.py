"""What every source of the active window does, as one suite. A backend's test module inherits it and sets the scene.

A scene makes windows and switches between them as a user would; a backend that never sees any (null) has none.
"""

from __future__ import annotations

import select
import time
from collections.abc import Iterator
from typing import Protocol

import pytest

from aw_watcher.clock import SystemClock
from aw_watcher_window.backends.base import Sighting, Window, WindowBackend
from tests.support.wait import patience, wait_until


class Scene(Protocol):
    """A desktop with two windows that a test can act on."""

    first: Window
    second: Window

    def activate(self, window: Window) -> None:
        """Bring it to the front; return when the desktop says so."""

    def retitle(self, window: Window, title: str) -> None:
        """Give it another title and make no other change."""

    def close_all(self) -> None:
        """End both windows' programs without a good-bye."""


class WindowBackendBasics:
    """Holds for every backend, also one that sees nothing."""

    @pytest.fixture
    def backend(self) -> Iterator[WindowBackend]:
        raise NotImplementedError

    def test_it_has_a_name_and_a_way_to_be_waited_for(self, backend: WindowBackend) -> None:
        assert backend.name
        descriptor = backend.fileno()
        assert descriptor is None or descriptor >= 0
        assert backend.poll_us is None or backend.poll_us > 0

    def test_reading_never_waits(self, backend: WindowBackend) -> None:
        began = time.monotonic()
        backend.read(SystemClock().now())
        assert time.monotonic() - began < 2 * patience()

    def test_what_is_seen_has_words_or_is_none(self, backend: WindowBackend) -> None:
        window = backend.current()
        assert window is None or window.app or window.title
        assert window is None or "unknown" not in (window.app, window.title)

    def test_closing_twice_is_closing_once(self, backend: WindowBackend) -> None:
        backend.close()
        backend.close()


class WindowBackendContract(WindowBackendBasics):
    """Inherit, and give the fixtures `scene` and `backend` (opened after the scene stands)."""

    @pytest.fixture
    def scene(self) -> Iterator[Scene]:
        raise NotImplementedError

    def test_it_knows_the_window_that_was_active_before_it_was_opened(
        self, scene: Scene, backend: WindowBackend
    ) -> None:
        wait_until(lambda: backend.current() in (scene.first, scene.second), 5, "a window")

    def test_a_switch_is_noticed_at_once_and_stamped_with_its_moment(
        self, scene: Scene, backend: WindowBackend
    ) -> None:
        for window in (scene.first, scene.second, scene.first):
            settle(backend)
            before = SystemClock().now()
            scene.activate(window)
            after = SystemClock().now()
            time.sleep(0.2)  # a look that comes late must not move the moment
            seen: list[Sighting] = []

            def noticed(window: Window = window, seen: list[Sighting] = seen) -> bool:
                seen += [sighting for sighting in drain(backend) if sighting.window == window]
                return bool(seen)

            wait_until(noticed, 2, f"{window} to be noticed")
            assert before.mono_us - 1000 <= seen[0].at.mono_us <= after.mono_us + 50_000 * patience()
            # Both clocks by the same moment, not one of them by the late look.
            assert abs((seen[0].at.wall_us - before.wall_us) - (seen[0].at.mono_us - before.mono_us)) <= 100_000

    def test_a_title_change_of_the_active_window_is_noticed(self, scene: Scene, backend: WindowBackend) -> None:
        scene.activate(scene.first)
        settle(backend)
        scene.retitle(scene.first, "späte Überschrift 你好")
        wait_until(lambda: readable(backend), 5, "news")
        wait_until(lambda: _title(backend) == "späte Überschrift 你好", 5, "the title")

    def test_a_title_change_in_the_background_changes_nothing(self, scene: Scene, backend: WindowBackend) -> None:
        scene.activate(scene.first)
        settle(backend)
        scene.retitle(scene.second, "not your business")
        scene.activate(scene.first)
        time.sleep(0.1)
        assert {sighting.window for sighting in drain(backend)} <= {scene.first}

    def test_when_the_last_window_ends_there_is_none(self, scene: Scene, backend: WindowBackend) -> None:
        scene.activate(scene.second)
        settle(backend)
        scene.close_all()
        wait_until(lambda: readable(backend), 5, "news of the end")
        wait_until(lambda: [*drain(backend), Sighting(SystemClock().now(), backend.current())][-1].window is None, 5)

    def test_silence_is_silent(self, scene: Scene, backend: WindowBackend) -> None:
        scene.activate(scene.first)

        def silent() -> bool:
            settle(backend)
            return not readable(backend, 0.5)

        # What the switch itself brings may come late.
        wait_until(silent, 5, "half a second without news")


def readable(backend: WindowBackend, timeout: float = 0.0) -> bool:
    descriptor = backend.fileno()
    assert descriptor is not None, "this suite is for sources that tell"
    return backend.pending() or bool(select.select([descriptor], [], [], timeout)[0])


def drain(backend: WindowBackend) -> list[Sighting]:
    seen: list[Sighting] = []
    while readable(backend):
        seen += backend.read(SystemClock().now())
    return seen


def settle(backend: WindowBackend) -> None:
    """Know the present state, and wait until a tenth of a second brought no more news."""
    backend.current()
    while readable(backend, 0.1):
        drain(backend)


def _title(backend: WindowBackend) -> str | None:
    """Of the active window, once all news of it is known."""
    settle(backend)
    window = backend.current()
    return window and window.title
