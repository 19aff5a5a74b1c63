"""Start at login by the XDG autostart folders (Linux and other free desktops)."""

import configparser
from collections.abc import Mapping
from pathlib import Path

from aw_core.files import write_private
from aw_qt.assets import asset
from aw_qt.autostart.base import Autostart

NAME = "aw-qt.desktop"
TEMPLATE = "aw-qt-autostart.desktop"


class XdgAutostart(Autostart):
    """A desktop entry in the person's folder; it outranks one of the same name in the system's folders."""

    def __init__(self, command: tuple[str, ...], user: Path, system: tuple[Path, ...]) -> None:
        super().__init__(command)
        self._user = user / NAME
        self._system = [folder / NAME for folder in system]

    @classmethod
    def of_environment(cls, command: tuple[str, ...], environ: Mapping[str, str]) -> "XdgAutostart":
        """From XDG_CONFIG_HOME and XDG_CONFIG_DIRS or their defaults."""
        home = environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
        dirs = environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
        system = tuple(Path(entry) / "autostart" for entry in dirs.split(":") if entry)
        return cls(command, Path(home) / "autostart", system)

    def _read(self) -> bool:
        for file in (self._user, *self._system):
            if file.is_file():
                return _starts(file)
        return False

    def _write(self, enabled: bool) -> None:
        if enabled:
            text = asset(TEMPLATE).read_text(encoding="utf-8").replace("@COMMAND@", quote(self.command))
            self._store(text)
        elif any(file.is_file() for file in self._system):
            self._store("[Desktop Entry]\nType=Application\nName=ActivityWatch\nHidden=true\n")
        else:
            self._user.unlink(missing_ok=True)

    def _store(self, text: str) -> None:
        self._user.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(self._user, text)


def _starts(file: Path) -> bool:
    """Whether a desktop would start the entry: neither hidden nor disabled nor damaged."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(file.read_text(encoding="utf-8", errors="replace"))
        entry = parser["Desktop Entry"]
    except (configparser.Error, KeyError):
        return False
    hidden = entry.get("Hidden", "false").strip().lower() == "true"
    disabled = entry.get("X-GNOME-Autostart-enabled", "true").strip().lower() == "false"
    return bool(entry.get("Exec")) and not hidden and not disabled


def quote(command: tuple[str, ...]) -> str:
    """The value of an Exec key: each argument in double quotes where needed, percent signs doubled.

    The entry format escapes twice: once as a string of the file, once as an argument.
    """
    return " ".join(_quote_one(argument) for argument in command)


def _quote_one(argument: str) -> str:
    argument = argument.replace("%", "%%")
    if argument and not set(argument) & set(" \t\n\"'\\><~|&;$*?#()`"):
        return argument
    for character in ("\\", '"', "`", "$"):
        argument = argument.replace(character, "\\" + character)
    return '"' + argument.replace("\\", "\\\\") + '"'
