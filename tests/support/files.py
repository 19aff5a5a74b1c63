"""Looking through the files of running programs, which come and go meanwhile."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


def contents(*places: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file below the folders, with what is in it. One that goes before it is read is none."""
    for place in places:
        for folder, _, names in os.walk(place):
            for name in names:
                path = Path(folder, name)
                with contextlib.suppress(FileNotFoundError):
                    if path.is_file():
                        yield path, path.read_bytes()
