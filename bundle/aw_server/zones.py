"""In which time zone each day was lived: noted as it happens, so that past days keep their hours after a journey."""

from __future__ import annotations

import logging
from bisect import bisect_right
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aw_core.errors import StorageError
from aw_datastore import Datastore
from aw_server.api_clock import Clock
from aw_server.api_day import Day, day_of, day_start, start_of_day, zone_named
from aw_server.settings import Settings

logger = logging.getLogger(__name__)

KIND = "zones"
_LOOK_AGAIN_US = 60_000_000


class Zones:
    """A record for each day on which the zone changed. A day has the zone in which it ended.

    `device_id` says whose days these are. Nothing wakes up for this: `note` is called when something is received.
    """

    def __init__(self, db: Datastore, settings: Settings, clock: Clock, device_id: str) -> None:
        self._db = db
        self._settings = settings
        self._clock = clock
        self._device = device_id
        stored: dict[str, str] = db.records.get(KIND, device_id, {})
        self._days = sorted((date.fromisoformat(day), zone) for day, zone in stored.items())
        self._next_look = 0
        self.note()

    def note(self) -> None:
        """Look at the computer's zone, if the last look is not just over."""
        now = self._clock.wall_us()
        if self._next_look - _LOOK_AGAIN_US <= now < self._next_look:
            return
        self._next_look = now + _LOOK_AGAIN_US
        zone = zone_named(None)
        today = day_of(now, zone, start_of_day(self._settings.get("startOfDay"))).date
        if self._days and self._days[-1][1] == zone.key:
            return
        earlier = [(day, name) for day, name in self._days if day < today]
        if earlier and earlier[-1][1] == zone.key:
            self._days = earlier
        else:
            self._days = [*earlier, (today, zone.key)]
        try:
            self._db.records.put(KIND, self._device, {day.isoformat(): name for day, name in self._days})
        except StorageError as error:
            # Worth a right border of a day, not worth refusing what was recorded.
            logger.warning("The time zone cannot be noted: %s", error)

    def current(self) -> ZoneInfo:
        """The zone of now, which is that of today."""
        self.note()
        return zone_named(None)

    def of_day(self, day: date) -> ZoneInfo:
        """The zone of a local day: the one noted last until then; of days before the first note, that of the first."""
        at = bisect_right(self._days, day, key=lambda noted: noted[0])
        name = self._days[max(0, at - 1)][1] if self._days else None
        try:
            return ZoneInfo(name) if name else zone_named(None)
        except (ValueError, OSError, KeyError):
            return zone_named(None)

    def between(self, first: date, last: date) -> list[str]:
        """The zones in which these local days were lived, both included: IANA names in that order, each once."""
        changes = [day for day, _ in self._days if first < day <= last]
        return list(dict.fromkeys(self.of_day(day).key for day in (first, *changes)))

    def day(self, day: date) -> Day:
        """A local day in the zone it was lived in; it ends where the next one begins, also when that is elsewhere."""
        starts_at = start_of_day(self._settings.get("startOfDay"))
        following = day + timedelta(days=1)
        start = day_start(day, starts_at, self.of_day(day))
        return Day(day, start, max(start, day_start(following, starts_at, self.of_day(following))))

    def shown(self) -> dict[str, Any]:
        """The zone of now, and since which day which zone was noted, oldest first."""
        return {
            "current": self.current().key,
            "days": [{"from": day.isoformat(), "zone": name} for day, name in self._days],
        }
