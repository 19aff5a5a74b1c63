"""Start at login on macOS: a property list in the person's LaunchAgents folder."""

import plistlib
from pathlib import Path

from aw_core.files import write_private
from aw_qt.autostart.base import Autostart

LABEL = "net.activitywatch.aw-qt"


class LaunchAgent(Autostart):
    """`<folder>/<LABEL>.plist` with RunAtLoad; launchd reads the folder at login."""

    def __init__(self, command: tuple[str, ...], folder: Path) -> None:
        super().__init__(command)
        self._file = folder / f"{LABEL}.plist"

    def _read(self) -> bool:
        try:
            agent = plistlib.loads(self._file.read_bytes())
        except (FileNotFoundError, plistlib.InvalidFileException):
            return False
        return bool(agent.get("RunAtLoad")) and not agent.get("Disabled") and bool(agent.get("ProgramArguments"))

    def _write(self, enabled: bool) -> None:
        if not enabled:
            self._file.unlink(missing_ok=True)
            return
        agent = {
            "Label": LABEL,
            "ProgramArguments": list(self.command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_private(self._file, plistlib.dumps(agent))
