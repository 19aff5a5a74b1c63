"""Focus sessions: a state of the server, like the pause. Somebody means to work undisturbed until a moment.

While one is on, a notice says so: the tray and the pages show it. One session leaves one event `{"minutes": …}` in the
bucket `aw-focus_<hostname>`, written when it ends; it ends by itself, also when the server was not running then.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from aw_core.models import Event
from aw_core.timestamps import from_us, to_us
from aw_datastore import Datastore
from aw_server.api_clock import Clock
from aw_server.api_receipts import OWN_CLIENT
from aw_server.exceptions import BadRequest
from aw_server.notices import Notice, Notices
from aw_server.zones import Zones

logger = logging.getLogger(__name__)

KIND: Final = "focus"
CURRENT: Final = "current"
BUCKET_TYPE: Final = "focus"
NOTICE: Final = "focus"
REST_OF_DAY: Final = -1


@dataclass(frozen=True)
class Session:
    """From when, until when it is meant to last (µs UTC), and the minutes that were asked for; -1: the rest of the day.

    `end` is when it ended, None while it is on.
    """

    start: int
    until: int
    minutes: int
    end: int | None = None


class Focus:
    """Starts, ends and lists focus sessions. Thread-safe."""

    def __init__(self, db: Datastore, clock: Clock, hostname: str, notices: Notices, zones: Zones) -> None:
        self._db = db
        self._clock = clock
        self._hostname = hostname
        self._bucket_id = db.resolve(f"aw-focus_{hostname}")
        self._notices = notices
        self._zones = zones
        self._lock = threading.RLock()
        self._cancel_timer: Callable[[], None] = lambda: None
        stored = db.records.get(KIND, CURRENT)
        self._session = None if stored is None else Session(**stored)
        if self._session is not None:
            self._settle()

    def current(self) -> Session | None:
        """The session that is on, if one is."""
        with self._lock:
            self._end_if_due()
            return self._session

    def start(self, until: int, minutes: int) -> Session:
        """Begin a session that ends by itself at `until` (µs UTC).

        Raises BadRequest while one is on, and for an end that is not in the future.
        """
        now = self._clock.wall_us()
        if until <= now:
            raise BadRequest("InvalidFocus", "The end of a focus session has to lie in the future")
        with self._lock:
            if self.current() is not None:
                raise BadRequest("FocusRunning", "A focus session is on already")
            session = Session(now, until, minutes)
            self._db.records.put(KIND, CURRENT, asdict(session))
            self._session = session
            self._settle()
        return session

    def start_day(self) -> Session:
        """Begin a session that ends with the local day. Raises BadRequest if one is on already."""
        zone = self._zones.current()
        tomorrow = from_us(self._clock.wall_us()).astimezone(zone).date() + timedelta(days=1)
        return self.start(to_us(datetime.combine(tomorrow, time(), zone).astimezone(UTC)), REST_OF_DAY)

    def end(self) -> None:
        """End the session now. Raises BadRequest if none is on."""
        with self._lock:
            session = self.current()
            if session is None:
                raise BadRequest("NoFocus", "No focus session is on")
            self._finish(session, max(self._clock.wall_us(), session.start))

    def all(self) -> list[Session]:
        """Every session, newest first, the one that is on included."""
        current = self.current()
        try:
            events = self._db[self._bucket_id].get(-1)
        except KeyError:
            events = []
        return [*([current] if current else []), *map(_session, events)]

    def close(self) -> None:
        """Stop the timer; the session itself goes on."""
        self._cancel_timer()

    def _settle(self) -> None:
        """Under the lock: say that a session is on and wait for its end, or end it if that has passed."""
        self._end_if_due()
        session = self._session
        if session is None:
            return
        local = from_us(session.until).astimezone(self._zones.current())
        title = f"Focus session until {local:%H:%M}"
        self._notices.put(Notice(NOTICE, title, "It ends by itself."), level=logging.INFO)
        self._cancel_timer()
        seconds = max(0.0, (session.until - self._clock.wall_us()) / 1e6)
        self._cancel_timer = self._clock.call_later(seconds, self._on_timer)

    def _on_timer(self) -> None:
        with self._lock:
            # The clock may have been set back meanwhile: then it is waited for once more.
            if self._session is not None:
                self._settle()

    def _end_if_due(self) -> None:
        session = self._session
        if session is not None and self._clock.wall_us() >= session.until:
            self._finish(session, session.until)

    def _finish(self, session: Session, at: int) -> None:
        with self._db.transaction():
            if self._bucket_id not in self._db.buckets():
                self._db.create_bucket(
                    self._bucket_id,
                    type=BUCKET_TYPE,
                    client=OWN_CLIENT,
                    hostname=self._hostname,
                    created=from_us(self._clock.wall_us()),
                )
            event = Event.from_us(None, session.start, at - session.start, {"minutes": session.minutes})
            self._db[self._bucket_id].insert(event)
            self._db.records.delete(KIND, CURRENT)
        self._session = None
        self._cancel_timer()
        self._notices.drop(NOTICE)


def _session(event: Event) -> Session:
    minutes = event.data.get("minutes")
    end = event.start_us + event.duration_us
    return Session(event.start_us, end, minutes if isinstance(minutes, int) else -1, end)
