"""The owner's own keys that programs have to be shown: one file a kind, beside the data, for its owner's eyes only."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from aw_core.files import write_private

NAME: Final = "My own"
_LONGEST = 200


def path(folder: Path, kind: str) -> Path:
    """Where the owner's key of this kind lies."""
    return folder / f"own-{kind}.key"


def read(folder: Path, kind: str) -> str | None:
    """The key in the file; None when there is none or it cannot be read."""
    try:
        text = path(folder, kind).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return text if 0 < len(text) <= _LONGEST and text.isprintable() else None


def write(folder: Path, kind: str, secret: str) -> None:
    """Keep the key. OSError if that fails."""
    write_private(path(folder, kind), secret + "\n")


def forget(folder: Path, kind: str, is_it: Callable[[str], bool]) -> None:
    """Take the file away if the key in it is the one meant; a file that stays would bring it back to life."""
    secret = read(folder, kind)
    if secret is not None and is_it(secret):
        with contextlib.suppress(FileNotFoundError):
            path(folder, kind).unlink()
