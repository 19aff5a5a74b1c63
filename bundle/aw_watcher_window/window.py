"""From sightings of windows to heartbeats: when an event begins, goes on and ends. No OS, no clock, no client here."""

from __future__ import annotations

from aw_watcher.clock import Moment, jumped, next_beat_us
from aw_watcher.heartbeat import Heartbeat
from aw_watcher_window.backends.base import Window
from aw_watcher_window.privacy import TitleRules

# A change counts once it has lasted this long, from its first notice: window managers set "no window" for a
# millisecond on a switch, and a window may be read while it goes away.
SETTLE_US = 30_000
# An unchanged state is said again every `update_us`; a heartbeat bridges this much more than that, or, should a
# wake-up have come later still, a little more than the time since the last one.
SLACK_US = 10_000_000
LATE_US = 1_000_000
# A title that never rests (a spinner, a counter) is recorded once a second after this many quick changes.
TITLE_BURST = 10
TITLE_EVERY_US = 1_000_000


class TitleBudget:
    """Lets a burst of title changes through, then one a second."""

    def __init__(self) -> None:
        # The moment at which the whole burst will be there again; each change moves it on by its share.
        self._full_us = 0

    def due_us(self, mono_us: int) -> int:
        """When the next title change may be recorded, on the monotonic clock."""
        return max(mono_us, self._full_us - (TITLE_BURST - 1) * TITLE_EVERY_US)

    def take(self, mono_us: int) -> None:
        self._full_us = max(mono_us, self._full_us) + TITLE_EVERY_US


class WindowMachine:
    """The event that is open, the change that may close it, and what has to be said about both.

    Per wake-up: `survive(now)`, then `see(at, window)` for what was noticed, then `tick(now)`; `close(now)` at the end.
    The wall clock stamps, the monotonic clock decides how long something took.
    """

    def __init__(self, rules: TitleRules, update_us: int) -> None:
        self._rules = rules
        self._update_us = update_us
        self._budget = TitleBudget()
        self._last: Moment | None = None
        self._open: Window | None = None
        self._next: tuple[Moment, Window | None] | None = None
        self._settled_us = 0
        self._due_us = 0
        self._said: Heartbeat | None = None
        self._floor_us = 0

    def survive(self, now: Moment) -> tuple[list[Heartbeat], bool]:
        """Whether the machine slept (or the clock was set) since the last look, and what to say then.

        The open event ends at the last moment that is known to have been lived; nothing is merged across.
        """
        last, self._last = self._last, now
        if last is None or not jumped(last, now):
            return [], False
        ended = self._next[0] if self._next else last  # a change too fresh to be believed still ended what was before
        beats = self._end(ended.wall_us)
        self._next = self._said = None
        self._floor_us = now.wall_us
        self._due_us = next_beat_us(now.mono_us, self._update_us)
        return beats, True

    def see(self, at: Moment, window: Window | None) -> list[Heartbeat]:
        """`window` has been active since `at` (None: no window)."""
        seen = self._rules.apply(window) if window else None
        if self._next is None:
            if seen == self._open:
                self._open = seen  # perhaps another window that looks the same
            else:
                self._put_off(at, seen)
            return []
        since, waiting = self._next
        if seen == waiting:
            return []
        beats: list[Heartbeat] = []
        if at.mono_us - since.mono_us >= SETTLE_US and not _same_window(seen, waiting):
            beats = self._settle(at)
            since = at
        self._next = None
        if seen != self._open:
            self._put_off(since, seen)
        return beats

    def tick(self, now: Moment) -> list[Heartbeat]:
        """Believe a change that has lasted, and keep alive what goes on."""
        beats: list[Heartbeat] = []
        if self._next is not None and now.mono_us >= self._settled_us:
            beats = self._settle(now)
        if now.mono_us >= self._due_us:
            beats += self._keep_alive(now)
        return beats

    def close(self, now: Moment) -> list[Heartbeat]:
        """The watcher ends, or lost its sight, at `now`."""
        beats = self._settle(now) + self._end(now.wall_us)
        self._last = None
        return beats

    def deadline_us(self) -> int:
        """When `tick` wants to be called next, on the monotonic clock."""
        return self._due_us if self._next is None else min(self._settled_us, self._due_us)

    def _put_off(self, since: Moment, window: Window | None) -> None:
        self._next = (since, window)
        self._settled_us = since.mono_us + SETTLE_US
        if _same_window(window, self._open):
            self._settled_us = max(self._settled_us, self._budget.due_us(since.mono_us))

    def _settle(self, now: Moment) -> list[Heartbeat]:
        """Make the waiting change a fact, stamped at its first notice: the old event ends where the new one starts."""
        if self._next is None:
            return []
        since, window = self._next
        self._next = None
        at_us = max(since.wall_us, self._floor_us)
        if _same_window(window, self._open):
            self._budget.take(now.mono_us)
        return self._end(at_us) + self._begin(at_us, now.mono_us, window)

    def _begin(self, at_us: int, mono_us: int, window: Window | None) -> list[Heartbeat]:
        self._open = window
        # Pulsetime 0: an earlier event with the same data may touch this one, but nothing is claimed between them.
        return [self._say(at_us, mono_us, window, 0.0)] if window else []

    def _end(self, at_us: int) -> list[Heartbeat]:
        window, self._open = self._open, None
        if window is None or self._said is None or at_us <= self._said.at_us:
            return []
        beat = Heartbeat(at_us, self._said.data, self._bridge(at_us))
        self._said, self._floor_us = beat, at_us
        return [beat]

    def _keep_alive(self, now: Moment) -> list[Heartbeat]:
        self._due_us = next_beat_us(now.mono_us, self._update_us)
        if self._open is not None:
            at_us = now.wall_us if self._next is None else self._next[0].wall_us
            return [self._say(max(at_us, self._floor_us), now.mono_us, self._open, self._bridge(at_us))]
        # No window: what was said last is said again. It changes no event, but shows that the watcher lives.
        return [self._said] if self._said else []

    def _say(self, at_us: int, mono_us: int, window: Window, pulsetime: float) -> Heartbeat:
        beat = Heartbeat(at_us, {"app": window.app, "title": window.title}, pulsetime)
        self._said, self._floor_us = beat, at_us
        self._due_us = next_beat_us(mono_us, self._update_us)
        return beat

    def _bridge(self, at_us: int) -> float:
        """Seconds that surely reach back to what was said last."""
        said_us = self._said.at_us if self._said else at_us
        return max(self._update_us + SLACK_US, at_us - said_us + LATE_US) / 1e6


def _same_window(one: Window | None, other: Window | None) -> bool:
    """Whether only the title can have changed."""
    return one is not None and other is not None and (one.app, one.key) == (other.app, other.key)
