"""The loop of every watcher: sleep until a backend, a clock, a deadline or the end calls; never otherwise."""

from __future__ import annotations

import logging
import select
from collections.abc import Callable, Sequence
from typing import Protocol

from aw_core.lifeline import Stopper
from aw_watcher.backend import BackendLost, NoBackend
from aw_watcher.clock import Clock, Moment
from aw_watcher.clockwatch import ClockWatch, open_clock_watch
from aw_watcher.heartbeat import Heartbeat, Outbox
from aw_watcher.waker import Waker

logger = logging.getLogger(__name__)

# How long to wait for a display that is not there, longer each time.
FIRST_WAIT_US = 500_000
LONGEST_WAIT_US = 10_000_000


class Watch(Protocol):
    """An open backend and its state machine. Every method but `end` and `close` may raise BackendLost."""

    def begin(self, now: Moment) -> list[Heartbeat]:
        """What is seen first; again after `end`."""

    def wake(self, now: Moment) -> list[Heartbeat]:
        """Something may have happened, or the deadline has come."""

    def end(self, now: Moment) -> list[Heartbeat]:
        """The last words, without asking the backend."""

    def deadline_us(self) -> int:
        """On the monotonic clock."""

    def fileno(self) -> int | None: ...

    def pending(self) -> bool: ...

    def close(self) -> None: ...


def wait_readable(fds: Sequence[int], timeout_us: int) -> set[int]:
    """Those of `fds` that are readable (or broken) within `timeout_us`; rounds up, so that no wake-up is too early."""
    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    return {fd for fd, _ in poll.poll(max(0, -(-timeout_us // 1000)))}


class Loop:
    """Opens the backend, follows it, and opens it again when it is lost, until stopped.

    Waits without limit for a display; says why once per reason. `news` wakes it when the outbox may say more than
    before.
    """

    def __init__(
        self,
        clock: Clock,
        stopper: Stopper,
        outbox: Outbox,
        open_clock_watch: Callable[[], ClockWatch | None] = open_clock_watch,
        wait: Callable[[Sequence[int], int], set[int]] = wait_readable,
        news: Waker | None = None,
    ) -> None:
        self._clock = clock
        self._stopper = stopper
        self._outbox = outbox
        self._wait = wait
        self._open_clock_watch = open_clock_watch
        self._news = news
        self._said: str | None = None

    def run(self, open_watch: Callable[[], Watch]) -> None:
        """`open_watch` raises NoBackend while nothing works."""
        clock_watch = self._open_clock_watch()
        wait_us = FIRST_WAIT_US
        try:
            while not self._stopper.event.is_set():
                began = self._clock.now().mono_us
                self._once(open_watch, clock_watch)
                if self._clock.now().mono_us - began > LONGEST_WAIT_US:
                    wait_us = FIRST_WAIT_US
                if not self._stopper.event.is_set():
                    self._wait([self._stopper.fileno()], wait_us)
                wait_us = min(wait_us * 2, LONGEST_WAIT_US)
        finally:
            if clock_watch:
                clock_watch.close()

    def _once(self, open_watch: Callable[[], Watch], clock_watch: ClockWatch | None) -> None:
        self._outbox.release()  # nothing is open
        try:
            watch = open_watch()
        except NoBackend as none:
            self._say_once(f"Nothing can be watched yet ({none}); waiting for it")
            return
        try:
            self._follow(watch, clock_watch)
        except BackendLost as lost:
            self._say_once(f"Lost sight: {lost.reason}; waiting for it to come back")
        finally:
            self._outbox.send(watch.end(self._clock.now()))
            watch.close()

    def _follow(self, watch: Watch, clock_watch: ClockWatch | None) -> None:
        beats = watch.begin(self._clock.now())
        self._said = None
        alarms = [alarm for alarm in (clock_watch, self._news) if alarm]
        fds = [self._stopper.fileno(), *(alarm.fileno() for alarm in alarms)]
        while True:
            try:
                fd, pending = watch.fileno(), watch.pending()
            finally:
                # Last before sleeping: the sender's thread, which it wakes, shall not have to wait for this one.
                self._outbox.send(beats)
            if self._stopper.event.is_set():
                return
            timeout_us = 0 if pending else watch.deadline_us() - self._clock.now().mono_us
            ready = self._wait(fds if fd is None else [*fds, fd], timeout_us)
            for alarm in alarms:
                if alarm.fileno() in ready:
                    alarm.clear()
            now = self._clock.now()
            beats = watch.wake(now)
            if self._outbox.releasable:
                self._outbox.send(beats + watch.end(now))
                self._outbox.release()
                beats = watch.begin(now)

    def _say_once(self, text: str) -> None:
        if text != self._said:
            self._said = text
            logger.warning(text)
