"""Where heartbeats stand: one bucket a machine, everything as it was received. What others see is made in `views`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from aw_core.models import Event
from aw_core.timestamps import from_us, to_us
from aw_server.api import ServerAPI
from aw_server.compat.wakatime import agents, beats
from aw_server.compat.wakatime.beats import Beat
from aw_server.compat.wakatime.facts import agent_of

if TYPE_CHECKING:
    from aw_core.frame import EventFrame

BUCKET_TYPE = "wakatime.heartbeat"
_PREFIX = "aw-wakatime-heartbeats_"
# What the placeholders of clients stand for: key, and whether the project has to be the same.
_LAST = (("project", False), ("language", True), ("branch", True))


class Stored(NamedTuple):
    """One heartbeat out of the store."""

    machine: str
    event: Event

    @property
    def id(self) -> str:
        """Its id in this guest's words."""
        return beats.beat_id(self.machine, self.event.start_us, self.event.data)


class Store:
    """All heartbeats of all machines, through ServerAPI."""

    def __init__(self, api: ServerAPI) -> None:
        self._api = api

    # -- in ------------------------------------------------------------------------------------------------------

    def add(self, machine: str, new: Iterable[Beat]) -> list[Stored]:
        """Store those that are not there yet; answer with what is stored for each, in their order."""
        bucket_id = self._bucket(machine, new := list(new))
        kept: dict[int, Stored] = {}
        # Those that refer to others come last: what they refer to may be in the same batch.
        numbers = range(len(new))
        for chosen in ([n for n in numbers if not _refers(new[n])], [n for n in numbers if _refers(new[n])]):
            events = [Event.from_us(None, new[n].time_us, 0, self._resolved(new[n])) for n in chosen]
            if events:
                stored = self._api.create_unmarked_events(bucket_id, events, _mark)
                kept |= {n: Stored(machine, event) for n, event in zip(chosen, stored, strict=True)}
        return [kept[n] for n in numbers]

    def delete(self, machine: str, event_id: int) -> None:
        """Delete one."""
        self._api.delete_event(_PREFIX + machine, event_id)

    def _bucket(self, machine: str, new: list[Beat]) -> str:
        bucket_id = _PREFIX + machine
        if bucket_id not in self._api.db.buckets():
            cli = agents.parse(agent_of(new[0].data) or "").cli if new else None
            client = f"wakatime-cli/{cli}" if cli else "wakatime"
            self._api.create_bucket(bucket_id, BUCKET_TYPE, client, machine)
        return bucket_id

    def _resolved(self, beat: Beat) -> dict[str, Any]:
        """The data, with what its placeholders stand for beside them."""
        wanted = [(key, same) for key, same in _LAST if beats.is_placeholder(beat.data.get(key))]
        data = dict(beat.data)
        for key, same_project in wanted:
            project = data.get("_project") or data.get("project") if same_project else None
            data[f"_{key}"] = self._last_value(beat.time_us, key, project)
        return data

    def _last_value(self, time_us: int, key: str, project: str | None) -> str | None:
        """What the newest heartbeat before (in this project, if one is given) has under `key`."""
        moment = from_us(time_us)
        found: tuple[int, str] | None = None
        for _, bucket_id in self.buckets():
            for event in self._api.get_events(bucket_id, 200, None, moment):
                data = event.data
                value = data.get(f"_{key}") or data.get(key)
                if beats.is_placeholder(value) or not beats.text(value):
                    continue
                if project is not None and project not in (data.get("project"), data.get("_project")):
                    continue
                if found is None or event.start_us > found[0]:
                    found = (event.start_us, str(value))
                break
        return found[1] if found else None

    # -- out -----------------------------------------------------------------------------------------------------

    def buckets(self) -> list[tuple[str, str]]:
        """(machine, bucket id) of every machine."""
        return [(m["hostname"], key) for key, m in self._api.db.buckets().items() if m["type"] == BUCKET_TYPE]

    def between(self, start_us: int, end_us: int) -> list[Stored]:
        """Heartbeats of [start, end) (µs UTC), oldest first, in the order in which they came."""
        found = [
            Stored(machine, event)
            for machine, bucket_id in self.buckets()
            for event in reversed(self._api.get_events(bucket_id, -1, from_us(start_us), from_us(end_us - 1)))
        ]
        return sorted(found, key=lambda stored: stored.event.start_us)

    def newest(self) -> Stored | None:
        """The newest heartbeat of all machines."""
        found = [
            Stored(machine, event)
            for machine, bucket_id in self.buckets()
            for event in self._api.get_events(bucket_id, 1)
        ]
        return max(found, key=lambda stored: stored.event.start_us, default=None)

    def first_of_each(self) -> list[Stored]:
        """The first heartbeat of every machine."""
        found = []
        for machine, bucket_id in self.buckets():
            span = self._api.db[bucket_id].span()
            if span is not None:
                found += [Stored(machine, event) for event in self._api.get_events(bucket_id, 1, None, span[0])]
        return found

    def first_us(self) -> int | None:
        """When the first heartbeat was (µs UTC)."""
        spans = [self._api.db[bucket_id].span() for _, bucket_id in self.buckets()]
        return min((to_us(span[0]) for span in spans if span is not None), default=None)

    def frames(self, start_us: int, end_us: int) -> list[tuple[str, EventFrame]]:
        """Columns of [start, end] by machine, without the keys that vary from beat to beat."""
        start, end = from_us(start_us), from_us(end_us)
        return [
            (machine, self._api.db[bucket_id].frame(start, end, varying=False)) for machine, bucket_id in self.buckets()
        ]

    def version(self) -> tuple[tuple[str, int], ...]:
        """Another value after every change to any heartbeat."""
        return tuple((bucket_id, self._api.db[bucket_id].version) for _, bucket_id in self.buckets())

    def pages(self) -> Iterator[list[Stored]]:
        """Everything, in pieces, machine by machine, newest first."""
        for machine, bucket_id in self.buckets():
            for page in self._api.db[bucket_id].pages():
                yield [Stored(machine, event) for event in page]


def _refers(beat: Beat) -> bool:
    """Whether something in it stands for what an earlier heartbeat had."""
    return any(beats.is_placeholder(beat.data.get(key)) for key, _ in _LAST)


def _mark(event: Event) -> tuple[Any, ...]:
    return beats.mark(event.start_us, event.data)
