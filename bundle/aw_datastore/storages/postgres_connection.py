"""One connection to PostgreSQL, speaking as SQLite's do; and its errors in words for people."""

from __future__ import annotations

import functools
import select
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from aw_core.errors import StorageError
from aw_datastore.errors import (
    DatabaseDamaged,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFull,
    DriverMissing,
)

try:
    import psycopg
    from psycopg.types.string import StrDumper
except ImportError as error:
    raise DriverMissing("PostgreSQL", "psycopg", "postgresql") from error

if TYPE_CHECKING:
    from psycopg.abc import Buffer

_CONNECT_TIMEOUT: Final = 5
_NUL: Final = "\u2400"

Raw = psycopg.Connection[tuple[Any, ...]]


class _TextDumper(StrDumper):
    """PostgreSQL's texts cannot hold the character NUL: a name with one shows the symbol for it instead.

    Data of events and records are JSON, where NUL is written as an escape and comes back as it was.
    """

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", _NUL) if "\0" in obj else obj)


@functools.lru_cache(512)
def _percent(sql: str) -> str:
    return sql.replace("?", "%s")


class PostgresConnection:
    """Takes SQL with `?` for values; every statement is a transaction of its own until someone says BEGIN."""

    def __init__(self, url: str, schema: str, lock_timeout: float) -> None:
        self.raw: Raw = psycopg.connect(
            url, autocommit=True, connect_timeout=_CONNECT_TIMEOUT, application_name="aw-server"
        )
        try:
            self.raw.adapters.register_dumper(str, _TextDumper)
            self.raw.execute(
                f"SET search_path TO {schema}; SET lock_timeout = {round(lock_timeout * 1000)};"
                " SET client_encoding TO 'UTF8'; SET client_min_messages TO warning"
            )
        except BaseException:
            self.raw.close()
            raise

    def execute(self, sql: str, values: Sequence[Any] = ()) -> psycopg.Cursor[tuple[Any, ...]]:
        """Run one statement. OverflowError for a number that the column cannot hold."""
        with _overflow():
            return self.raw.execute(_percent(sql), values or None)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> psycopg.Cursor[tuple[Any, ...]]:
        """Run one statement for each row of values. OverflowError as `execute`."""
        with _overflow():
            cursor = self.raw.cursor()
            cursor.executemany(_percent(sql), rows)
        return cursor

    def copy(self, into: str, rows: Iterable[Sequence[Any]]) -> None:
        """Add many rows the fast way; `into` names table and columns."""
        with _overflow(), self.raw.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def cursor(self) -> psycopg.Cursor[tuple[Any, ...]]:
        """For peewee, which writes PostgreSQL's own placeholders."""
        return self.raw.cursor()

    @property
    def in_transaction(self) -> bool:
        """Has someone said BEGIN, and nobody ended it yet?"""
        return self.raw.info.transaction_status != psycopg.pq.TransactionStatus.IDLE

    @property
    def lost(self) -> bool:
        """Is it of no use any more?"""
        return self.raw.closed or self.raw.broken

    @property
    def suspicious(self) -> bool:
        """Has something arrived that nobody asked for? Mostly the news that PostgreSQL has hung up."""
        return bool(select.select([self.raw.fileno()], [], [], 0)[0])

    def answers(self) -> bool:
        """Ask, at the price of a round trip; a connection that does not answer is closed."""
        try:
            self.raw.execute("SELECT 1")
        except psycopg.Error:
            self.raw.close()
            return False
        return True

    def close(self) -> None:
        self.raw.close()


@contextmanager
def _overflow() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.NumericValueOutOfRange as error:
        raise OverflowError("a number does not fit into 64 bits") from error


def from_postgres(error: psycopg.Error, name: str) -> StorageError | None:
    """The human error for what PostgreSQL reports about the database `name`; None where it blames the caller."""
    state = error.sqlstate or ""
    if state == "53100":
        return DiskFull(name)
    if state in ("25006", "42501"):
        return DatabaseReadOnly(name)
    if state in ("55P03", "40P01", "55006"):
        return DatabaseLocked(name)
    if state in ("XX001", "XX002"):
        return DatabaseDamaged(name, "parts of it are missing or overwritten")
    if state.startswith(("08", "53", "57", "58")) or (not state and isinstance(error, psycopg.OperationalError)):
        return DatabaseUnreachable(name, _first_line(error))
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return DatabaseUnreachable(name, _first_line(error))
    return None


def _first_line(error: psycopg.Error) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Turn errors of PostgreSQL, also those that peewee has wrapped, into `StorageError`s about the database `name`."""
    try:
        yield
    except (StorageError, ValueError, TypeError, KeyError):
        raise
    except Exception as error:
        cause = error if isinstance(error, psycopg.Error) else getattr(error, "orig", None)
        human = from_postgres(cause, name) if isinstance(cause, psycopg.Error) else None
        if human is None:
            raise
        raise human from error
