"""Sums over a long stretch of time, computed in parts at once: SQLite and numpy let other threads work meanwhile."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import TracebackType
from typing import Final

from aw_query.dividing import NotDivisible
from aw_query.limits import Ended
from aw_query.question import Question
from aw_query.stretch import Sums, followed

_MOST_PARTS: Final = 2
"""What Python does itself, one thread at a time, is a third of the work: more parts would mostly wait for it."""
_LEAST_EVENTS: Final = 300_000

Between = Callable[[Question, int | None, int | None], Sums]
"""Gives the sums between two seams (µs), the first or last of which there may not be."""


@dataclass(frozen=True)
class Hands:
    """How many parts of a question are computed at once, and how many events there have to be for that."""

    parts: int
    least: int = _LEAST_EVENTS

    @classmethod
    def here(cls) -> Hands:
        """As many as this program has processors, within reason."""
        asked = getattr(os, "sched_getaffinity", None)
        return cls(min(_MOST_PARTS, len(asked(0)) if asked is not None else os.cpu_count() or 1))


class Abreast:
    """The parts before each of some seams are begun at once, each on a thread of its own; `until` does the last part.

    To be used in a `with` statement: no thread outlives it. The first error of any part ends all others.
    """

    def __init__(self, question: Question, cuts: Sequence[int], between: Between) -> None:
        """`cuts` (µs) ascend; `between` is called by several threads. Without cuts there is no thread."""
        self._whole = question
        self._shared = replace(question, meter=question.meter.shared(len(cuts) + 1))
        self._between = between
        self._cuts = list(cuts)
        self._parts: list[Sums] = [[] for _ in range(len(cuts) + 1)]
        self._error: BaseException | None = None
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._compute, args=(number, left, right), name=f"query-part-{number}")
            for number, (left, right) in enumerate(pairwise([None, *cuts]))
        ]

    def __enter__(self) -> Abreast:
        started: list[threading.Thread] = []
        try:
            for thread in self._threads:
                thread.start()
                started.append(thread)
        except RuntimeError:
            # No more threads are to be had: then there is one part.
            self._threads, self._cuts = started, []
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def until(self, seam: int) -> Sums:
        """The sums of all up to the seam (µs). Raises what the part raised that failed first."""
        if not self._cuts or seam <= self._cuts[-1]:
            self._end()
            return self._between(self._whole, None, seam)
        self._compute(len(self._cuts), self._cuts[-1], seam)
        for thread in self._threads:
            thread.join()
        if isinstance(self._error, NotDivisible):
            # A cut could be felt: there is one less without it.
            return self._between(self._whole, None, seam)
        if self._error is not None:
            raise self._error
        return _added(self._parts)

    def _compute(self, number: int, left: int | None, right: int) -> None:
        try:
            self._parts[number] = self._between(self._shared, left, right)
        except Ended:
            return
        except NotDivisible:
            # Not the one that was raised: it holds all that was computed so far.
            self._fail(NotDivisible())
        except BaseException as error:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        with self._lock:
            self._error = self._error or error
        self._shared.meter.end()

    def _end(self) -> None:
        self._shared.meter.end()
        for thread in self._threads:
            thread.join()


def _added(parts: Sequence[Sums]) -> Sums:
    """The sums of stretches that follow one another, together."""
    made, *others = parts
    for later in others:
        made = [followed(one, more) for one, more in zip(made, later, strict=True)]
    return made
