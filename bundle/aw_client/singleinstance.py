"""One process a client name and server: two copies of a watcher would record everything twice."""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path
from typing import IO

from aw_core.dirs import get_cache_dir
from aw_core.errors import AwError

logger = logging.getLogger(__name__)

# POSIX record locks belong to the process and are lost when *any* descriptor of the file is closed,
# so the first lock of a file is kept open and shared by every client of this process.
_held: dict[Path, IO[bytes]] = {}


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
            handle = _lock(self.lockfile)
        except OSError as error:
            raise AwError("Lock not usable", f"{self.lockfile} cannot be used: {error.strerror}.") from error
        if handle is None:
            logger.error("%s already runs in another process; this one ends.", client_name)
            sys.exit(-1)
        _held[self.lockfile] = handle


def safe_name(name: str) -> str:
    """`name` as a single file name on every system; usual client names and addresses stay as they are."""
    return re.sub(r'[/\\:*?"<>|\x00-\x1f]', "_", name).lstrip(".") or "_"


def _lock(path: Path) -> IO[bytes] | None:
    if sys.platform == "win32":
        return _lock_windows(path)
    return _lock_posix(path)


def _lock_posix(path: Path) -> IO[bytes] | None:
    import fcntl

    handle = path.open("ab")
    path.chmod(0o600)
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        return None
    return handle


def _lock_windows(path: Path) -> IO[bytes] | None:
    import msvcrt

    handle = path.open("ab")
    handle.seek(0)
    try:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        handle.close()
        return None
    return handle
