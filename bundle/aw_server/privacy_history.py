"""Rules applied to what is stored already: counted by a dry run, taken out for good by a purge.

A purge leaves nothing in rows, dictionary, log of the database, caches, copies, queues and logs of programs; what it
may not touch it names (docs/privacy.md). The order matters: first the rule about what comes late, then the queues, the
rows, the copies made of rows, and the queues once more for what was under way meanwhile.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from aw_core.timestamps import isoformat_us
from aw_datastore import Datastore
from aw_datastore.rewriting import Judge, Tallies, Tally, Verdict, add_tallies
from aw_server.api_clock import Clock
from aw_server.api_live import LiveBuckets, reading
from aw_server.exceptions import BadRequest, Conflict, NotFound, ServiceUnavailable
from aw_server.gate import Gate
from aw_server.privacy import Privacy

if TYPE_CHECKING:
    from aw_core.privacy import Rule
    from aw_server.privacy_files import Places, Queue
    from aw_server.webhooks import Webhooks

logger = logging.getLogger(__name__)

_STEP: Final = 2_000
"""Events judged while their bucket waits: some 20 ms."""
_DRY_STEP: Final = 20_000
_EXAMPLES: Final = 20
# Seconds that a purge waits for queries and readers to end.
_PATIENCE: Final = 60.0
_TRUNCATE_TRIES: Final = 20
_TRUNCATE_PAUSE: Final = 0.25

Data = dict[str, Any]


class History:
    """Dry runs and purges; one purge at a time. `undisturbed` keeps new copies from being made while it is held."""

    def __init__(
        self,
        db: Datastore,
        live: LiveBuckets,
        privacy: Privacy,
        gate: Gate,
        clock: Clock,
        places: Callable[[], Places],
        webhooks: Webhooks,
        undisturbed: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._db = db
        self._live = live
        self._privacy = privacy
        self._gate = gate
        self._clock = clock
        self._places = places
        self._webhooks = webhooks
        self._undisturbed = undisturbed
        self._busy = threading.Lock()
        self.purges = 0
        """How many there were: whoever remembers records reads them again when it has risen."""

    def dry_run(self, rules: Sequence[Rule]) -> dict[str, Any]:
        """What a purge by these rules would do. Nothing is changed."""
        run = _Run(rules)
        for bucket_id in self._db.buckets():
            self._look_at_bucket(run, bucket_id)
        self._look_at_records(run)
        return run.answer() | {"examples": run.examples} | self._files(run, dry=True)

    def purge(self, rules: Sequence[Rule]) -> dict[str, Any]:
        """Take out for good what these rules drop, redact or rename. Raises Conflict while another purge runs.

        `complete` is False when something could not be cleaned now; asking again does no harm.
        """
        if not any(rule.enabled for rule in rules):
            raise BadRequest("NothingToPurge", "Say by which rules to purge; none of those given is enabled")
        if not self._busy.acquire(blocking=False):
            raise Conflict("PurgeRunning", "Another purge is running; wait for its end")
        try:
            return self._purge(_Run(rules))
        finally:
            self._busy.release()

    def _purge(self, run: _Run) -> dict[str, Any]:
        from aw_server.privacy_files import sieve_queues

        self._privacy.cover_past(run.rules, self._clock.wall_us())
        first = sieve_queues(self._places(), run.rules)
        for bucket_id in self._db.buckets():
            self._purge_bucket(run, bucket_id)
        self._purge_records(run)
        self._webhooks.purged(run.finds)
        with self._undisturbed():
            erased = self._erase()
            answer = run.answer() | self._files(run, dry=False, before=first)
        answer["complete"] = erased and not answer["failed"]
        if not erased:
            answer["failed"].append("The database file is in use by a long reading; it is cleaned with the next write.")
        logger.info("Purged %d events, changed %d", answer["events"]["dropped"], answer["events"]["changed"])
        return answer

    def _look_at_bucket(self, run: _Run, bucket_id: str) -> None:
        judge = run.judge(bucket_id)

        def step(after: int) -> tuple[Tallies, int | None]:
            with reading(self._db, bucket_id) as bucket:
                return bucket.judge(judge, after, _DRY_STEP, dry=True)

        with suppress(NotFound):  # deleted meanwhile
            run.count(bucket_id, _steps(step))

    def _purge_bucket(self, run: _Run, bucket_id: str) -> None:
        judge = run.judge(bucket_id)

        def step(after: int) -> tuple[Tallies, int | None]:
            with self._live.held(bucket_id) as live:
                # Or the next heartbeat would write back what it remembers.
                live.last = None
                return live.bucket.judge(judge, after, _STEP)

        with suppress(NotFound):  # deleted meanwhile, which purges as well
            run.count(bucket_id, _steps(step))

    def _look_at_records(self, run: _Run) -> None:
        from aw_server.privacy_records import TRACKED

        for kind in TRACKED:
            for value in self._db.records.all(kind).values():
                run.weigh_record(kind, value)

    def _purge_records(self, run: _Run) -> None:
        """What is no event and tells the same."""
        from aw_server.privacy_records import TRACKED

        records = self._db.records
        with self._db.transaction():
            for kind in TRACKED:
                for key, value in records.all(kind).items():
                    kept = run.weigh_record(kind, value)
                    if kept is None:
                        records.delete(kind, key)
                    elif kept is not value:
                        records.put(kind, key, kept)
        self.purges += 1

    def _erase(self) -> bool:
        """Leave no trace in the database's files nor in memory: no query is under way that could bring it back."""
        try:
            with self._gate.turn(_PATIENCE):
                for _ in range(_TRUNCATE_TRIES):
                    if self._db.erase():
                        return True
                    time.sleep(_TRUNCATE_PAUSE)
        except ServiceUnavailable:
            self._db.purge()
        return False

    def _files(self, run: _Run, *, dry: bool, before: Sequence[Queue] = ()) -> dict[str, Any]:
        from aw_datastore.copies import RecordJudge, clean_copies
        from aw_server.privacy_files import clean_log_files, delete_exports, sieve_queues, untouched

        places, file = self._places(), self._db.describe()["file"]
        kept = RecordJudge(run.kinds_in_copies, run.judge_record_of_copy)
        copies = clean_copies(Path(file), run.judge, kept, dry=dry) if file and Path(file).exists() else []
        queues = sieve_queues(places, run.rules, dry=dry)
        logs = clean_log_files(places, run.finds, dry=dry)
        foreign = [{"path": str(copy.path), "why": "another program's, or another server's"} for copy in copies
                   if copy.outcome == "foreign"]  # fmt: skip
        named = {entry["path"] for entry in foreign}
        return {
            "copies": [
                {"path": str(copy.path), "outcome": copy.outcome, "events": _events_in(copy.tallies)}
                for copy in copies
                if copy.outcome != "foreign"
            ],
            "queues": _queued([*before, *queues]),
            "logs": {"files": logs["files"], "lines": logs["lines"]},
            "untouched": foreign + [entry for entry in untouched(places) if entry["path"] not in named],
            "failed": [str(copy.path) for copy in copies if copy.outcome == "failed"]
            + [str(queue.path) for queue in queues if queue.sieved is None and not queue.deleted]
            + logs["failed"]
            + ([] if dry else delete_exports(places)),
        }


