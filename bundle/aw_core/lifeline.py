"""How a supervised program ends: signals, and the life of the program that started it.

A program started by hand, with nohup or by systemd never has its stdin read: there the end of input comes at once.
Only the hidden flag `--supervised` says that stdin is a pipe held open by the supervisor.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
import threading
import time
import weakref
from types import FrameType

SUPERVISOR_GONE = "supervisor gone"

_PR_SET_PDEATHSIG = 1
# On Windows nothing interrupts a wait, so Ctrl-C would go unseen without a look now and then.
_SLICE = 0.5 if sys.platform == "win32" else None


class StopEvent(threading.Event):
    """A threading.Event that may be set from a signal handler and can be waited for by `select`.

    The standard one takes a plain lock in `set()`: a signal that arrives while the main thread is inside `wait()` can
    deadlock or get lost. Here the flag is a byte in a socket that is never read. Once set, it stays so.
    """

    def __init__(self) -> None:
        super().__init__()
        self._flag = False
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        weakref.finalize(self, _close, self._reader, self._writer)

    def fileno(self) -> int:
        """Readable once the event is set; never read from it."""
        return self._reader.fileno()

    def is_set(self) -> bool:
        return self._flag

    def set(self) -> None:
        if not self._flag:
            self._flag = True
            # Full means that it is readable already.
            with contextlib.suppress(BlockingIOError):
                self._writer.send(b"!")

    def wake_by_signals(self) -> None:
        """Have every signal that Python handles wake who waits here, whichever thread the system gave it to.

        Handlers run in the main thread only, and a signal that another thread got does not interrupt its sleep.
        Meant for a process whose handlers all set this event. Call it in the main thread.
        """
        number = self._writer.fileno()
        signal.set_wakeup_fd(number, warn_on_full_buffer=False)
        weakref.finalize(self, _release, number)

    def clear(self) -> None:
        raise RuntimeError("a stop is final")

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until set or until `timeout` seconds have passed; whether it is set."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._flag:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                break
            select.select([self._reader], [], [], _shorter(left, _SLICE))
        return self._flag


class Stopper:
    """The one way to ask a program to end, from any thread or signal handler. The first reason stays."""

    def __init__(self) -> None:
        self.event: threading.Event = StopEvent()
        self.reason = ""

    def stop(self, reason: str) -> None:
        """Ask the program to end. `reason` is for its log."""
        if not self.event.is_set():
            self.reason = reason
            self.event.set()

    def fileno(self) -> int:
        """For select and event loops: readable once stopped; never read from it."""
        assert isinstance(self.event, StopEvent)
        return self.event.fileno()


def install_signals(stopper: Stopper) -> None:
    """Turn SIGTERM, SIGINT and SIGHUP (Windows: also CTRL_BREAK) into a stop. Call it in the main thread.

    What the starter chose to ignore stays ignored: nohup ignores SIGHUP, a shell's `&` SIGINT.
    """

    if isinstance(stopper.event, StopEvent):
        stopper.event.wake_by_signals()

    def handle(number: int, frame: FrameType | None) -> None:
        stopper.stop(signal.Signals(number).name)

    for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None and (name == "SIGTERM" or signal.getsignal(number) is not signal.SIG_IGN):
            signal.signal(number, handle)


def attach(stopper: Stopper, supervised: bool) -> None:
    """If `supervised`, stop when the supervisor ends: its pipe on our stdin closes, or the system says so (Linux).

    Not supervised: does nothing, and never touches stdin. Call it early, after `install_signals`.
    """
    if not supervised:
        return
    threading.Thread(target=_watch_stdin, args=(stopper,), name="lifeline", daemon=True).start()
    if sys.platform == "linux":
        _watch_parent(stopper)


def _watch_stdin(stopper: Stopper) -> None:
    try:
        # The file descriptor, not sys.stdin: a daemon thread in a buffered read can crash the interpreter's exit.
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    stopper.stop(SUPERVISOR_GONE)


def _watch_parent(stopper: Stopper) -> None:
    """Ask Linux for SIGTERM at the parent's death.

    Set by the child itself: set by the spawner it would need a fork hook. The parent may have died before the call, so
    its pid is compared; had it died before we looked first, the closed pipe has said so.
    """
    import ctypes

    before = os.getppid()
    prctl = ctypes.CDLL(None).prctl
    prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != before:
        stopper.stop(SUPERVISOR_GONE)


def _shorter(left: float | None, limit: float | None) -> float | None:
    if left is None or limit is None:
        return limit if left is None else left
    return min(left, limit)


def _release(number: int) -> None:
    """No signal may write into a descriptor that is going to be closed, and another file's then."""
    if threading.current_thread() is threading.main_thread():
        current = signal.set_wakeup_fd(-1)
        if current not in (-1, number):
            signal.set_wakeup_fd(current)


def _close(*sockets: socket.socket) -> None:
    for end in sockets:
        end.close()
