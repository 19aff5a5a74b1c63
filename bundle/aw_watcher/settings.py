"""Reading a watcher's TOML table with errors that a person understands."""

from __future__ import annotations

from typing import Any

from aw_core.config import read_settings
from aw_core.errors import ConfigError


class Section:
    """One program's settings: its table, laid over by the table for testing mode when that is on.

    Every getter takes a flag's value, which wins unless it is None; each raises ConfigError naming the key.
    """

    def __init__(self, program: str, defaults: str, testing: bool) -> None:
        self._file = f"{program}.toml"
        document = read_settings(program, defaults)
        self._values: dict[str, Any] = dict(document[program])
        if testing:
            self._values.update(document.get(f"{program}-testing", {}))

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
