"""Everything that is stored about the user of this computer, as one ZIP archive of readable files."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aw_core.dirs import get_cache_dir, get_config_dir, get_data_dir, get_log_dir

if TYPE_CHECKING:
    from aw_server.api import ServerAPI

# What proves who somebody is; knowing it says nothing about the user, and lets whoever finds the archive in.
_SECRETS = frozenset(
    {"access", "refresh", "hash", "sha256", "secret", "token", "refresh_token", "client_secret", "salt", "password"}
)
_README = """What ActivityWatch on this computer has stored about you, as of {now}.

buckets/    what was recorded, one file for each source; each can be imported again
records/    what is kept beside: settings, privacy rules, when the server ran, access keys (without what opens them) …
queues/     what watchers have still to deliver
files.json  every file of ActivityWatch on this computer, with its size

Nothing of this was sent anywhere. The pages docs/your-data.md and docs/privacy.md say how to remove some or all of it.
"""


class _Sink(io.RawIOBase):
    """Takes what is written and hands it on; it cannot be sought in, so that nothing is held back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def pieces(api: ServerAPI) -> Iterator[bytes]:
    """The archive in pieces, made while it is sent."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(api):
            with archive.open(name, "w", force_zip64=True) as file:
                for piece in content:
                    file.write(piece)
                    if taken := sink.take():
                        yield taken
    yield sink.take()


def _files(api: ServerAPI) -> Iterator[tuple[str, Iterator[bytes]]]:
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    yield "README.txt", iter([_README.format(now=now).encode()])
    names: set[str] = set()
    for bucket_id in api.db.buckets():
        yield f"buckets/{_file_name(bucket_id, names)}.json", api.transfer.export([bucket_id])
    for kind in api.db.records.kinds():
        yield f"records/{_file_name(kind, set())}.json", _written(_without_secrets(api.db.records.all(kind)))
    yield "records/privacy-rules-in-force.json", _written(api.privacy.snapshot())
    for path in sorted((Path(get_data_dir()) / "aw-client" / "queued").glob("*.v2.db")):
        yield f"queues/{path.name}.json", _written(_waiting(path))
    yield "files.json", _written(_listing())


def _written(value: Any) -> Iterator[bytes]:
    yield json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "replace")


def _file_name(text: str, taken: set[str]) -> str:
    """A name that every system takes, and no other bucket has."""
    plain = name = re.sub(r"[^\w.@-]", "_", text)[:100] or "_"
    number = 2
    while name.lower() in taken:
        name, number = f"{plain}-{number}", number + 1
    taken.add(name.lower())
    return name


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: "(left out)" if key in _SECRETS else _without_secrets(inner) for key, inner in value.items()}
    return [_without_secrets(inner) for inner in value] if isinstance(value, list) else value


def _waiting(path: Path) -> Any:
    """What waits in a client's queue, or why it cannot be read."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5.0)
        try:
            rows = connection.execute(
                "SELECT endpoint, data FROM item UNION ALL SELECT endpoint, data FROM held"
            ).fetchall()
        finally:
            connection.close()
        return [{"to": endpoint, "event": json.loads(data)} for endpoint, data in rows]
    except (sqlite3.Error, ValueError) as error:
        return {"cannot be read": str(error)}


def _listing() -> dict[str, list[dict[str, Any]]]:
    places = {
        "data": get_data_dir(),
        "config": get_config_dir(),
        "cache": get_cache_dir(),
        "logs": get_log_dir(),
    }
    found: dict[str, list[dict[str, Any]]] = {}
    seen: set[Path] = set()
    for kind, place in places.items():
        found[kind] = []
        for path in sorted(Path(place).rglob("*")):
            try:
                state = path.lstat()
            except OSError:
                continue
            if path in seen or not path.is_file():
                continue
            seen.add(path)
            changed = datetime.fromtimestamp(state.st_mtime, UTC).isoformat(timespec="seconds")
            found[kind].append({"path": str(path), "bytes": state.st_size, "changed": changed})
    return found
