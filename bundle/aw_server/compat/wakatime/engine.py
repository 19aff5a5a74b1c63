"""Time out of heartbeats, for any days, zone and time-out. What was computed is kept as long as its columns are."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from aw_core.timestamps import from_us
from aw_server import pause
from aw_server.api import ServerAPI
from aw_server.compat.wakatime.others import Others
from aw_server.compat.wakatime.ranges import Calendar, Days
from aw_server.compat.wakatime.store import Store

if TYPE_CHECKING:
    from aw_server.compat.wakatime.columns import Activity, Beats, Seen, Span
    from aw_server.compat.wakatime.facts import Fact

_MINUTE = 60_000_000


class Rules(NamedTuple):
    """How heartbeats are joined: the time-out in minutes, and whether only saved files count."""

    timeout: int
    writes_only: bool

    @property
    def timeout_us(self) -> int:
        """The time-out in microseconds."""
        return self.timeout * _MINUTE


class Spans(Protocol):
    """Where time comes from that is not made of heartbeats."""

    def spans(self, start_us: int, end_us: int) -> tuple[Hashable, list[Span]]:
        """What touches [start, end) (µs UTC), and a value that changes whenever any of it does."""

    def first_us(self) -> int | None:
        """When the first of it was (µs UTC)."""


class Engine:
    """Answers `activity` from the stored heartbeats and from spans that come with a length of their own."""

    def __init__(self, api: ServerAPI, store: Store, spans: Spans) -> None:
        self._api = api
        self._others = Others(api)
        self._store = store
        self._spans = spans

    def first_us(self, everything: bool = False) -> int | None:
        """When the first heartbeat or span was (µs UTC); with `everything`, the first time of any watcher."""
        moments = [self._store.first_us(), self._spans.first_us(), self._others.first_us() if everything else None]
        return min((moment for moment in moments if moment is not None), default=None)

    def activity(
        self, days: Days, zone: ZoneInfo, rules: Rules, *, with_spans: bool = True, everything: bool = False
    ) -> Activity:
        """All time within these local days.

        Without the spans, what heartbeats alone stand for; with `everything`, time of other watchers beside them.
        """
        from aw_server.compat.wakatime.columns import Beats, active

        calendar = Calendar(zone, self._api.clock.wall_us())
        edges = calendar.edges(days)
        margin = rules.timeout_us
        frames = self._store.frames(max(0, edges[0] - margin), edges[-1] + margin)
        mark, spans = self._spans.spans(edges[0], edges[-1]) if with_spans else (None, [])
        breaks = breaks_between(self._api, edges[0] - margin, edges[-1] + margin)

        def compute() -> Activity:
            layers = self._others.layers(edges[0], edges[-1]) if everything else []
            beats = Beats.of(frames, [span.fact for span in spans], layers)
            if rules.writes_only:
                beats = beats.only_writes()
            return active(beats, edges, timeout_us=margin, breaks=breaks, spans=spans, layers=layers)

        others = self._others.mark() if everything else None
        key = ("wakatime", self._store.version(), mark, others, tuple(breaks), days, zone.key, rules)
        # Kept beside the columns it was made of, and dropped with them.
        largest = max(frames, key=lambda entry: len(entry[1]), default=None)
        if largest is None or not len(largest[1]):
            return compute()
        found: Activity = largest[1].pool.kept(key, compute)
        return found

    def seen(self) -> list[Seen]:
        """Every fact of all heartbeats with the moments at which it was first and last heard of, oldest first."""
        from aw_server.compat.wakatime.columns import Beats

        frames = self._store.frames(0, self._everything())
        if not frames:
            return []
        beats: Beats = Beats.of(frames)
        largest = max(frames, key=lambda entry: len(entry[1]))
        found: list[Seen] = largest[1].pool.kept(("wakatime seen", self._store.version()), beats.seen)
        return found

    def _everything(self) -> int:
        """A moment after every heartbeat that can be stored, the same one all day."""
        day = 86_400_000_000
        return (self._api.clock.wall_us() // day + 2) * day


def breaks_between(api: ServerAPI, start_us: int, end_us: int) -> list[int]:
    """When recording was paused (µs UTC, ascending): nothing is joined across such a moment."""
    bucket_id = pause.bucket_id(api.hostname)
    if bucket_id not in api.db.buckets():
        return []
    events = api.get_events(bucket_id, -1, from_us(max(0, start_us)), from_us(end_us))
    return sorted(event.start_us for event in events)


def matching(project: str | None, branches: list[str]) -> Callable[[Fact], bool] | None:
    """Whether a fact is of this project and one of these branches; None where everything is."""
    if project is None and not branches:
        return None
    return lambda fact: (project is None or fact.project == project) and (not branches or fact.branch in branches)
