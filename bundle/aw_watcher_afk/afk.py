"""From idleness to heartbeats: when somebody was there, away, or the machine asleep. No OS, no client here."""

from __future__ import annotations

from typing import Any

from aw_watcher.clock import Moment, jump_us, jumped, next_beat_us
from aw_watcher.heartbeat import Heartbeat

# Two events never share a start: the later one begins this much after the last moment of the earlier one.
STEP_US = 1000
# The same input, computed twice as "now minus idle", differs by a few milliseconds.
JITTER_US = 20_000
# How late a wake-up may come on a busy machine without tearing an event apart.
SLACK_US = 5_000_000
# How long after the other watchers' keep-alives ours come.
AFTER_US = 15_000

_HERE: dict[str, Any] = {"status": "not-afk"}
_AWAY: dict[str, Any] = {"status": "afk"}
_ASLEEP: dict[str, Any] = {"status": "afk", "asleep": True}


class AfkMachine:
    """Present or away, since when, and the last input.

    `start` first, then `see` at every edge, keep-alive or poll, `close` at the end; each gets both clocks and how long
    there has been no input (µs), and answers what to record. `timeout_us`: a pause this long was an absence, counted
    back from the last input to the next. Presence is stamped at the last input and never at now, so that an absence
    that is counted back overlaps nothing. A run writes nothing before its own start.
    """

    def __init__(self, timeout_us: int, update_us: int) -> None:
        self._timeout_us = timeout_us
        self._update_us = update_us
        self._bridge_us = timeout_us + update_us + SLACK_US
        self.away = False
        self._last = Moment(0, 0)
        self._input = Moment(0, 0)
        self._since_us = 0
        self._due_us = 0

    def start(self, now: Moment, idle_us: int) -> list[Heartbeat]:
        """The first look, or the first after a blind stretch."""
        self._last = now
        self._input = now.back(idle_us)
        self.away = idle_us >= self._timeout_us
        self._since_us = now.wall_us
        return [self._state(now, self._bridge_us)]

    def see(self, now: Moment, idle_us: int) -> list[Heartbeat]:
        """Another look. An edge that was missed (a late wake-up, a slow poll) is found in the numbers."""
        last, self._last = self._last, now
        if jumped(last, now):
            return self._jump(last, now, idle_us)
        seen = now.back(idle_us)
        pause_us = seen.mono_us - self._input.mono_us
        moved = pause_us > JITTER_US
        beats: list[Heartbeat] = []
        if moved and not self.away and pause_us > self._bridge_us:
            beats += self._leave(seen)
        if moved:
            if self.away:
                beats += self._return(now, seen)
            self._input = seen
        if not self.away and idle_us >= self._timeout_us:
            beats += self._leave(now)
        if not beats and now.mono_us >= self._due_us:
            beats = [self._state(now, self._bridge_us)]
        return beats

    def close(self, now: Moment) -> list[Heartbeat]:
        """The watcher ends, or lost its sight, at `now`."""
        if jumped(self._last, now):
            now = self._last
        return [self._state(now, self._bridge_us)]

    def deadline_us(self) -> int:
        """When the next keep-alive is due, on the monotonic clock."""
        return self._due_us

    def _leave(self, until: Moment) -> list[Heartbeat]:
        """Presence ended with the last input; absence lasts from there until (at least) `until`."""
        here = self._state(until, self._bridge_us)
        self.away = True
        self._since_us = here.at_us + STEP_US
        return [here, self._state(until, self._bridge_us)]

    def _return(self, now: Moment, seen: Moment) -> list[Heartbeat]:
        """Absence ended with the input `seen`; presence begins there."""
        away = self._state(seen, self._bridge_us)
        self.away = False
        self._input = seen
        self._since_us = away.at_us + away.duration_us + STEP_US
        return [away, self._state(now, self._bridge_us)]

    def _jump(self, last: Moment, now: Moment, idle_us: int) -> list[Heartbeat]:
        """The clocks parted: what was ends at the last moment that was lived, and nothing goes on across.

        After a sleep the user is away until a real input comes, however short the machine says the idleness is.
        """
        if jump_us(last, now) < 0:  # the clock was set back: begin anew in its time
            before = self._state(last, self._bridge_us)
            return [before, *self.start(now, idle_us)]
        before = self._state(last, self._bridge_us)
        if not self.away:
            before = Heartbeat(max(last.wall_us, before.at_us), _HERE, self._seconds(self._bridge_us))
        from_us = max(last.wall_us, before.at_us + before.duration_us) + STEP_US
        asleep = Heartbeat(from_us, _ASLEEP, 0.0, max(0, now.wall_us - from_us))
        self.away = True
        self._input = now.back(idle_us)
        self._since_us = asleep.at_us + asleep.duration_us + STEP_US
        return [before, asleep, self._state(now, 0)]

    def _state(self, now: Moment, bridge_us: int) -> Heartbeat:
        """What holds as of `now`: presence at the last input, absence from its first moment until now."""
        self._due_us = next_beat_us(now.mono_us, self._update_us, AFTER_US)
        if self.away:
            lasted_us = max(0, now.wall_us - self._since_us)
            return Heartbeat(self._since_us, _AWAY, self._seconds(bridge_us), lasted_us)
        return Heartbeat(max(self._input.wall_us, self._since_us), _HERE, self._seconds(bridge_us))

    @staticmethod
    def _seconds(us: int) -> float:
        return us / 1e6
