"""Queries: the language's answers as JSON, behind the gate. The language, and numpy, are loaded at the first query."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import msgspec

from aw_core.errors import StorageError
from aw_core.timestamps import to_us
from aw_datastore import Bucket, Datastore
from aw_server import jsonfmt
from aw_server.answers import Answers, Now, Seen, Watched, merged
from aw_server.exceptions import BadRequest
from aw_server.gate import Gate
from aw_server.parts import Parts
from aw_server.settings import Settings

if TYPE_CHECKING:
    from aw_query.abreast import Hands
    from aw_query.limits import Meter
    from aw_server.sums_file import SumsFile

TIMEOUT_SETTING = "queryTimeout"
DEFAULT_TIMEOUT = 60.0
_LONGEST = 3600.0
# Bytes of the shortest event as JSON, rounded down.
_LEAST_PER_EVENT = 70


Question = tuple[Sequence[str], Sequence[str]]
"""Pieces of a query's text, and periods `start/end`."""


class Queries:
    """What `POST /api/0/query/` does. Every fault of a query is a BadRequest with its type, sentence and place."""

    def __init__(self, db: Datastore, settings: Settings, gate: Gate) -> None:
        self._db = db
        self._settings = settings
        self._gate = gate
        self._kept = Answers(db)
        self._parts = Parts(db, self._kept)
        self._kept.before_rest = self._parts.put_away
        self.hands: Hands | None = None
        """What computes long questions (None: as many as this computer has)."""
        self._prepared = False

    def prepare(self) -> None:
        """Load what the first question needs, aside, once: whoever opens the page asks in a moment."""
        if not self._prepared:
            self._prepared = True
            threading.Thread(target=self._load, name="first-question").start()

    def _load(self) -> None:
        import aw_query.query2  # noqa: F401  loaded here, used by the question
        from aw_core.frame.rules import compile_rules
        from aw_query.buckets import stored_classes
        from aw_query.exceptions import QueryException
        from aw_query.patterns import check_classes

        # What is wrong with the rules, or the database, the question will say.
        with suppress(StorageError, QueryException, ValueError, re.error):
            compile_rules(check_classes(stored_classes(self._db)))

    def keep_in(self, file: SumsFile | None) -> None:
        """Have what lasts in a file, for later and for the next server; nowhere without one."""
        self._parts.file = file
        if file is not None:
            self._db.with_purges(self._parts.sift)

    def forget(self) -> None:
        """Drop every answer that is remembered."""
        self._kept.clear()

    def close(self) -> None:
        """Put away what lasts, and end the thread that forgets answers."""
        self._parts.put_away()
        self._kept.close()

    def end(self) -> None:
        """Leave what was put away to the next server: nobody asks or writes any more."""
        self._parts.end()

    def values(self, name: str, query: Sequence[str], timeperiods: Sequence[str]) -> list[Any]:
        """One value for each period; events as lists of Event."""
        from aw_query.frames import to_lists

        with self._gate.computing(), _typed():
            answers = self._answers(name, query, timeperiods, self._meter(), self._db)
            return [to_lists(answer) for answer in answers]

    def document(self, name: str, query: Sequence[str], timeperiods: Sequence[str]) -> bytes:
        """The same as one JSON array."""
        return self.documents(name, [(query, timeperiods)])

    def documents(self, name: str, questions: Sequence[Question]) -> bytes:
        """One JSON array of the answers to all questions, those of each in the order of its periods."""
        with self._gate.computing(), _typed():
            meter = self._meter()
            meter.check_periods(sum(len(periods) for _, periods in questions))
            keys = [(name, tuple(query), period) for query, periods in questions for period in periods]
            now: Now = {}
            pieces = {key: text for key in dict.fromkeys(keys) if (text := self._kept.get(key, now)) is not None}
            size = sum(map(len, pieces.values()))
            meter.check_answer(size)
            for query, periods in questions:
                missing = [period for period in dict.fromkeys(periods) if (name, tuple(query), period) not in pieces]
                for period, text, seen in self._computed(name, query, missing, meter, size):
                    key = (name, tuple(query), period)
                    pieces[key] = text
                    size += len(text)
                    self._kept.keep(key, text, seen)
            return b"[" + b",".join(pieces[key] for key in keys) + b"]"

    def _computed(
        self, name: str, query: Sequence[str], timeperiods: Sequence[str], meter: Meter, size: int
    ) -> Iterator[tuple[str, bytes, Seen]]:
        """For each period the answer, and what it depends on; `size` bytes were written before."""
        watched = Watched(self._db)
        answers = self._answers(name, query, timeperiods, meter, watched.as_datastore, watched.sharing)
        for period, answer in zip(timeperiods, answers, strict=True):
            text = written(answer, meter, size)
            size += len(text)
            yield period, text, watched.seen_until(_end(period))

    def computed(self, query: Sequence[str], timeperiod: str) -> tuple[Any, Seen]:
        """What a query returns for a period `start/end`, events as a frame; and what that depends on."""
        with self._gate.computing(), _typed():
            watched = Watched(self._db)
            [answer] = self._answers("", query, [timeperiod], self._meter(), watched.as_datastore)
            return answer, watched.seen

    def remembered(self, question: Hashable, make: Callable[[], tuple[bytes, list[Seen]]]) -> bytes:
        """The answer to another API's question: as kept, if all it depends on is as it was, else made by `make`."""
        found: bytes | None = self._kept.get(question)
        if found is None:
            # Before the making: a bucket that appears meanwhile has to be seen.
            listing = Watched(self._db)
            listing.buckets()
            found, seen = make()
            self._kept.keep(question, found, merged([listing.seen, *seen]))
        return found

    def _answers(
        self,
        name: str,
        query: Sequence[str],
        timeperiods: Sequence[str],
        meter: Meter,
        db: Datastore,
        sharing: Callable[[str, list[int]], Bucket] | None = None,
    ) -> Iterator[Any]:
        from aw_query.periods import parse_period
        from aw_query.query2 import answers
        from aw_query.source import Source

        meter.check_periods(len(timeperiods))
        periods = [parse_period(text) for text in timeperiods]
        return answers(name, Source(query), periods, db, meter, sharing, self._parts, self.hands)

    def _meter(self) -> Meter:
        from aw_query.limits import Limits, Meter

        return Meter(Limits(seconds=self._timeout()))

    def _timeout(self) -> float:
        """Seconds that a query may take: a setting."""
        value = self._settings.get(TIMEOUT_SETTING)
        if isinstance(value, int | float) and 0 < value <= _LONGEST:
            return float(value)
        return DEFAULT_TIMEOUT


