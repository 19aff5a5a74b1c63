"""A watcher's settings: its TOML table over what the server's pages were told, with errors a person understands."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from typing import Any

from aw_core.config import read_settings
from aw_core.errors import ConfigError

logger = logging.getLogger(__name__)


class Section:
    """One program's settings: its table, laid over by the table for testing mode when that is on.

    `served` is what a person chose on the pages (the server's setting `watchers.<program>`): it comes before the
    defaults and after the file. What of it cannot be used is passed over, it is not this program's file.

    Every getter takes a flag's value, which wins unless it is None; each raises ConfigError naming the key.
    """

    def __init__(self, program: str, defaults: str, testing: bool, served: Mapping[str, Any] | None = None) -> None:
        self._file = f"{program}.toml"
        tables = [program, f"{program}-testing"] if testing else [program]
        usual, document = (
            _laid_over(tomllib.loads(defaults), tables),
            _laid_over(read_settings(program, defaults), tables),
        )
        self._values: dict[str, Any] = document
        for key, value in (served or {}).items():
            # A value that differs from the default was written into the file by somebody.
            if key in usual and document[key] == usual[key] and _fits(value, usual[key]):
                self._values[key] = value
            elif key in usual and document[key] == usual[key]:
                logger.warning("The setting %s of watchers.%s cannot be used and is passed over", key, program)

    def seconds(self, key: str, flag: float | None = None) -> float:
        """A duration above 0."""
        value = self._values[key] if flag is None else flag
        try:
            if isinstance(value, bool):
                raise TypeError
            seconds = float(value)
        except (TypeError, ValueError):
            raise self._wrong(key, "a number of seconds above 0", value) from None
        if not 0 < seconds < 1e9:
            raise self._wrong(key, "a number of seconds above 0", value)
        return seconds

    def switch(self, key: str, flag: bool | None = None) -> bool:
        """true or false."""
        value = self._values[key] if flag is None else flag
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false", value)
        return value

    def texts(self, key: str, flag: list[str] | None = None) -> list[str]:
        """A list of texts."""
        value = self._values[key] if flag is None else flag
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self._wrong(key, "a list of texts", value)
        return list(value)

    def _wrong(self, key: str, wanted: str, value: object) -> ConfigError:
        return ConfigError(
            "Setting not usable", f"{key} (in {self._file} or as a flag) must be {wanted}, not {value!r}."
        )


def _laid_over(document: Mapping[str, Any], tables: list[str]) -> dict[str, Any]:
    return {key: value for table in tables for key, value in document.get(table, {}).items()}


def _fits(value: object, usual: object) -> bool:
    """Whether a value has the kind of the default, and is a length of time where that is one."""
    if isinstance(usual, bool):
        return isinstance(value, bool)
    if isinstance(usual, int | float):
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e9
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
