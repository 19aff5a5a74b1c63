"""Everything that is stored passes the privacy rules: events are written in a few places, and all of them ask.

Somebody who needs another way in calls ServerAPI, or filters as these do and is added here with the reason.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITES = {"insert", "insert_batch", "insert_returning", "insert_many_new", "replace_last"}
# file -> why what it writes may be written
KNOWN = {
    "bundle/aw_server/api_events.py": "asks Privacy.filtered and Privacy.judged",
    "bundle/aw_server/api_heartbeats.py": "asks Privacy.filtered before it merges",
    "bundle/aw_server/transfer.py": "asks Privacy.sieved",
    "bundle/aw_server/pause.py": "writes the server's own spans, which hold nothing of the user",
    "bundle/aw_server/focus.py": "writes the server's own spans, which hold nothing that was recorded",
}
ASKS = {"filtered", "judged", "sieved"}


def calls(path: Path) -> set[str]:
    """Names of the methods called in a file that write events or ask about them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            on = ast.unparse(node.func.value)
            if node.func.attr in WRITES | ASKS:
                found.add(node.func.attr)
            elif node.func.attr == "replace" and (on.endswith(".bucket") or on.startswith("self._db[")):
                found.add("replace")
    return found


def test_events_are_written_in_known_places_only() -> None:
    files = sorted((ROOT / "bundle/aw_server").rglob("*.py"))
    writing = {str(path.relative_to(ROOT)) for path in files if calls(path) - ASKS}
    assert writing == set(KNOWN)


def test_those_places_ask() -> None:
    for name, reason in KNOWN.items():
        if reason.startswith("asks"):
            assert calls(ROOT / name) & ASKS, name
