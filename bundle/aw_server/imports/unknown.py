"""Files that cannot be imported: what they seem to be, and what could be. Nothing of their content is repeated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from aw_server.exceptions import BadRequest

_UNDERSTOOD: Final = (
    "What can be imported: databases of ActivityWatch servers, exports of them (JSON), RescueTime's archive of logged "
    "time (CSV) and saved answers of its API by interval (CSV, JSON)."
)
_PACKED: Final = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
_LONGEST_WORD: Final = len("-Infinity")
_WAKATIME: Final = (
    "It is an export of WakaTime. Those are taken in at /api/v1/users/current/data_dumps/import, with the WakaTime key "
    "(docs/wakatime.md)."
)


def refusal(path: Path, error: BadRequest) -> BadRequest:
    """What to say about a file that is none of ours; `error` is what its reading as an export led to. OSError."""
    with path.open("rb") as file:
        head = file.read(65_536)
    text = head.decode("utf-8-sig", "replace").strip()
    if text.startswith("{") and '"buckets"' in text:
        fault = damage(path.read_bytes().decode("utf-8-sig", "replace")) or f"cannot be read: {error.message}"
        return BadRequest("DamagedExport", f"The export {path} {fault}")
    return BadRequest("NotImportable", f"{_seems(head, text)} {_UNDERSTOOD}")


def damage(text: str) -> str | None:
    """Where a text stops being JSON, as the rest of a sentence about its file; None where it does not."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        end = len(text.rstrip())
        # A text, number or word that is cut in the middle is told where it begins, not where it ends.
        if error.pos >= end - _LONGEST_WORD or error.msg.startswith("Unterminated"):
            line, column = text.count("\n", 0, end) + 1, end - text.rfind("\n", 0, end) - 1
            return (
                f"breaks off at its end, line {line:,}, column {column:,}: the rest of it is missing. "
                "Export it or copy it once more"
            )
        return f"is damaged at line {error.lineno:,}, column {error.colno:,}: from there on it is not JSON"
    except RecursionError:
        return "is nested too deeply"
    return None


def _seems(head: bytes, text: str) -> str:
    if not head.strip():
        return "The file is empty."
    if head.startswith(_PACKED):
        return "The file is packed; unpack it first and import what is in it."
    if b"\x00" in head:
        return "The file is neither text nor a database that is known here."
    if text.startswith(("{", "[")):
        if ('"days"' in text and '"heartbeats"' in text) or '"grand_total"' in text:
            return _WAKATIME
        return "The file looks like JSON, but not like an export: there are no buckets in it."
    first = text.partition("\n")[0]
    columns = max(first.count(mark) for mark in ",;\t") + 1
    if columns > 1:
        return (
            f"The file looks like a table with {columns} columns, but not like one of RescueTime by time and activity."
        )
    return "The file is text, but neither JSON nor a table."
