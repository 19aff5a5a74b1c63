"""Take in a database of another ActivityWatch server, one of ours, or an export; a running server does it itself."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Final

from aw_core.errors import AwError
from aw_core.instance import prove, read_instance
from aw_server.config import NAME

_LIST: Final = "list"
_LOOK_AGAIN: Final = 0.3
_ANSWERS_WITHIN: Final = 30.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument("file", help=f"a database or an export; or: {_LIST}, to see what was taken from where")


def run(args: argparse.Namespace) -> int:
    """0 if everything of the file is here, 1 if something is missing."""
    from aw_datastore.errors import DatabaseInUse
    from aw_server.exceptions import ApiError

    path = None if args.file == _LIST and not Path(_LIST).exists() else Path(args.file).expanduser().absolute()
    if path is not None and not path.is_file():
        raise AwError("No such file", f"There is no file {path}.")
    try:
        try:
            found = _here(path, args.testing)
        except DatabaseInUse:
            found = _by_the_server(path, args.testing)
    except ApiError as error:
        raise AwError("Not imported", _sentence(error.message)) from error
    if not found:
        print("Nothing was imported yet.")
    for source in found:
        print("\n".join(describe(source)))
    return 0 if path is None or all(source["complete"] for source in found) else 1


def _sentence(text: str) -> str:
    return text.rstrip(".") + "."


def describe(source: dict[str, Any]) -> list[str]:
    """One entry of `GET /api/0/imports`, in lines for a person."""
    lines = [f"{source['path']}: {source['layout'] or 'not read yet'}"]
    if source["state"] in ("waiting", "running"):
        progress = source["progress"]
        lines.append(f"  under way: {progress['done']:,} of {progress['total']:,} events" if progress else "  waits")
    if source["message"]:
        lines.append(f"  {source['message']}")
    rows = [_row(bucket_id, bucket) for bucket_id, bucket in sorted(source["buckets"].items())]
    if rows:
        rows = [("bucket", "there", "time", "here", "time", ""), *rows]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        lines += ["  " + _aligned(row, widths) for row in rows]
    if source["settings"]:
        lines.append(f"  settings: {', '.join(source['settings'])}")
    if source["layout"]:
        lines.append("  Everything of it is here." if source["complete"] else "  Not everything of it is here.")
    return lines


def _row(bucket_id: str, bucket: dict[str, Any]) -> tuple[str, ...]:
    notes = [
        f"{bucket[key]:,} {words}"
        for key, words in (
            ("new", "new"),
            ("grown", "grown"),
            ("longer", "longer here"),
            ("withheld", "withheld by privacy rules or a pause"),
            ("gone", "deleted here"),
            ("unreadable", "not readable"),
        )
        if bucket[key]
    ]
    if bucket["removed"]:
        notes = ["deleted here, not imported again"]
    there, here = bucket["source"], bucket["ours"]
    counts = (f"{there['events']:,}", _time(there["seconds"]), f"{here['events']:,}", _time(here["seconds"]))
    return (bucket_id, *counts, ", ".join(notes))


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:5], widths[1:], strict=True))]
    return "  ".join([*cells, row[5]]).rstrip()


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60:,}:{minutes % 60:02}:{rest:02}"


def _here(path: Path | None, testing: bool) -> list[dict[str, Any]]:
    """Without a server. Raises DatabaseInUse when there is one."""
    from aw_server import main
    from aw_server.config import load_settings
    from aw_server.imports.offline import imports_over

    settings = load_settings(main._parser().parse_args(["--testing"] if testing else []))
    with main._database(settings) as (db, _):
        imports = imports_over(db, testing)
        return imports.all() if path is None else [imports.run_now(path.resolve())]


def _by_the_server(path: Path | None, testing: bool) -> list[dict[str, Any]]:
    """The server that works with the database imports the file; this waits for it and tells how far it is."""
    server = _Server(testing)
    if path is None:
        return server.imports()
    job = server.ask("POST", "/api/0/imports", {"path": str(path)})
    while True:
        found = next(one for one in server.imports() if one["path"] == job["path"])
        if found["state"] not in ("waiting", "running"):
            break
        _tell(found)
        time.sleep(_LOOK_AGAIN)
    if found["state"] == "failed":
        raise AwError("Not imported", _sentence(found["message"]))
    return [found]


def _tell(found: dict[str, Any]) -> None:
    progress = found["progress"]
    if progress and sys.stderr.isatty():
        print(f"\r{progress['done']:,} of {progress['total']:,} events", end="\r", file=sys.stderr, flush=True)


class _Server:
    """The running server of this user, which has to prove that it is."""

    def __init__(self, testing: bool) -> None:
        record = read_instance(NAME, testing)
        if record is None:
            raise AwError("Not found", "A server works with the database, and where it listens cannot be found.")
        # On the loopback it listens wherever else it does, and there without TLS too.
        self._host = "::1" if record.host.strip("[]") == "::1" else "127.0.0.1"
        self._port = record.port
        self._headers = {"Content-Type": "application/json"}
        nonce = os.urandom(16).hex()
        if self.ask("GET", f"/api/0/info?nonce={nonce}").get("proof") != prove(record.secret, nonce):
            raise AwError("Not found", f"Another server answers on port {record.port}; nothing was sent to it.")
        if record.token:
            self._headers["Authorization"] = f"Bearer {record.token}"

    def imports(self) -> list[dict[str, Any]]:
        """What it knows of its imports."""
        found: list[dict[str, Any]] = self.ask("GET", "/api/0/imports")
        return found

    def ask(self, method: str, target: str, body: Any = None) -> Any:
        """Its answer. Raises AwError with what it says when it refuses."""
        from aw_core.loopback_http import ask_once

        sent = None if body is None else json.dumps(body).encode()
        try:
            answer = ask_once(self._host, self._port, method, target, sent, self._headers, _ANSWERS_WITHIN)
            value = json.loads(answer.body)
        except (OSError, ValueError) as error:
            raise AwError("No answer", f"The server on port {self._port} does not answer: {error}.") from error
        if answer.status >= 400:
            raise AwError("Refused", _sentence(f"The server says: {value.get('message', answer.status)}"))
        return value
