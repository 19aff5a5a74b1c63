"""Log files that rotate while the program runs, and directories of them that never outgrow their cap."""

from __future__ import annotations

import contextlib
import logging.handlers
import os
import sys
from io import TextIOWrapper
from pathlib import Path

_MOST_FILES = 200


class CappedFileHandler(logging.handlers.RotatingFileHandler):
    """Rotates at `file_cap` bytes, keeps `backups` older parts, and the closed files of its directory below `cap`.

    The file (mode 0600) is created at once: OSError if it cannot be. If somebody takes it away, the next record makes
    a new one. If the disk is full, the program goes on without its log.
    """

    def __init__(self, path: Path, file_cap: int, backups: int, cap: int) -> None:
        self.cap = cap
        self._failed = self._told = False
        # A lone surrogate of a window title must not cost the line.
        super().__init__(path, maxBytes=file_cap, backupCount=backups, encoding="utf-8", errors="backslashreplace")

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding=self.encoding, errors=self.errors)

    def emit(self, record: logging.LogRecord) -> None:
        if self.stream is not None and not Path(self.baseFilename).exists():
            with contextlib.suppress(OSError):
                self.stream.close()
                self.stream = self._open()
        self._failed = False
        super().emit(record)
        if self._told and not self._failed:
            self._told = False
            _say(f"The log file {self.baseFilename} is written again.")

    def doRollover(self) -> None:
        super().doRollover()
        path = Path(self.baseFilename)
        keep_below(path.parent, self.cap, path)

    def handleError(self, record: logging.LogRecord) -> None:
        """One line instead of logging's traceback, and one for all records that are lost in a row."""
        if not self._told:
            _say(f"The log file {self.baseFilename} cannot be written: {sys.exception()}")
        self._failed = self._told = True


def _say(line: str) -> None:
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"{line}\n")


def keep_below(directory: Path, cap: int, spare: Path | None = None) -> None:
    """Remove the oldest logs of the directory until the others hold at most `cap` bytes and are not too many.

    `spare`, the file being written, is neither removed nor counted.
    """
    found = []
    for path in directory.glob("*.log*"):
        with contextlib.suppress(OSError):
            state = path.stat()
            if path != spare:
                found.append((state.st_mtime_ns, path.name, state.st_size, path))
    found.sort()
    total = sum(size for _, _, size, _ in found)
    for left, (_, _, size, path) in zip(range(len(found), 0, -1), found, strict=True):
        if total <= cap and left <= _MOST_FILES:
            return
        # Windows does not remove a file that another process writes.
        with contextlib.suppress(OSError):
            path.unlink()
            total -= size
