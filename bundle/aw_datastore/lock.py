"""One server per database: a lock that the server program takes, and the system drops when it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

from aw_datastore.errors import DatabaseInUse, from_os


class DatabaseLock:
    """An exclusive lock on the file `<database>.lock`, which stays there.

    Use as `with DatabaseLock(path):` or `acquire()` and `release()`. Taking it never waits: `DatabaseInUse` names
    who holds it, another `StorageError` says why the file cannot be made. The library itself never takes it.
    """

    def __init__(self, path: str | Path) -> None:
        self.database = Path(path)
        self.path = self.database.with_name(self.database.name + ".lock")
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock or raise; taking it twice with one object is fine."""
        if self._descriptor is not None:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise from_os(error, str(self.path)) from error
        try:
            if not _try_lock(descriptor):
                raise DatabaseInUse(str(self.database), _holder(descriptor))
            os.ftruncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, str(os.getpid()).encode())
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    def release(self) -> None:
        """Give it back; fine if it was not taken."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> int | None:
        """The process that has the lock, as far as the file tells."""
        try:
            return int(self.path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def __enter__(self) -> DatabaseLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.release()


def _holder(descriptor: int) -> str:
    """Words for whoever wrote its process id into the lock file."""
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return f"another server (pid {int(os.read(descriptor, 20))})"
    except (OSError, ValueError):
        return "another server"


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """A byte beyond the text: on this system a locked byte cannot be read."""

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
