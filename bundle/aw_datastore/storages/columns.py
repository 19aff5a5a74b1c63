"""Events in columns instead of rows: what a query reads. Each column comes out of SQLite as one text, in one step."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple, Protocol

from aw_datastore.storages.events import ALL, LONG, older, recent, starting
from aw_datastore.storages.schema import SLOT, SLOT_BITS, ZERO_US

# Numbers joined by commas: making objects of them row by row would take three times as long, and hold the lock of the
# interpreter all the while. Starts count from a moment near by, which makes them short.
_IDS: Final = "group_concat(e.id)"
_COLUMNS: Final = "group_concat(e.start - ?), group_concat(e.duration), group_concat(ifnull(e.data_id, 0)) FROM "
# A month of slots is read at a time: the texts are gone again before the next ones come.
_PIECE: Final = 10_000
_MOST_PIECES: Final = 64


class Gatherer(Protocol):
    """Makes columns of the texts as they come, numbers joined by commas."""

    def add(self, zero: int, ids: str | None, starts: str, durations: str, data: str) -> None:
        """Some events: starts are in µs from `zero` (µs since 1970); data numbers a text, 0 is none.

        In any order, but of those with one start the oldest first where ids are None: not told.
        """

    def distinct(self) -> list[int]:
        """The numbers of all texts so far."""


class Others(NamedTuple):
    """What stands beside the columns: the texts by number, and further JSON by the id of an event."""

    texts: dict[int, str]
    extras: dict[int, str]


def select_columns(
    connection: sqlite3.Connection,
    bucket: int,
    lower: int | None,
    upper: int | None,
    gather: Gatherer,
    *,
    varying: bool = True,
    ids: bool = True,
) -> Others:
    """The events that touch [lower, upper] (µs since 1970), not cut, into `gather`; perhaps some that do not.

    Without `varying`, what stands beside the dictionary is read only for events that have nothing in it. Without `ids`
    they are read only where something stands beside it, which is given by them.
    """
    # Counted on the way: where there is none to be read, the rows are not gone through again.
    extra = "e.extra" if varying else "CASE WHEN e.data_id IS NULL THEN e.extra END"
    if lower is not None and upper is not None and lower > upper:
        return Others({}, {})
    extras: dict[int, str] = {}
    with _one_moment(connection):
        for zero, table, where, values in _pieces(connection, bucket, lower, upper):
            count, columns = _columns(connection, extra, ids, table, where, zero, values)
            if count and not ids:
                ids = True
                count, columns = _columns(connection, extra, ids, table, where, zero, values)
            if columns is not None:
                gather.add(zero + ZERO_US, *columns)
            if count:
                extras.update(
                    connection.execute(
                        f"SELECT e.id, e.extra FROM {table} WHERE {where} AND {extra} IS NOT NULL", values
                    )
                )
        return Others(_texts(connection, gather.distinct()), extras)


def _columns(
    connection: sqlite3.Connection, extra: str, ids: bool, table: str, where: str, zero: int, values: list[int]
) -> tuple[int, tuple[str | None, str, str, str] | None]:
    """How many have something beside the dictionary, and what a gatherer adds; None without an event."""
    count, numbers, starts, durations, data = connection.execute(
        f"SELECT count({extra}), {_IDS if ids else 'NULL'}, {_COLUMNS}{table} WHERE {where}", (zero, *values)
    ).fetchone()
    return count, None if starts is None else (numbers, starts, durations, data)


def _pieces(
    connection: sqlite3.Connection, bucket: int, lower: int | None, upper: int | None
) -> Iterator[tuple[int, str, str, list[int]]]:
    """What is read at once: a moment near by (µs since `ZERO_US`), table, condition and values."""
    where, values = recent(bucket, lower, upper)
    look = f"SELECT e.{SLOT} FROM {ALL} WHERE {where} ORDER BY e.{SLOT}"
    first, last = (connection.execute(f"{look} {way} LIMIT 1", values).fetchone() for way in ("ASC", "DESC"))
    if first is not None and last is not None:
        # The slots are those of the piece alone, so that SQLite begins there.
        within, bounds = f"e.bucket = ? AND e.{SLOT} BETWEEN ? AND ?", starting(lower, upper)
        step = max(_PIECE, (last[0] - first[0]) // _MOST_PIECES + 1)
        for slot in range(first[0], last[0] + 1, step):
            # Not beyond the last: SQLite would look at a month of rows for a day.
            until = min(slot + step - 1, last[0])
            if slot > first[0] and until < last[0] and (lower is None or (lower - ZERO_US) >> SLOT_BITS < slot):
                # All of these begin within.
                yield slot << SLOT_BITS, ALL, within, [bucket, slot, until]
            else:
                yield slot << SLOT_BITS, ALL, within + bounds[0], [bucket, slot, until, *bounds[1]]
    if lower is not None:
        yield lower - ZERO_US, LONG, *older(bucket, lower)


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
