"""One long computation at a time: queries and exports take turns, and never all the threads that answer requests."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from aw_server.exceptions import ServiceUnavailable

# With the long polls that may wait beside them, two of the server's threads are left for everything else.
PLACES = 7
# Seconds that a query waits for its turn.
PATIENCE = 30.0


class Gate:
    """`places` requests may be inside, one of them computing; the others wait in the order in which they came.

    Thread-safe. Refuses with ServiceUnavailable.
    """

    def __init__(self, places: int = PLACES, patience: float = PATIENCE) -> None:
        self._places = places
        self._patience = patience
        self._lock = threading.Lock()
        self._inside = 0
        self._computing = False
        self._queue: deque[threading.Event] = deque()

    def enter(self) -> None:
        """Take a place; `leave` gives it back. Raises ServiceUnavailable when all are taken."""
        with self._lock:
            if self._inside >= self._places:
                raise _busy()
            self._inside += 1

    def leave(self) -> None:
        """Give the place back."""
        with self._lock:
            self._inside -= 1

    @contextmanager
    def turn(self, patience: float | None = None) -> Iterator[None]:
        """Compute, alone. Raises ServiceUnavailable when that takes longer to come than `patience` seconds."""
        self._wait(self._patience if patience is None else patience)
        try:
            yield
        finally:
            with self._lock:
                self._pass_on()

    @contextmanager
    def computing(self) -> Iterator[None]:
        """A place and a turn."""
        self.enter()
        try:
            with self.turn():
                yield
        finally:
            self.leave()

    def _wait(self, patience: float) -> None:
        with self._lock:
            if not self._computing:
                self._computing = True
                return
            mine = threading.Event()
            self._queue.append(mine)
        if mine.wait(patience):
            return
        with self._lock:
            if not mine.is_set():
                self._queue.remove(mine)
                raise _busy()

    def _pass_on(self) -> None:
        """Under the lock: the turn goes to whoever has waited longest."""
        if self._queue:
            self._queue.popleft().set()
        else:
            self._computing = False


class Gated:
    """An iterator of bytes that keeps a place at the gate and takes a turn for each piece.

    Raises ServiceUnavailable when made, if there is no place. The place is given back at the end or by `close`.
    """

    # Each turn before ours is short or has a limit of its own.
    _PATIENCE = 3600.0

    def __init__(self, gate: Gate, pieces: Iterator[bytes]) -> None:
        self._inside = False
        self._gate = gate
        self._pieces = pieces
        gate.enter()
        self._inside = True

    def __iter__(self) -> Gated:
        return self

    def __next__(self) -> bytes:
        try:
            with self._gate.turn(self._PATIENCE):
                return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the place back; safe to call twice."""
        if self._inside:
            self._inside = False
            self._gate.leave()

    def __del__(self) -> None:
        self.close()


def _busy() -> ServiceUnavailable:
    return ServiceUnavailable("Busy", "Other queries are being answered; try again", headers={"Retry-After": "2"})
