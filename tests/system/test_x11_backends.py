"""The X11 backends against a real X server with a real window manager, held to the contracts of all backends."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_watcher.backend import BackendLost
from aw_watcher.clock import SystemClock
from aw_watcher_afk.backends.base import IdleBackend
from aw_watcher_afk.backends.x11_screensaver import X11ScreensaverIdleBackend
from aw_watcher_afk.backends.x11_sync import X11SyncIdleBackend
from aw_watcher_window.backends.base import Window, WindowBackend
from aw_watcher_window.backends.x11 import X11WindowBackend
from aw_watcher_window.lib import get_current_window
from tests.contract.backends_idle import PolledIdleBackendContract, TellingIdleBackendContract
from tests.contract.backends_window import WindowBackendContract, settle
from tests.support.desktop import Desktop
from tests.support.wait import wait_until


@pytest.fixture(scope="module")
def shared_desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """One desktop for tests that leave no window behind on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        with Desktop(tray=None) as desk:
            yield desk


class XScene:
    """Two xterms, whose titles are written by themselves as terminals do."""

    def __init__(self, desk: Desktop, folder: Path) -> None:
        self.desk = desk
        self.first, self.second = Window("XTerm", "eins"), Window("XTerm", "zwei")
        self._pipes = {self.first: folder / "eins", self.second: folder / "zwei"}
        self._ids: dict[Window, str] = {}
        self._children: list[subprocess.Popen[bytes]] = []
        for window, pipe in self._pipes.items():
            pipe.touch()
            script = f"printf '\\033]2;{window.title}\\007'; exec tail -f -n +1 {pipe}"
            self._children.append(desk.run(["xterm", "-u8", "-T", window.title, "-e", "sh", "-c", script]))
            self._ids[window] = wait_until(
                lambda title=window.title: desk.xdotool("search", "--onlyvisible", "--name", f"^{title}$").split("\n")[
                    0
                ],
                15,
                f"the window {window.title}",
            )

    def activate(self, window: Window) -> None:
        self.desk.xdotool("windowactivate", "--sync", self._ids[window])

    def retitle(self, window: Window, title: str) -> None:
        with self._pipes[window].open("a") as pipe:
            pipe.write(f"\033]2;{title}\007")
        wait_until(
            lambda: self.desk.xdotool("getwindowname", self._ids[window]) == title, 10, "the terminal to take its title"
        )

    def close_all(self) -> None:
        for child in self._children:
            child.kill()
        for child in self._children:
            child.wait(30)


