"""A server that is started on a full disk: it says so to whoever asks, and looks again until there is room.

It could not keep anything yet, so it opens nothing. Ending instead would leave a person without a server, also long
after there is room again.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import select
import socket
import time
from collections.abc import Sequence
from typing import Final

from aw_core.errors import StorageError
from aw_core.lifeline import Stopper

logger = logging.getLogger(__name__)

LOOK_AGAIN: Final = 10.0
"""Seconds between two attempts to start."""

_PATIENCE: Final = 0.5
_MOST: Final = 1 << 16
_GOES_ON: Final = "Nothing can be recorded until there is room; the server then starts by itself."


def is_reason(error: BaseException) -> bool:
    """Whether it says that the disk is full."""
    # Here, because a server that has room need not know it.
    from aw_datastore.errors import DiskFull

    return isinstance(error, DiskFull) or (
        isinstance(error, OSError) and error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
    )


class WaitingForRoom:
    """Answers 503 with the reason on the listening `sockets`, one request after the other."""

    def __init__(self, sockets: Sequence[socket.socket], stopper: Stopper) -> None:
        self._sockets = {sock.fileno(): sock for sock in sockets}
        self._stopper = stopper
        self._told = False

    def wait(self, error: BaseException, seconds: float = LOOK_AGAIN) -> bool:
        """Until it is time to try again; False once the program is to end."""
        sentence = f"{_reason(error)} {_GOES_ON}"
        if not self._told:
            self._told = True
            logger.error("Not started yet: %s", sentence)
        deadline = time.monotonic() + seconds
        while not self._stopper.event.is_set():
            left = deadline - time.monotonic()
            if left <= 0:
                return True
            ready, _, _ = select.select([*self._sockets, self._stopper.fileno()], [], [], left)
            for number in ready:
                if number in self._sockets:
                    # Whoever hangs up in between has not waited for the answer.
                    with contextlib.suppress(OSError):
                        _refuse(self._sockets[number], sentence, seconds)
        return False


def _reason(error: BaseException) -> str:
    return error.message if isinstance(error, StorageError) else "There is no room left on the disk."


def _refuse(listener: socket.socket, sentence: str, seconds: float) -> None:
    """Take one connection, answer its first request, and close it."""
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(_PATIENCE)
        head = connection.recv(_MOST)
        connection.sendall(_answer(head, sentence, seconds))
        connection.shutdown(socket.SHUT_WR)
        # What is left unread would make the system take the answer back.
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline and connection.recv(_MOST):
            pass


def _answer(head: bytes, sentence: str, seconds: float) -> bytes:
    """JSON for programs, text for a person whose browser asks for the page."""
    if head.split(b" ", 2)[1:2] and head.split(b" ", 2)[1].startswith(b"/api/"):
        # Here as well: the server proper brings its own.
        import json

        kind, body = "application/json", json.dumps({"type": "DiskFull", "message": sentence})
    else:
        kind, body = "text/plain; charset=utf-8", f"ActivityWatch: {sentence}\n"
    sent = body.encode()
    lines = (
        "HTTP/1.1 503 Service Unavailable",
        f"Content-Type: {kind}",
        f"Content-Length: {len(sent)}",
        f"Retry-After: {max(1, round(seconds))}",
        "Connection: close",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (b"" if head.startswith(b"HEAD ") else sent)
