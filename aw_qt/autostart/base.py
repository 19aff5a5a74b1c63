"""The contract of "start at login": apply, read back, and only then believe it."""

from abc import ABC, abstractmethod

from aw_core.errors import AwError


class Autostart(ABC):
    """Start at login on one system. *command* is the argv that starts the tray."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self.command = command

    def is_enabled(self) -> bool:
        """What the system will do at the next login; False if that cannot be read."""
        try:
            return self._read()
        except OSError:
            return False

    def set_enabled(self, enabled: bool) -> None:
        """Switch it. Raises AwError when the system does not show the change afterwards."""
        try:
            self._write(enabled)
        except OSError as error:
            reason = error.strerror or str(error)
            raise AwError("Start at login", f"it could not be changed: {reason}") from error
        if self.is_enabled() != enabled:
            raise AwError("Start at login", "the system did not keep the change")

    @abstractmethod
    def _read(self) -> bool:
        """The system's answer. May raise OSError."""

    @abstractmethod
    def _write(self, enabled: bool) -> None:
        """Make the change. May raise OSError."""