def _end(timeperiod: str) -> int:
    """When a period `start/end` that was read before is over, µs."""
    from aw_query.periods import parse_period

    return to_us(parse_period(timeperiod)[1])


@contextmanager
def _typed() -> Iterator[None]:
    """Turn the language's errors into the API's."""
    from aw_query.exceptions import QueryException

    try:
        yield
    except QueryException as error:
        place = {"line": error.line, "column": error.column}
        raise BadRequest(type(error).__name__, error.message, extra=place) from error


def written(value: Any, meter: Meter, before: int) -> bytes:
    """A value as JSON, each frame written once. `before` bytes were written before it."""
    meter.check_answer(before + _LEAST_PER_EVENT * meter.weigh(value))
    known: dict[int, msgspec.Raw] = {}
    text = jsonfmt.dumps(_with_json(value, known))
    meter.check_answer(before + len(text))
    return text


def _with_json(value: Any, known: dict[int, msgspec.Raw]) -> Any:
    """The value with every frame in it as ready JSON."""
    from aw_query.frames import is_frame

    if is_frame(value):
        found = known.get(id(value))
        if found is None:
            found = known[id(value)] = msgspec.Raw(value.to_json())
        return found
    if type(value) is list:
        return [_with_json(item, known) for item in value]
    if type(value) is dict:
        return {key: _with_json(item, known) for key, item in value.items()}
    return value
