"""What ends a program politely: a signal, or the news that the tray which started it is gone.

A module started by hand, with nohup or by a service manager never reads its stdin; only `--supervised` ones do, because
there the tray holds the other end of a pipe and end-of-file means "stop" on every operating system.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import socket
import sys
import threading
from types import FrameType

logger = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1


class Stopper:
    """The wish to stop: an event to wait for, and a file descriptor that becomes readable, for select loops."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self.reason = ""
        # A socket pair rather than a pipe: Windows can select only sockets.
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)

    def stop(self, reason: str) -> None:
        """Say it once; later reasons are ignored. Safe from signal handlers and from any thread."""
        if self.event.is_set():
            return
        self.reason = reason
        self.event.set()
        with contextlib.suppress(OSError):
            self._writer.send(b"\0")

    @property
    def stopped(self) -> bool:
        return self.event.is_set()

    def fileno(self) -> int:
        """Readable once stopped, and for ever after."""
        return self._reader.fileno()

    def close(self) -> None:
        """Give the descriptors back. The event stays usable."""
        self._reader.close()
        self._writer.close()


def install_signals(stopper: Stopper) -> None:
    """SIGTERM, SIGINT and (where it exists) SIGHUP mean stop. Call on the main thread."""

    def on_signal(number: int, _frame: FrameType | None) -> None:
        stopper.stop(signal.Signals(number).name)

    for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        # nohup sets SIGHUP to be ignored, and that wish of the caller stands.
        if number is not None and not (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):
            signal.signal(number, on_signal)


def attach(stopper: Stopper, supervised: bool) -> None:
    """Tie this program's life to its supervisor's, if it has one; without `supervised` do nothing at all."""
    if not supervised:
        return
    parent = os.getppid()
    if sys.platform == "linux":
        _die_with_parent(parent, stopper)
    threading.Thread(target=_wait_for_end_of_stdin, args=(stopper,), name="lifeline", daemon=True).start()


def _die_with_parent(parent: int, stopper: Stopper) -> None:
    """Ask Linux for SIGTERM at the parent's death, then look whether it died before we asked."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0) != 0:
        logger.debug("the parent-death signal is not to be had: errno %s", ctypes.get_errno())
    if os.getppid() != parent:
        stopper.stop("supervisor gone")


def _wait_for_end_of_stdin(stopper: Stopper) -> None:
    """Block on stdin until the other end closes. What is sent is not looked at."""
    try:
        descriptor = sys.__stdin__.fileno() if sys.__stdin__ is not None else 0
        while os.read(descriptor, 4096):
            pass
    except (OSError, ValueError):
        logger.debug("stdin cannot be read; taking that as its end")
    stopper.stop("supervisor gone")
