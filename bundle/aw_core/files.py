"""Writing a file so that it is whole or not there, and readable by its owner only."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path


def ensure_private_dir(path: str | Path) -> Path:
    """Create the directory and what is missing above it, mode 0700; what exists keeps its mode. OSError if it fails."""
    place = Path(path)
    for folder in reversed([folder for folder in (place, *place.parents) if not folder.exists()]):
        folder.mkdir(mode=0o700, exist_ok=True)
    if not place.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(place))
    return place


def write_private(path: str | Path, content: str | bytes) -> None:
    """Replace the file by `content` (text as UTF-8) in one step, mode 0600: a reader sees the old or the new, whole.

    Missing directories are created. The content is on disk before the name points at it. A symbolic link is followed,
    not replaced. OSError if the file cannot be written; then the old one is untouched.
    """
    target = Path(path).resolve()
    ensure_private_dir(target.parent)
    # Not the module secrets, which loads OpenSSL for what the system gives anyway.
    fresh = target.with_name(f".{target.name}.{os.urandom(6).hex()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
    sync_directory(target.parent)


def sync_directory(path: Path) -> None:
    """Make new names in it durable. Windows cannot open directories, some file systems cannot sync them."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
