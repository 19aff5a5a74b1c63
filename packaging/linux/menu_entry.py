#!/usr/bin/env python3
"""Put ActivityWatch into the current user's menu, with its icon, or take exactly that out again.

usage: menu_entry.py install|uninstall
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources"


def data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")


def entry() -> Path:
    return data_home() / "applications/aw-qt.desktop"


def icon() -> Path:
    return data_home() / "icons/hicolor/scalable/apps/activitywatch.svg"


def program() -> Path:
    """The aw-qt of the active environment, of this checkout, or on PATH, in this order."""
    places = [Path(sysconfig.get_path("scripts")) / "aw-qt", ROOT / ".venv/bin/aw-qt"]
    found = shutil.which("aw-qt")
    if found:
        places.append(Path(found))
    for place in places:
        if place.exists():
            return place
    sys.exit("install: no aw-qt found; say `make build` (or `make run`) first")


def quoted(path: Path) -> str:
    """The path as the Exec key of a desktop entry wants it."""
    text = str(path)
    for character in '\\"`$':
        text = text.replace(character, "\\" + character)
    return '"' + text.replace("%", "%%") + '"'


def install() -> None:
    text = (RESOURCES / "aw-qt.desktop").read_text().replace("Exec=aw-qt", f"Exec={quoted(program())}")
    for place in (entry(), icon()):
        place.parent.mkdir(parents=True, exist_ok=True)
    entry().write_text(text)
    shutil.copyfile(RESOURCES / "activitywatch.svg", icon())
    print(f"install: menu entry {entry()}")


def uninstall() -> None:
    for place in (entry(), icon()):
        if place.exists():
            place.unlink()
            print(f"uninstall: removed {place}")


if __name__ == "__main__":
    steps = {"install": install, "uninstall": uninstall}
    if len(sys.argv) != 2 or sys.argv[1] not in steps:
        sys.exit(__doc__)
    steps[sys.argv[1]]()
