"""A thread's way to wake a loop that sleeps on file descriptors."""

from __future__ import annotations

import contextlib
import socket
import weakref


class Waker:
    """A descriptor that is readable from `wake` until `clear`. Any thread may wake."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
            weakref.finalize(self, end.close)

    def fileno(self) -> int:
        return self._reader.fileno()

    def wake(self) -> None:
        # Full means that it is readable already.
        with contextlib.suppress(BlockingIOError):
            self._writer.send(b"!")

    def clear(self) -> None:
        """To be called before looking at what there is news of, so that none is lost."""
        with contextlib.suppress(BlockingIOError):
            while self._reader.recv(64):
                pass