class _Mark(NamedTuple):
    """What events are counted by: the numbers of the rules that found something, and whether it was dropped."""

    rules: tuple[int, ...]
    dropped: bool


class _Run:
    """One judgement of everything by some rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        from aw_core.privacy import RuleSet

        self.rules = RuleSet(rules)
        self.buckets: dict[str, Tallies] = {}
        self.records: dict[str, dict[str | None, Tallies]] = {}
        self._judges: dict[str, Judge] = {}
        self.examples: list[dict[str, Any]] = []

    def judge(self, bucket_id: str) -> Judge:
        """The judge of one bucket; it counts by `_Mark`."""
        chain = [(number, rule) for number, rule in enumerate(self.rules.rules) if rule.concerns(bucket_id)]

        def judged(data: Data) -> Verdict:
            hits: tuple[int, ...] = ()
            kept, made = data, None
            for number, rule in chain:
                made = rule.apply(kept)
                if made is not kept:
                    hits += (number,)
                if made is None:
                    break
                kept = made
            if not hits:
                return Verdict(data, None)
            if len(self.examples) < _EXAMPLES:
                self.examples.append({"bucket": bucket_id, "before": data, "after": made})
            return Verdict(made, _Mark(hits, made is None))

        return judged

    def judge_record(self, kind: str, value: Any) -> Any:
        """What may be kept of a record that is no event; None if nothing."""
        from aw_server.privacy_records import judged

        return judged(kind, value, self.rules.apply)

    @property
    def kinds_in_copies(self) -> tuple[str, ...]:
        """The kinds of records that copies of the database are cleaned of."""
        from aw_server.privacy_records import TRACKED
        from aw_server.webhooks import HOOKS, WAITING

        return (*TRACKED, HOOKS, WAITING)

    def judge_record_of_copy(self, kind: str, value: Any, touched: bool) -> Any:
        """The same in a copy, of which events may have been purged (`touched`), too: nobody tells their days anew."""
        from aw_server.webhook_purge import cleaned, tells
        from aw_server.webhooks import HOOKS, WAITING

        if kind == HOOKS:
            return cleaned(value, self.finds)
        if kind == WAITING:
            return None if touched or tells(value["text"], self.finds) else value
        return self.judge_record(kind, value)

    def weigh_record(self, kind: str, value: Any) -> Any:
        """What may be kept of a record, as `judge_record` says; what is found in it is counted, by its project."""
        from aw_server.privacy_records import judged, span_of

        bucket, mark = "", None

        def apply(bucket_id: str, data: Data) -> Data | None:
            nonlocal bucket, mark
            bucket = bucket_id
            if bucket_id not in self._judges:
                self._judges[bucket_id] = self.judge(bucket_id)
            verdict = self._judges[bucket_id](data)
            mark = verdict.mark
            return verdict.data

        kept = judged(kind, value, apply)
        if mark is not None:
            tallies = self.records.setdefault(bucket, {}).setdefault(value.get("project"), {})
            tallies[mark] = tallies.get(mark, Tally()).with_event(*span_of(value))
        return kept

    def count(self, bucket_id: str, tallies: Tallies) -> None:
        """What was found in a bucket."""
        if tallies:
            self.buckets[bucket_id] = tallies

    def finds(self, text: str) -> bool:
        """Whether any rule finds something in a line of a log."""
        return any(rule.finds(text) for rule in self.rules.rules)

    def answer(self) -> dict[str, Any]:
        """`{"events", "rules", "buckets", "records"}`: how many events, how long, when; in all, by rule, by bucket.

        `records`: the same of what is no event, by the bucket id by which rules know it, and by project.
        """
        everything = _added(self.buckets.values())
        records = {bucket_id: _added(projects.values()) for bucket_id, projects in self.records.items()}
        all_records = _added(records.values())
        return {
            "events": _summed(everything),
            "rules": [
                {"rule": rule.to_json(), "records": _summed(_by_rule(all_records, number))}
                | _summed(_by_rule(everything, number))
                for number, rule in enumerate(self.rules.rules)
            ],
            "buckets": {bucket_id: _summed(tallies) for bucket_id, tallies in self.buckets.items()},
            "records": {
                bucket_id: _summed(tallies) | {"projects": _projects(self.records[bucket_id])}
                for bucket_id, tallies in records.items()
            },
        }


def _steps(step: Callable[[int], tuple[Tallies, int | None]]) -> Tallies:
    tallies: Tallies = {}
    after: int | None = 0
    while after is not None:
        found, after = step(after)
        add_tallies(tallies, found)
    return tallies


def _added(several: Iterable[Tallies]) -> Tallies:
    everything: Tallies = {}
    for tallies in several:
        add_tallies(everything, tallies)
    return everything


def _by_rule(tallies: Tallies, number: int) -> Tallies:
    return {mark: tally for mark, tally in tallies.items() if number in cast(_Mark, mark).rules}


def _projects(found: dict[str | None, Tallies]) -> list[dict[str, Any]]:
    """What was found by project, None for what has none; most time first."""
    rows = [{"project": project, **_summed(tallies)} for project, tallies in found.items()]
    return sorted(rows, key=lambda row: (-row["seconds"], row["project"] or ""))


def _summed(tallies: Tallies) -> dict[str, Any]:
    total = Tally()
    for tally in tallies.values():
        total += tally
    dropped = sum(tally.events for mark, tally in tallies.items() if cast(_Mark, mark).dropped)
    return {
        "dropped": dropped,
        "changed": total.events - dropped,
        "seconds": total.duration_us / 1e6,
        "first": isoformat_us(total.first_us) if total.events else None,
        "last": isoformat_us(total.last_us) if total.events else None,
    }


def _events_in(tallies: Tallies) -> int:
    return sum(tally.events for tally in tallies.values())


def _queued(queues: Sequence[Queue]) -> list[dict[str, Any]]:
    """What was taken out of each queue, both times together; those without anything are left out."""
    found: dict[str, dict[str, Any]] = {}
    for queue in queues:
        entry = found.setdefault(str(queue.path), {"dropped": 0, "changed": 0, "deleted": False})
        entry["dropped"] += queue.sieved.dropped if queue.sieved else 0
        entry["changed"] += queue.sieved.changed if queue.sieved else 0
        entry["deleted"] = entry["deleted"] or queue.deleted
    return [{"path": path, **entry} for path, entry in found.items() if any(entry.values())]
