"""Modules as the server knows them: the tray's snapshot of facts, the stored wishes, and the long poll between them.

A wish is not a fact: what should run is stored here and survives restarts, what runs is what the tray last reported.
Whoever waits is woken by a change, by the end of its time or by `close`; nothing polls.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from aw_core.timestamps import isoformat_us
from aw_datastore import Datastore
from aw_server.api_clock import Clock
from aw_server.api_receipts import Receipts
from aw_server.exceptions import BadRequest, Conflict, NotFound, ServiceUnavailable

KIND = "modules"
KEY = "wishes"
# A tray that has neither reported nor polled for this long is gone.
SUPERVISED_SECONDS = 90.0
MAX_POLL_SECONDS = 55.0
# A poll holds one of the server's few threads; one tray needs one, a restarted tray a second for a moment.
MAX_WAITING = 3
_REMEMBERED_RESTARTS = 50
# What the tray calls a module that crashed too often to be started again.
_FAILED = "failed"


class ModuleIn(msgspec.Struct):
    """One module in the tray's snapshot."""

    name: str
    state: str
    wanted: bool
    location: Literal["bundled", "system"] = "bundled"
    pid: int | None = None
    since: str | None = None
    reason: str | None = None
    restarts: int = 0


class SupervisorIn(msgspec.Struct):
    """Who supervises."""

    pid: int
    version: str = ""


class SnapshotIn(msgspec.Struct):
    """What the tray posts whenever something has changed."""

    supervisor: SupervisorIn
    modules: list[ModuleIn]
    wishes_version: int = 0
    # Whether the system starts the tray at login; null where the tray knows no such thing.
    start_at_login: bool | None = None


class StoredWishes(msgspec.Struct, frozen=True):
    """What survives a restart of the server.

    `version` rises with every change that a tray has to hear of; `wished_at` is the version of the newest wish;
    `restarts` and `at_login` (start at login: version, on or off) are meant for the supervisor with this pid only.
    """

    version: int = 0
    wishes: dict[str, bool] = {}
    wished_at: int = 0
    restarts: list[tuple[int, str]] = []
    at_login: tuple[int, bool] | None = None
    supervisor_pid: int = 0


