"""Heartbeats in: read, stored once, shown to the rest of the house; one answer for each, in the order they came."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from aw_server.api import ServerAPI
from aw_server.compat.wakatime import beats
from aw_server.compat.wakatime.beats import Beat, Sender
from aw_server.compat.wakatime.errors import Invalid
from aw_server.compat.wakatime.ranges import Calendar, Days
from aw_server.compat.wakatime.renewal import Renewal, rules_of
from aw_server.compat.wakatime.store import Store, Stored
from aw_server.compat.wakatime.views import Views, view_of

# Clients send 25 at most; whoever drains a queue in one go may send this many.
MOST_AT_ONCE = 1000

Answer = tuple[dict[str, Any], int]


class Intake:
    """Takes heartbeats in and out again. What `take` has answered 201 for is committed."""

    def __init__(self, api: ServerAPI, store: Store) -> None:
        self._api = api
        self._store = store
        self._views = Views(api, store)
        # One batch at a time: the views of a stretch are made from all its heartbeats.
        self._lock = threading.Lock()
        self._renewal = Renewal(api, store, self._views, self._lock)
        self._renewal.follow()

    def take(self, values: Sequence[Any], sender: Sender) -> list[Answer]:
        """One answer `(body, status)` for each heartbeat. A broken one costs nobody else anything."""
        now = self._api.clock.wall_us()
        answers: list[Answer] = [({}, 500)] * len(values)
        ready: dict[str, list[tuple[int, Beat]]] = defaultdict(list)
        for number, value in enumerate(values):
            try:
                beat = beats.read(value, sender, now)
            except Invalid as error:
                answers[number] = ({"error": error.message}, 400)
            else:
                ready[beat.machine or self._api.hostname].append((number, beat))
        for number, beat_id in self._keep(ready):
            answers[number] = ({"data": beats.echo(values[number], beat_id)}, 201)
        return answers

    def keep(self, machine: str, new: Sequence[Beat]) -> list[Stored]:
        """Store ready heartbeats of one machine and renew the views; what is stored for each, in their order."""
        with self._lock:
            stored = self._store.add(machine, new)
            self._views.renew([beat.time_us for beat in new], rules_of(self._api))
        return stored

    def delete(self, day: date, ids: Sequence[str], calendar: Calendar) -> int:
        """Delete heartbeats of a local day by their ids, for good; how many there were."""
        wanted = set(ids)
        with self._lock:
            start, end = calendar.span(Days(day, day))
            doomed = [stored for stored in self._store.between(start, end) if stored.id in wanted]
            gone = [view_of(stored) for stored in doomed]
            for stored in doomed:
                self._store.delete(stored.machine, stored.event.id)
            self._views.renew([stored.event.start_us for stored in doomed], rules_of(self._api), gone)
            if doomed and self._api.pause.on():
                # What is left got other lengths, which are not stored now.
                self._renewal.forget()
        if doomed:
            # Gone from the file as well, not only from the answers.
            self._api.db.purge()
        return len(doomed)

    def _keep(self, ready: dict[str, list[tuple[int, Beat]]]) -> list[tuple[int, str]]:
        kept: list[tuple[int, str]] = []
        with self._lock:
            for machine, numbered in ready.items():
                stored = self._store.add(machine, [beat for _, beat in numbered])
                kept += [(number, one.id) for (number, _), one in zip(numbered, stored, strict=True)]
            times = [beat.time_us for numbered in ready.values() for _, beat in numbered]
            self._views.renew(times, rules_of(self._api))
        self._renewal.follow()
        return kept
