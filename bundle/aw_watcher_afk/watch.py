"""The idleness backend and its state machine, as the loop of every watcher wants them."""

from __future__ import annotations

from aw_watcher.clock import Moment, next_beat_us
from aw_watcher.heartbeat import Heartbeat
from aw_watcher_afk.afk import AFTER_US, AfkMachine
from aw_watcher_afk.backends.base import IdleBackend


class AfkWatch:
    """Asks the backend whenever it calls, and keeps it set to the edge that comes next."""

    def __init__(self, backend: IdleBackend, machine: AfkMachine, timeout_us: int, update_us: int) -> None:
        self._backend = backend
        self._machine = machine
        self._timeout_us = timeout_us
        self._every_us = update_us if backend.poll_us is None else min(update_us, backend.poll_us)
        self._looked_us = 0
        self._started = False
        self._known = False

    def begin(self, now: Moment) -> list[Heartbeat]:
        return self._look(now)

    def wake(self, now: Moment) -> list[Heartbeat]:
        self._backend.read()
        return self._look(now)

    def end(self, now: Moment) -> list[Heartbeat]:
        return self._machine.close(now) if self._started else []

    def deadline_us(self) -> int:
        next_look = next_beat_us(self._looked_us, self._every_us, AFTER_US)
        return min(next_look, self._machine.deadline_us()) if self._known else next_look

    def fileno(self) -> int | None:
        return self._backend.fileno()

    def pending(self) -> bool:
        return self._backend.pending()

    def close(self) -> None:
        self._backend.close()

    def _look(self, now: Moment) -> list[Heartbeat]:
        self._looked_us = now.mono_us
        idle_us = self._backend.idle_us()
        self._known = idle_us is not None
        if idle_us is None:  # nothing is known, so nothing is claimed
            return []
        if self._started:
            away = self._machine.away
            beats = self._machine.see(now, idle_us)
            if self._machine.away == away:
                return beats
        else:
            self._started = True
            beats = self._machine.start(now, idle_us)
        if self._machine.away:
            self._backend.watch_input()
        else:
            self._backend.watch_idle(self._timeout_us)
        return beats
