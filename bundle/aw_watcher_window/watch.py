"""The window backend and its state machine, as the loop of every watcher wants them."""

from __future__ import annotations

from aw_watcher.clock import Moment
from aw_watcher.heartbeat import Heartbeat
from aw_watcher_window.backends.base import Sighting, Window, WindowBackend
from aw_watcher_window.window import WindowMachine

# How long the backend's silence is trusted before the window is looked at again.
TRUST_US = 60_000_000


class WindowWatch:
    """Carries what the backend sees to the machine, in the order in which it happened."""

    def __init__(self, backend: WindowBackend, machine: WindowMachine) -> None:
        self._backend = backend
        self._machine = machine
        self._looked_us = 0

    def begin(self, now: Moment) -> list[Heartbeat]:
        beats, _ = self._machine.survive(now)
        return beats + self._machine.see(now, self._look(now))

    def wake(self, now: Moment) -> list[Heartbeat]:
        beats, slept = self._machine.survive(now)
        sightings = self._backend.read(now)
        if sightings or self._backend.poll_us is not None:
            self._looked_us = now.mono_us
        if slept:
            sightings = []  # what was noticed around a sleep has no moment
        if slept or now.mono_us - self._looked_us >= TRUST_US:
            sightings.append(Sighting(now, self._look(now)))
        for at, window in sightings:
            beats += self._machine.see(at, window)
        return beats + self._machine.tick(now)

    def end(self, now: Moment) -> list[Heartbeat]:
        beats, _ = self._machine.survive(now)
        return beats + self._machine.close(now)

    def deadline_us(self) -> int:
        poll_us = self._backend.poll_us
        deadline = self._machine.deadline_us()
        return deadline if poll_us is None else min(deadline, self._looked_us + poll_us)

    def fileno(self) -> int | None:
        return self._backend.fileno()

    def pending(self) -> bool:
        return self._backend.pending()

    def close(self) -> None:
        self._backend.close()

    def _look(self, now: Moment) -> Window | None:
        self._looked_us = now.mono_us
        return self._backend.current()
