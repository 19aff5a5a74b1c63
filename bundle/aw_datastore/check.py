"""Looking through a whole database for damage, without changing it."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any, Final

from aw_core.errors import StorageError
from aw_datastore.errors import translated
from aw_datastore.storages.dictionary import text_hash

TABLES: Final = ("bucket", "event", "data", "record")

_MOST_NAMED: Final = 20
"""More complaints than this about one thing help nobody."""

_INDEXES: Final = ("event_slot", "event_long", "data_hash")


def check_file(database: Path) -> dict[str, Any]:
    """`{whole, problems, rows}`: sentences about what is wrong, and how many rows each table has as far as it can be
    read. Others may use the file meanwhile. Raises `StorageError` when there is none or it cannot be opened at all.
    """
    if not database.is_file():
        raise StorageError("There is no database", f"There is no database {database} yet.")
    connection = sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=5.0)
    with contextlib.closing(connection):
        return check_connection(connection, str(database))


def check_connection(connection: sqlite3.Connection, name: str, *, quick: bool = False) -> dict[str, Any]:
    """The same for an open connection, inside no transaction; `name` is for error messages.

    Others write meanwhile, and what is found leads to drastic steps: no finding may rest on two statements.

    `quick`: indexes are held against their table by their number of rows alone.
    """
    problems: list[str] = []
    rows: dict[str, int] = {}
    for step in (_quick_structure if quick else _structure, _texts, _references):
        try:
            with translated(name):
                problems += step(connection)
        except StorageError as error:
            problems.append(error.message)
    for table in TABLES:
        with contextlib.suppress(StorageError, sqlite3.Error), translated(name):
            rows[table] = int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    return {"whole": not problems, "problems": problems, "rows": rows}


def _structure(connection: sqlite3.Connection) -> list[str]:
    said = [str(line) for (line,) in connection.execute(f"PRAGMA integrity_check({_MOST_NAMED})")]
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    missing = sorted({*TABLES, *_INDEXES} - found)
    lacks = [f"It lacks {', '.join(missing)}."] if missing else []
    return lacks + [line for text in said for line in text.splitlines() if line != "ok" and not line.startswith("***")]


def changed_rows(connection: sqlite3.Connection) -> list[str]:
    """What is wrong with the rows of a file whose structure is sound, and which SQLite itself does not notice."""
    return _texts(connection) + _references(connection)


def _quick_structure(connection: sqlite3.Connection) -> list[str]:
    said = [str(line) for (line,) in connection.execute(f"PRAGMA quick_check({_MOST_NAMED})")]
    # In one statement, which sees one moment: between two of them somebody else may write.
    differ = connection.execute(
        "SELECT (SELECT count(*) FROM event NOT INDEXED) <> (SELECT count(*) FROM event INDEXED BY event_slot)"
    ).fetchone()[0]
    lacks = ["The index of the events lacks some, or has more than there are."] if differ else []
    return lacks + [line for text in said for line in text.splitlines() if line != "ok" and not line.startswith("***")]


def _texts(connection: sqlite3.Connection) -> list[str]:
    """Texts that have changed since they were written, which SQLite itself does not notice."""
    changed = [data_id for data_id, key, text in _raw_texts(connection) if _is_changed(key, text)]
    problems = [f"{len(changed):,} stored data of events have changed by themselves."] if changed else []
    for table, column in (("event", "extra"), ("record", "value"), ("bucket", "data")):
        where = f"{column} IS NOT NULL AND NOT json_valid({column})"
        count = connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]
        if count:
            problems.append(f"{count:,} rows of the table {table} hold text that cannot be read.")
    return problems


def _raw_texts(connection: sqlite3.Connection) -> sqlite3.Cursor:
    # As bytes: what is no UTF-8 any more must not stop the search.
    return connection.execute("SELECT id, hash, CAST(json AS BLOB) FROM data")


def _is_changed(key: object, text: object) -> bool:
    try:
        return not isinstance(text, bytes) or text_hash(text.decode()) != key
    except UnicodeDecodeError:
        return True


def _references(connection: sqlite3.Connection) -> list[str]:
    lost = connection.execute(
        "SELECT count(*) FROM event WHERE data_id IS NOT NULL AND data_id NOT IN (SELECT id FROM data)"
    ).fetchone()[0]
    strays = connection.execute("SELECT count(*) FROM event WHERE bucket NOT IN (SELECT key FROM bucket)").fetchone()[0]
    return [
        *([f"The data of {lost:,} events are missing."] if lost else []),
        *([f"{strays:,} events belong to no bucket."] if strays else []),
    ]
