"""What of a window may be recorded: titles that the user excluded never leave this process."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from aw_core.errors import ConfigError
from aw_watcher_window.backends.base import Window

EXCLUDED = "excluded"


class TitleRules:
    """Replaces excluded titles by "excluded" and keeps the application's name.

    `exclude_all` excludes every title; `patterns` are regular expressions, searched anywhere, whatever the case.
    Raises ConfigError naming the pattern that is none.
    """

    def __init__(self, exclude_all: bool = False, patterns: Sequence[str] = ()) -> None:
        self._all = exclude_all
        self._patterns = [_compiled(pattern) for pattern in patterns]

    def apply(self, window: Window) -> Window:
        if self._all or any(pattern.search(window.title) for pattern in self._patterns):
            return replace(window, title=EXCLUDED)
        return window


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as mistake:
        raise ConfigError(
            "Invalid exclude_titles", f'"{pattern}" is not a regular expression: {mistake}. Please correct it.'
        ) from mistake
