"""Imports: which sources there are, what was taken from each, and the thread that does it in the background."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aw_core.errors import AwError
from aw_core.timestamps import isoformat_us
from aw_datastore import Datastore
from aw_server.api_clock import Clock
from aw_server.exceptions import ApiError, BadRequest
from aw_server.gate import Gate
from aw_server.notices import Notice, Notices
from aw_server.settings import Settings
from aw_server.transfer import Transfer

logger = logging.getLogger(__name__)

KIND: Final = "imports"
FIRST_LOOK: Final = 5.0
"""Seconds from the server's start to the first look for databases: whoever opens the page is answered first."""
NEXT_LOOK: Final = 600.0
"""Seconds between looks at databases that are there: the old program may still add to them."""
UNDER_WAY: Final = "import"
TAKEN: Final = "imported"
FAILED: Final = "import-failed"
"""Kinds of notices."""
_UNDER_WAY: Final = "What {} holds is being copied in the background. The file itself stays as it is."
_PATIENCE: Final = 3600.0
_LONGEST_REST: Final = 0.25


class _Stopped(Exception):
    """The server stops; the import goes on at its next start."""


@dataclass
class Job:
    """An import that waits, runs or has ended in this server's life."""

    path: Path
    automatic: bool
    state: str = "waiting"
    message: str | None = None
    done: int = 0
    total: int = 0

    def set_total(self, total: int) -> None:
        """So many events there are."""
        self.total = total

    def add_done(self, events: int) -> None:
        """So many more have been dealt with."""
        self.done += events


