"""The active window of an X11 session, told by property changes on the root and on that window."""

from __future__ import annotations

from typing import Any

from aw_watcher.clock import Moment
from aw_watcher.text import decode
from aw_watcher.x11 import DESTROY_NOTIFY, PROPERTY_NOTIFY, WATCH_PROPERTIES, WATCH_WINDOW, X11, when
from aw_watcher_window.backends.base import Sighting, Window, WindowBackend

_ROOT_PROPERTIES = ("_NET_ACTIVE_WINDOW", "_NET_SUPPORTING_WM_CHECK")
_WINDOW_PROPERTIES = ("_NET_WM_NAME", "WM_NAME", "WM_CLASS")
_NONE_OR_POINTER = (0, 1)
# A toolkit may give the focus to a window inside the one that has a name; trees are not deeper than this.
_MAX_DEPTH = 16


class X11WindowBackend(WindowBackend):
    """Follows `_NET_ACTIVE_WINDOW`; where no window manager keeps it, asks for the input focus every `poll_us`.

    Raises Unsupported when the display cannot be opened.
    """

    name = "x11"

    def __init__(self, display: str, poll_us: int) -> None:
        self._x = X11(display)
        self._focus_poll_us = poll_us
        self._active = 0
        self._managed = True
        try:
            self._root_atoms = {self._x.atom(name) for name in _ROOT_PROPERTIES}
            self._window_atoms = {self._x.atom(name) for name in _WINDOW_PROPERTIES}
            self._x.watch(self._x.root, WATCH_PROPERTIES)
            self._x.flush()
        except BaseException:
            self._x.close()
            raise

    @property
    def poll_us(self) -> int | None:  # type: ignore[override]
        return None if self._managed else self._focus_poll_us

    def fileno(self) -> int:
        return self._x.fileno()

    def pending(self) -> bool:
        return self._x.pending()

    def current(self) -> Window | None:
        """Read the properties, and ask for news of whichever window they belong to."""
        window = self._active_window()
        if window != self._active:
            if self._active:
                self._x.watch(self._active, 0)
            if window:
                # Before its title is read, so that no change between the two is missed.
                self._x.watch(window, WATCH_WINDOW)
            self._active = window
        seen = self._describe(window) if window else None
        self._x.flush()
        return seen

    def read(self, now: Moment) -> list[Sighting]:
        sightings: list[Sighting] = []
        while True:
            moments = [self._moment(event, now) for event in self._x.events() if self._matters(event)]
            if moments:
                # One title change is five notices; the state is what it is now, since the first of them.
                sightings.append(Sighting(min(moments), self.current()))
            elif not self._managed and not sightings:
                return [Sighting(now, self.current())]
            else:
                return sightings

    def close(self) -> None:
        self._x.close()

    def _matters(self, event: Any) -> bool:
        if event.type == PROPERTY_NOTIFY:
            window, atom = int(event.window), int(event.atom)
            if window == self._x.root:
                return atom in self._root_atoms
            return window == self._active and atom in self._window_atoms
        # The last window's end is not always followed by a new value on the root.
        return bool(event.type == DESTROY_NOTIFY and int(event.window) == self._active)

    def _moment(self, event: Any, now: Moment) -> Moment:
        return when(int(event.time), now) if event.type == PROPERTY_NOTIFY else now

    def _active_window(self) -> int:
        words = self._x.numbers(self._x.root, "_NET_ACTIVE_WINDOW")
        if words and words[0]:
            self._managed = True
            return words[0]
        self._managed = self._has_manager()
        if self._managed:
            return 0
        focus = self._x.input_focus()
        return 0 if focus in _NONE_OR_POINTER or focus == self._x.root else focus

    def _has_manager(self) -> bool:
        """Whether a window manager is there that keeps `_NET_ACTIVE_WINDOW` (the check of EWMH)."""
        child = self._x.numbers(self._x.root, "_NET_SUPPORTING_WM_CHECK")
        return bool(child) and self._x.numbers(child[0], "_NET_SUPPORTING_WM_CHECK") == child

    def _describe(self, window: int) -> Window | None:
        """Class and title; the class of the nearest window around it that has one. None if there is neither."""
        app, title, inner = "", "", window
        for _ in range(_MAX_DEPTH):
            app = app or self._class(window)
            title = title or self._title(window)
            if app or not (window := self._x.parent(window)):
                break
        return Window(app, title, inner) if app or title else None

    def _class(self, window: int) -> str:
        """The class of WM_CLASS ("instance\\0class\\0"), else the instance."""
        parts = [part for part in (self._x.text(window, "WM_CLASS") or b"").split(b"\0") if part]
        return decode(parts[min(1, len(parts) - 1)]) if parts else ""

    def _title(self, window: int) -> str:
        return decode(self._x.text(window, "_NET_WM_NAME") or self._x.text(window, "WM_NAME") or b"")
