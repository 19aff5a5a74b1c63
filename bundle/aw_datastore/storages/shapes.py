"""What the tables need of a database, whichever it is: connections that take SQL, and an engine that lends them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from aw_datastore.storages.engine import Listener


class Cursor(Protocol):
    """The answer to one statement."""

    @property
    def rowcount(self) -> int: ...

    @property
    def lastrowid(self) -> int | None: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """Takes SQL with `?` for values."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Cursor: ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Cursor: ...


class Transactions(Protocol):
    """What tells listeners of the end of transactions."""

    listeners: list[Listener]

    @property
    def in_transaction(self) -> bool: ...


class AnyEngine(Transactions, Protocol):
    """`aw_datastore.storages.engine.Engine`, or what stands for it with another database behind."""

    path: Path | None
    name: str
    housekeeping: list[Callable[[], None]]

    def connection(self) -> Any: ...

    def reading(self) -> AbstractContextManager[Any]: ...

    def transaction(self) -> AbstractContextManager[Any]: ...

    def foreign_write(self) -> bool: ...

    def notice_foreign_write(self) -> None: ...

    def checkpoint(self) -> None: ...

    def close(self) -> None: ...
