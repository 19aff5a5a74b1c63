"""ServerAPI: everything the server can do, behind one face. No Flask here.

The REST routes and the compatibility APIs call nothing else; method names are the ecosystem's (contract 7.5).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aw_core.__about__ import __version__
from aw_core.device import get_device_id, get_hostname
from aw_core.dirs import get_data_dir
from aw_core.models import Event
from aw_datastore import Batch, Datastore
from aw_server.about import describe
from aw_server.api_backups import NO_BACKUPS, BackupPlan, Backups
from aw_server.api_buckets import Buckets
from aw_server.api_clock import Clock, SystemClock
from aw_server.api_damage import Damage
from aw_server.api_events import Events
from aw_server.api_heartbeats import Heartbeats
from aw_server.api_imports import Imports
from aw_server.api_live import LiveBuckets
from aw_server.api_log import read_log
from aw_server.api_query import Queries
from aw_server.api_receipts import Receipts
from aw_server.api_runs import Run, Runs
from aw_server.api_today import Today
from aw_server.api_webhook_days import WebhookDays
from aw_server.apps import Apps
from aw_server.batches import Sent
from aw_server.disk_space import DiskSpace
from aw_server.embeds import Embeds
from aw_server.focus import Focus
from aw_server.gate import Gate, Gated
from aw_server.goals import Goals
from aw_server.identity import settle
from aw_server.keys import Keys
from aw_server.keys.sessions import Sessions
from aw_server.modules import Modules
from aw_server.notices import Notices
from aw_server.pause import Pause
from aw_server.privacy import Privacy
from aw_server.privacy_files import Places
from aw_server.privacy_history import History
from aw_server.retention import Retention
from aw_server.settings import Settings
from aw_server.transfer import Transfer, decode_export
from aw_server.webhooks import Webhooks
from aw_server.zones import Zones


class ServerAPI:
    """The server's behaviour over one datastore. Thread-safe; `close` it before the datastore.

    Bad input raises the errors of `aw_server.exceptions`. Nouns with more than a method or two are attributes:
    `settings`, `goals`, `apps`, `privacy`, `history`, `retention`, `keys`, `modules`, `pause`, `transfer`, `queries`,
    `imports`, `backups`, `damage`, `zones`, `focus`, `embeds`, `webhooks`.
    """

    def __init__(
        self,
        db: Datastore,
        testing: bool,
        *,
        clock: Clock | None = None,
        hostname: str | None = None,
        backups: BackupPlan = NO_BACKUPS,
    ) -> None:
        self.db = db
        self.testing = testing
        # What guests have under way ends first, while all that it needs is still there.
        self.closing: list[Callable[[], None]] = []
        self.clock = clock = clock or SystemClock()
        self.hostname = own_name = hostname or get_hostname()
        ask_hostname = get_hostname if hostname is None else lambda: own_name
        hostname = own_name
        device_id = get_device_id()
        settle(db, hostname, device_id)
        live = LiveBuckets(db)
        # Before the pause, which may write the end of a span that passed while no server ran.
        self._runs = Runs(db, clock)
        self.receipts = Receipts(db, clock, hostname)
        self.modules = Modules(db, clock, self.receipts, lambda *told: self.webhooks.module_failed(*told))
        self.notices = Notices(self.modules.nudge)
        self._disk_space = DiskSpace(db, self.notices)
        self.pause = Pause(db, live, clock, hostname, self.modules.touch)
        self.settings = Settings(db)
        self.zones = Zones(db, self.settings, clock, device_id)
        self.goals = Goals(db, clock)
        self.apps = Apps(db, clock)
        self.focus = Focus(db, clock, hostname, self.notices, self.zones)
        self.keys = Keys(db, clock, lambda: Path(get_data_dir("aw-server")) / ("keys-testing" if testing else "keys"))
        self.embeds = Embeds(db, self.keys)
        self.sessions = Sessions(self.keys, clock)
        self.privacy = Privacy(db, self.settings, live, self.notices, self.modules.touch)
        self._buckets = Buckets(db, live, clock, hostname, get_device_id, ask_hostname)
        self._events = Events(db, live, self.pause, self.privacy, self.receipts)
        self._heartbeats = Heartbeats(live, self.pause, self.privacy, self.receipts)
        self.transfer = Transfer(db, live, self._buckets, self.privacy, clock)
        self._gate = Gate()
        self.queries = Queries(db, self.settings, self._gate)
        self.imports = Imports(
            db, self.transfer, self.settings, self._gate, clock, testing, self.pause.spans, self.notices
        )
        self._today = Today(self)
        self.webhooks = Webhooks(db, clock, WebhookDays(self))
        # Copies, recoveries and purges take turns: none must bring back what another one leaves out.
        turn = threading.Lock()
        self.damage = Damage(db, clock, self.notices, turn, cut_short=self._runs.cut_short)
        self.backups = Backups(db, clock, backups, turn, damaged=lambda _: self.damage.suspect())
        self.retention = Retention(db, live, self.settings, clock)
        self.history = History(
            db, live, self.privacy, self._gate, clock, Places.of_this_user, self.webhooks, self.backups.undisturbed
        )

    def close(self) -> None:
        """Stop timers and what guests have under way, send long polls home, note the end of this run.

        Safe to call twice.
        """
        for stop in self.closing:
            stop()
        self.modules.close()
        self.queries.close()
        self.imports.close()
        self.pause.close()
        self.webhooks.close()
        self.focus.close()
        self.keys.close()
        self.backups.close()
        self.damage.close()
        self.retention.close()
        self._runs.close()

    def runs(self) -> list[Run]:
        """When this server ran, oldest first, the present run last."""
        return self._runs.all()

    def get_info(self) -> dict[str, Any]:
        """Who this server is (contract 1.5)."""
        return {
            "hostname": self.hostname,
            "version": f"v{__version__}",
            "testing": self.testing,
            "device_id": get_device_id(),
            "notices": self.notices.all(),
            "damage": self.damage.state(),
        }

    def get_about(self) -> dict[str, Any]:
        """Where this installation keeps everything, and whether it starts at login."""
        return describe(self.db, self.modules)

    def get_buckets(self) -> dict[str, dict[str, Any]]:
        """Every bucket by id, with `last_updated` where it has events."""
        return self._buckets.all()

    def get_bucket_metadata(self, bucket_id: str) -> dict[str, Any]:
        """One bucket's description. Raises NotFound."""
        return self._buckets.metadata(bucket_id)

    def create_bucket(
        self,
        bucket_id: str,
        event_type: str,
        client: str,
        hostname: str,
        created: datetime | None = None,
        data: dict[str, Any] | None = None,
        name: str | None = None,
    ) -> bool:
        """Create a bucket; False when it exists already (contract 1.6)."""
        return self._buckets.create(
            bucket_id, type=event_type, client=client, hostname=hostname, created=created, name=name, data=data
        )

    def update_bucket(self, bucket_id: str, **changes: Any) -> None:
        """Change some of `type`, `client`, `hostname`, `name`, `data`. Raises NotFound."""
        self._buckets.change(bucket_id, changes)

    def delete_bucket(self, bucket_id: str) -> None:
        """Delete a bucket with all its events. Raises NotFound."""
        self._buckets.delete(bucket_id)

    def get_events(
        self, bucket_id: str, limit: int = -1, start: datetime | None = None, end: datetime | None = None
    ) -> list[Event]:
        """Newest first, clipped to [start, end] (contract 1.8). Raises NotFound."""
        return self._events.get(bucket_id, limit, start, end)

    def get_events_text(
        self, bucket_id: str, limit: int = -1, start: datetime | None = None, end: datetime | None = None
    ) -> bytes:
        """What `get_events` gives, as a JSON array: some times as fast. Raises NotFound."""
        return self._events.text(bucket_id, limit, start, end)

    def get_event(self, bucket_id: str, event_id: int) -> Event:
        """One event of this bucket. Raises NotFound."""
        return self._events.one(bucket_id, event_id)

    def get_eventcount(self, bucket_id: str, start: datetime | None = None, end: datetime | None = None) -> int:
        """How many events touch [start, end]. Raises NotFound."""
        return self._events.count(bucket_id, start, end)

    def create_events(self, bucket_id: str, events: list[Event]) -> list[Event]:
        """Insert events, all or none, and answer with them, ids set (contract 1.7). Raises NotFound."""
        return self._events.create(bucket_id, events)

    def create_batch(self, bucket_id: str, sent: Sent) -> Batch:
        """What `create_events` does, for events without ids that come as columns: some times as fast.

        Raises NotPlain, and stores nothing, where `create_events` has to be asked.
        """
        return self._events.create_batch(bucket_id, sent)

    def create_unmarked_events(
        self, bucket_id: str, events: list[Event], mark: Callable[[Event], Hashable]
    ) -> list[Event]:
        """Insert those whose `mark` no event with the same start has; for each the one stored. Raises NotFound."""
        return self._events.create_unmarked(bucket_id, events, mark)

    def delete_event(self, bucket_id: str, event_id: int) -> bool:
        """Delete one event; False when there was none. Raises NotFound for the bucket."""
        return self._events.delete(bucket_id, event_id)

    def heartbeat(self, bucket_id: str, heartbeat: Event, pulsetime: float) -> Event:
        """Merge into the bucket's newest heartbeat or store as new (contract 3.3); committed when it returns."""
        stored = self._heartbeats.take(bucket_id, heartbeat, pulsetime)
        self.zones.note()
        return stored

    def export_all(self) -> Iterator[bytes]:
        """The JSON text of everything, in pieces."""
        return Gated(self._gate, self.transfer.export(list(self.db.buckets())))

    def export_bucket(self, bucket_id: str) -> Iterator[bytes]:
        """The JSON text of one bucket, in the same wrapper, in pieces. Raises NotFound."""
        return Gated(self._gate, self.transfer.export([bucket_id]))

    def export_about_me(self) -> Iterator[bytes]:
        """Everything that is stored about the user, as a ZIP archive in pieces."""
        from aw_server.about_me import pieces

        return Gated(self._gate, pieces(self))

    def import_all(self, buckets: dict[str, Any]) -> dict[str, dict[str, int]]:
        """Take in exported buckets by id (contract 1.11). Raises BadRequest before anything is written."""
        return self.transfer.import_documents([decode_export.convert({"buckets": buckets})])

    def import_bucket(self, bucket_data: dict[str, Any]) -> dict[str, dict[str, int]]:
        """Take in one exported bucket. Raises BadRequest before anything is written."""
        return self.import_all({"": bucket_data})

    def query2(self, name: str, query: Sequence[str], timeperiods: Sequence[str], cache: bool = False) -> list[Any]:
        """What the query, pieces of text put together, returns for each period `start/end` (contract 1.10, 5).

        Events come as lists of Event. `cache` is accepted and means nothing: answers are always right. Raises
        BadRequest with the type of the query error, and ServiceUnavailable when too many ask.
        """
        return self.queries.values(name, query, timeperiods)

    def get_categories(self) -> dict[str, Any]:
        """The category classes in effect; `default`: none are stored, so that they are the catalogue's."""
        # The catalogue is large, and a server that nobody looks at never needs it.
        from aw_core.categories import classes_from_settings

        stored = self.settings.get("classes")
        return {"default": not stored, "classes": classes_from_settings(stored)}

    def get_setting(self, key: str = "") -> Any:
        """A setting, None when it is not set; all of them without a key."""
        return self.settings.get(key)

    def set_setting(self, key: str, value: Any) -> Any:
        """Store any JSON value. Raises BadRequest without a key."""
        return self.settings.set(key, value)

    def get_log(self) -> list[dict[str, Any]]:
        """The newest lines of the server's log, oldest first."""
        return read_log(self.testing)

    def zone_of_day(self, day: date) -> ZoneInfo:
        """The time zone in which a local day was lived."""
        return self.zones.of_day(day)

    def get_today(self, timezone: str | None, date: str | None = None, offline: bool = True) -> dict[str, Any]:
        """Where today, or the day of a date, went, with or without `offline` time.

        Raises BadRequest for an unknown time zone and for no date.
        """
        return self._today.get(timezone, date, offline)

    def get_productivity(self, first: date, last: date) -> bytes:
        """What share of the local days `first` to `last` was worth it, as JSON: the figures of RescueTime's tables."""
        from aw_server.compat.rescuetime.productivity import productivity

        return productivity(self, first, last)

    def get_goal_progress(self) -> dict[str, Any]:
        """How far every goal is reached, over the last seven days or weeks."""
        from aw_server.compat.wakatime.progress import progress

        return progress(self)

    def get_goal_crossings(self, first: date) -> list[tuple[str, int]]:
        """Ids of goals, and when (µs UTC) a day or week since `first` came to what each names, by the same figures."""
        from aw_server.compat.wakatime.progress import crossings

        return crossings(self, first)

    def get_goal_choices(self) -> dict[str, Any]:
        """What a goal can name: languages, editors, projects and categories with time in the last sixty days."""
        from aw_server.compat.wakatime.progress import choices

        return choices(self)
