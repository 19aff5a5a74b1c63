"""Put a backup in the place of the database. What it replaces is kept."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aw_core.errors import AwError
from aw_server.commands.database import database_path

if TYPE_CHECKING:
    from aw_datastore.lock import DatabaseLock

_STOPS_WITHIN = 20.0
_LOOK_AGAIN = 0.01


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and `--stop`."""
    parser.add_argument("file", help="a file, the name of a backup, or: latest")
    parser.add_argument(
        "--stop", action="store_true", help="stop the server that uses the database (the tray starts it again)"
    )


def run(args: argparse.Namespace) -> int:
    """Verifies first; refuses while a server runs unless it may stop it."""
    from aw_datastore.lock import DatabaseLock
    from aw_datastore.restore import find_source, finish_restore, prepare_restore, waiting_copy

    database = database_path(args.testing)
    source = find_source(database, args.file)
    lock = DatabaseLock(database)
    if not args.stop:
        _take(lock)
    try:
        prepared = prepare_restore(database, source)
        if args.stop:
            # Only now: the server is away for a moment instead of for as long as the copy takes.
            _stop_and_take(lock)
        done = finish_restore(database, prepared, datetime.now(UTC))
    finally:
        waiting_copy(database).unlink(missing_ok=True)
        lock.release()
    print(f"{done.source} is in place: {done.rows['event']:,} events in {done.rows['bucket']:,} buckets.")
    if done.replaced:
        print(f"What was there before is kept: {done.replaced}")
    return 0


def _take(lock: DatabaseLock) -> None:
    from aw_datastore.errors import DatabaseInUse

    try:
        lock.acquire()
    except DatabaseInUse as error:
        message = f"{error.message} Stop it first (aw-qt --stop), or say --stop."
        raise AwError(error.title, message) from error


def _stop_and_take(lock: DatabaseLock) -> None:
    """Ask the server to end, and have the lock before the tray starts another one."""
    from aw_datastore.errors import DatabaseInUse

    asked = 0
    deadline = time.monotonic() + _STOPS_WITHIN
    while True:
        try:
            lock.acquire()
            return
        except DatabaseInUse:
            if time.monotonic() > deadline:
                raise
        holder = lock.holder()
        if holder is not None and holder != asked:
            with contextlib.suppress(ProcessLookupError):
                os.kill(holder, signal.SIGTERM)
            asked = holder
        time.sleep(_LOOK_AGAIN)
