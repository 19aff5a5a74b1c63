"""A thread that acts once, some seconds after it was armed, and otherwise sleeps without waking up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from aw_core.alarm import Alarm, open_alarm
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
        self._lock = threading.Lock()
        self._armed = False
        self._stopped = False
        self._alarm: Alarm | None = None
        self._thread: threading.Thread | None = None
        self._failing = False

    @property
    def armed(self) -> bool:
        """Is there something left to act on?"""
        return self._armed

    def arm(self) -> None:
        """There is something to act on; costs nothing when that is known already, and wakes nobody."""
        if self._armed:
            return
        with self._lock:
            if self._stopped:
                return
            self._armed = True
            if self._alarm is None:
                self._alarm = open_alarm()
                self._thread = threading.Thread(target=self._run, args=(self._alarm,), name=self._name, daemon=True)
                self._thread.start()
            self._alarm.set(self._delay)

    def stop(self) -> None:
        """End the thread, waiting for an action under way. What is armed stays undone."""
        with self._lock:
            self._stopped = True
            alarm, self._alarm = self._alarm, None
            thread = self._thread
            if alarm is not None:
                alarm.set(0)
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _run(self, alarm: Alarm) -> None:
        while self._turn(alarm):
            try:
                self._action()
                self._failing = False
            except StorageError as error:
                if not self._failing:
                    logger.warning("%s, trying again: %s", self._name, error)
                self._failing = True
                self.arm()
            except Exception:
                # Whatever it is: without this thread nothing would be synced any more.
                logger.exception("%s stumbled and tries again", self._name)
                self.arm()
        alarm.close()

    def _turn(self, alarm: Alarm) -> bool:
        """Sleep until an action is due; False when stopped."""
        alarm.wait()
        with self._lock:
            # Cleared before the action: whatever is written while it runs arms again.
            self._armed = False
            return not self._stopped
