"""Can Qt be loaded here? Asked before it is, because Qt ends the process when its platform part is incomplete. Qt file.

The bundle brings Qt along, but not what belongs to the host: the graphics library, fonts, the X libraries.
"""

import ctypes
import re
import sys
from collections.abc import Mapping
from pathlib import Path

DEBIAN_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libXext.so.6": "libxext6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb.so.1": "libxcb1",
}
"""Which package of Debian and its children has a library that the host must have."""

_PLUGINS = {"xcb": "libqxcb.so", "wayland": "libqwayland-generic.so", "offscreen": "libqoffscreen.so"}
_NOT_OPENED = re.compile(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object file")


def missing_part(environ: Mapping[str, str]) -> str | None:
    """Why Qt cannot be loaded, as a sentence that names the missing library and its package; None when it can."""
    try:
        from PyQt5 import QtDBus, QtGui, QtSvg, QtWidgets  # noqa: F401 - the parts the tray is made of
        from PyQt5.QtCore import QLibraryInfo
    except ImportError as error:
        return sentence(str(error))
    if sys.platform in {"win32", "darwin"}:
        return None
    folder = Path(QLibraryInfo.location(QLibraryInfo.LibraryLocation.PluginsPath)) / "platforms"
    problems = [_load(folder / _PLUGINS[name]) for name in platforms(environ) if name in _PLUGINS]
    # Qt takes the first that loads.
    return None if not problems or None in problems else problems[0]


def platforms(environ: Mapping[str, str]) -> list[str]:
    """The platform parts of Qt that may be used with this environment."""
    if asked := environ.get("QT_QPA_PLATFORM"):
        return [entry.split(":")[0] for entry in asked.split(";")]
    displays = {"DISPLAY": "xcb", "WAYLAND_DISPLAY": "wayland"}
    return [name for variable, name in displays.items() if environ.get(variable)]


def sentence(refusal: str) -> str:
    """The loader's words as a sentence for a person."""
    named = _NOT_OPENED.search(refusal)
    if named is None:
        return f"Qt cannot be loaded: {refusal.strip()}."
    package = DEBIAN_PACKAGES.get(named[1])
    hint = f" (on Debian and Ubuntu it is in the package {package})" if package else ""
    return f"the library {named[1]} is missing on this computer{hint}."


def _load(plugin: Path) -> str | None:
    if not plugin.exists():
        # Put together by somebody else; Qt finds its parts where they were put.
        return None
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        # In a frozen program the loader's words are behind those of the freezing tool.
        return sentence(str(error.__cause__ or error))
    return None
