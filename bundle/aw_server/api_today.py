"""Loads what the answer about a day needs and puts it together; the computing is in `today`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from aw_core.models import Event
from aw_core.timestamps import from_us
from aw_server import pause
from aw_server.api_day import Day, day_dated, day_of, local_iso, start_of_day, zone_named
from aw_server.api_watchers import Watcher, Watchers
from aw_server.canonical import BY_HAND, OFFLINE, buckets_of
from aw_server.today import DEFAULT_AFK_TIMEOUT_US, SECOND, DayFacts, Entered, Span, Watched, build_today

if TYPE_CHECKING:
    from aw_core.frame import EventFrame
    from aw_server.api import ServerAPI

# What lies around the day decides how its edges look: an event that reaches into it, a small hole that is closed.
_MARGIN_US = 3600 * SECOND


class Today:
    """`GET /api/0/today`."""

    def __init__(self, api: ServerAPI) -> None:
        self._api = api
        self._watchers = Watchers(api.db, api.receipts, api.modules, api.hostname)

    def get(self, timezone: str | None, date: str | None = None, offline: bool = True) -> dict[str, Any]:
        """The whole answer, times as ISO text with the zone's offset; of the present day unless a date is given.

        `offline`: with what was done away from any computer. Raises BadRequest for an unknown zone and for no date.
        """
        api = self._api
        zone = zone_named(timezone) if timezone else api.zones.current()
        now = api.clock.wall_us()
        starts_at = start_of_day(api.settings.get("startOfDay"))
        day = day_of(now, zone, starts_at) if date is None else day_dated(date, zone, starts_at)
        snapshot = api.pause.snapshot()
        watchers = self._watchers.all(snapshot["paused"])
        answer = build_today(self._facts(day, now, watchers, offline))
        for piece in answer["strip"]:
            piece |= {"start": local_iso(piece["start"], zone), "end": local_iso(piece["end"], zone)}
        for kind, reach in answer["reach"].items():
            shown = None if reach is None else {"until": local_iso(reach.until, zone), "seconds": reach.seconds}
            answer["reach"][kind] = shown
        return {
            "date": day.date.isoformat(),
            "timezone": zone.key,
            "start": local_iso(day.start, zone),
            "end": local_iso(day.end, zone),
            "now": local_iso(now, zone),
            "hostname": api.hostname,
            **answer,
            "watchers": [_shown(watcher, zone) for watcher in watchers],
            "pause": snapshot,
            "notices": api.notices.all(),
        }

    def _facts(self, day: Day, now: int, watchers: list[Watcher], offline: bool) -> DayFacts:
        """Of a day that is over everything up to its end, of one that has not begun nothing."""
        past = day.end <= now
        until = max(day.start, min(now, day.end))
        # What follows on the day decides how small holes at its end are closed.
        read = (day.start - _MARGIN_US, min(now, day.end + _MARGIN_US))
        return DayFacts(
            start=day.start,
            now=until,
            window=self._watched("currentwindow", watchers, read, not past),
            afk=self._watched("afkstatus", watchers, read, not past),
            paused=self._paused(day.start, until),
            server_runs=self._server_runs(now),
            known_since=min((run.start for run in self._api.runs()), default=0) if past else 0,
            afk_timeout=self._afk_timeout(),
            pages={bucket: self._frame(bucket, *read) for bucket in self._of("browser")},
            always_active=self._always_active(),
            entered=self._entered(read, offline),
        )

    def _server_runs(self, now: int) -> list[Span]:
        return [(run.start, now if run.stop is None else run.stop) for run in self._api.runs()]

    def _watched(self, event_type: str, watchers: list[Watcher], read: Span, present: bool) -> Watched:
        from aw_core.frame.functions import concat

        own = [watcher for watcher in watchers if watcher.event_type == event_type]
        buckets = [watcher.bucket for watcher in own if watcher.bucket is not None]
        if not buckets:
            return Watched(None)
        events = concat(*(self._frame(bucket, *read) for bucket in buckets))
        return Watched(events, present and any(watcher.alive for watcher in own))

    def _of(self, kind: str, host: str | None = None) -> tuple[str, ...]:
        """Buckets of a kind of this computer, or another host; those that do not know their host belong to each."""
        return buckets_of(self._api.db.buckets(), kind, self._api.hostname if host is None else host)

    def _entered(self, read: Span, offline: bool) -> Entered | None:
        """What was entered by hand; None where there is nothing."""
        from aw_core.frame import EventFrame
        from aw_core.frame.functions import concat, filter_keyvals

        def together(buckets: Sequence[str]) -> EventFrame:
            frames = [self._frame(bucket, *read) for bucket in buckets]
            return concat(*frames) if frames else EventFrame.empty()

        key, value = BY_HAND
        found = Entered(
            offline=together(self._of("window", OFFLINE) if offline else ()),
            here=filter_keyvals(together(self._of("stopwatch")), key, [value]),
        )
        return found if len(found.offline) or len(found.here) else None

    def _always_active(self) -> str | None:
        """The setting `always_active_pattern`, unless it is no expression that can be used."""
        pattern = self._api.settings.get("always_active_pattern")
        if not isinstance(pattern, str) or not pattern:
            return None
        from aw_core.patterns import fault

        return None if fault(pattern, False) else pattern

    def _frame(self, bucket_id: str, start: int, end: int) -> EventFrame:
        return self._api.db[bucket_id].frame(from_us(start), from_us(end))

    def _events(self, bucket_id: str, start: int, now: int) -> list[Event]:
        return self._api.get_events(bucket_id, -1, from_us(start), from_us(now))

    def _paused(self, start: int, now: int) -> list[Span]:
        bucket = self._api.db.resolve(pause.bucket_id(self._api.hostname))
        events = self._events(bucket, start, now) if bucket in self._api.db.buckets() else []
        spans = [(event.start_us, event.start_us + event.duration_us) for event in events]
        state = self._api.pause.state()
        return spans if state is None else [*spans, (state.since, now)]

    def _afk_timeout(self) -> int:
        """The AFK watcher's timeout as far as the server knows it: its setting in the record of settings."""
        setting = self._api.settings.get("watchers.aw-watcher-afk")
        timeout = setting.get("timeout") if isinstance(setting, dict) else None
        if isinstance(timeout, int | float) and 0 < timeout < 86400:
            return round(timeout * SECOND)
        return DEFAULT_AFK_TIMEOUT_US


def _shown(watcher: Watcher, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "name": watcher.name,
        "bucket": watcher.bucket,
        "state": watcher.state,
        "last_seen": None if watcher.last_seen is None else local_iso(watcher.last_seen, zone),
        "reason": watcher.reason,
    }
