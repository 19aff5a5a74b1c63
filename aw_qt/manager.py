"""The Manager: one long-lived thread that owns all modules; others post to it and read its snapshots. No Qt.

The thread must outlive every module: on Linux a module's parent-death signal fires when the *thread*
that spawned it ends.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from aw_qt.snapshot import Notice, Snapshot
from aw_qt.supervision import messages as msg
from aw_qt.supervision.module import Module
from aw_qt.supervision.supervisor import Supervisor
from aw_qt.supervision.world import Setup, Tools
from aw_qt.wishes import Wishes

__all__ = ["Manager", "Module"]

logger = logging.getLogger(__name__)

STOP_LIMIT = 10.0
"""Seconds within which `stop` has ended everything."""


class Manager:
    """Starts, watches and stops the modules. Every public method may be called from any thread.

    Listeners are called on the Manager's thread and must return quickly.
    """

    def __init__(
        self,
        setup: Setup,
        wishes: Wishes,
        make_tools: Callable[[Callable[[msg.Message], None]], Tools],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._inbox: queue.SimpleQueue[msg.Message] = queue.SimpleQueue()
        self._clock = clock
        self._supervisor = Supervisor(setup, wishes, make_tools(self.post), self._notice)
        self._snapshot = self._supervisor.snapshot()
        self._on_change: list[Callable[[Snapshot], None]] = []
        self._on_notice: list[Callable[[Notice], None]] = []
        self._thread = threading.Thread(target=self._run, name="manager", daemon=True)

    def listen(
        self,
        on_change: Callable[[Snapshot], None] | None = None,
        on_notice: Callable[[Notice], None] | None = None,
    ) -> None:
        """Be told of every new snapshot and every notice; call before `start`."""
        if on_change:
            self._on_change.append(on_change)
        if on_notice:
            self._on_notice.append(on_notice)

    def start(self) -> None:
        """Start the thread and with it the wanted modules."""
        self._thread.start()

    def post(self, message: msg.Message) -> None:
        """Give the Manager's thread something to do."""
        self._inbox.put(message)

    @property
    def snapshot(self) -> Snapshot:
        """The newest picture of everything."""
        return self._snapshot

    def set_wanted(self, name: str, wanted: bool) -> None:
        """Tick or untick a module; remembered."""
        self.post(msg.Wish(name, wanted))

    def restart(self, name: str) -> None:
        """Give a module a fresh start and a clean history."""
        self.post(msg.Restart(name))

    def request_stop(self, reason: str) -> None:
        """Begin to stop everything; `ended` tells when it is done."""
        self.post(msg.StopAll(reason))

    def stop(self, reason: str, timeout: float = STOP_LIMIT) -> bool:
        """Stop everything and wait; False if that took longer than *timeout* seconds."""
        if not self._thread.is_alive():
            return True
        self.request_stop(reason)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def ended(self) -> bool:
        """Whether everything was stopped."""
        return self._supervisor.done

    def _run(self) -> None:
        self._guarded(self._supervisor.start, self._clock())
        while not self._supervisor.done:
            self._publish()
            message = self._next_message()
            if message is not None:
                self._guarded(self._supervisor.handle, message, self._clock())
            self._guarded(self._supervisor.tick, self._clock())
        self._publish()

    def _next_message(self) -> msg.Message | None:
        """Sleep until a message comes or something is due."""
        deadline = self._supervisor.next_deadline()
        timeout = None if deadline is None else max(0.0, deadline - self._clock())
        try:
            return self._inbox.get(timeout=timeout)
        except queue.Empty:
            return None

    def _publish(self) -> None:
        snapshot = self._supervisor.snapshot()
        if snapshot == self._snapshot and not self._supervisor.done:
            return
        self._snapshot = snapshot
        for listener in self._on_change:
            self._guarded(listener, snapshot)

    def _notice(self, notice: Notice) -> None:
        logger.warning("%s. %s", notice.title, notice.text)
        for listener in self._on_notice:
            self._guarded(listener, notice)

    @staticmethod
    def _guarded(call: Callable[..., object], *args: Any) -> None:
        """A mistake in one step must not end the supervision of everything."""
        try:
            call(*args)
        except Exception:
            logger.exception("The supervision met an error in %s and goes on", call)