class Modules:
    """Wishes in, facts out. All state is guarded by one condition, on which the long polls wait."""

    def __init__(
        self,
        db: Datastore,
        clock: Clock,
        receipts: Receipts,
        failed: Callable[[str, str, str | None], None] = lambda name, since, reason: None,
    ) -> None:
        """`failed` hears of every module that is given up: its name, since when, and why; more than once of each."""
        self._db = db
        self._clock = clock
        self._receipts = receipts
        self._failed = failed
        self._changed = threading.Condition()
        self._stored = msgspec.convert(db.records.get(KIND, KEY) or {}, StoredWishes)
        self._snapshot: SnapshotIn | None = None
        self._snapshot_us: int | None = None
        self._contact: float | None = None
        self._waiting = 0
        self._closed = False

    def report(self, snapshot: SnapshotIn) -> None:
        """The tray says what runs. Its ticks become the stored wishes unless newer ones wait for it here."""
        with self._changed:
            stored = self._stored
            wishes, pid = stored.wishes, snapshot.supervisor.pid
            if snapshot.wishes_version >= stored.wished_at:
                wishes = wishes | {module.name: module.wanted for module in snapshot.modules}
            new = replace(stored, wishes=wishes, supervisor_pid=pid)
            if pid != stored.supervisor_pid:
                new = replace(new, restarts=[], at_login=None)
            if new != stored:
                self._store(new)
            self._snapshot = snapshot
            self._snapshot_us = self._clock.wall_us()
            self._contact = self._clock.monotonic()
        for module in snapshot.modules:
            if module.state == _FAILED:
                self._failed(module.name, module.since or "", module.reason)

    def wish(self, name: str, wanted: bool) -> None:
        """A person wants a module to run or not. Raises Conflict without a tray and NotFound for unknown modules."""
        with self._changed:
            self._require(name)
            version = self._stored.version + 1
            wishes = self._stored.wishes | {name: wanted}
            self._store(replace(self._stored, version=version, wished_at=version, wishes=wishes))

    def restart(self, name: str) -> None:
        """A person wants a module restarted. Raises as `wish` does."""
        with self._changed:
            self._require(name)
            version = self._stored.version + 1
            restarts = [*self._stored.restarts, (version, name)][-_REMEMBERED_RESTARTS:]
            self._store(replace(self._stored, version=version, restarts=restarts))

    def set_start_at_login(self, enabled: bool) -> None:
        """A person wants the tray started at login or not. Raises Conflict without a tray that could see to it."""
        with self._changed:
            if self._start_at_login() is None:
                raise Conflict("NotSupervised", "not supervised: no tray is running that could start at login")
            version = self._stored.version + 1
            self._store(replace(self._stored, version=version, at_login=(version, enabled)))

    def start_at_login(self) -> bool | None:
        """What the tray last said of the system; None without a tray, or where there is no such thing."""
        with self._changed:
            return self._start_at_login()

    @property
    def supervised(self) -> bool:
        """Whether a tray reports or listens."""
        with self._changed:
            return self._supervised()

    def touch(self) -> None:
        """Something else that the tray shows has changed (the pause): wake it."""
        with self._changed:
            self._store(replace(self._stored, version=self._stored.version + 1))

    def nudge(self) -> None:
        """As `touch`, for what need not survive a restart: nothing is written, as on a full disk nothing can be."""
        with self._changed:
            self._stored = replace(self._stored, version=self._stored.version + 1)
            self._changed.notify_all()

    def listing(self) -> dict[str, Any]:
        """The answer of `GET /api/0/modules`; without a tray `supervised` is false and there are no modules."""
        with self._changed:
            snapshot = self._snapshot if self._supervised() else None
            supervised = self._supervised()
            seen = self._snapshot_us
            wishes = self._stored.wishes
        modules = []
        for module in snapshot.modules if snapshot else []:
            modules.append(msgspec.to_builtins(module) | {"wanted": wishes.get(module.name, module.wanted)})
        return {
            "supervised": supervised,
            "supervisor": None if snapshot is None else msgspec.to_builtins(snapshot.supervisor),
            "modules": modules,
            "seen": None if seen is None else isoformat_us(seen),
            "receipts": {
                client: {"last": None if wall is None else isoformat_us(wall), "age": age}
                for client, (wall, age) in self._receipts.all().items()
            },
        }

    def module(self, name: str) -> ModuleIn | None:
        """What the tray last said of one module, with the wish of now; None without a tray."""
        with self._changed:
            for module in self._snapshot.modules if self._snapshot and self._supervised() else []:
                if module.name == name:
                    return replace(module, wanted=self._stored.wishes.get(name, module.wanted))
        return None

    def await_wishes(
        self, after: int, timeout: float, pause: Callable[[], dict[str, Any]], filtering: Callable[[], bool]
    ) -> dict[str, Any]:
        """The long poll: answers when the version is another than `after`, at the latest after `timeout` seconds.

        Raises ServiceUnavailable when too many wait already. `pause` and `filtering` are asked outside the
        lock.
        """
        with self._changed:
            self._contact = self._clock.monotonic()
            if self._waiting >= MAX_WAITING:
                raise ServiceUnavailable("TooManyPolls", "Too many long polls", headers={"Retry-After": "5"})
            self._waiting += 1
            try:
                self._changed.wait_for(
                    lambda: self._closed or self._stored.version != after, min(max(timeout, 0.0), MAX_POLL_SECONDS)
                )
            finally:
                self._waiting -= 1
                self._contact = self._clock.monotonic()
            stored = self._stored
        return {
            "version": stored.version,
            "wishes": stored.wishes,
            "restarts": [name for version, name in stored.restarts if version > after],
            "start_at_login": stored.at_login[1] if stored.at_login and stored.at_login[0] > after else None,
            "pause": pause(),
            "filtering": filtering(),
            "receipts": {client: receipt.age for client, receipt in self._receipts.all().items()},
        }

    def close(self) -> None:
        """Send everyone who waits home; the server is stopping."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _supervised(self) -> bool:
        if self._waiting:
            return True
        return self._contact is not None and self._clock.monotonic() - self._contact < SUPERVISED_SECONDS

    def _start_at_login(self) -> bool | None:
        return self._snapshot.start_at_login if self._snapshot and self._supervised() else None

    def _require(self, name: str) -> None:
        if not self._supervised() or self._snapshot is None:
            raise Conflict("NotSupervised", "not supervised: no tray is running that could start or stop modules")
        if all(module.name != name for module in self._snapshot.modules):
            raise NotFound("NoSuchModule", f"There is no module named {name}")

    def _store(self, new: StoredWishes) -> None:
        """On disk first: what was acknowledged survives."""
        self._db.records.put(KIND, KEY, msgspec.to_builtins(new))
        self._stored = new
        self._changed.notify_all()


class WishIn(msgspec.Struct):
    """The body of `POST /api/0/modules/<name>`: one of the two."""

    wanted: bool | None = None
    action: Literal["restart"] | None = None

    def apply(self, modules: Modules, name: str) -> None:
        """Hand it to the modules. Raises BadRequest when it says nothing or both."""
        if (self.wanted is None) == (self.action is None):
            raise BadRequest("InvalidWish", 'Say {"wanted": true}, {"wanted": false} or {"action": "restart"}')
        if self.wanted is None:
            modules.restart(name)
        else:
            modules.wish(name, self.wanted)
