"""One connection to an X11 display, as thin as watchers need it; nothing else opens one.

The wire protocol is used below python-xlib's `Xlib.display`, which would load every extension it knows. Nothing here
needs the C libraries of X, and a lost server is an exception (libX11 would end the whole process).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from Xlib import X, error
from Xlib.protocol import display as wire
from Xlib.protocol import request, rq

from aw_watcher.backend import BackendLost, Unsupported
from aw_watcher.clock import Moment

PROPERTY_NOTIFY = X.PropertyNotify
DESTROY_NOTIFY = X.DestroyNotify
# Changes of properties, and the end of the window itself.
WATCH_PROPERTIES = X.PropertyChangeMask
WATCH_WINDOW = X.PropertyChangeMask | X.StructureNotifyMask

_MAX_PROPERTY_WORDS = 4096
_MAX_LAG_MS = 10_000
_REFUSALS = (error.DisplayError, error.XError, OSError, struct.error)


class _Wire(wire.Display):
    """python-xlib's protocol layer, with plain numbers for windows and atoms."""

    resource_classes: Any = {}


class Extension:
    """Numbers that the server gave to an extension: `opcode` of its requests, `event` of its first event."""

    def __init__(self, opcode: int, event: int) -> None:
        self.opcode = opcode
        self.event = event


class X11:
    """An open display. Every method raises BackendLost when the server has gone; nothing blocks without an answer due.

    Windows and atoms are numbers. Raises Unsupported when the display cannot be opened.
    """

    def __init__(self, display: str) -> None:
        try:
            self._wire: Any = _Wire(display)
        except _REFUSALS as refusal:
            raise Unsupported(f"cannot connect to X display {display}: {_one_line(refusal)}") from refusal
        self._wire.set_error_handler(_ignore)
        self._atoms: dict[str, int] = {}
        self.root: int = self._wire.info.roots[self._wire.default_screen].root

    def fileno(self) -> int:
        with self._alive():
            return int(self._wire.fileno())

    def close(self) -> None:
        """Close, also a connection that is already lost."""
        with suppress(Exception):  # python-xlib fails in several ways on a dead socket
            self._wire.close()
        with suppress(OSError):
            self._wire.socket.close()

    def pending(self) -> bool:
        """Whether events wait, be it in the socket or already read while waiting for an answer."""
        with self._alive():
            return bool(self._wire.pending_events())

    def events(self) -> Iterator[Any]:
        """The events that are there now; does not wait."""
        while self.pending():
            with self._alive():
                event = self._wire.next_event()
            yield event

    def flush(self) -> None:
        with self._alive():
            self._wire.flush()

    def atom(self, name: str) -> int:
        """The number of an atom; asked once."""
        if name not in self._atoms:
            answer = self.ask(request.InternAtom, name=name, only_if_exists=0)
            self._atoms[name] = int(answer.atom)
        return self._atoms[name]

    def watch(self, window: int, mask: int) -> None:
        """Ask for a window's events (0: no more). A window that is gone is no error."""
        self.tell(request.ChangeWindowAttributes, window=window, attrs={"event_mask": mask})

    def property(self, window: int, name: str) -> tuple[int, bytes | list[int]] | None:
        """Format (8 or 32) and value of a property of any type; None if unset or the window is gone."""
        try:
            answer = self.ask(
                request.GetProperty, delete=0, window=window, property=self.atom(name), type=X.AnyPropertyType,
                long_offset=0, long_length=_MAX_PROPERTY_WORDS,
            )  # fmt: skip
        except (error.BadWindow, error.BadAtom):
            return None
        if not answer.property_type:
            return None
        size, value = answer.value
        return (8, _bytes(value)) if size == 8 else (int(size), [int(word) for word in value])

    def numbers(self, window: int, name: str) -> list[int]:
        """A property of 32-bit numbers; empty if unset, of another format, or the window is gone."""
        found = self.property(window, name)
        return found[1] if found and isinstance(found[1], list) else []

    def text(self, window: int, name: str) -> bytes | None:
        """A property of bytes, whatever type it claims; None if unset, of another format, or the window is gone."""
        found = self.property(window, name)
        return found[1] if found and isinstance(found[1], bytes) else None

    def parent(self, window: int) -> int:
        """The window around this one; 0 at the root or if the window is gone."""
        try:
            return int(self.ask(request.QueryTree, window=window).parent)
        except error.BadWindow:
            return 0

    def input_focus(self) -> int:
        """The window that has the keyboard; 0 or 1 when none has."""
        return int(self.ask(request.GetInputFocus).focus)

    def extension(self, name: str) -> Extension | None:
        """The extension's numbers, or None where the server lacks it."""
        answer = self.ask(request.QueryExtension, name=name)
        return Extension(int(answer.major_opcode), int(answer.first_event)) if answer.present else None

    def new_id(self) -> int:
        return int(self._wire.allocate_resource_id())

    def ask(self, kind: type[rq.ReplyRequest], **fields: Any) -> Any:
        """Send a request and wait for its answer; the server's refusals come as Xlib.error.XError."""
        with self._alive():
            return kind(display=self._wire, **fields)

    def tell(self, kind: type[rq.Request], **fields: Any) -> None:
        """Send a request that has no answer; refusals are ignored."""
        with self._alive():
            kind(display=self._wire, **fields)

    @contextmanager
    def _alive(self) -> Iterator[None]:
        try:
            yield
        except error.XError:
            raise
        except error.ConnectionClosedError as lost:
            raise BackendLost("the X server closed the connection") from lost
        except Exception as broken:
            # On a lost connection python-xlib trips over its own cleared tables in several ways.
            if self._wire.socket_error is None and not isinstance(broken, OSError):
                raise
            raise BackendLost(f"the connection to the X server broke: {_one_line(broken)}") from broken


def when(event_ms: int, now: Moment) -> Moment:
    """The moment of an event that the server stamped `event_ms`, seen `now`.

    A local server counts milliseconds of the same monotonic clock, so a look that came late still gives the true
    moment. A stamp that does not fit (a remote display, say) gives `now`.
    """
    lag = (now.mono_us // 1000 - event_ms) % (1 << 32)
    return now.back(lag * 1000) if lag <= _MAX_LAG_MS else now


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("latin-1", "replace")


def _ignore(*_: object) -> int:
    return 1


def _one_line(problem: BaseException) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__
