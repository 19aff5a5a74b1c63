"""Build the AppDir, and from it the AppImage where `appimagetool` is at hand. Standard library only.

The AppImage's start program (its "runtime") is not part of the project; `appimagetool` brings it. Without the tool the
AppDir is left ready and a sentence says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from linux import tree

_APPRUN = f"""\
#!/bin/sh
# Started by the AppImage's runtime with APPDIR set; by hand from an unpacked AppDir it finds itself.
here="${{APPDIR:-$(dirname "$(readlink -f "$0")")}}"
# A link to the AppImage that is named like one of the programs starts that program.
name="$(basename "${{ARGV0:-aw-qt}}")"
case "$name" in
    aw-qt|aw-server|aw-watcher-afk|aw-watcher-window|aw-client|aw-cli) ;;
    *) name=aw-qt ;;
esac
exec "$here/{tree.PROGRAMS_DIR}/$name" "$@"
"""


def appdir(frozen: Path, folder: Path) -> None:
    """Lay out the AppDir: the installed tree, and menu entry, icon and AppRun at its top."""
    shutil.rmtree(folder, ignore_errors=True)
    tree.plant(frozen, folder)
    (folder / "AppRun").write_text(_APPRUN, encoding="utf-8")
    (folder / "AppRun").chmod(0o755)
    (folder / "aw-qt.desktop").symlink_to("usr/share/applications/aw-qt.desktop")
    (folder / "activitywatch.svg").symlink_to("usr/share/icons/hicolor/scalable/apps/activitywatch.svg")
    (folder / ".DirIcon").symlink_to("activitywatch.svg")


def build(folder: Path, target: Path, version: str, epoch: int) -> bool:
    """Turn the AppDir into `target`; False when the tool for it is not there."""
    tool = shutil.which("appimagetool")
    if tool is None:
        return False
    env = {**os.environ, "VERSION": version, "SOURCE_DATE_EPOCH": str(epoch)}
    subprocess.run([tool, "--no-appstream", str(folder), str(target)], check=True, env=env)
    return True
