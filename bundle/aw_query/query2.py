"""The face of the query language: a text and a period in, a value out (contract 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import aw_query.functions  # noqa: F401  fills the registry
from aw_core.timestamps import to_us
from aw_query import interpreter, parser, settled
from aw_query.abreast import Hands
from aw_query.dividing import NotDivisible
from aw_query.exceptions import QueryException
from aw_query.frames import to_lists
from aw_query.limits import Meter
from aw_query.pieces import (
    QDict,
    QFunction,
    QInteger,
    QList,
    QString,
    QToken,
    QVariable,
    _parse_token,
    _split_query_statements,
)
from aw_query.question import Question
from aw_query.reads import Reads
from aw_query.source import Source

if TYPE_CHECKING:
    from aw_datastore import Bucket, Datastore

__all__ = [
    "QDict",
    "QFunction",
    "QInteger",
    "QList",
    "QString",
    "QToken",
    "QVariable",
    "_parse_token",
    "_split_query_statements",
    "answers",
    "query",
]

_LONG: Final = timedelta(days=90)


def query(name: str, query: str, starttime: datetime, endtime: datetime, datastore: Datastore) -> Any:
    """What a query returns for one period; events as lists of Event.

    `name` becomes the variable NAME. Naive times are UTC. Raises the typed errors of `aw_query.exceptions`, with line
    and column.
    """
    return to_lists(next(answers(name, Source([query]), [(starttime, endtime)], datastore)))


def answers(
    name: str,
    source: Source,
    periods: Iterable[tuple[datetime, datetime]],
    datastore: Datastore,
    meter: Meter | None = None,
    sharing: Callable[[str, list[int]], Bucket] | None = None,
    memory: settled.Memory | None = None,
    hands: Hands | None = None,
) -> Iterator[Any]:
    """What a query returns for each period, in order; events as frames. The meter counts all of it together.

    `sharing` is as of `Reads`. With a `memory`, what is settled of a period that is alone, or of long ones with many
    events, is kept there, and computed by the `hands` (None: as many as there are). Raises as `query`, at the first
    period that cannot be answered.
    """
    meter = meter or Meter()
    spans = list(periods)
    reads = Reads(datastore, [(to_us(start), to_us(end)) for start, end in spans], sharing)
    try:
        meter.check_text(source.text)
        meter.check_periods(len(spans))
        alone = len(spans) == 1
        # Many short ones share what they read instead.
        memory = memory if alone or all(end - start >= _LONG for start, end in spans) else None
        program = parser.parse(source.text, meter.limits)
        for start, end in spans:
            question = Question(program, name, start, end, meter, alone)
            yield _answer(question, datastore, reads, memory, hands or Hands.here())
    except QueryException as error:
        if error.at is not None:
            error.line, error.column = source.place(error.at)
        raise


def _answer(question: Question, datastore: Datastore, reads: Reads, memory: settled.Memory | None, hands: Hands) -> Any:
    if memory is not None:
        try:
            return settled.answer(question, datastore, reads, memory, hands)
        except NotDivisible:
            pass
    return interpreter.run(question.program, question.scope(reads), datastore)
