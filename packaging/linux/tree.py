"""The file tree of an installed copy under Linux; the .deb, the .rpm and the AppImage all contain this one.

Standard library only.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import freezing

PROGRAMS_DIR = "usr/lib/activitywatch"
RESOURCES = freezing.ROOT / "resources"


def plant(frozen: Path, root: Path) -> None:
    """Put the frozen folder, commands, menu entry, icons and metadata below `root`. Nothing starts by itself."""
    programs = root / PROGRAMS_DIR
    shutil.copytree(frozen, programs, symlinks=True)
    commands = root / "usr/bin"
    commands.mkdir(parents=True)
    for name in freezing.programs(freezing.project()):
        (commands / name).symlink_to(os.path.relpath(programs / name, commands))
    _place(RESOURCES / "aw-qt.desktop", root / "usr/share/applications")
    for icon, folder in icons():
        _place(icon, root / "usr/share/icons/hicolor" / folder / "apps")
    for metadata in sorted(RESOURCES.glob("*.metainfo.xml")):
        _place(metadata, root / "usr/share/metainfo")
    even_modes(root)


def icons() -> list[tuple[Path, str]]:
    """The application's icons: the file, and its folder in the icon theme (`48x48`, `scalable`, `symbolic`)."""
    found = [(RESOURCES / "activitywatch.svg", "scalable")]
    found += [(file, "symbolic") for file in sorted(RESOURCES.glob("activitywatch*-symbolic.svg"))]
    themed = RESOURCES / "icons/hicolor"
    found += [(file, file.parent.parent.name) for file in sorted(themed.glob("*/apps/activitywatch*.png"))]
    return found


def even_modes(root: Path) -> None:
    """0755 for folders and programs, 0644 for the rest (libraries too), whatever the umask was."""
    for path in [root, *root.rglob("*")]:
        if path.is_symlink():
            continue
        runs = path.is_dir() or (path.stat().st_mode & stat.S_IXUSR and ".so" not in path.name)
        path.chmod(0o755 if runs else 0o644)


def _place(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, folder / file.name)
