"""How a log record becomes a line: for files, for stderr, as JSON."""

from __future__ import annotations

import copy
import json
import logging
from datetime import UTC, datetime
from typing import Any


class TextFormatter(logging.Formatter):
    """`2026-05-01 10:00:00 [INFO ]: message  (logger:line)`, local time, with tracebacks."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s [%(levelname)-5s]: %(message)s  (%(name)s:%(lineno)s)", "%Y-%m-%d %H:%M:%S")


class StderrFormatter(TextFormatter):
    """The same in one line: of an exception only what it says. The traceback stands in the log file."""

    def format(self, record: logging.LogRecord) -> str:
        if not record.exc_info:
            return super().format(record)
        kind, error, _ = record.exc_info
        # A copy, because the next handler wants the traceback.
        short = copy.copy(record)
        short.msg = f"{record.getMessage()}: {kind.__name__ if kind else 'error'}: {error}"
        short.args = None
        short.exc_info = short.exc_text = None
        return super().format(short)


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time (UTC, ISO), level, logger, line, message, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "line": record.lineno,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry)
