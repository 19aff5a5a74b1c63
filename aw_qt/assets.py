"""Where the icons are: the one place that knows the frozen, installed and checkout layouts. No Qt here."""

import sys
import sysconfig
from pathlib import Path

from aw_core.errors import AwError


def asset(name: str) -> Path:
    """The file *name* of the resources folder. Raises AwError when no layout has it."""
    for folder in _folders():
        if (folder / name).is_file():
            return folder / name
    raise AwError("Incomplete installation", f"the file {name} is missing; please install again")


def _folders() -> list[Path]:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return [Path(frozen) / "resources"]
    return [
        Path(__file__).resolve().parents[1] / "resources",
        Path(sysconfig.get_path("data")) / "share/activitywatch/resources",
        Path(sysconfig.get_path("data", "posix_user" if sys.platform != "win32" else "nt_user"))
        / "share/activitywatch/resources",
    ]
