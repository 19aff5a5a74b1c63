"""What the server does about a damaged database: look for damage after a cut, set the file aside, bring rows back.

All of it happens on one thread beside the answers. What came of it is a record (`recovery`, by the name of the file
set aside), so that a recovery that was cut short goes on at the next start.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aw_core.errors import StorageError
from aw_core.timestamps import from_us, isoformat_us, parse_timestamp, to_us
from aw_datastore import Datastore
from aw_server.api_clock import Clock
from aw_server.notices import Notice, Notices

if TYPE_CHECKING:
    from aw_datastore.recovery.opening import Aside
    from aw_datastore.storages.shared import Shared

logger = logging.getLogger(__name__)

KIND: Final = "recovery"

SHOWN: Final = 7 * 86_400_000_000
"""For so long (µs) after a recovery people are told of it."""

NOTICE: Final = "damage"

_AGAIN: Final = 600.0
"""Seconds after a search that found nothing before a new suspicion counts."""

_REST: Final = 0.002


class Damage:
    """`begin` once the server answers; `suspect` when an answer failed in a way that damage would explain."""

    def __init__(
        self, db: Datastore, clock: Clock, notices: Notices, turn: threading.Lock, *, cut_short: bool = False
    ) -> None:
        self._db = db
        self._turn = turn
        self._notices = notices
        self._clock = clock
        self._cut_short = cut_short
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._quiet_until = float("-inf")
        self._checking = False
        file = db.describe().get("file")
        self._file = Path(file) if isinstance(file, str) else None

    def begin(self) -> None:
        """Go on with a recovery that was cut short; else, if the last run was, look whether the file is whole."""
        self._tell()
        if any(state["state"] == "recovering" for state in self._db.records.all(KIND).values()):
            self._start(self._go_on)
        elif self._cut_short:
            self._start(self._look_quickly)
        else:
            self._release()

    def suspect(self) -> None:
        """Something could not be read: search the whole file, and set it aside if it is damaged."""
        if self._clock.monotonic() >= self._quiet_until:
            self._start(self._search)

    def state(self) -> dict[str, Any] | None:
        """The newest recovery, while it runs and some days after; None if there is nothing to tell.

        `{state: "recovering" | "recovered", found, ended, kept, why, events, from_backup, without_data, lost}`, or
        `{state: "checking"}` while the file is looked through.
        """
        if self._checking:
            return {"state": "checking"}
        states = sorted(self._db.records.all(KIND).values(), key=lambda state: str(state["found"]))
        if not states:
            return None
        newest = {key: value for key, value in states[-1].items() if key != "surveyed"}
        if newest["ended"] is not None:
            ended = to_us(parse_timestamp(newest["ended"]))
            if not 0 <= self._clock.wall_us() - ended < SHOWN:
                return None
        return newest

    def close(self) -> None:
        """Stop where it is; the next start goes on."""
        self._stop.set()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _tell(self) -> None:
        """Have tray and page say what happened, for as long as `state` does."""
        state = self.state()
        if state is None or "kept" not in state:
            self._notices.drop(NOTICE)
            return
        if state["state"] == "recovering":
            title, outcome = "The database was damaged", "What can still be read is being brought back."
        else:
            title, outcome = "The database was damaged and is recovered", _words(state)
        message = f"Recording goes on in a fresh one. {outcome} The damaged file is kept: {state['kept']}"
        self._notices.put(Notice(NOTICE, title, message))

    # -- the thread ----------------------------------------------------------------------------------------------

    def _start(self, work: Callable[[], None]) -> None:
        with self._lock:
            if self._file is None or self._stop.is_set() or (self._thread is not None and self._thread.is_alive()):
                return
            self._checking = work != self._go_on
            self._thread = threading.Thread(target=self._guarded, args=(work,), name="recovery", daemon=True)
            self._thread.start()

    def _guarded(self, work: Callable[[], None]) -> None:
        from aw_datastore.recovery.merge import Stopped

        try:
            work()
        except Stopped:
            logger.info("The recovery goes on at the next start")
        except (StorageError, OSError) as error:
            self._quiet_until = self._clock.monotonic() + _AGAIN
            logger.error("The recovery of the database did not come to its end: %s", error)
        finally:
            self._checking = False

    def _look_quickly(self) -> None:
        self._act_on(quick=True)

    def _search(self) -> None:
        self._act_on(quick=False)

    def _act_on(self, *, quick: bool) -> None:
        from aw_datastore.check import check_connection

        parts = self._parts()
        with parts.engine.reading() as connection:
            found = check_connection(connection, parts.engine.name, quick=quick)
        if found["whole"]:
            self._quiet_until = self._clock.monotonic() + _AGAIN
            self._release()
            return
        self._begin_anew(found["problems"][0])

    def _begin_anew(self, why: str) -> None:
        from aw_datastore.recovery.opening import start_over
        from aw_datastore.storages import PeeweeStorage

        assert isinstance(self._db.storage_strategy, PeeweeStorage)
        assert self._file is not None
        now = self._clock.wall_us()
        aside = start_over(self._db.storage_strategy, self._file, from_us(now), why)
        if aside is not None:
            note_begin(self._db, aside, now)
            self._tell()
            self._checking = False
            self._go_on()

    def _go_on(self) -> None:
        from aw_datastore.quarantine import quarantine_folder

        assert self._file is not None
        for name, state in self._db.records.all(KIND).items():
            if state["state"] == "recovering":
                aside = quarantine_folder(self._file) / name
                with self._turn:
                    figures = self._bring_back(aside, complete=state["surveyed"]) if aside.exists() else {}
                ended = {"state": "recovered", "ended": isoformat_us(self._clock.wall_us()), **figures}
                self._db.records.put(KIND, name, {**state, **ended})
                logger.warning("Recovered from %s: %s", name, _words(figures))
                self._tell()

    def _bring_back(self, aside: Path, *, complete: bool) -> dict[str, int]:
        from aw_datastore.recovery.merge import Merge, plant
        from aw_datastore.recovery.source import Source

        assert self._file is not None
        source = Source(aside, self._file)
        try:
            source.survey(self._stop.is_set)
            self._rest()
            if not complete:
                plant(self._parts(), source)
            return asdict(Merge(self._parts(), source, self._rest).run())
        finally:
            source.close()

    def _rest(self) -> None:
        from aw_datastore.recovery.merge import Stopped

        if self._stop.wait(_REST):
            raise Stopped

    def _parts(self) -> Shared:
        from aw_datastore.storages import PeeweeStorage
        from aw_datastore.storages.shared import Shared

        assert isinstance(self._db.storage_strategy, PeeweeStorage)
        parts = self._db.storage_strategy.parts
        assert isinstance(parts, Shared)
        return parts

    def _release(self) -> None:
        """The file is whole: what is in the log may be copied into it."""
        from aw_datastore.storages import PeeweeStorage

        if isinstance(self._db.storage_strategy, PeeweeStorage):
            self._db.storage_strategy.hold(False)


def note_begin(db: Datastore, aside: Aside, now: int) -> None:
    """Remember (`now` in µs) that what is in the file set aside has to come back."""
    from aw_datastore.quarantine import answered

    state = {
        "state": "recovering",
        "found": isoformat_us(now),
        "ended": None,
        "kept": str(aside.path),
        "why": aside.why,
        "surveyed": aside.surveyed,
    }
    db.records.put(KIND, aside.path.name, {**state, "events": 0, "from_backup": 0, "without_data": 0, "lost": 0})
    db.checkpoint()
    answered(aside.path)


def _words(figures: dict[str, Any]) -> str:
    if not figures:
        return "the file is gone."
    return (
        f"{figures['events']:,} events are back, {figures['from_backup']:,} of them from a backup,"
        f" {figures['without_data']:,} without their data; {figures['lost']:,} are lost."
    )
