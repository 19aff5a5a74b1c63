"""Logging of every program: text to stderr and files, JSON lines beside it, 50 MB at most (contract 7.3)."""

from __future__ import annotations

import logging
import os
import sys
import threading
from datetime import datetime
from pathlib import Path
from types import TracebackType

from .decorators import deprecated
from .dirs import get_log_dir
from .errors import AwError
from .log_files import CappedFileHandler, keep_below
from .log_formats import JsonFormatter, StderrFormatter, TextFormatter

__all__ = ["get_latest_log_file", "get_log_file_path", "setup_logging", "tail"]

logger = logging.getLogger(__name__)

TOTAL_CAP = 50 * 1024 * 1024
FILE_CAP = 10 * 1024 * 1024
BACKUPS = 3
_TAIL_BLOCK = 8192

_current_path: str | None = None


def setup_logging(
    name: str,
    testing: bool = False,
    verbose: bool = False,
    log_stderr: bool = True,
    log_file: bool = False,
    log_file_json: bool = False,
) -> None:
    """Set the root logger up for program `name`; whatever was set up before is taken away.

    `verbose` means DEBUG, else INFO; LOG_LEVEL overrides both. Files lie in `<log>/<name>/`, a new one per start,
    rotated while running (10 MB, three older parts); the program's directory stays below 50 MB. A directory that
    cannot be written is a warning, no error. Exceptions that nobody caught are logged, in threads too.
    """
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    wrong = _set_level(root, verbose)
    files: list[logging.Handler] = []
    trouble = None
    try:
        files = _file_handlers(name, testing, log_file, log_file_json)
    except OSError as error:
        trouble = error
    if log_stderr and sys.stderr is not None:
        stderr = logging.StreamHandler(sys.stderr)
        # A traceback is for the file; without one stderr is the only place for it.
        stderr.setFormatter(StderrFormatter() if files else TextFormatter())
        root.addHandler(stderr)
    # Without any handler logging would print warnings after all.
    for handler in files or [logging.NullHandler()]:
        root.addHandler(handler)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    if wrong:
        logger.warning("LOG_LEVEL %r is no level; using %s", wrong, logging.getLevelName(root.level))
    if trouble:
        logger.warning("There will be no log file: %s", trouble)


def get_latest_log_file(name: str, testing: bool = False) -> str | None:
    """The newest text log of program `name` (its start stands in the file name), or None."""
    directory = Path(get_log_dir(name))
    names = [
        path.name
        for path in directory.glob("*.log")
        if name in path.name and ("testing" in path.name) == testing and not path.name.endswith(".json.log")
    ]
    return str(directory / max(names)) if names else None


@deprecated
def get_log_file_path() -> str | None:
    """The log file of this process, or None if it has none. Use `get_latest_log_file` instead."""
    return _current_path


def tail(path: str | Path, lines: int = 50) -> list[str]:
    """The last `lines` lines of a text file, reading only its end. OSError if it cannot be read."""
    if lines <= 0:
        return []
    with Path(path).open("rb") as file:
        position = file.seek(0, os.SEEK_END)
        blocks: list[bytes] = []
        breaks = 0
        while position > 0 and breaks <= lines:
            step = min(_TAIL_BLOCK, position)
            position -= step
            file.seek(position)
            blocks.append(file.read(step))
            breaks += blocks[-1].count(b"\n")
    text = b"".join(reversed(blocks)).decode("utf-8", "replace")
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")][-lines:] if text else []


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


def _file_handlers(name: str, testing: bool, text: bool, as_json: bool) -> list[logging.Handler]:
    """Handlers whose files exist already. OSError if they cannot be created."""
    global _current_path
    formats: list[tuple[str, logging.Formatter]] = []
    if text:
        formats.append((".log", TextFormatter()))
    if as_json:
        formats.append((".json.log", JsonFormatter()))
    if not formats:
        return []
    directory = Path(get_log_dir(name))
    stem = f"{name}_{'testing_' if testing else ''}{datetime.now():%Y-%m-%dT%H-%M-%S}"
    # Room for what each open file may still grow by, so that the cap holds at every moment.
    cap = TOTAL_CAP - FILE_CAP * len(formats)
    keep_below(directory, cap)
    handlers: list[logging.Handler] = []
    for suffix, formatter in formats:
        handler = CappedFileHandler(directory / f"{stem}{suffix}", FILE_CAP, BACKUPS, cap)
        handler.setFormatter(formatter)
        handlers.append(handler)
    _current_path = str(directory / f"{stem}{formats[0][0]}")
    return handlers


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    elif isinstance(error, AwError):
        logger.critical("%s", error)
    else:
        logger.critical("Unexpected error", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        name = args.thread.name if args.thread else "a thread"
        logger.critical("Unexpected error in %s", name, exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
