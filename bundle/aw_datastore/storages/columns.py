"""Events in columns instead of rows: what a query reads. Each column comes out of SQLite as one text, in one step."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from aw_datastore.storages.events import ALL, LONG, older, recent
from aw_datastore.storages.schema import ZERO_US

# Numbers joined by commas: making objects of them row by row would take three times as long, and hold the lock of the
# interpreter all the while.
_COLUMNS: Final = (
    f"SELECT count(e.extra), group_concat(e.id), group_concat(e.start + {ZERO_US}), group_concat(e.duration),"
    " group_concat(ifnull(e.data_id, 0)) FROM "
)


class Columns(NamedTuple):
    """Columns of the same events, as numbers joined by commas: id, start (µs since 1970 UTC), duration (µs), data.

    A row's data is the number of a text in `texts` (0: of none), and whatever `extras` has for its id. In any order.
    """

    ids: str
    starts: str
    durations: str
    data: str
    texts: dict[int, str]
    extras: dict[int, str]


def select_columns(
    connection: sqlite3.Connection,
    bucket: int,
    lower: int | None,
    upper: int | None,
    distinct: Callable[[str], list[int]],
    *,
    varying: bool = True,
) -> Columns:
    """The events that touch [lower, upper] (µs since 1970), not cut. `distinct` finds the numbers in a column.

    Without `varying`, what stands beside the dictionary is read only for events that have nothing in it.
    """
    wanted = "e.extra IS NOT NULL" if varying else "e.extra IS NOT NULL AND e.data_id IS NULL"
    if lower is not None and upper is not None and lower > upper:
        return Columns("", "", "", "", {}, {})
    sources = [(ALL, *recent(bucket, lower, upper))]
    if lower is not None:
        sources.append((LONG, *older(bucket, lower)))
    with _one_moment(connection):
        parts: list[tuple[str, str, str, str]] = []
        extras: dict[int, str] = {}
        for table, where, values in sources:
            count, *columns = connection.execute(f"{_COLUMNS}{table} WHERE {where}", values).fetchone()
            if columns[0] is not None:
                parts.append((columns[0], columns[1], columns[2], columns[3]))
            if count:
                extras.update(
                    connection.execute(f"SELECT e.id, e.extra FROM {table} WHERE {where} AND {wanted}", values)
                )
        ids, starts, durations, data = (",".join(column) for column in zip(*parts, strict=True)) if parts else [""] * 4
        return Columns(ids, starts, durations, data, _texts(connection, distinct(data)), extras)


def _texts(connection: sqlite3.Connection, wanted: list[int]) -> dict[int, str]:
    query = "SELECT d.id, d.json FROM json_each(?) wanted JOIN data d ON d.id = wanted.value"
    return dict(connection.execute(query, (json.dumps(wanted),)))


@contextmanager
def _one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """Several statements that see the same rows: nothing is swept out of the dictionary between two of them."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")
