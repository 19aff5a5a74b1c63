"""Logs without what was purged. Titles stand in them at the level DEBUG only: such lines go, and any that matches."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

_LINE: Final = re.compile(rb"[^\n]*\n|[^\n]+\Z")
# How an entry begins: the time of a text line, or an object of the JSON form. Other lines go on with the one before.
_BEGIN: Final = re.compile(rb"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d|\{")
_DEBUG: Final = re.compile(rb'\[DEBUG *\]|"level(?:name)?": ?"DEBUG"')
_HEAD: Final = 200


def clean_logs(folder: Path, finds: Callable[[str], bool], *, dry: bool = False) -> dict[Path, int]:
    """Take out of every file below `folder` the entries in which `finds` finds something, and those of level DEBUG.

    Programs may go on writing to the files. How many lines went, by file; those without any are left out. `dry`: only
    count. A file that cannot be read or written counts -1.
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        with contextlib.suppress(OSError):
            if path.is_symlink() or not path.is_file():
                continue
            try:
                lines = _clean(path, finds, dry)
            except OSError:
                lines = -1
            if lines:
                found[path] = lines
    return found


def _clean(path: Path, finds: Callable[[str], bool], dry: bool) -> int:
    with path.open("rb" if dry else "r+b") as file:
        content = file.read()
        kept = []
        gone = 0
        for entry, lines in _entries(content):
            if _DEBUG.search(entry[:_HEAD]) or any(finds(line) for line in _texts(entry)):
                gone += lines
            else:
                kept.append(entry)
        if gone and not dry:
            # In place: whoever has the file open appends to what is left.
            file.seek(0)
            file.write(b"".join(kept))
            file.truncate()
            os.fsync(file.fileno())
    return gone


def _entries(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Entries with all their lines, and how many lines each has."""
    entry: list[bytes] = []
    for match in _LINE.finditer(content):
        line = match[0]
        if entry and _BEGIN.match(line):
            yield b"".join(entry), len(entry)
            entry = []
        entry.append(line)
    if entry:
        yield b"".join(entry), len(entry)


def _texts(entry: bytes) -> Iterator[str]:
    for line in entry.splitlines():
        yield line.decode("utf-8", "replace")