class TestX11WindowBackend(WindowBackendContract):
    @pytest.fixture
    def scene(self, shared_desktop: Desktop, tmp_path: Path) -> Iterator[XScene]:
        scene = XScene(shared_desktop, tmp_path)
        yield scene
        scene.close_all()

    @pytest.fixture
    def backend(self, scene: XScene) -> Iterator[WindowBackend]:
        backend = X11WindowBackend(scene.desk.env["DISPLAY"], 1_000_000)
        yield backend
        backend.close()

    def test_a_managed_desktop_is_not_polled(self, scene: XScene, backend: WindowBackend) -> None:
        scene.activate(scene.first)
        settle(backend)
        assert backend.poll_us is None

    def test_a_name_that_is_written_with_another_type_is_read_too(self, scene: XScene, backend: WindowBackend) -> None:
        scene.activate(scene.first)
        settle(backend)
        scene.desk.xdotool("set_window", "--name", "grün", scene._ids[scene.first])
        wait_until(lambda: backend.current() == Window("XTerm", "grün"), 5, "the name")

    def test_an_empty_title_is_empty(self, scene: XScene, backend: WindowBackend) -> None:
        scene.activate(scene.first)
        settle(backend)
        for name in ("_NET_WM_NAME", "WM_NAME"):
            scene.desk.output(["xprop", "-id", scene._ids[scene.first], "-f", name, "8u", "-set", name, ""])
        wait_until(lambda: backend.current() == Window("XTerm", ""), 5, "the empty title")

    def test_the_function_that_other_programs_import(
        self, scene: XScene, backend: WindowBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DISPLAY", scene.desk.env["DISPLAY"])
        scene.activate(scene.second)
        wait_until(lambda: get_current_window() == {"app": "XTerm", "title": "zwei"}, 5, "the window")

    def test_a_window_that_goes_while_it_is_read_is_none(self, scene: XScene, backend: WindowBackend) -> None:
        gone = 0x7FFFFF
        assert isinstance(backend, X11WindowBackend)
        assert backend._describe(gone) is None


def test_without_a_window_manager_the_input_focus_is_asked_for(home: Path) -> None:
    with Desktop(tray=None) as desk:
        openbox = desk._children[2]
        backend = X11WindowBackend(desk.env["DISPLAY"], 250_000)
        try:
            assert backend.current() is None
            assert backend.poll_us is None
            openbox.terminate()
            openbox.wait(30)
            desk.window("alone")
            wait_until(lambda: (backend.current(), backend.poll_us)[1] == 250_000, 5, "polling")
            desk.xdotool("windowfocus", desk.xdotool("search", "--name", "^alone$"))
            wait_until(
                lambda: [s.window for s in backend.read(SystemClock().now())] == [Window("XTerm", "alone")], 5, "focus"
            )
        finally:
            backend.close()


def test_the_end_of_the_server_is_told_by_every_backend(home: Path) -> None:
    with Desktop(tray=None) as desk:
        display = desk.env["DISPLAY"]
        window = X11WindowBackend(display, 1_000_000)
        sync = X11SyncIdleBackend(display)
        saver = X11ScreensaverIdleBackend(display, 1_000_000)
        try:
            window.current()
            desk._children[0].kill()
            desk._children[0].wait(30)
            for call in (window.current, lambda: window.read(SystemClock().now()), sync.idle_us, sync.read,
                         sync.watch_input, saver.idle_us, saver.pending, window.fileno, window.pending):  # fmt: skip
                with pytest.raises(BackendLost):
                    for _ in range(3):
                        call()
        finally:
            for backend in (window, sync, saver):
                backend.close()


class XKeyboard:
    def __init__(self, desk: Desktop) -> None:
        self.desk = desk
        self._step = 0

    def touch(self) -> None:
        self._step += 1
        kinds = (("mousemove_relative", 3, 3), ("key", "shift"), ("click", 1), ("mousemove_relative", "--", -3, -3))
        self.desk.xdotool(*kinds[self._step % 4])


class TestX11SyncIdleBackend(TellingIdleBackendContract):
    @pytest.fixture
    def keyboard(self, shared_desktop: Desktop) -> Iterator[XKeyboard]:
        yield XKeyboard(shared_desktop)

    @pytest.fixture
    def backend(self, shared_desktop: Desktop) -> Iterator[IdleBackend]:
        backend = X11SyncIdleBackend(shared_desktop.env["DISPLAY"])
        yield backend
        backend.close()


class TestX11ScreensaverIdleBackend(PolledIdleBackendContract):
    @pytest.fixture
    def keyboard(self, shared_desktop: Desktop) -> Iterator[XKeyboard]:
        yield XKeyboard(shared_desktop)

    @pytest.fixture
    def backend(self, shared_desktop: Desktop) -> Iterator[IdleBackend]:
        backend = X11ScreensaverIdleBackend(shared_desktop.env["DISPLAY"], 1_000_000)
        yield backend
        backend.close()


def test_both_sources_of_idleness_agree(shared_desktop: Desktop) -> None:
    display = shared_desktop.env["DISPLAY"]
    sync, saver = X11SyncIdleBackend(display), X11ScreensaverIdleBackend(display, 1_000_000)
    try:
        XKeyboard(shared_desktop).touch()
        time.sleep(0.2)
        before, between, after = sync.idle_us(), saver.idle_us(), sync.idle_us()
        assert before is not None and between is not None and after is not None
        assert before > 100_000 and before - 50_000 < between < after + 50_000
    finally:
        sync.close()
        saver.close()
