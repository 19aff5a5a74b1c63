"""Copy the database as it is now, verified, also while a server uses it."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from aw_server.commands.database import database_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--to FILE`, `--list`."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--to", metavar="FILE", type=Path, help="the copy; otherwise it goes to the folder of backups")
    where.add_argument("--list", action="store_true", help="only name the backups there are, newest first")


def run(args: argparse.Namespace) -> int:
    """Prints where the copy is and what is in it."""
    from aw_datastore.backup import list_backups, make_backup

    database = database_path(args.testing)
    if args.list:
        for found in list_backups(database):
            print(f"{found.path}  {found.size:,} bytes")
        return 0
    target = args.to.expanduser().absolute() if args.to else None
    made, rows = make_backup(database, datetime.now(UTC), target)
    print(f"{made.path}")
    print(f"{rows['event']:,} events in {rows['bucket']:,} buckets, {made.size:,} bytes, verified.")
    return 0
