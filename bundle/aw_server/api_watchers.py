"""How the two watchers that a day needs are doing, in words: who is silent, switched off, or was never here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from aw_core.timestamps import to_us
from aw_datastore import Datastore
from aw_server.api_receipts import Receipts
from aw_server.modules import Modules

# Freshness is judged by when something was received; a watcher repeats its state every 20 s.
FRESH_SECONDS = 90.0

# Event type → the program of ours that makes such events.
WATCHERS = {"currentwindow": "aw-watcher-window", "afkstatus": "aw-watcher-afk"}


class Watcher(NamedTuple):
    """One watcher of this computer: `last_seen` in µs UTC, no `bucket` if it has none, `alive` if heard of just now."""

    name: str
    event_type: str
    bucket: str | None
    state: str
    last_seen: int | None
    reason: str
    alive: bool = False


class Watchers:
    """Puts together what the buckets, the receipts and the tray say."""

    def __init__(self, db: Datastore, receipts: Receipts, modules: Modules, hostname: str) -> None:
        self._db = db
        self._receipts = receipts
        self._modules = modules
        self._hostname = hostname

    def all(self, paused: bool) -> list[Watcher]:
        """One entry for each window and AFK bucket of this computer, and one for each kind without any."""
        found: list[Watcher] = []
        buckets = self._db.buckets()
        for event_type, name in WATCHERS.items():
            here = (event_type, self._hostname)
            own = [meta for meta in buckets.values() if (meta["type"], meta["hostname"]) == here]
            found += [self._of_bucket(event_type, meta, paused) for meta in own] or [self._missing(event_type, name)]
        return found

    def _of_bucket(self, event_type: str, meta: Mapping[str, Any], paused: bool) -> Watcher:
        name = meta["client"]
        receipt = self._receipts.of(name)
        seen = receipt.wall_us or self._newest_event(meta["id"])
        state, reason = self._state(name, receipt.age, receipt.wall_us is not None, paused)
        alive = receipt.wall_us is not None and receipt.age < FRESH_SECONDS
        return Watcher(name, event_type, meta["id"], state, seen, reason, alive)

    def _state(self, name: str, age: float, heard: bool, paused: bool) -> tuple[str, str]:
        module = self._modules.module(name)
        if module is not None and not module.wanted:
            return "stopped", "switched off in Modules"
        if paused:
            return "paused", "recording is paused"
        if age < FRESH_SECONDS:
            return "ok", "sending" if heard else "the server has just started and waits for it"
        if module is not None and module.reason:
            return "silent", f"{module.state}: {module.reason}"
        return "silent", f"nothing received for {_in_words(age)}"

    def _missing(self, event_type: str, name: str) -> Watcher:
        module = self._modules.module(name)
        if module is not None and not module.wanted:
            return Watcher(name, event_type, None, "stopped", None, "switched off in Modules")
        if module is not None and module.reason:
            return Watcher(name, event_type, None, "never", None, f"{module.state}: {module.reason}")
        return Watcher(name, event_type, None, "never", None, "has never sent anything from this computer")

    def _newest_event(self, bucket_id: str) -> int | None:
        span = self._db[bucket_id].span()
        return None if span is None else to_us(span[1])


def _in_words(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 1:
        return f"{int(seconds)} seconds"
    if minutes < 60:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    hours = minutes // 60
    return "1 hour" if hours == 1 else f"{hours} hours"
