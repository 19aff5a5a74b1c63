"""Files that are nobody else's business: written whole or not at all, readable by the owner only."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def ensure_private_dir(path: str | Path) -> Path:
    """Create the directory and what is missing above it, mode 0700; what exists keeps its mode."""
    place = Path(path)
    missing = [folder for folder in (place, *place.parents) if not folder.exists()]
    for folder in reversed(missing):
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
    return place


def write_private(path: str | Path, content: str | bytes) -> None:
    """Replace the file's content atomically, mode 0600. A reader sees the old or the new whole. Raises OSError."""
    place = Path(path)
    ensure_private_dir(place.parent)
    raw = content.encode() if isinstance(content, str) else content
    # mkstemp makes the file 0600 from the start.
    handle, temporary = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
