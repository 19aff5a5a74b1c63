"""Idleness of an X11 session, asked of the MIT-SCREEN-SAVER extension every few seconds: the fallback."""

from __future__ import annotations

from Xlib.error import XError
from Xlib.ext.screensaver import QueryInfo

from aw_watcher.backend import BackendLost, Unsupported
from aw_watcher.x11 import X11
from aw_watcher_afk.backends.base import IdleBackend


class X11ScreensaverIdleBackend(IdleBackend):
    """Asks how long ago the last input was; knows no edges.

    Raises Unsupported without a display or without the extension.
    """

    name = "x11-screensaver"

    def __init__(self, display: str, poll_us: int) -> None:
        self.poll_us = poll_us
        self._x = X11(display)
        try:
            extension = self._x.extension("MIT-SCREEN-SAVER")
        except BaseException:
            self._x.close()
            raise
        if extension is None:
            self._x.close()
            raise Unsupported(f"X display {display} has no MIT-SCREEN-SAVER extension")
        self._opcode = extension.opcode

    def fileno(self) -> int | None:
        return self._x.fileno()

    def idle_us(self) -> int | None:
        try:
            answer = self._x.ask(QueryInfo, opcode=self._opcode, drawable=self._x.root)
        except XError as refusal:
            raise BackendLost("the X server stopped telling idleness") from refusal
        return int(answer.idle) * 1000

    def watch_idle(self, after_us: int) -> None:
        """Edges are found by asking."""

    def watch_input(self) -> None:
        """Edges are found by asking."""

    def read(self) -> None:
        for _ in self._x.events():
            pass

    def pending(self) -> bool:
        return self._x.pending()

    def close(self) -> None:
        self._x.close()
