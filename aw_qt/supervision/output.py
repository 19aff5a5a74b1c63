"""What a module writes: the last lines in memory for a person, and a file of bounded size. No process here."""

import contextlib
import threading
from pathlib import Path
from types import TracebackType
from typing import IO

RING_BYTES = 64 * 1024
FILE_BYTES = 1024 * 1024


class Ring:
    """The newest RING_BYTES bytes; written by a reader thread, read by any."""

    def __init__(self, size: int = RING_BYTES) -> None:
        self._size = size
        self._data = bytearray()
        self._lock = threading.Lock()

    def write(self, chunk: bytes) -> None:
        """Append; the oldest bytes fall out."""
        with self._lock:
            self._data += chunk
            if len(self._data) > self._size:
                del self._data[: len(self._data) - self._size]

    def tail(self, lines: int) -> list[str]:
        """The last *lines* lines, oldest first; a cut-off first line and broken UTF-8 do no harm."""
        with self._lock:
            text = self._data.decode("utf-8", "replace")
        return text.splitlines()[-lines:] if lines > 0 else []


class OutputLog:
    """An append-only file that is moved aside once (``.1``) when it has grown past FILE_BYTES; mode 0600.

    A full disk loses log lines, never the module: it would block on a pipe that nobody reads.
    """

    def __init__(self, path: Path, limit: int = FILE_BYTES) -> None:
        self._path = path
        self._limit = limit
        self._file: IO[bytes] | None = None
        with contextlib.suppress(OSError):
            self._open()

    def __enter__(self) -> "OutputLog":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()

    def write(self, chunk: bytes) -> None:
        """Append *chunk* now (unbuffered: the lines before a crash are the ones that matter)."""
        with contextlib.suppress(OSError):
            if self._file is not None and self._file.tell() > self._limit:
                self._file.close()
                self._path.replace(self._path.with_name(self._path.name + ".1"))
                self._open()
            if self._file is not None:
                self._file.write(chunk)

    def _open(self) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = self._path.open("ab", buffering=0)
        self._path.chmod(0o600)
