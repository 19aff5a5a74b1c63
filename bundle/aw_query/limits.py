"""What a query may cost, and the meter that holds it to that: no question keeps the server from its other work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from aw_query.exceptions import QueryFunctionException, QueryParseException
from aw_query.frames import is_frame


@dataclass(frozen=True)
class Limits:
    """The bounds of one request (one text, all its periods)."""

    seconds: float = 60.0
    """Wall time."""
    text: int = 4_000_000
    """Characters of text."""
    statements: int = 10_000
    """Statements in the text."""
    depth: int = 100
    """Levels of brackets, in the text and in a value."""
    periods: int = 10_000
    """Periods to answer."""
    rows: int = 10_000_000
    """Events in one value."""
    rows_held: int = 40_000_000
    """Events in all variables together."""
    items: int = 1_000_000
    """Entries in a list or dictionary that the text builds, those inside it included."""
    answer: int = 512 * 1024 * 1024
    """Bytes of the answer as JSON."""


DEFAULT = Limits()
_running: ContextVar[Meter | None] = ContextVar("running", default=None)


def tick() -> None:
    """For work that takes long: ends it when the time of the query that this thread is answering is over."""
    meter = _running.get()
    if meter is not None:
        meter.check_time()


class Ended(Exception):
    """Nobody waits for this part of the work any more."""


class Meter:
    """Counts one request against its limits. Every method raises a typed error when one is reached. Thread-safe."""

    def __init__(self, limits: Limits = DEFAULT, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._clock = clock
        self._deadline = clock() + limits.seconds
        self._ended = False

    def shared(self, parts: int) -> Meter:
        """One for so many parts of the work, which are done at once: together they may hold what one may."""
        made = Meter(replace(self.limits, rows_held=self.limits.rows_held // parts), self._clock)
        made._deadline = self._deadline
        return made

    def end(self) -> None:
        """What is still under way for it, on whichever thread, raises Ended when it next looks at the clock."""
        self._ended = True

    @contextmanager
    def running(self) -> Iterator[None]:
        """While this thread works for this meter."""
        token = _running.set(self)
        try:
            yield
        finally:
            _running.reset(token)

    def check_time(self) -> None:
        """Called between any two pieces of work."""
        if self._ended:
            raise Ended
        if self._clock() > self._deadline:
            raise QueryFunctionException(f"The query took longer than {self.limits.seconds:g} seconds")

    def check_text(self, text: str) -> None:
        """Before the text is read."""
        if len(text) > self.limits.text:
            raise QueryParseException(f"A query may have at most {self.limits.text} characters")

    def check_periods(self, count: int) -> None:
        """Before the first period is answered."""
        if count > self.limits.periods:
            raise QueryFunctionException(f"A query may have at most {self.limits.periods} periods")

    def check_rows(self, rows: int) -> None:
        """Before a value of that many events is made, where its size is known, or right after."""
        if rows > self.limits.rows:
            raise QueryFunctionException(f"A value may hold at most {self.limits.rows} events")

    def check_rows_held(self, rows: int) -> None:
        """When a variable got a value."""
        if rows > self.limits.rows_held:
            raise QueryFunctionException(f"The variables may hold at most {self.limits.rows_held} events together")

    def check_answer(self, size: int) -> None:
        """While the answer is written."""
        if size > self.limits.answer:
            raise QueryFunctionException(f"The answer is larger than {self.limits.answer} bytes")

    def weigh(self, value: Any) -> int:
        """How many events a value holds, through lists and dictionaries; an entry met twice counts twice.

        Checks the number of entries and the depth: `x = [x, x]` doubles what comparing or writing x costs, every time.
        """
        rows = 0
        left = self.limits.items
        level = [value]
        for _ in range(self.limits.depth):
            inner: list[Any] = []
            for part in level:
                if isinstance(part, list | dict):
                    left -= len(part)
                    if left < 0:
                        raise QueryFunctionException(f"A value may hold at most {self.limits.items} entries")
                    inner.extend(part.values() if isinstance(part, dict) else part)
                elif is_frame(part):
                    rows += len(part)
            if not inner:
                return rows
            level = inner
        raise QueryFunctionException(f"A value may be nested at most {self.limits.depth} levels deep")
