"""A thread that acts once, some seconds after it was armed, and otherwise sleeps without waking up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from aw_core.errors import StorageError

logger = logging.getLogger(__name__)


class DelayedAction:
    """Calls `action` `delay` seconds after the first `arm()` since the last call.

    The thread starts with the first `arm()` and ends at `stop()`. An action that fails is tried again after the same
    delay, and logged once until it succeeds.
    """

    def __init__(self, name: str, delay: float, action: Callable[[], None]) -> None:
        self._name = name
        self._delay = delay
        self._action = action
        self._condition = threading.Condition()
        self._armed = False
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._failing = False

    @property
    def armed(self) -> bool:
        """Is there something left to act on?"""
        return self._armed

    def arm(self) -> None:
        """There is something to act on; costs nothing when that is known already."""
        if self._armed:
            return
        with self._condition:
            if self._stopped:
                return
            self._armed = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            else:
                self._condition.notify()

    def stop(self) -> None:
        """End the thread, waiting for an action under way. What is armed stays undone."""
        with self._condition:
            self._stopped = True
            self._condition.notify()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _run(self) -> None:
        while self._turn():
            try:
                self._action()
                self._failing = False
            except StorageError as error:
                if not self._failing:
                    logger.warning("%s, trying again: %s", self._name, error)
                self._failing = True
                self.arm()

    def _turn(self) -> bool:
        """Sleep until an action is due; False when stopped."""
        with self._condition:
            while not self._armed and not self._stopped:
                self._condition.wait()
            self._condition.wait_for(lambda: self._stopped, self._delay)
            # Cleared before the action: whatever is written while it runs arms again.
            self._armed = False
            return not self._stopped
