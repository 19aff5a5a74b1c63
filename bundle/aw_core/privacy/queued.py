"""Rules applied to heartbeats that wait in a client's queue: the file of `aw_client.spool`, also while it is in use."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

Decide = Callable[[str, dict[str, Any]], dict[str, Any] | None]
"""(bucket id, data) → data as it may be kept, the very same if nothing changes; None: not at all."""

_BUCKET = re.compile(r"buckets/([^/?]+)/")
_TABLES = (("item", "id"), ("held", "bucket"))


class Sieved(NamedTuple):
    """How many waiting heartbeats were taken out, and how many changed."""

    dropped: int
    changed: int


def sieve_file(path: Path, decide: Decide, *, dry: bool = False) -> Sieved:
    """Apply `decide` to a queue's file, which its program may have open; `dry`: only count.

    Raises sqlite3.Error for a file that cannot be read or written.
    """
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=10.0)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("BEGIN" if dry else "BEGIN IMMEDIATE")
        try:
            found = sieve(connection, decide, dry=dry)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        if not dry and any(found):
            leave_no_trace(connection)
        return found
    finally:
        connection.close()


def sieve(connection: sqlite3.Connection, decide: Decide, *, dry: bool = False) -> Sieved:
    """The same on an open connection, inside the caller's transaction."""
    dropped = changed = 0
    for table, key in _TABLES:
        for row, endpoint, text in connection.execute(f"SELECT {key}, endpoint, data FROM {table}").fetchall():
            event = json.loads(text)
            data = event.get("data") or {}
            kept = decide(_bucket_of(endpoint), data)
            if kept is data:
                continue
            if kept is None:
                dropped += 1
                if not dry:
                    connection.execute(f"DELETE FROM {table} WHERE {key} = ?", (row,))
            else:
                changed += 1
                if not dry:
                    text = json.dumps({**event, "data": kept})
                    connection.execute(f"UPDATE {table} SET data = ? WHERE {key} = ?", (text, row))
    return Sieved(dropped, changed)


def leave_no_trace(connection: sqlite3.Connection) -> None:
    """Outside a transaction: write the file anew and empty its log, so that what was taken out is nowhere in it."""
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _bucket_of(endpoint: str) -> str:
    found = _BUCKET.match(endpoint)
    return unquote(found[1]) if found else ""
