"""One process a client name and server: two copies of a watcher would record everything twice."""

from __future__ import annotations

import logging
import os
import re
import sys
from pathlib import Path

from aw_core.dirs import get_cache_dir
from aw_core.errors import AwError

logger = logging.getLogger(__name__)

# POSIX record locks belong to the process and are lost when *any* descriptor of the file is closed,
# so the first lock of a file is kept open and shared by every client of this process.
_held: dict[Path, int] = {}


class SingleInstance:
    """Holds the lock `<cache>/client_locks/<name>` until the process ends; ends the process (255) if another holds it.

    Any number of clients of the same name may live in one process (contract 8.1). AwError if there can be no lock file.
    """

    def __init__(self, client_name: str) -> None:
        self.lockfile = Path(get_cache_dir()) / "client_locks" / safe_name(client_name)
        if self.lockfile in _held:
            return
        try:
            self.lockfile.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = _lock(self.lockfile)
        except OSError as error:
            raise AwError("Lock not usable", f"{self.lockfile} cannot be used: {error.strerror}.") from error
        if descriptor is None:
            logger.error("%s already runs in another process; this one ends.", client_name)
            sys.exit(-1)
        _held[self.lockfile] = descriptor


def safe_name(name: str) -> str:
    """`name` as a single file name on every system; usual client names and addresses stay as they are."""
    return re.sub(r'[/\\:*?"<>|\x00-\x1f]', "_", name).lstrip(".") or "_"


def _lock(path: Path) -> int | None:
    """A locked descriptor, left to the operating system to close at the process's end; None if another holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        _lock_descriptor(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _lock_descriptor(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
