"""The server's own log as data, for the people who look after it (contract 10.3)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from aw_core.log import get_latest_log_file, tail

NAME = "aw-server"
LINES = 500
_TEXT = re.compile(r"(?P<asctime>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) \[(?P<levelname>\w+) *\]: (?P<message>.*)")


def read_log(testing: bool) -> list[dict[str, Any]]:
    """The newest lines, oldest first: `{"asctime", "levelname", "message"}`; of odd lines only the last key."""
    path = get_latest_log_file(NAME, testing)
    if path is None:
        return []
    return [_entry(line) for line in tail(Path(path), LINES)]


def _entry(line: str) -> dict[str, Any]:
    if line.startswith("{"):
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if isinstance(entry, dict):
            return entry
    found = _TEXT.fullmatch(line)
    return found.groupdict() if found else {"message": line}