class Imports:
    """Thread-safe. Jobs run one after the other on a thread that lives as long as there are any.

    `paused` says when recording was paused (µs UTC). The first import of a database that was found, and what goes wrong
    with one, is told by `notices`.
    """

    def __init__(
        self,
        db: Datastore,
        transfer: Transfer,
        settings: Settings,
        gate: Gate,
        clock: Clock,
        testing: bool,
        paused: Callable[[], list[tuple[int, int]]] = list,
        notices: Notices | None = None,
    ) -> None:
        self._db = db
        self._transfer = transfer
        self._settings = settings
        self._gate = gate
        self._clock = clock
        self._testing = testing
        self._paused_spans = paused
        self._notices = notices or Notices()
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._queue: list[Job] = []
        self._worker: threading.Thread | None = None
        self._stopping = threading.Event()
        self._failed: dict[str, list[int]] = {}
        self._cancel_look: Callable[[], None] = lambda: None

    # -- asking --------------------------------------------------------------------------------------------------

    def all(self) -> list[dict[str, Any]]:
        """Every source: where, what it is, how far its import is, and the counts of both sides by bucket."""
        with self._lock:
            jobs = dict(self._jobs)
        records = self._db.records.all(KIND)
        return [self._shown(path, jobs.get(path), records.get(path)) for path in sorted({*jobs, *records})]

    def request(self, path: str) -> dict[str, Any]:
        """Import a file of this computer, whole, in the background. Raises BadRequest when it cannot be."""
        place = Path(path).expanduser()
        if not place.is_absolute():
            raise BadRequest("InvalidPath", f"{path} is not an absolute path")
        if not place.is_file():
            raise BadRequest("NoSuchFile", f"There is no file {path}")
        self._check_foreign(place)
        job = self._enqueue(place.resolve(), automatic=False)
        return self._shown(str(job.path), job, None)

    # -- the background ------------------------------------------------------------------------------------------

    def discard_leftovers(self) -> None:
        """Remove the copy on which a killed run's import worked: all of somebody's history, which no purge cleans.

        Only for whoever has the database to itself.
        """
        import shutil

        from aw_server.imports.places import scratch

        shutil.rmtree(scratch(self._testing), ignore_errors=True)

    def begin(self) -> None:
        """Look for other servers' databases soon, and again and again while there are any."""
        self._cancel_look = self._clock.call_later(FIRST_LOOK, self._look)

    def close(self) -> None:
        """End the thread; an import under way stops between two batches."""
        self._cancel_look()
        self._stopping.set()
        worker = self._worker
        if worker is not None:
            worker.join()

    def run_now(self, path: Path, *, again: bool = False) -> dict[str, Any]:
        """Import a file on this thread, as fast as it goes, and answer as `all` does; `again`: only what is new.

        Raises AwError, ApiError or OSError.
        """
        self._check_foreign(path)
        job = Job(path, automatic=False)
        self._run(job, self._db.records.get(KIND, str(path)) if again else None, paced=False)
        job.state = "done"
        return self._shown(str(path), job, self._db.records.get(KIND, str(path)))

    def _look(self) -> None:
        """Queue the import of every database and settings file that changed since it was read last."""
        from aw_server.imports.places import databases, settings_files

        found = databases(self._testing)
        self._notices.drop(TAKEN)
        try:
            for path in settings_files(self._testing):
                self._take_settings(path)
            for path in found:
                if self._changed(path):
                    self._enqueue(path.resolve(), automatic=True)
        except (OSError, AwError) as error:
            logger.warning("Looking for databases to import failed: %s", error)
        if found and not self._stopping.is_set():
            self._cancel_look = self._clock.call_later(NEXT_LOOK, self._look)

    def _changed(self, path: Path) -> bool:
        from aw_datastore.foreign import signature

        mark, key = signature(path), str(path.resolve())
        record = self._db.records.get(KIND, key)
        return (record is None or record["signature"] != mark) and self._failed.get(key) != mark

    def _take_settings(self, path: Path) -> None:
        """The settings file of the Python server, each of its keys once."""
        from aw_server import jsonfmt
        from aw_server.imports.run import carry_settings

        key = str(path.resolve())
        record = self._db.records.get(KIND, key) or {"settings": []}
        try:
            offered = jsonfmt.loads(path.read_bytes())
        except ValueError as error:
            logger.warning("The settings in %s cannot be read: %s", path, error)
            return
        fresh = isinstance(offered, dict) and set(offered) - set(record["settings"])
        if fresh:
            carry_settings(self._settings, offered, set(record["settings"]))
            self._remember(key, {"layout": "settings of ActivityWatch (Python)", "settings": sorted(offered)})

    def _enqueue(self, path: Path, *, automatic: bool) -> Job:
        with self._lock:
            job = self._jobs.get(str(path))
            if job is not None and job.state in ("waiting", "running"):
                return job
            job = self._jobs[str(path)] = Job(path, automatic)
            self._queue.append(job)
            if self._worker is None and not self._stopping.is_set():
                self._worker = threading.Thread(target=self._work, name="import", daemon=True)
                self._worker.start()
            return job

    def _work(self) -> None:
        while (job := self._next()) is not None:
            job.state = "running"
            record = self._db.records.get(KIND, str(job.path)) if job.automatic else None
            first = job.automatic and record is None
            if first:
                self._notices.put(Notice(UNDER_WAY, "Your history is being taken over", _UNDER_WAY.format(job.path)))
            try:
                outcome = self._run(job, record, paced=True)
                job.state = "done"
                self._notices.drop(FAILED)
                if first:
                    self._notices.put(_taken(job.path, outcome))
            except _Stopped:
                job.state = "waiting"
            except (AwError, ApiError, OSError) as error:
                self._fail(job, getattr(error, "message", str(error)))
            except Exception:
                logger.exception("The import of %s failed", job.path)
                self._fail(job, "Something unexpected happened; the log says more.")
            finally:
                self._notices.drop(UNDER_WAY)

    def _next(self) -> Job | None:
        with self._lock:
            if self._queue and not self._stopping.is_set():
                return self._queue.pop(0)
            self._worker = None
            return None

    def _run(self, job: Job, record: dict[str, Any] | None, *, paced: bool) -> dict[str, Any]:
        """Import, remember the outcome, and answer with it."""
        from aw_server.imports.carrying import Carrier
        from aw_server.imports.run import Run

        # A file that took the place of another under the same name is a new source.
        if record is not None and (_inode(job.path) != record["signature"][0]):
            record = None
        turn = self._paced if paced else self._unpaced
        # Whoever pauses recording does not mean to get the same hours from a program beside it, unasked.
        paused = self._paused_spans() if job.automatic else []
        carrier = Carrier(self._transfer, turn, job.add_done, paused)
        run = Run(carrier, self._settings, self._testing, total=job.set_total, step=self._go_on)
        outcome = run.run(job.path, record)
        self._remember(str(job.path), outcome)
        new = sum(bucket["new"] for bucket in outcome["buckets"].values())
        logger.info("Imported %s (%s): %d events are new so far", job.path, outcome["layout"], new)
        return outcome

    def _fail(self, job: Job, sentence: str) -> None:
        from aw_datastore.foreign import signature

        job.state, job.message = "failed", sentence
        if job.automatic:
            self._notices.put(Notice(FAILED, "Your history could not be taken over", sentence))
        else:
            logger.warning("Not imported: %s", sentence)
        try:
            self._failed[str(job.path)] = signature(job.path)
        except OSError:
            # Gone meanwhile; it is looked at again when it is back.
            self._failed.pop(str(job.path), None)

    def _remember(self, key: str, outcome: dict[str, Any]) -> None:
        self._db.records.put(KIND, key, {**outcome, "finished_us": self._clock.wall_us()})

    @contextmanager
    def _paced(self) -> Iterator[None]:
        """A turn among those who compute, then a rest as long as it took: heartbeats come first."""
        self._go_on()
        with self._gate.turn(_PATIENCE):
            began = time.monotonic()
            yield
            spent = time.monotonic() - began
        self._stopping.wait(min(spent, _LONGEST_REST))

    def _go_on(self) -> None:
        if self._stopping.is_set():
            raise _Stopped

    @contextmanager
    def _unpaced(self) -> Iterator[None]:
        yield

    # -- showing -------------------------------------------------------------------------------------------------

    def _check_foreign(self, path: Path) -> None:
        own = self._db.describe()["file"]
        if own is not None and Path(own).exists() and path.samefile(own):
            raise BadRequest("OwnDatabase", f"{path} is the database that this server works with")

    def _shown(self, path: str, job: Job | None, record: dict[str, Any] | None) -> dict[str, Any]:
        from aw_server.imports.carrying import Tally

        tallies = {name: Tally(**tally) for name, tally in (record or {}).get("buckets", {}).items()}
        finished = record["finished_us"] if record else None
        return {
            "path": path,
            "layout": record["layout"] if record else None,
            "state": job.state if job else "done",
            "message": job.message if job else None,
            "progress": {"done": job.done, "total": job.total} if job and job.state == "running" else None,
            "finished": None if finished is None else isoformat_us(finished),
            "complete": record is not None and all(tally.complete for tally in tallies.values()),
            "buckets": {name: tally.shown() for name, tally in tallies.items()},
            "settings": record["settings"] if record else [],
        }


def _taken(path: Path, outcome: dict[str, Any]) -> Notice:
    buckets = outcome["buckets"].values()
    events, hours = sum(one["stored"] for one in buckets), sum(one["stored_us"] for one in buckets) / 3.6e9
    missing = sum(one["source"] - one["stored"] - one["withheld"] for one in buckets)
    message = f"{events:,} events, {hours:,.1f} hours in all, came from {path}. "
    message += f"{missing:,} events are missing." if missing else "Everything of it is here."
    return Notice(TAKEN, "Your history has been taken over", message)


def _inode(path: Path) -> int:
    return path.stat().st_ino
