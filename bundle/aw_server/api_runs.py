"""When this server ran: what tells "the server was not running" from "a watcher was not running"."""

from __future__ import annotations

import logging
from typing import NamedTuple

from aw_core.errors import StorageError
from aw_core.timestamps import to_us
from aw_datastore import Datastore
from aw_server.api_clock import Clock

logger = logging.getLogger(__name__)

KIND = "server"
KEY = "runs"
_REMEMBERED = 200


class Run(NamedTuple):
    """One run of the server, in µs UTC; `stop` is None for the present one."""

    start: int
    stop: int | None


class Runs:
    """The list of runs. A run that was killed is taken to have ended with the newest event it stored."""

    def __init__(self, db: Datastore, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        earlier = [Run(*run) for run in db.records.get(KIND, KEY, [])][-_REMEMBERED:]
        now = clock.wall_us()
        self.cut_short = bool(earlier) and earlier[-1].stop is None
        """Was the run before this one ended by a kill, a crash or a power cut?"""
        if earlier and earlier[-1].stop is None:
            start = earlier[-1].start
            earlier[-1] = Run(start, min(max(start, self._newest_event()), now))
        self._runs = [*earlier, Run(now, None)]
        self._save()

    def all(self) -> list[Run]:
        """Every remembered run, oldest first, the present one last."""
        return list(self._runs)

    def close(self) -> None:
        """The server stops in good order."""
        if self._runs[-1].stop is None:
            self._runs[-1] = Run(self._runs[-1].start, self._clock.wall_us())
            self._save()

    def _newest_event(self) -> int:
        spans = (self._db[bucket_id].span() for bucket_id in self._db.buckets())
        return max((to_us(span[1]) for span in spans if span is not None), default=0)

    def _save(self) -> None:
        try:
            self._db.records.put(KIND, KEY, [list(run) for run in self._runs])
        except StorageError as error:
            # Worth a name in a gap, not worth refusing to show a full disk's data or to stop.
            logger.warning("The times at which the server runs cannot be noted: %s", error)
