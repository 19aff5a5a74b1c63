"""Look through the database for damage, also while a server uses it; nothing is changed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from aw_server.commands.database import database_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--json`, and the file to look at."""
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.add_argument("file", nargs="?", type=Path, help="another file, such as a backup")


def run(args: argparse.Namespace) -> int:
    """0 if the file is whole, 1 if it is not."""
    from aw_datastore.backup import list_backups
    from aw_datastore.check import check_file
    from aw_datastore.quarantine import list_quarantine

    database = args.file.expanduser().absolute() if args.file else database_path(args.testing)
    found: dict[str, Any] = {"file": str(database), **check_file(database)}
    found["backups"] = [str(backup.path) for backup in list_backups(database)]
    found["quarantine"] = [str(path) for path in list_quarantine(database)]
    print(json.dumps(found, indent=2) if args.json else "\n".join(describe(found)))
    return 0 if found["whole"] else 1


def describe(found: dict[str, Any]) -> list[str]:
    """What was found, in lines for a person."""
    rows = found["rows"]
    lines = [found["file"]]
    if found["whole"]:
        lines.append(f"Whole: {rows['event']:,} events in {rows['bucket']:,} buckets.")
    else:
        lines += ["Damaged:", *(f"  {problem}" for problem in found["problems"])]
    newest = found["backups"][:1]
    lines.append(f"{len(found['backups'])} backups, the newest {newest[0]}" if newest else "No backup yet.")
    lines += [f"Kept aside: {path}" for path in found["quarantine"]]
    return lines
