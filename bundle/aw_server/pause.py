"""Pause: a state of the server in which nothing that watchers send is stored.

One pause leaves one event `{"status": "paused", "until": …}` in the bucket `aw-pause_<hostname>`, whose duration is
written when it ends. It ends by itself at `until`, also when the server was not running then
(docs/decisions: pause is a state of the server).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from aw_core.models import Event
from aw_core.timestamps import from_us, isoformat_us
from aw_datastore import Datastore
from aw_server.api_clock import Clock
from aw_server.api_live import LiveBuckets, row_id
from aw_server.api_receipts import OWN_CLIENT
from aw_server.exceptions import BadRequest

logger = logging.getLogger(__name__)

KIND = "pause"
CURRENT = "current"
LAST = "last"
BUCKET_TYPE = "pause"
_FIRST_US = 0


def bucket_id(hostname: str) -> str:
    """Where the paused spans of this computer stand."""
    return f"aw-pause_{hostname}"


@dataclass(frozen=True)
class PauseState:
    """A pause that is on: since and until when (µs UTC; None: until ended by hand), and its event."""

    since: int
    until: int | None
    event_id: int


class Pause:
    """Starts, prolongs and ends pauses. `changed` is called after each change, outside the lock."""

    def __init__(
        self, db: Datastore, live: LiveBuckets, clock: Clock, hostname: str, changed: Callable[[], None]
    ) -> None:
        self._db = db
        self._live = live
        self._clock = clock
        self._bucket_id = db.resolve(bucket_id(hostname))
        self._hostname = hostname
        self._changed = changed
        self._lock = threading.RLock()
        self._cancel_timer: Callable[[], None] = lambda: None
        stored = db.records.get(KIND, CURRENT)
        self._state = None if stored is None else PauseState(**stored)
        last = db.records.get(KIND, LAST)
        self._last: tuple[int, int] | None = None if last is None else (last[0], last[1])
        self.on()
        self._arm()

    def on(self) -> bool:
        """Whether the server is paused now. Cheap; a pause whose time has come is ended by this question."""
        state = self._state
        if state is None:
            return False
        if state.until is not None and self._clock.wall_us() >= state.until:
            self._end_if_due()
            return self._state is not None
        return True

    def state(self) -> PauseState | None:
        """The pause that is on, if one is."""
        return self._state if self.on() else None

    def snapshot(self) -> dict[str, Any]:
        """`{"paused", "since", "until"}`, as the REST API shows it."""
        state = self.state()
        if state is None:
            return {"paused": False, "since": None, "until": None}
        return {"paused": True, "since": isoformat_us(state.since), "until": _iso(state.until)}

    def start(self, until: int | None) -> dict[str, Any]:
        """Pause until a moment (µs UTC) or, with None, until ended; a running pause gets the new end.

        When this returns, no event that was under way is still being stored. Raises BadRequest for the past.
        """
        now = self._clock.wall_us()
        now -= now % 1000
        if until is not None and until <= now:
            raise BadRequest("InvalidPause", "The end of a pause has to lie in the future")
        with self._lock:
            state = self.state()
            with self._db.transaction():
                if state is None:
                    state = PauseState(now, until, self._insert(_span(now, 0, until)))
                else:
                    state = PauseState(state.since, until, self._write_span(state, until, 0))
                self._db.records.put(KIND, CURRENT, asdict(state))
            self._state = state
            self._arm()
        logger.info("Paused until %s", _iso(until) or "resumed by hand")
        self._live.barrier()
        self._changed()
        return self.snapshot()

    def end(self) -> dict[str, Any]:
        """End the pause now; without one nothing happens."""
        with self._lock:
            state = self.state()
            if state is not None:
                self._finish(state, max(self._clock.wall_us(), state.since))
        if state is not None:
            self._changed()
        return self.snapshot()

    def close(self) -> None:
        """Stop the timer; the pause itself stays."""
        self._cancel_timer()

    def spans(self, since: int = _FIRST_US) -> list[tuple[int, int]]:
        """Every pause that reaches past `since` (µs UTC), from when to when; one that is on reaches to now."""
        try:
            events = self._db[self._bucket_id].get(-1, from_us(since))
        except KeyError:
            events = []
        spans = [(event.start_us, event.start_us + event.duration_us) for event in events]
        state = self.state()
        return spans if state is None else [*spans, (state.since, self._clock.wall_us())]

    def unpaused_parts(self, start: int, end: int) -> list[tuple[int, int]]:
        """What of a heartbeat's span lies outside the last pause (µs UTC).

        A client may send after the pause what it gathered in it; that part is not recorded either.
        """
        if self._last is None or end < self._last[0] or start >= self._last[1]:
            return [(start, end)]
        paused_from, paused_to = self._last
        parts = []
        if start < paused_from:
            parts.append((start, paused_from))
        if end > paused_to:
            parts.append((paused_to, end))
        return parts

    def lies_between(self, earlier: int, later: int) -> bool:
        """Whether the last pause ended after `earlier` and not after `later`: two heartbeats it parts never merge."""
        return self._last is not None and earlier < self._last[1] <= later

    def _end_if_due(self) -> None:
        with self._lock:
            state = self._state
            if state is None or state.until is None or self._clock.wall_us() < state.until:
                return
            self._finish(state, state.until)
        self._changed()

    def _finish(self, state: PauseState, at: int) -> None:
        with self._db.transaction():
            self._write_span(state, state.until, at - state.since)
            self._db.records.put(KIND, LAST, [state.since, at])
            self._db.records.delete(KIND, CURRENT)
        self._state = None
        self._last = (state.since, at)
        self._cancel_timer()
        logger.info("Recording again after a pause of %d s", (at - state.since) // 1_000_000)

    def _write_span(self, state: PauseState, until: int | None, duration: int) -> int:
        """Rewrite the pause's event, or write it anew if someone has deleted it; answers its id."""
        span = _span(state.since, duration, until)
        try:
            found = self._db[self._bucket_id].replace(state.event_id, span)
        except KeyError:
            found = False
        return state.event_id if found else self._insert(span)

    def _insert(self, span: Event) -> int:
        if self._bucket_id not in self._db.buckets():
            self._db.create_bucket(
                self._bucket_id,
                type=BUCKET_TYPE,
                client=OWN_CLIENT,
                hostname=self._hostname,
                created=from_us(self._clock.wall_us()),
            )
        self._db[self._bucket_id].insert(span)
        return row_id(span)

    def _arm(self) -> None:
        """Have one timer at `until`, so that those who wait for a change hear of it without asking."""
        self._cancel_timer()
        state = self._state
        if state is not None and state.until is not None:
            seconds = max(0.0, (state.until - self._clock.wall_us()) / 1e6)
            self._cancel_timer = self._clock.call_later(seconds, self._on_timer)

    def _on_timer(self) -> None:
        with self._lock:
            if self.on():
                self._arm()


def _span(since: int, duration: int, until: int | None) -> Event:
    return Event.from_us(None, since, duration, {"status": "paused", "until": _iso(until)})


def _iso(moment: int | None) -> str | None:
    return None if moment is None else isoformat_us(moment)
