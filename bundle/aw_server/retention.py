"""How long buckets keep their events: a setting, off by default, carried out at the start and once a day.

A list of `{"bucket_pattern" or "bucket_prefix", "days", "enabled"}`; of several that concern a bucket the shortest
counts. What is older leaves the database; copies of it that were made before go when their own time is over.
"""

from __future__ import annotations

import logging
import re
import threading
from fnmatch import translate
from typing import Any, Final

import msgspec

from aw_core.errors import StorageError
from aw_core.timestamps import from_us
from aw_datastore import Datastore
from aw_server.api_clock import Clock
from aw_server.api_live import LiveBuckets, reading
from aw_server.exceptions import BadRequest, NotFound
from aw_server.settings import Settings

logger = logging.getLogger(__name__)

RETENTION: Final = "privacy_retention"
"""The settings key."""

DAY_US: Final = 86_400_000_000
SETTLE: Final = 60.0
"""Seconds after the start in which nothing is deleted: a login is busy enough."""
_DAY: Final = 86_400.0
_STEP: Final = 1_000
_MOST_DAYS: Final = 36_500
_KIND: Final = "retention"
_LOOKS: Final = "looks"
_LONGEST_ABSENCE: Final = 31 * DAY_US


class RetentionRule(msgspec.Struct, forbid_unknown_fields=True):
    """How long what is in some buckets is kept."""

    days: int
    bucket_pattern: str | None = None
    bucket_prefix: str | None = None
    enabled: bool = True

    def concerns(self, bucket_id: str) -> bool:
        """Whether it speaks of this bucket."""
        if not self.enabled:
            return False
        if self.bucket_prefix is not None and not bucket_id.startswith(self.bucket_prefix):
            return False
        return self.bucket_pattern is None or re.match(translate(self.bucket_pattern), bucket_id) is not None


def considered(looks: dict[str, Any], now_us: int) -> tuple[dict[str, Any], bool]:
    """What to remember of a look at the clock, and whether it may be believed: what it says deletes things for good.

    A clock that is further on than a long absence explains may be wrong: it has to say so for a day.
    """
    seen, wait_until = looks.get("seen"), looks.get("wait_until")
    if seen is not None and now_us - seen > _LONGEST_ABSENCE:
        wait_until = now_us + DAY_US
    elif wait_until is not None and not wait_until - DAY_US <= now_us < wait_until:
        wait_until = None
    return {"seen": now_us, "wait_until": wait_until}, wait_until is None


class Retention:
    """Deletes what is older than it may be, on a thread of its own, begun by the database's timer."""

    def __init__(self, db: Datastore, live: LiveBuckets, settings: Settings, clock: Clock) -> None:
        self._db = db
        self._live = live
        self._settings = settings
        self._clock = clock
        self._busy = threading.Lock()
        self._next_look = clock.monotonic() + SETTLE
        self._closed = False
        settings.watch(RETENTION, _check, lambda: None)
        db.after_writes(self._look)

    def apply(self, *, dry: bool = False) -> dict[str, Any]:
        """Delete what is too old now; `{"events", "buckets": {id: events}}`. `dry`: only count."""
        found = {}
        with self._busy:
            for bucket_id, days in self._days().items():
                cut_us = self._clock.wall_us() - days * DAY_US
                try:
                    count = self._count(bucket_id, cut_us) if dry else self._expire(bucket_id, cut_us)
                except NotFound:
                    continue  # deleted meanwhile
                if count:
                    found[bucket_id] = count
            if found and not dry:
                self._db.purge()
                logger.info("Deleted %d events that were older than they may be", sum(found.values()))
        return {"events": sum(found.values()), "buckets": found}

    def close(self) -> None:
        """Begin nothing more; what is under way ends after its step."""
        self._closed = True

    def _days(self) -> dict[str, int]:
        """The days that each bucket keeps; buckets without a rule keep everything."""
        rules = _rules(self._settings.get(RETENTION))
        found = {}
        for bucket_id in self._db.buckets() if rules else ():
            days = [rule.days for rule in rules if rule.concerns(bucket_id)]
            if days:
                found[bucket_id] = min(days)
        return found

    def _count(self, bucket_id: str, cut_us: int) -> int:
        cut = from_us(cut_us)
        with reading(self._db, bucket_id) as bucket:
            # Without those that reach the cut.
            return bucket.get_eventcount(None, cut) - bucket.get_eventcount(cut, cut)

    def _expire(self, bucket_id: str, cut_us: int) -> int:
        gone = 0
        while not self._closed:
            with self._live.held(bucket_id) as live, self._db.transaction():
                old = [
                    event
                    for event in live.bucket.get(_STEP, None, from_us(cut_us))
                    if event.start_us + event.duration_us < cut_us
                ]
                live.last = None if old else live.last
                for event in old:
                    live.bucket.delete(event.id)
            gone += len(old)
            if not old:
                break
        return gone

    def _look(self) -> None:
        """Called by the database's timer, which must not be kept."""
        if self._closed or self._clock.monotonic() < self._next_look:
            return
        self._next_look = self._clock.monotonic() + _DAY
        if self._settings.get(RETENTION):
            threading.Thread(target=self._apply_quietly, name="retention", daemon=True).start()

    def _apply_quietly(self) -> None:
        try:
            looks, believed = considered(self._db.records.get(_KIND, _LOOKS, {}), self._clock.wall_us())
            self._db.records.put(_KIND, _LOOKS, looks)
            if believed:
                self.apply()
            else:
                logger.warning("The clock is more than a month further on: what is too old goes a day later")
        except StorageError as error:
            logger.warning("What is too old is not deleted yet: %s", error.message)


def _rules(stored: Any) -> list[RetentionRule]:
    """The rules of what is stored; nothing is deleted by what cannot be understood."""
    try:
        return _parsed(stored)
    except BadRequest as error:
        logger.warning("The setting %s cannot be used, everything is kept: %s", RETENTION, error.message)
        return []


def _check(value: Any) -> None:
    _parsed(value)


def _parsed(value: Any) -> list[RetentionRule]:
    try:
        rules = msgspec.convert([] if value is None else value, list[RetentionRule])
    except msgspec.ValidationError as error:
        raise BadRequest("InvalidRetention", f"{error}; nothing was changed") from None
    for number, rule in enumerate(rules, 1):
        if not 1 <= rule.days <= _MOST_DAYS:
            raise BadRequest("InvalidRetention", f"Rule {number}: days has to be from 1 to {_MOST_DAYS}")
        if not rule.bucket_pattern and not rule.bucket_prefix:
            raise BadRequest("InvalidRetention", f"Rule {number}: name buckets by bucket_pattern or bucket_prefix")
    return rules
