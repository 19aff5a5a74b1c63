"""Logging of every program: text to stderr and files, JSON lines beside it, never more than 50 MB (contract 7.3)."""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import deprecation

from .__about__ import __version__
from .dirs import get_log_dir

TOTAL_CAP = 50 * 1024 * 1024
FILE_CAP = 10 * 1024 * 1024
BACKUPS = 3
_TAIL_BLOCK = 8192

_latest_path: str | None = None


def setup_logging(
    name: str,
    testing: bool = False,
    verbose: bool = False,
    log_stderr: bool = True,
    log_file: bool = False,
    log_file_json: bool = False,
) -> None:
    """Set the root logger up for program `name`; whatever was set up before is taken away.

    `verbose` means DEBUG, else INFO; LOG_LEVEL overrides. Files lie in `<log>/<name>/`, one per start, rotated while
    running; the directory is kept below `TOTAL_CAP` bytes. Uncaught exceptions are logged. Raises OSError if the
    directory cannot be written.
    """
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    wrong = _set_level(root, verbose)
    if log_stderr and sys.stderr is not None:
        stderr = logging.StreamHandler(sys.stderr)
        stderr.setFormatter(TextFormatter())
        root.addHandler(stderr)
    if log_file or log_file_json:
        _add_files(root, name, testing, log_file, log_file_json)
    sys.excepthook = _log_uncaught
    if wrong:
        root.warning("LOG_LEVEL %r is no level; using %s", wrong, logging.getLevelName(root.level))


def _set_level(root: logging.Logger, verbose: bool) -> str | None:
    """Returns the value of LOG_LEVEL if it could not be used."""
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    wished = os.environ.get("LOG_LEVEL")
    if not wished:
        return None
    level = logging.getLevelNamesMapping().get(wished.upper())
    if level is None:
        return wished
    root.setLevel(level)
    return None


def _add_files(root: logging.Logger, name: str, testing: bool, text: bool, as_json: bool) -> None:
    global _latest_path
    directory = Path(get_log_dir(name))
    stem = f"{name}_{'testing_' if testing else ''}{datetime.now().strftime('%Y-%m-%dT%H-%M-%S')}"
    formats: list[tuple[str, logging.Formatter]] = []
    if text:
        formats.append((".log", TextFormatter()))
    if as_json:
        formats.append((".json.log", JsonFormatter()))
    for suffix, formatter in formats:
        handler = CappedFileHandler(directory / f"{stem}{suffix}")
        handler.setFormatter(formatter)
        root.addHandler(handler)
    _latest_path = str(directory / f"{stem}{formats[0][0]}")
    keep_below(directory, TOTAL_CAP)


class CappedFileHandler(logging.handlers.RotatingFileHandler):
    """Rotates at 10 MB with three backups, and keeps the whole directory below the cap while doing so. 0600."""

    def __init__(self, path: Path, file_cap: int = FILE_CAP, total_cap: int = TOTAL_CAP) -> None:
        self.total_cap = total_cap
        super().__init__(path, maxBytes=file_cap, backupCount=BACKUPS, encoding="utf-8", errors="replace", delay=True)

    def _open(self) -> logging.handlers.TextIOWrapper:  # type: ignore[name-defined]  # io's class, as the base says
        Path(self.baseFilename).touch(mode=0o600, exist_ok=True)
        return super()._open()

    def doRollover(self) -> None:
        super().doRollover()
        keep_below(Path(self.baseFilename).parent, self.total_cap)


def keep_below(directory: Path, cap: int) -> None:
    """Remove the oldest logs of the directory until all together are smaller than `cap` bytes; the newest stays."""
    stats = []
    for path in directory.glob("*.log*"):
        try:
            stat = path.stat()
        except OSError:
            continue
        stats.append((stat.st_mtime, stat.st_size, path))
    stats.sort(key=lambda entry: (entry[0], entry[2].name))
    total = sum(size for _, size, _ in stats)
    for _, size, path in stats[:-1]:
        if total <= cap:
            return
        path.unlink(missing_ok=True)
        total -= size


class TextFormatter(logging.Formatter):
    """`2026-05-01 10:00:00 [INFO ]: message  (logger:line)`, local time."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s [%(levelname)-5s]: %(message)s  (%(name)s:%(lineno)s)", "%Y-%m-%d %H:%M:%S")


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time (UTC), level, logger, line, message, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "line": record.lineno,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry)


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger(__name__).critical("Uncaught exception", exc_info=(kind, error, trace))


def get_latest_log_file(name: str, testing: bool = False) -> str | None:
    """The newest text log of program `name` (its start time is in the file name), or None."""
    directory = Path(get_log_dir(name))
    names = [
        path.name
        for path in directory.glob("*.log")
        if name in path.name and ("testing" in path.name) == testing and not path.name.endswith(".json.log")
    ]
    return str(directory / max(names)) if names else None


@deprecation.deprecated(  # type: ignore[untyped-decorator]
    deprecated_in="0.5.0", current_version=__version__, details="Use get_latest_log_file instead"
)
def get_log_file_path() -> str | None:
    """The log file of this process, or None before `setup_logging` made one."""
    return _latest_path


def tail(path: str | Path, lines: int = 50) -> list[str]:
    """The last lines of a text file, reading only its end. Raises OSError."""
    if lines <= 0:
        return []
    with Path(path).open("rb") as file:
        position = file.seek(0, os.SEEK_END)
        block = b""
        while position > 0 and block.count(b"\n") <= lines:
            step = min(_TAIL_BLOCK, position)
            position -= step
            file.seek(position)
            block = file.read(step) + block
    return block.decode("utf-8", errors="replace").splitlines()[-lines:]
