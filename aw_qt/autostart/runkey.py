"""Start at login on Windows: a value of the person's Run key, unless the Task Manager has disabled it.

The raw registry calls are behind `Registry`, so that the decisions are tested without Windows.
"""

import subprocess
from typing import Any, Protocol

from aw_qt.autostart.base import Autostart

RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
NAME = "ActivityWatch"


class Registry(Protocol):
    """Values of keys below HKEY_CURRENT_USER; a missing value is None. May raise OSError."""

    def get(self, key: str, name: str) -> Any: ...
    def set_text(self, key: str, name: str, value: str) -> None: ...
    def delete(self, key: str, name: str) -> None: ...


class RunKey(Autostart):
    """The Run value starts the tray; a StartupApproved value with an odd first byte disables it."""

    def __init__(self, command: tuple[str, ...], registry: Registry | None = None) -> None:
        super().__init__(command)
        self._registry = registry or WindowsRegistry()

    def _read(self) -> bool:
        if not self._registry.get(RUN, NAME):
            return False
        approved = self._registry.get(APPROVED, NAME)
        return not (isinstance(approved, bytes) and approved and approved[0] & 1)

    def _write(self, enabled: bool) -> None:
        # A leftover of the Task Manager would overrule what the person asks for now.
        self._registry.delete(APPROVED, NAME)
        if enabled:
            self._registry.set_text(RUN, NAME, subprocess.list2cmdline(self.command))
        else:
            self._registry.delete(RUN, NAME)


class WindowsRegistry:
    """The raw calls."""

    def __init__(self) -> None:
        import winreg

        self._raw: Any = winreg

    def get(self, key: str, name: str) -> Any:
        """The value, or None."""
        try:
            with self._raw.OpenKey(self._raw.HKEY_CURRENT_USER, key) as handle:
                return self._raw.QueryValueEx(handle, name)[0]
        except FileNotFoundError:
            return None

    def set_text(self, key: str, name: str, value: str) -> None:
        """Store a string, creating the key."""
        with self._raw.CreateKey(self._raw.HKEY_CURRENT_USER, key) as handle:
            self._raw.SetValueEx(handle, name, 0, self._raw.REG_SZ, value)

    def delete(self, key: str, name: str) -> None:
        """Remove the value if it is there."""
        access = self._raw.KEY_SET_VALUE
        try:
            with self._raw.OpenKey(self._raw.HKEY_CURRENT_USER, key, 0, access) as handle:
                self._raw.DeleteValue(handle, name)
        except FileNotFoundError:
            return
