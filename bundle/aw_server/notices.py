"""What a person should know about this server while it holds: shown by `/api/0/info`, the tray and the Today page."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import msgspec

logger = logging.getLogger(__name__)


class Notice(msgspec.Struct, frozen=True):
    """`kind` for programs; `title` and `message` for people, without anything that was recorded."""

    kind: str
    title: str
    message: str


class Notices:
    """At most one notice of each kind, oldest first. Thread-safe; `changed` is called after every change."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._standing: dict[str, Notice] = {}

    def put(self, notice: Notice, *, level: int = logging.WARNING) -> None:
        """It holds from now on, in place of what was said of its kind; also said in the log, as a warning or less."""
        with self._lock:
            if self._standing.get(notice.kind) == notice:
                return
            self._standing[notice.kind] = notice
        logger.log(level, "%s: %s", notice.title, notice.message)
        self._changed()

    def drop(self, kind: str) -> None:
        """It does not hold any more."""
        with self._lock:
            if self._standing.pop(kind, None) is None:
                return
        self._changed()

    def all(self) -> list[dict[str, Any]]:
        """What holds now."""
        with self._lock:
            return [msgspec.to_builtins(notice) for notice in self._standing.values()]
